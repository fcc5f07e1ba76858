"""What a session says of the disk before a paper's past is filled."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from newsarchive.collection.state.state import State
from newsarchive.collection.turns.standing import page_size
from newsarchive.crawl.config import Config
from newsarchive.crawl.session import Session
from newsarchive.sources.model import Source


class Agenda:
    """So many pages are to be asked for."""

    def __init__(self, session: Session, pages: int) -> None:
        (self.paper,) = session.papers.values()
        self.pages = pages

    def estimate(self) -> tuple[int, bool]:
        return self.pages, False


def told(folder: Path, pages: int = 1000) -> str:
    said: list[str] = []
    session = Session(Config(folder, None, since_given=True, reserve=0), [Source("paper", "https://paper.example/")])
    try:
        session.on_notice = said.append
        session.tell_size(Agenda(session, pages))  # type: ignore[arg-type]
    finally:
        session.close()
    return said[0]


def test_how_much_a_past_is_and_whether_there_is_room_is_told_by_what_the_paper_s_pages_took(tmp_path: Path):
    assert told(tmp_path).endswith(": 1,000 pages to ask for, about 17 min at 1 s between two requests")
    warc = tmp_path / "paper" / "warc" / "paper-20261101-00000.warc.gz"
    warc.write_bytes(b"x" * 50_000)
    with closing(State(tmp_path / "paper" / "state.sqlite")) as state, state.transaction() as write:
        write.file(f"warc/{warc.name}", 50_000)
        write._run(
            "INSERT INTO captures (key, purpose, waiting, filename, offset, length, record_id, url, date, status, mime, "
            "payload_digest) VALUES ('k', 'front', 0, ?, ?, 1, 'id', 'https://paper.example/', '2026-11-01T00:00:00+00:00', "
            "200, 'text/html', 'd')",
            [(warc.name, n) for n in range(50)],
        )
    with closing(State(tmp_path / "paper" / "state.sqlite", read_only=True)) as state:
        assert page_size(state) == 1000

    assert told(tmp_path).endswith("between two requests, about 1.0 MB")
    assert "it will stop before the disk is full" in told(tmp_path, 10**15)
