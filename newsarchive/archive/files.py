"""A growing WARC file on disk: exchanges in, captures out, and never half an exchange left behind.

`<source>-<YYYYMMDD>-<serial>.warc.gz` carries `.open` at its end while a run writes it. Every append is one write();
where that fails the file is cut back to what it was. It decides nothing: its owner rolls, commits and recovers.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from newsarchive import clock
from newsarchive.archive.exchange import Capture, Earlier, Exchange
from newsarchive.archive.members import compress_member, scan_members
from newsarchive.archive.records import exchange_records, parse_warc_fields, warc_fields, warcinfo, warcinfo_fields
from newsarchive.archive.stored import read_record
from newsarchive.errors import CannotCreate, DataLoss, NoInput, StorageError

OPEN = ".open"
LARGEST = 1_000_000_000  # bytes at which a file is full: the size that WARC 1.1 recommends
_SERIAL = re.compile(r"-(\d{8})-(\d{5,})\.warc\.gz\Z")
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
_OUT_OF = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE)  # faults that pass; the folder is fine
_datasync = getattr(os, "fdatasync", os.fsync)  # macOS has only the slower one


def next_name(folder: Path, source: str, day: date) -> str:
    """The name of the next new file of a paper and UTC day: one serial above all that are there, finished or open."""
    taken = [-1]
    for path in folder.glob(f"{source}-*"):
        serial = _SERIAL.fullmatch(path.name.removesuffix(OPEN).removeprefix(source))
        if serial and serial[1] == f"{day:%Y%m%d}":
            taken.append(int(serial[2]))
    return f"{source}-{day:%Y%m%d}-{max(taken) + 1:05}.warc.gz"


def locate(folder: Path, filename: str) -> Path:
    """Where the file of that final name is now: under it, or with `.open` while it grows. Raises NoInput."""
    if Path(filename).name == filename:
        for path in (folder / filename, folder / (filename + OPEN), folder / filename):  # it may be renamed meanwhile
            if path.exists():
                return path
    raise NoInput(f"{folder / filename}: no such file; look at the collection with `newsarchive verify`")


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder durable. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it that are missing. Each name is durable before anything is put in. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """The file holds the pieces or what it held before, whatever happens. Never follows a symbolic link. Raises OSError."""
    draft = path.with_name(path.name + ".new")
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        with os.fdopen(file, "wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


class WarcFile:
    """One open WARC file. `length` counts the bytes written so far; they last once `sync` has returned."""

    def __init__(self, path: Path, name: str, handle: int) -> None:
        self.path, self.name, self.length = path, name, 0
        self._handle = handle
        self._info_id, self._info = "", b""  # `_info` goes in front of the next exchange
        self._broken = False

    @classmethod
    def open(cls, folder: Path, name: str, committed: int | None, about: Mapping[str, str] | None = None) -> WarcFile:
        """Opens `folder/name` for appending, as `name.open`.

        `committed` None makes a new file with its warcinfo, and never touches one that is there; a number takes an
        existing file up again, cut to that length. `about` are warcinfo fields (operator, http-header-user-agent, …);
        where the file's first warcinfo says otherwise, a new one goes in front of the next exchange.
        Raises CannotCreate, DataLoss where the file is shorter than `committed`, and StorageError.
        """
        path = folder / (name + OPEN)
        info = warcinfo(name, about or {}, clock.now())
        warc = cls(path, name, _create(folder, name) if committed is None else _take_up(folder, name))
        try:
            warc._cut(committed or 0)
            warc._info_id, warc._info = info.id, compress_member(info.data)
            if warc.length == 0:
                warc._write(warc._info)
                warc._info = b""
            elif known := _opening_warcinfo(path, about or {}):
                warc._info_id, warc._info = known, b""
        except BaseException:
            warc._abandon(created=committed is None)
            raise
        return warc

    def append(
        self, exchange: Exchange, metadata: Mapping[str, str] | None = None, refers_to: Earlier | None = None
    ) -> Capture | None:
        """Writes an exchange, all of it or nothing. None where there was no response.

        With `refers_to`, a response archived before (see `revisits.earlier`), a 304 for its address and an answer with
        its payload are written as revisits, without a body; any other answer as it would be without.
        Raises ValueError for an exchange that cannot be a WARC record, StorageError where the disk did not take it;
        in both cases the file is what it was.
        """
        made = exchange_records(exchange, self._info_id, metadata, refers_to)
        members = [compress_member(record.data) for record in made.records]
        offset = self.length + len(self._info)
        self._write(b"".join((self._info, *members)))
        self._info = b""
        if made.facts is None:
            return None
        return Capture(
            filename=self.name,
            offset=offset,
            length=len(members[0]),
            record_id=made.records[0].id,
            url=exchange.url,
            date=exchange.began.astimezone(UTC),
            status=made.facts.status,
            mime=made.facts.mime,
            payload_digest=made.facts.payload_digest,
            truncated=exchange.truncated,
            refers_to=made.refers_to,
        )

    def should_roll(self, now: datetime, largest: int = LARGEST) -> bool:
        """Whether the next exchange belongs into a new file: this one has `largest` bytes, or its UTC day is over.

        A clock that was set back ends no day: by their names, files stay in the order in which they were written.
        """
        day = _SERIAL.search(self.name)
        return self.length >= largest or day is None or day[1] < f"{now.astimezone(UTC):%Y%m%d}"

    def sync(self) -> None:
        """Returns when all that was appended is on disk. After a failure nobody knows what is, so no more is taken."""
        self._refuse_broken()
        try:
            _datasync(self._handle)
        except OSError as error:
            self._broken = True
            raise _failed(self.path, error) from error

    def close(self, *, final: bool) -> None:
        """Syncs and closes; `final` gives the file its final name. Doing it again does nothing."""
        if self._handle < 0:
            return
        try:
            self.sync()
        finally:
            os.close(self._handle)
            self._handle = -1
        if final:
            _rename(self.path, self.path.with_name(self.name))

    def _write(self, data: bytes) -> None:
        self._refuse_broken()
        try:
            written = os.write(self._handle, data)
        except OSError as error:
            self._roll_back()
            raise _failed(self.path, error) from error
        if written != len(data):
            self._roll_back()
            why = f"only {written:,} of {len(data):,} bytes were taken, as by a full disk"
            raise StorageError(f"{self.path}: {why}; free some space and run the same command again")
        self.length += len(data)

    def _roll_back(self) -> None:
        try:
            os.ftruncate(self._handle, self.length)
        except OSError:
            self._broken = True  # the next run cuts the file to what was committed

    def _refuse_broken(self) -> None:
        if self._handle < 0:
            raise StorageError(f"{self.path}: is closed")
        if self._broken:
            raise StorageError(f"{self.path}: writing failed before; mend the disk and run the same command again")

    def _cut(self, committed: int) -> None:
        size = os.fstat(self._handle).st_size
        if size < committed:
            lost = f"{committed:,} bytes were committed, {size:,} are there"
            raise DataLoss(f"{self.path}: {lost}; bring the file back from a copy, or run `newsarchive verify --rebuild`")
        try:
            if size > committed:
                os.ftruncate(self._handle, committed)
                os.fsync(self._handle)
        except OSError as error:
            raise _failed(self.path, error) from error
        self.length = committed

    def _abandon(self, *, created: bool) -> None:
        os.close(self._handle)
        self._handle = -1
        if created:
            self.path.unlink(missing_ok=True)


def _create(folder: Path, name: str) -> int:
    """A handle on a new, empty `name.open`, whose name is on disk."""
    path = folder / (name + OPEN)
    if not _SERIAL.search(name) or Path(name).name != name or (folder / name).exists():
        raise CannotCreate(f"{folder / name}: exists, or is no name of the form source-YYYYMMDD-00000.warc.gz")
    try:
        handle = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o644)
        sync_folder(folder)
    except OSError as error:
        if error.errno in _OUT_OF:
            raise _failed(path, error) from error
        raise CannotCreate(f"{path}: {error.strerror}; make the folder writable or choose another with --output") from error
    return handle


def _take_up(folder: Path, name: str) -> int:
    """A handle on an existing file, which is `name.open` from now on."""
    path, finished = folder / (name + OPEN), folder / name
    try:
        if not path.exists() or finished.exists():
            _rename(finished, path)
        return os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise DataLoss(f"{finished}: is gone; bring it back from a copy, or run `newsarchive verify --rebuild`") from error
    except OSError as error:
        raise _failed(path, error) from error


def _opening_warcinfo(path: Path, about: Mapping[str, str]) -> str:
    """The id of the file's first record, if it is a warcinfo that says just that; else ""."""
    for offset, length in scan_members(path):
        first = read_record(path, offset, length)
        same = parse_warc_fields(first.block) == parse_warc_fields(warc_fields(warcinfo_fields(about)))
        return first.id if first.type == "warcinfo" and same else ""
    return ""


def _rename(old: Path, new: Path) -> None:
    if new.exists():
        raise StorageError(f"{new}: is there beside {old.name}; move one of them out of the folder")
    try:
        old.rename(new)
        sync_folder(new.parent)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _failed(old, error) from error


def _failed(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path}: {error.strerror}; free some space or mend the disk, then run the same command again")
