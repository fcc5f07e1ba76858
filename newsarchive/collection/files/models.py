"""The site models of a collection, and which capture is read by which.

    models/<digest>.json    a model, never changed and never removed
    models/in-use.json      the models in the order in which they came into use, each with the place in the archive from which on

A capture is read by the newest model that came into use before it was archived, whenever it is read: so reading the archive
again gives the same bytes. What was archived before the first model is read without one.
"""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from newsarchive.archive.exchange import Capture
from newsarchive.archive.files import make_folder
from newsarchive.collection.files.commit import replace
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.state.state import State
from newsarchive.errors import DataLoss, StorageError
from newsarchive.extract.page.model import Model, digest_of, from_bytes

IN_USE = "in-use.json"


class InUse(msgspec.Struct, frozen=True, kw_only=True):
    """A model in use for what is archived at or after `offset` of the WARC file `filename`; `articles` were held then."""

    model: str
    filename: str
    offset: int
    articles: int


def model_for(warcs: Path, capture: Capture) -> Path | None:
    """The file of the model by which a capture in a folder of WARC files is read; None for without."""
    at = (capture.filename, capture.offset)
    since = [entry for entry in in_use(warcs.parent / "models") if (entry.filename, entry.offset) <= at]
    return warcs.parent / "models" / f"{since[-1].model}.json" if since else None


def digest_for(warcs: Path, capture: Capture) -> str | None:
    """The digest of that model, as records name it."""
    model = model_for(warcs, capture)
    return model.stem if model else None


def in_use(folder: Path) -> tuple[InUse, ...]:
    """The models of a folder in their order, the newest last."""
    path = folder / IN_USE
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return _entries(path, found.st_mtime_ns, found.st_size, found.st_ino)


def current(layout: Layout) -> Model | None:
    """The model in use for what will be archived. Raises as `load` does."""
    used = in_use(layout.models)
    return load(layout.models / f"{used[-1].model}.json") if used else None


@functools.lru_cache(maxsize=128)
def _entries(path: Path, *_state: int) -> tuple[InUse, ...]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[InUse, ...])
    except (OSError, msgspec.DecodeError) as error:
        raise StorageError(f"{path}: {error}; it lists the models in their order: take it from a backup") from error


@functools.lru_cache(maxsize=16)
def load(path: Path) -> Model:
    """A model from its file. Raises DataLoss where that is missing or changed: its records cannot be made again."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataLoss(f"{path}: {error.strerror}; records were read by this model: take it from a backup") from error
    if digest_of(raw) != path.stem:
        raise DataLoss(f"{path}: its content is not what its name says; take it from a backup")
    return from_bytes(raw, str(path))


def bring_into_use(layout: Layout, raw: bytes, articles: int, since: Capture | None = None) -> str:
    """Keeps a model and uses it for what will be archived from now on. Returns its digest. The caller holds the lock.

    `since` is the first capture to be read by it instead; nothing from there on may have been read yet. Raises StorageError.
    """
    digest = digest_of(raw)
    before = in_use(layout.models)
    try:
        make_folder(layout.models)
        replace(layout.models / f"{digest}.json", raw)
        if not before or before[-1].model != digest:
            filename, offset = (since.filename, since.offset) if since else _end(layout)
            entry = InUse(model=digest, filename=filename, offset=offset, articles=articles)
            replace(layout.models / IN_USE, msgspec.json.format(msgspec.json.encode((*before, entry)), indent=1) + b"\n")
    except OSError as error:
        raise StorageError(f"{layout.models}: {error.strerror}; free space or check the disk, then run again") from error
    return digest


def _end(layout: Layout) -> tuple[str, int]:
    """Where the next capture will lie, at the earliest: after what is committed of the newest WARC file."""
    if not layout.state.exists():
        newest = layout.warc_files()[-1]
        return newest.name.removesuffix(".open"), newest.stat().st_size
    state = State(layout.state, read_only=True)
    try:
        name, length = max((name, length) for name, length in state.files().items() if name.startswith("warc/"))
    finally:
        state.close()
    return name.removeprefix("warc/"), length
