"""How long the disk lasts. In: free space, what must stay free, how collections have grown. Out: days, and a sentence.

`growth` and `Outlook` are pure; `space` alone looks at the disk. Nothing is written.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from newsarchive.figures import counted

_DAY = re.compile(r"warc/.*-(\d{4})(\d\d)(\d\d)-\d+\.warc\.gz|records/(\d{4})/(\d\d)/(\d\d)\.jsonl")
_SPAN = 7  # whole days that are looked back at: a weekend in each
SHARE, MOST_KEPT = 0.05, 500_000_000  # of the disk, and in bytes: the lesser is kept free


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of a disk that are free to us, and all."""

    free: int
    total: int

    def reserve(self, chosen: float | None) -> int:
        """Bytes that a run leaves free: what the user chose, else 5 % of the disk and at most 500 MB."""
        return int(min(self.total * SHARE, MOST_KEPT) if chosen is None else chosen)


def space(folder: Path) -> Space:
    """The disk of a folder, which need not be there yet. OSError where nobody can tell."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    usage = shutil.disk_usage(there)
    return Space(usage.free, usage.total)


def growth(files: Mapping[str, int], today: date, beside: int = 0) -> float | None:
    """Bytes a day by which a collection grows, by its WARCs and records of the last seven whole days.

    None while nobody can say: the first day, when the past is filled, tells nothing of the next. `beside` are the bytes of
    what grows with the files (state and index).
    """
    by_day: dict[date, int] = {}
    for name, length in files.items():
        if match := _DAY.fullmatch(name):
            day = date(*(int(part) for part in match.groups() if part))
            by_day[day] = by_day.get(day, 0) + length
    if not by_day:
        return None
    begin = max(min(by_day) + timedelta(days=1), today - timedelta(days=_SPAN))
    days = (today - begin).days
    if days < 1:
        return None
    grown = sum(length for day, length in by_day.items() if begin <= day < today)
    return grown / days * (1 + beside / max(sum(files.values()), 1))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is free, what of it is kept in reserve, and how many bytes a day are written."""

    free: int
    reserve: int
    growth: float

    @property
    def is_low(self) -> bool:
        """Whether the reserve is touched."""
        return self.free < self.reserve

    @property
    def days(self) -> float | None:
        """Until the reserve is touched; None for never."""
        return max(self.free - self.reserve, 0) / self.growth if self.growth > 0 else None

    def warning(self, within: float) -> str:
        """A sentence where the disk is full within so many days; else ""."""
        if self.days is None or self.days >= within:
            return ""
        when = "in less than a day" if self.days < 1 else f"in {counted(round(self.days), 'day')}"
        return f"at the present {size(self.growth)} a day the disk is full {when}; {self.what_is_free}: make room"

    @property
    def what_is_free(self) -> str:
        """How much that is, in words."""
        return f"{size(self.free)} are free, of which {size(self.reserve)} stay so"


def size(number: float) -> str:
    """Bytes as people read them, in steps of 1,000."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
