"""Undoes one content coding, piece by piece: coded bytes in, decoded pieces of about 64 KiB out.

Pieces, because a few kilobytes may claim to be gigabytes: the taker counts and stops in time. A stream that is cut
or broken simply ends early. Only data that are not of the coding at all are an error, `NotCoded`.
brotli and zstd are undone where a library that can be stopped is installed: `brotli` from 1.2, `backports.zstd`,
or Python's own `compression.zstd`.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Any

STEP = 64 * 1024  # bytes taken in and given out at a time
GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15  # zlib's window bits for RFC 1952, 1950 and 1951
GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW_LOG = 23  # 8 MiB, all that RFC 9659 lets a zstd content coding ask for

Inflater = Callable[[bytes], Iterator[bytes]]


class NotCoded(ValueError):
    """The data are not of that coding."""


def inflater(coding: str) -> Inflater | None:
    """What undoes a content coding (its name in lower case); None where it is unknown or its library is missing."""
    if coding in ("gzip", "x-gzip"):
        return _gunzip
    if coding == "deflate":
        return _undeflate
    if coding == "br":
        return _brotli()
    return _zstd() if coding == "zstd" else None


def inflate(data: bytes, start: int, wbits: int) -> Generator[bytes, None, int | None]:
    """Pieces of the one zlib stream at `start`; gives the offset of its end, or None where the data end first.

    Raises zlib.error where it is broken.
    """
    stream, at = zlib.decompressobj(wbits), start
    while at < len(data):
        pending = data[at : at + STEP]
        at += len(pending)
        piece = pending
        while pending or len(piece) == STEP:  # a full piece: zlib may hold more that needs no further input
            piece = stream.decompress(pending, STEP)
            yield piece
            if stream.eof:
                return at - len(stream.unused_data)
            pending = stream.unconsumed_tail
    return None


def is_raw_deflate(data: bytes) -> bool:
    """Servers send both kinds as "deflate"; a zlib header (RFC 1950) names method 8 and is a multiple of 31."""
    return len(data) > 1 and (data[0] & 0x0F != 8 or (data[0] << 8 | data[1]) % 31 != 0)


def _gunzip(data: bytes) -> Iterator[bytes]:
    if not GZIP_MAGIC.startswith(data[:2]):
        raise NotCoded
    at: int | None = 0
    try:
        while at is not None and data[at : at + 2] == GZIP_MAGIC:  # RFC 1952: members may follow each other
            at = yield from inflate(data, at, GZIP)
    except zlib.error:
        return  # broken: what came before the fault counts


def _undeflate(data: bytes) -> Iterator[bytes]:
    for wbits in (RAW_DEFLATE,) if is_raw_deflate(data) else (ZLIB, RAW_DEFLATE):
        given = False
        try:
            for piece in inflate(data, 0, wbits):
                given = given or bool(piece)
                yield piece
        except zlib.error:
            if not given:
                continue
        return
    raise NotCoded


def _brotli() -> Inflater | None:
    library = _library("brotli") or _library("brotlicffi")
    stoppable = hasattr(getattr(library, "Decompressor", None), "can_accept_more_data")

    def unbrotli(data: bytes) -> Iterator[bytes]:
        stream, given = library.Decompressor(), False
        try:
            for at in range(0, len(data), STEP):
                piece = stream.process(data[at : at + STEP], output_buffer_limit=STEP)
                while piece:  # empty only when there is no more without further input
                    given = True
                    yield piece
                    piece = stream.process(b"", output_buffer_limit=STEP)
                if stream.is_finished():
                    return
        except library.error as error:
            if not given:
                raise NotCoded from error

    return unbrotli if stoppable else None


def _zstd() -> Inflater | None:
    library = _library("compression.zstd") or _library("backports.zstd")

    def unzstd(data: bytes) -> Iterator[bytes]:
        if not _ZSTD_MAGIC.startswith(data[:4]):
            raise NotCoded
        options = {library.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        pending = data
        try:
            while pending[:4] == _ZSTD_MAGIC:  # frames may follow each other
                stream = library.ZstdDecompressor(options=options)
                while pending or not stream.needs_input:
                    yield stream.decompress(pending, STEP)
                    pending = b""
                    if stream.eof:
                        pending = stream.unused_data
                        break
        except library.ZstdError:
            return

    return unzstd if library else None


def _library(name: str) -> Any:  # noqa: ANN401 - a module that may be missing
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
