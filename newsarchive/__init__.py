"""newsarchive: regional news pages in, exact WARC archives and clean JSON Lines out.

for record in newsarchive.open("output/kentonline").records():
    print(record.date_published, record.headline)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.collection.telling.holdings import Holdings

__version__ = "0.1.0"


def open(folder: Path | str) -> Holdings:  # noqa: A001 - read as newsarchive.open
    """The collection in a folder, for reading. Raises `newsarchive.errors.NoInput` where there is none."""
    from newsarchive.collection.telling.holdings import Holdings  # noqa: PLC0415 - keeps `import newsarchive` free of work

    return Holdings(folder)
