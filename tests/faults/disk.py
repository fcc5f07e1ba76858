"""What a disk may hold after a power cut: operations in, images out. It touches no disk.

POSIX promises that a file's bytes last once the file was synced, and a name once its folder was. Between the two anything
goes: a tail that was never synced is there, in part, or as zeros; a new, renamed or removed name is as before or as after.
The model is stricter than ext4, which keeps a new file's name with its first fsync. Caches of the drive are not modelled.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

Image = dict[str, bytes | None]  # by path; None for a folder


@dataclass(frozen=True, slots=True)
class Op:
    """One operation below the root. `kind` is one of these:

    create, mkdir, unlink, rmdir, rename (to `other`), write (`data` at `offset`), truncate (to `offset` bytes),
    sync (a file or folder), settle (the file holds `data`, and that is on disk).
    """

    kind: str
    path: str
    other: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class _File:
    """`now` is what a reader sees, `lasting` what was synced; None for a folder."""

    now: bytearray
    lasting: bytes = b""
    folder: bool = False

    @property
    def dirty(self) -> bool:
        return not self.folder and bytes(self.now) != self.lasting


@dataclass(slots=True)
class Disk:
    """A disk as the operations so far have left it."""

    names: dict[str, _File] = field(default_factory=dict)
    lasting: dict[str, _File] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names.setdefault("", _File(bytearray(), folder=True))
        self.lasting.setdefault("", self.names[""])

    def do(self, op: Op) -> None:
        """One operation more."""
        file = self.names.get(op.path)
        if op.kind in ("create", "mkdir"):
            if file is None:
                self.names[op.path] = _File(bytearray(), folder=op.kind == "mkdir")
        elif op.kind in ("unlink", "rmdir"):
            self.names.pop(op.path, None)
        elif op.kind == "rename" and file:
            self.names[op.other] = self.names.pop(op.path)
        elif op.kind == "settle":
            self._settle(op)
        elif file:
            self._change(file, op)

    def _change(self, file: _File, op: Op) -> None:
        if op.kind == "write":
            file.now.extend(b"\0" * (op.offset - len(file.now)))
            file.now[op.offset : op.offset + len(op.data)] = op.data
        elif op.kind == "truncate":
            file.now.extend(b"\0" * (op.offset - len(file.now)))
            del file.now[op.offset :]
        elif op.kind == "sync" and file.folder:
            inside = {path: each for path, each in (*self.names.items(), *self.lasting.items()) if _parent(path) == op.path}
            for path in inside:
                _set(self.lasting, path, self.names.get(path))
        elif op.kind == "sync":
            file.lasting = bytes(file.now)

    def _settle(self, op: Op) -> None:
        """Both the name and the bytes: SQLite syncs its folder itself."""
        file = self.names.setdefault(op.path, _File(bytearray()))
        file.now, file.lasting = bytearray(op.data), op.data
        self.lasting[op.path] = file

    def images(self) -> Iterator[tuple[str, Image]]:
        """(what was lost, image) of every disk that a power cut may leave now: all choices for names times all for tails."""
        dirty = [file for file in {id(each): each for each in self.names.values()}.values() if file.dirty]
        for lost, names in self._namespaces():
            held = [file for file in dirty if any(file is each for each in names.values())]
            for choice in _choices(len(held)):
                said = ", ".join([lost, *(f"tails: {kind}" for kind in choice)])
                tails = {id(file): _TAILS[kind](file) for file, kind in zip(held, choice, strict=True)}
                yield said, _image(names, tails)

    def _namespaces(self) -> Iterator[tuple[str, dict[str, _File]]]:
        """All unsynced names lost, all kept, or lost in one folder only."""
        changed = {path for path in (*self.names, *self.lasting) if self.names.get(path) is not self.lasting.get(path)}
        folders = sorted({_parent(path) for path in changed})
        for kept in itertools.product((True, False), repeat=min(len(folders), 4)):
            names = dict(self.lasting)
            keeps = {folder for folder, keep in zip(folders, kept, strict=False) if keep}
            for path in changed:
                if _parent(path) in keeps:
                    _set(names, path, self.names.get(path))
            yield f"names lost in {[f for f in folders if f not in keeps]}" if folders else "no names lost", names


def _choices(files: int) -> Iterator[tuple[str, ...]]:
    """What may become of so many tails: every combination of up to three; of more, all alike, or one lost and the rest kept."""
    if files <= 3:
        yield from itertools.product(_TAILS, repeat=files)
        return
    yield from ((kind,) * files for kind in _TAILS)
    yield from (tuple("lost" if each == number else "kept" for each in range(files)) for number in range(files))


def _set(names: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _half(file: _File) -> bytes:
    whole = bytes(file.now)
    return whole[: (len(file.lasting) + len(whole)) // 2] if whole.startswith(file.lasting) else file.lasting


def _zeros(file: _File) -> bytes:
    """The length of the file was written, the bytes were not: what ext4 and XFS may show."""
    return file.lasting.ljust(len(file.now), b"\0")[: max(len(file.now), len(file.lasting))]


_TAILS = {"lost": lambda file: file.lasting, "kept": lambda file: bytes(file.now), "half": _half, "zeros": _zeros}


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _image(names: dict[str, _File], tails: dict[int, bytes]) -> Image:
    """What hangs together from the root on: what lies in a folder whose name is lost is lost with it."""
    image: Image = {}
    for path in sorted(names):
        if path and (_parent(path) == "" or image.get(_parent(path), b"") is None):
            image[path] = None if names[path].folder else tails.get(id(names[path]), names[path].lasting)
    return image
