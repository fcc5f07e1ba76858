"""The WARC files that a run writes: today's taken up again, a new one when it is full or the day is over."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime

from newsarchive.archive.files import LARGEST, WarcFile, next_name
from newsarchive.collection.files.commit import Committer
from newsarchive.collection.files.layout import Layout
from newsarchive.errors import StorageError


class Warcs:
    """`about` are the warcinfo fields of the files that this run begins; `new_file`: it begins one in any case.

    What a collection is of is read from the first record of its newest file.
    """

    def __init__(self, layout: Layout, committer: Committer, about: Mapping[str, str], *, new_file: bool = False) -> None:
        self._layout = layout
        self._new_file = new_file
        self._committer = committer
        self._about = about
        self._file: WarcFile | None = None
        self._retired: list[WarcFile] = []
        self._filled: set[str] = set()

    def current(self, now: datetime) -> WarcFile:
        """The file to append to. Raises StorageError."""
        if self._file and self._file.should_roll(now):
            self._retired.append(self._file)
            self._filled.add(self._file.name)
            self._file = None
        if self._file is None:
            folder, lengths = self._layout.warc, self._committer.lengths
            name, self._new_file = None if self._new_file else self._todays(now), False
            self._file = WarcFile.open(
                folder, name or next_name(folder, self._layout.name, now.date()), lengths.get(f"warc/{name}"), self._about
            )
        return self._file

    def _todays(self, now: datetime) -> str | None:
        """The newest file of this UTC day, taken up again while it has room: an hourly run makes one file a day.

        Never one that this run has filled: to take it up would cut off what is not committed yet.
        """
        days = [name for name in self._committer.lengths if name.startswith(f"warc/{self._layout.name}-{now:%Y%m%d}-")]
        newest = max((day for day in days if day.removeprefix("warc/") not in self._filled), default=None)
        return newest.removeprefix("warc/") if newest and self._committer.lengths[newest] < LARGEST else None

    def retired(self) -> list[WarcFile]:
        """The files that are full, each once: to be closed when what they hold is committed."""
        retired, self._retired = self._retired, []
        return retired

    def close(self, *, final: bool) -> None:
        """Closes all. Without `final`, after a failure, they keep their `.open`: the next opening cuts and renames them."""
        for warc in [*self._retired, *([self._file] if self._file else [])]:
            if final:
                warc.close(final=True)
            else:
                with contextlib.suppress(StorageError):  # told already
                    warc.close(final=False)
