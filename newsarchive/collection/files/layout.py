"""Where things lie in a collection's folder. Paths only: nothing is opened here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The folder of one paper."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name, which is the source's."""
        return self.folder.name

    @property
    def warc(self) -> Path:
        """WARC files."""
        return self.folder / "warc"

    @property
    def records(self) -> Path:
        """Records, a folder a year and month, a file a day of capture."""
        return self.folder / "records"

    @property
    def runs(self) -> Path:
        """What each run did."""
        return self.folder / "runs"

    @property
    def models(self) -> Path:
        """Site models, and which was used from when on."""
        return self.folder / "models"

    @property
    def state(self) -> Path:
        """The state database."""
        return self.folder / "state.sqlite"

    @property
    def index(self) -> Path:
        """The CDXJ index."""
        return self.folder / "index.cdxj"

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.folder / "lock"

    def records_name(self, day: datetime) -> str:
        """The records file of a day of capture, relative to the folder, as the state names it."""
        return f"records/{day:%Y}/{day:%m}/{day:%d}.jsonl"

    def ledger_name(self, stamp: str) -> str:
        """The run ledger, relative to the folder."""
        return f"runs/{stamp}.jsonl"

    def record_files(self) -> list[Path]:
        """Every records file, oldest day first."""
        return sorted(self.records.glob("*/*/*.jsonl"))

    def warc_files(self) -> list[Path]:
        """Every WARC file, in order of writing, finished or still `.open`."""
        return sorted([*self.warc.glob("*.warc.gz"), *self.warc.glob("*.warc.gz.open")], key=lambda path: path.name)


def began(stamp: str) -> datetime:
    """When the run of that name began; long ago where the name does not tell."""
    try:
        return datetime.strptime(stamp[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
