"""An independent checker: reads a collection's files itself, with the standard library and no product code.

It answers with sentences, each a broken promise; an empty list means that all hold.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path


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


def lines(folder: Path) -> list[dict]:
    """All records, as plain JSON."""
    return [json.loads(line) for path in sorted(folder.glob("records/*/*/*.jsonl")) for line in path.read_bytes().splitlines()]


def committed(folder: Path) -> dict[str, int]:
    """Committed lengths by file name."""
    state = sqlite3.connect(f"file:{folder / 'state.sqlite'}?mode=ro", uri=True)
    try:
        return dict(state.execute("SELECT name, length FROM files"))
    finally:
        state.close()


def count(folder: Path, question: str) -> int:
    """One number from the state."""
    state = sqlite3.connect(f"file:{folder / 'state.sqlite'}?mode=ro", uri=True)
    try:
        return int(state.execute(question).fetchone()[0])
    finally:
        state.close()


def faults(folder: Path, *, finished: bool = True) -> list[str]:
    """What does not hold: I1 nothing acknowledged is lost, I2 lines and captures and rows agree, I3 nothing twice,
    I4 whatever is committed is whole; with `finished` also that nothing is left over."""
    wrong: list[str] = []
    held: dict[tuple[str, int], tuple[int, dict[str, str]]] = {}
    sizes: dict[str, int] = {}
    lengths = committed(folder)
    for path in sorted([*folder.glob("warc/*.warc.gz"), *folder.glob("warc/*.open")]):
        name = path.name.removesuffix(".open")
        data = path.read_bytes()
        sizes[f"warc/{name}"] = len(data)
        if finished and path.name.endswith(".open"):
            wrong.append(f"{path.name}: not given its final name")
        try:
            for offset, length, text in members(data if finished else data[: lengths.get(f"warc/{name}", 0)]):
                held[name, offset] = length, headers(text)
        except (ValueError, zlib.error) as error:
            wrong.append(f"{path.name}: {error}")
    for path in [*folder.glob("records/*/*/*.jsonl"), *folder.glob("runs/*.jsonl")]:
        sizes[str(path.relative_to(folder))] = path.stat().st_size
    for name, length in lengths.items():
        size = sizes.get(name, -1)
        if size < length or (finished and size != length):
            wrong.append(f"{name}: {length} bytes committed, {size} there")
    wrong += _lines(folder, held, lengths, finished=finished)
    return wrong


def _lines(folder: Path, held: dict, lengths: dict[str, int], *, finished: bool) -> list[str]:
    wrong, seen, captures = [], set(), set()
    for path in sorted(folder.glob("records/*/*/*.jsonl")):
        data = path.read_bytes()[: None if finished else lengths.get(str(path.relative_to(folder)), 0)]
        for line in data.splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                wrong.append(f"{path.name}: no JSON: {line[:60]!r}")
                continue
            key, at = (record["url"], record["revision"]), record["warc"]
            if key in seen or at["recordId"] in captures:
                wrong.append(f"{key} stands there twice")
            seen.add(key)
            captures.add(at["recordId"])
            length, fields = held.get((at["filename"], at["offset"]), (0, {}))
            if length != at["length"] or fields.get("warc-record-id") != at["recordId"] or fields.get("warc-type") != "response":
                wrong.append(f"{record['url']}: its pointer does not lead to its page")
    rows = count(folder, "SELECT count(*) FROM records")
    if rows != len(seen):
        wrong.append(f"{rows} rows for {len(seen)} lines")
    if finished and (left := count(folder, "SELECT count(*) FROM urls WHERE outcome IS NULL")):
        wrong.append(f"{left} addresses without an outcome")
    if finished and (left := count(folder, "SELECT count(*) FROM captures WHERE waiting")):
        wrong.append(f"{left} captures that were never read")
    return wrong
