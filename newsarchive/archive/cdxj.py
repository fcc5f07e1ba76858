"""The index that replay tools look captures up in: captures in, sorted CDXJ lines out (CDXJ 0.1.0, webrecorder).

It is derived: it can be thrown away and made again. It never reads a WARC file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from newsarchive.archive.exchange import Capture
from newsarchive.archive.files import replace_file
from newsarchive.errors import StorageError
from newsarchive.urls import surt_key


def cdxj_line(capture: Capture) -> str:
    """`SURT key SP 14 digits UTC SP JSON` with the seven fields that the format demands, no line end.

    A revisit's media type is "warc/revisit": by that, replay tools know that the body is to be looked for elsewhere.
    """
    fields = {
        "url": capture.url,
        "mime": capture.mime if capture.refers_to is None else "warc/revisit",
        "status": capture.status,
        "digest": capture.payload_digest,
        "length": capture.length,
        "offset": capture.offset,
        "filename": capture.filename,
    }
    return f"{surt_key(capture.url)} {capture.date:%Y%m%d%H%M%S} {json.dumps(fields)}"


def write_index(path: Path, captures: Iterable[Capture]) -> None:
    """Replaces the index at `path` in one step with one of these captures, which come by SURT key and time.

    The lines are sorted bytewise: those of one page and second among themselves here, so that nothing but they is held
    in memory. A capture without readable status is left out: no tool can replay it. Raises StorageError; the old index
    then stays.
    """
    made = (f"{cdxj_line(capture)}\n".encode() for capture in captures if capture.status)
    lines = (line for _, same in groupby(made, key=lambda line: line.split(b" {", 1)[0]) for line in sorted(same))
    try:
        replace_file(path, lines)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; free some space and run the same command again") from error
