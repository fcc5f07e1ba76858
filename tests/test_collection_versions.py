"""Collections that an earlier newsarchive made: today's opens, verifies, reads again and crawls on with every one of them."""

from __future__ import annotations

import http.server
import json
import shutil
import sqlite3
import tarfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from newsarchive.collection.checking.verify import verify
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.state.schema import VERSION
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.demo.pages import not_found, site
from newsarchive.demo.paper import stories
from newsarchive.errors import BadConfiguration, StorageError
from newsarchive.extract.page.model import from_bytes
from newsarchive.records.jsonl import read_line, read_records
from tests.checker import faults, lines
from tests.conftest import EASY
from tests.fixtures.make import ARTICLES, HERE, NAME, ORIGIN

MADE = sorted(HERE.glob("state-*.tar.xz"))


def version_of(packed: Path) -> int:
    return int(packed.name.removeprefix("state-").removesuffix(".tar.xz"))


@pytest.fixture(params=MADE, ids=lambda path: path.name.partition(".")[0])
def old(request, tmp_path: Path) -> Path:
    """The folder of a collection as that version left it."""
    with tarfile.open(request.param) as packed:
        packed.extractall(tmp_path, filter="data")
    with closing(sqlite3.connect(f"file:{tmp_path / NAME / 'state.sqlite'}?immutable=1", uri=True)) as state:
        assert state.execute("PRAGMA user_version").fetchone()[0] == version_of(request.param)
    return tmp_path / NAME


class _Paper(http.server.BaseHTTPRequestHandler):
    """A proxy behind which the demo paper is still at the address that the fixtures know."""

    pages = site(ORIGIN)

    def do_GET(self) -> None:
        answer = self.pages.get(urlsplit(self.path).path, not_found())
        self.send_response(answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Type", answer.mime)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[str]:
    """The setting that leads to the paper."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Paper)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"NEWSARCHIVE_PROXY=http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_earlier_version_of_the_state_is_among_them():
    assert set(range(1, VERSION)) <= set(map(version_of, MADE)), "pack it: see tests/fixtures/make.py"


def test_it_is_read_and_verified_without_changing_a_byte(old: Path):
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    held = Holdings(old)

    assert held.count_records() == len(list(held.records())) == ARTICLES
    assert all(held.page(record).content for record in held.records())
    assert sum(held.outcomes().values()) == len(held.urls()) > ARTICLES
    assert verify(Layout(old)).faults == []
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before


def test_a_crawl_goes_on_with_it_and_publishes_nothing_twice(old: Path, newsarchive, proxy):
    before = lines(old)
    done = newsarchive("crawl", f"{ORIGIN}/", "--output", old.parent, "--since", "all", "--recheck", "all", *EASY, "-s", proxy)

    assert done.returncode == 0, done.stderr
    assert lines(old)[: len(before)] == before
    published = Counter(record["url"] for record in lines(old) if record["event"] == "published")
    assert set(published.values()) == {1}
    assert len(published) == len(stories())
    assert faults(old) == []
    assert verify(Layout(old)).faults == []
    with closing(sqlite3.connect(old / "state.sqlite")) as state:
        assert state.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_its_archive_is_read_again_by_todays_reader(old: Path, newsarchive):
    before = [(record["url"], record["revision"], record["headline"], record["warc"]) for record in lines(old)]
    shutil.rmtree(old / "records")
    (old / "state.sqlite").unlink()
    done = newsarchive("extract", old.name, "--output", old.parent)

    assert done.returncode == 0, done.stderr
    assert [(record["url"], record["revision"], record["headline"], record["warc"]) for record in lines(old)] == before
    assert verify(Layout(old)).faults == []


def changed(old: Path, **fields: object) -> Path:
    """The records of a collection with these fields in their second line."""
    (path,) = old.glob("records/*/*/*.jsonl")
    raw = path.read_bytes().splitlines(keepends=True)
    raw[1] = json.dumps(json.loads(raw[1]) | fields).encode() + b"\n"
    path.write_bytes(b"".join(raw))
    return path


def test_a_line_of_a_later_form_is_refused_with_its_place_and_both_forms(old: Path):
    path = changed(old, schema="newsarchive/record/2", event="merged")
    with pytest.raises(BadConfiguration) as refused:
        list(read_records(path))

    said = str(refused.value)
    assert f"{path}, line 2: " in said
    assert "newsarchive/record/2" in said
    assert "knows newsarchive/record/1" in said
    offset = path.read_bytes().index(b"\n") + 1
    with pytest.raises(BadConfiguration, match="newsarchive/record/2"):
        read_line(path, offset, path.read_bytes().index(b"\n", offset) + 1 - offset)


def test_a_field_that_is_not_known_is_passed_over_and_a_broken_line_is_damage(old: Path):
    (path,) = old.glob("records/*/*/*.jsonl")
    before = list(read_records(path))
    assert list(read_records(changed(old, sentiment=0.5))) == before
    with pytest.raises(StorageError, match="line 2"):
        list(read_records(changed(old, event="merged")))


def test_a_model_of_a_later_form_is_refused_and_not_called_broken():
    model = {"schema": "newsarchive/model/2", "source": "paper", "pages": 1, "typical": 1}
    with pytest.raises(BadConfiguration, match=r"newer newsarchive \(newsarchive/model/2, this one knows newsarchive/model/1"):
        from_bytes(json.dumps(model).encode(), "m.json")
    with pytest.raises(BadConfiguration, match="not a site model"):
        from_bytes(json.dumps(model | {"schema": "newsarchive/record/2"}).encode(), "m.json")
    known = model | {"schema": "newsarchive/model/1", "later": [1]}
    assert from_bytes(msgspec.json.encode(known)).source == "paper"


def test_a_newer_collection_is_refused_by_the_command_with_a_sentence(old: Path, newsarchive):
    with closing(sqlite3.connect(old / "state.sqlite")) as state:
        state.execute(f"PRAGMA user_version = {VERSION + 1}")
    for words in (("status", old.name), ("verify",), ("extract", old.name), ("crawl", f"{ORIGIN}/", *EASY)):
        done = newsarchive(*words, "--output", old.parent)
        assert done.returncode == 78, (words, done.stderr)
        assert f"schema {VERSION + 1}" in done.stderr
        assert "Traceback" not in done.stderr
