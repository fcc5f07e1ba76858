"""An independent checker: reads a collection's files itself, with the standard library and no product code.

It answers with sentences, each a broken promise; an empty list means that all hold:

    I1  nothing that was acknowledged is lost
    I2  lines, captures and rows agree, and each pointer leads to its page
    I3  nothing stands there twice
    I4  whoever stops at the committed lengths meets only whole members and whole lines, before anything is repaired
    I5  the rerun ends with the full set
    I6  every address has ended or is to be asked for
    I7  a run that lost something, or did not write it, does not exit with 0

I5 and I7 need to know what the run was to bring: those who run it judge by `lines` and `faults`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HELD = ("article", "unchanged", "removed")


def members(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(offset, length, content) of every gzip member; a torn one raises zlib.error or ValueError."""
    at = 0
    while at < len(data):
        unzip = zlib.decompressobj(31)
        text = unzip.decompress(data[at:]) + unzip.flush()
        if not unzip.eof:
            raise ValueError(f"torn gzip member at {at}")
        end = len(data) - len(unzip.unused_data)
        yield at, end - at, text
        at = end


def headers(record: bytes) -> dict[str, str]:
    """The WARC fields of a record, names in lower case."""
    head = record.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])}


def sha1(data: bytes) -> str:
    """As WARC files name it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def lines(folder: Path) -> list[dict]:
    """All records, as plain JSON."""
    return [json.loads(line) for path in sorted(folder.glob("records/*/*/*.jsonl")) for line in path.read_bytes().splitlines()]


@contextmanager
def state(folder: Path) -> Iterator[sqlite3.Connection]:
    """The state, opened in a copy: SQLite would change the files by looking. Empty tables where there is none."""
    with tempfile.TemporaryDirectory() as elsewhere:
        for path in folder.glob("state.sqlite*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, elsewhere)
        with closing(sqlite3.connect(Path(elsewhere, "state.sqlite"))) as db:
            for table in ("files", "records", "captures", "urls"):
                db.execute(f"CREATE TABLE IF NOT EXISTS {table} (name, length, url, outcome, waiting)")
            yield db


def count(folder: Path, question: str) -> int:
    """One number from the state of a collection that may be in use; raises where there is none yet."""
    with closing(sqlite3.connect(f"file:{folder / 'state.sqlite'}?mode=ro", uri=True)) as db:
        return int(db.execute(question).fetchone()[0])


def committed(folder: Path) -> dict[str, int]:
    """Committed lengths by file name."""
    with state(folder) as db:
        return _committed(db)


def _committed(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("SELECT name, length FROM files"))


@dataclass
class Seen:
    """What the files hold: WARC records by place with their length and fields; lines with their place."""

    held: dict[tuple[str, int], tuple[int, dict[str, str]]] = field(default_factory=dict)
    lines: list[tuple[str, int, int, dict]] = field(default_factory=list)
    ledger: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def faults(folder: Path, *, finished: bool = True, told: Iterable[dict] = ()) -> list[str]:
    """What does not hold. `finished`: also that nothing is left over. `told`: what was acknowledged to the one who ran it:
    {"captured": url, "id": …, "digest": …} and {"ended": url}."""
    seen = Seen()
    with state(folder) as db:
        lengths = _committed(db)
        _warcs(folder, lengths, seen, finished=finished)
        _texts(folder, lengths, seen, finished=finished)
        _lengths(folder, lengths, seen, finished=finished)
        _lines(seen)
        _rows(db, seen)
        _kept(db, seen, told)
        if finished:
            _left_over(folder, db, seen)
    return seen.wrong


def _warcs(folder: Path, lengths: dict[str, int], seen: Seen, *, finished: bool) -> None:
    for path in sorted([*folder.glob("warc/*.warc.gz"), *folder.glob("warc/*.open")]):
        name = path.name.removesuffix(".open")
        if finished and path.name.endswith(".open"):
            seen.wrong.append(f"I2 {path.name}: not given its final name")
        data = path.read_bytes()
        try:
            for offset, length, text in members(data if finished else data[: lengths.get(f"warc/{name}", 0)]):
                fields = headers(text)
                block = text.partition(b"\r\n\r\n")[2][:-4]
                if len(block) != int(fields.get("content-length", -1)) or sha1(block) != fields.get("warc-block-digest"):
                    seen.wrong.append(f"I4 {path.name} at {offset}: the block is not the one that its record names")
                seen.held[name, offset] = length, fields
        except (ValueError, zlib.error) as error:
            seen.wrong.append(f"I4 {path.name}: {error}")


def _texts(folder: Path, lengths: dict[str, int], seen: Seen, *, finished: bool) -> None:
    for path in [*sorted(folder.glob("records/*/*/*.jsonl")), *sorted(folder.glob("runs/*.jsonl"))]:
        name, at = str(path.relative_to(folder)), 0
        for line in path.read_bytes()[: None if finished else lengths.get(name, 0)].splitlines(keepends=True):
            try:
                said = json.loads(line)
                assert line.endswith(b"\n")
            except (ValueError, AssertionError):
                seen.wrong.append(f"I4 {name} at {at}: no whole line of JSON: {line[:60]!r}")
            else:
                if name.startswith("runs"):
                    seen.ledger.add(said["url"])
                else:
                    seen.lines.append((name, at, len(line), said))
            at += len(line)


def _lengths(folder: Path, lengths: dict[str, int], seen: Seen, *, finished: bool) -> None:
    there = {str(path.relative_to(folder)).removesuffix(".open"): path.stat().st_size for path in _files(folder)}
    for name, length in lengths.items():
        if there.get(name, -1) < length or (finished and there[name] != length):
            seen.wrong.append(f"I1 {name}: {length} bytes committed, {there.get(name, 'nothing')} there")
    if finished:
        seen.wrong += [f"I2 {name}: nothing of it was committed" for name in sorted(there.keys() - lengths.keys())]


def _files(folder: Path) -> list[Path]:
    patterns = ("warc/*.warc.gz", "warc/*.open", "records/*/*/*.jsonl", "runs/*.jsonl")
    return [path for pattern in patterns for path in folder.glob(pattern)]


def _lines(seen: Seen) -> None:
    keys: Counter[tuple[str, int]] = Counter()
    moved: dict[tuple[str, int], tuple[str, int]] = {}  # a line at an article's new address, and the one that it follows
    made_from: Counter[str] = Counter()
    for *_, record in seen.lines:
        keys[record["url"], record["revision"]] += 1
        made_from[record["warc"]["recordId"]] += 1
        if (before := record.get("replaces")) and before["url"] != record["url"] and before["revision"] == record["revision"] - 1:
            moved[record["url"], record["revision"]] = before["url"], before["revision"]
        length, fields = seen.held.get((record["warc"]["filename"], record["warc"]["offset"]), (0, {}))
        leads = length == record["warc"]["length"] and fields.get("warc-record-id") == record["warc"]["recordId"]
        if not leads or fields.get("warc-type") != "response":
            seen.wrong.append(f"I2 {record['url']}: its pointer does not lead to its page")
        elif fields.get("warc-payload-digest", record["warc"]["payloadDigest"]) != record["warc"]["payloadDigest"]:
            seen.wrong.append(f"I2 {record['url']}: the page that it points to is another")
    seen.wrong += [f"I3 revision {key[1]} of {key[0]} stands there twice" for key, number in keys.items() if number > 1]
    seen.wrong += [f"I3 {record_id} was recorded twice" for record_id, number in made_from.items() if number > 1]
    seen.wrong += [
        f"I1 {url}: revision {n} without the one before"
        for url, n in keys
        if n > 1 and moved.get((url, n), (url, n - 1)) not in keys
    ]


def _rows(db: sqlite3.Connection, seen: Seen) -> None:
    if len(db.execute("SELECT * FROM records LIMIT 0").description) > 5:
        rows = set(db.execute("SELECT url, revision, file, record_id, offset, length FROM records"))
        there = {(r["url"], r["revision"], name, r["warc"]["recordId"], at, size) for name, at, size, r in seen.lines}
        placed = {row[:4]: row for row in there}
        rows = {row if row[5] else placed.get(row[:4], row) for row in rows}  # the first version of the state had no places
        seen.wrong += [f"I2 a row without its line: {row}" for row in rows - there]
        seen.wrong += [f"I2 a line without its row: {line}" for line in there - rows]
    if len(db.execute("SELECT * FROM captures LIMIT 0").description) > 5:
        captured = set(db.execute("SELECT filename, offset, length, record_id FROM captures"))
        stored = {
            (name, at, length, fields.get("warc-record-id"))
            for (name, at), (length, fields) in seen.held.items()
            if fields.get("warc-type") in ("response", "revisit")
        }
        seen.wrong += [f"I2 a row without its capture: {row}" for row in captured - stored]
        seen.wrong += [f"I2 a capture without its row: {each}" for each in stored - captured]


def _kept(db: sqlite3.Connection, seen: Seen, told: Iterable[dict]) -> None:
    digests = {fields.get("warc-record-id"): fields.get("warc-payload-digest") for _, fields in seen.held.values()}
    ended = dict(db.execute("SELECT url, outcome FROM urls"))
    for each in told:
        if not each.get("acknowledged"):
            continue
        url = each.get("captured") or each["ended"]
        if "captured" in each:
            if digests.get(each["id"]) != each["digest"]:
                seen.wrong.append(f"I1 {url}: its capture was acknowledged and is lost")
        elif url not in seen.ledger or url not in ended:
            seen.wrong.append(f"I1 {url}: its outcome was acknowledged and is lost")


def _left_over(folder: Path, db: sqlite3.Connection, seen: Seen) -> None:
    for question, what in (
        ("SELECT count(*) FROM urls WHERE outcome IS NULL", "I6 {} addresses without an outcome"),
        ("SELECT count(*) FROM captures WHERE waiting", "I6 {} captures that were never read"),
    ):
        if left := db.execute(question).fetchone()[0]:
            seen.wrong.append(what.format(left))
    if not folder.joinpath("index.cdxj").exists():
        seen.wrong.append("I2 index.cdxj is missing")
        return
    index = [json.loads(line.split(" ", 2)[2]) for line in folder.joinpath("index.cdxj").read_text().splitlines()]
    known = {
        (name, at, length) for (name, at), (length, fields) in seen.held.items() if fields["warc-type"] in ("response", "revisit")
    }
    if (there := {(each["filename"], each["offset"], each["length"]) for each in index}) - known:
        seen.wrong.append(f"I2 index.cdxj: {len(there - known)} lines lead nowhere")
    if len(there) < db.execute("SELECT count(*) FROM captures WHERE status > 0").fetchone()[0]:
        seen.wrong.append(f"I2 index.cdxj: {len(there)} lines are not all captures")
