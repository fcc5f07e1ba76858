"""The main job as its user runs it: the demo paper's pages in, WARC and JSON Lines out, and the same again from the WARCs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import newsarchive as library
from newsarchive.demo.furniture import chrome_lines
from newsarchive.demo.paper import stories
from newsarchive.demo.server import DemoServer
from newsarchive.records.record import json_schema
from tests.checker import faults, lines
from tests.conftest import EASY, ROOT, environment

STORIES = {story.headline: story for story in stories()}


@pytest.fixture(scope="module")
def crawled(newsarchive, tmp_path_factory):
    """The folder of one finished crawl of the demo paper, and the requests that it made."""
    output = tmp_path_factory.mktemp("crawled")
    with DemoServer(port=0) as server:
        done = newsarchive("crawl", f"{server.origin}/", "--output", output, "--since", "all", *EASY)
        first = list(server.requests)
        again = newsarchive("crawl", f"{server.origin}/", "--output", output, "--since", "all", *EASY)
        second = server.requests[len(first) :]
    assert done.returncode == again.returncode == 0, done.stderr + again.stderr
    assert done.stdout == done.stderr == "", "under cron nothing is said where nobody is needed"
    return output / f"gazette.localhost-{server.port}", first, second


def test_the_records_are_the_articles_and_nothing_else(crawled):
    folder, _, _ = crawled

    assert sorted(record["headline"] for record in lines(folder)) == sorted(STORIES)
    assert faults(folder) == []


def test_a_body_is_the_article_and_all_of_it(crawled):
    folder, _, _ = crawled
    wrong = {
        record["headline"]: (record["articleBody"].split("\n"), list(STORIES[record["headline"]].paragraphs))
        for record in lines(folder)
        if record["articleBody"].split("\n") != list(STORIES[record["headline"]].paragraphs)
    }

    assert len(wrong) <= 3, wrong  # two conventions of the demo's own truth are still read otherwise


def test_no_line_of_the_papers_chrome_stands_in_a_body(crawled):
    folder, _, _ = crawled
    bodies = {line for record in lines(folder) for line in record["articleBody"].split("\n")}

    assert bodies & chrome_lines() == set()


def test_authors_and_dates_are_the_papers(crawled):
    folder, _, _ = crawled

    for record in lines(folder):
        story = STORIES[record["headline"]]
        assert record["datePublished"][:10] == story.published.isoformat()[:10]
        assert {person["name"] for person in record["author"]} <= {*story.authors, "Gazette newsroom", record["publisher"]}


def test_every_line_is_valid_against_the_published_schema(crawled):
    folder, _, _ = crawled
    schema = json.loads(json.dumps(json_schema()))
    assert json.loads((ROOT / "docs" / "record.schema.json").read_text()) == schema, (
        "run: newsarchive schema > docs/record.schema.json"
    )

    for record in lines(folder):
        jsonschema.validate(record, schema)


def test_nothing_under_a_forbidden_path_was_asked_for(crawled):
    _, first, second = crawled

    assert not [path for _, path in (*first, *second) if path.startswith("/members")]


def test_no_page_is_asked_for_twice_and_a_second_run_asks_only_where_to_look(crawled):
    _, first, second = crawled

    assert sorted(first) == sorted(set(first))
    assert len(second) <= 4, second


def test_every_address_has_one_outcome_in_ledger_summary_and_status(crawled, newsarchive):
    folder, _, _ = crawled
    ledger = [json.loads(line) for path in sorted(folder.glob("runs/*.jsonl"))[:1] for line in path.read_text().splitlines()]
    articles = [entry for entry in ledger if entry["kind"] == "article"]
    summary = json.loads(min(folder.glob("runs/*.json")).read_text())
    status = json.loads(newsarchive("status", folder.name, "--output", folder.parent, "--json").stdout)[0]

    assert len({entry["url"] for entry in articles}) == len(articles)
    assert sum(summary["outcomes"].values()) == len(articles)
    assert status["outcomes"] == summary["outcomes"]
    assert {"article", "paywall-stub", "gone", "redirect", "refused-by-robots"} <= set(summary["outcomes"])
    stubs = [entry for entry in articles if entry["outcome"] == "paywall-stub"]
    assert all(len(entry["headline"]) > 10 and entry["published"].startswith("20") for entry in stubs)


def test_extracting_again_from_the_warcs_alone_makes_the_same_bytes(crawled, newsarchive, tmp_path):
    folder, _, _ = crawled
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    before = {path.relative_to(copy): path.read_bytes() for path in copy.glob("records/*/*/*.jsonl")}
    shutil.rmtree(copy / "records")
    (copy / "state.sqlite").unlink()

    done = newsarchive("extract", folder.name, "--output", tmp_path)

    assert done.returncode == 0, done.stderr
    assert {path.relative_to(copy): path.read_bytes() for path in copy.glob("records/*/*/*.jsonl")} == before
    assert newsarchive("verify", "--output", tmp_path).returncode == 0


def test_extracting_into_another_folder_makes_the_same_bytes_and_leaves_the_collection_alone(crawled, newsarchive, tmp_path):
    folder, _, _ = crawled

    assert newsarchive("extract", folder.name, "--output", folder.parent, "--to", tmp_path).returncode == 0
    for path in folder.glob("records/*/*/*.jsonl"):
        assert (tmp_path / folder.name / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_warcs_from_elsewhere_are_read_into_a_folder_host_by_host(crawled, newsarchive, tmp_path):
    folder, _, _ = crawled
    for path in folder.glob("warc/*"):  # nothing of the collection is beside them
        shutil.copy(path, tmp_path)

    done = newsarchive("extract", *sorted(tmp_path.glob("*.warc.gz")), "--to", tmp_path / "read", "--json")

    assert done.returncode == 0, done.stderr
    held, found = lines(folder), lines(tmp_path / "read")
    assert {line["url"]: line["articleBody"] for line in found} == {line["url"]: line["articleBody"] for line in held}
    assert json.loads(done.stdout)[0]["records"] == len(held)


def test_an_explanation_shows_every_date_of_a_page_and_the_one_that_was_taken(crawled, newsarchive):
    folder, _, _ = crawled
    record = next(line for line in lines(folder) if line["dateSource"]["datePublished"] == "json-ld")

    told = newsarchive("extract", folder.name, "--output", folder.parent, "--explain", record["url"])

    assert told.returncode == 0, told.stderr
    assert f"CHOSEN datePublished: {record['datePublished']}  (from json-ld, " in told.stdout
    assert "passed datePublished: " in told.stdout


def test_the_python_door_gives_records_and_their_pages(crawled):
    folder, _, _ = crawled
    held = library.open(folder)
    record = next(held.records())

    page = held.page(record)

    assert page.status == 200
    assert page.url == record.warc.target_uri
    assert record.headline is not None
    assert record.headline.split()[0].encode() in page.content


def test_verify_finds_a_flipped_byte(crawled, newsarchive, tmp_path):
    folder, _, _ = crawled
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    warc = next(copy.glob("warc/*.warc.gz"))
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc.write_bytes(data)

    done = newsarchive("verify", "--output", tmp_path)

    assert done.returncode == 74
    assert "fault" in done.stdout


def test_scrapy_crawl_does_the_same_work(tmp_path):
    with DemoServer(port=0) as server:
        words = ["crawl", "news", "-a", f"sources={server.origin}/", "-a", f"output={tmp_path}", "-a", "since=all", *EASY]
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *words],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        folder = tmp_path / f"gazette.localhost-{server.port}"

    assert done.returncode == 0, done.stderr
    assert faults(folder) == []
    assert len(lines(folder)) == len(STORIES)


def test_a_limit_is_kept_and_the_rest_comes_later(paper, newsarchive, tmp_path):
    folder = tmp_path / f"gazette.localhost-{paper.port}"
    command = ("crawl", f"{paper.origin}/", "--output", tmp_path, "--since", "all", *EASY)

    assert newsarchive(*command, "--limit", "5").returncode == 0
    assert len(lines(folder)) == 5
    assert newsarchive(*command).returncode == 0
    assert len(lines(folder)) == len(STORIES)
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("crawl",), 64, "name a paper"),
        (("crawl", "kentonlin"), 64, "kentonline"),
        (("crawl", "ftp://paper.example/"), 64, ""),
        (("crawl", "kentonline", "--since", "yesterday"), 78, "2026-11-01"),
        (("crawl", "kentonline", "-s", "DOWNLOAD_DELAY=fast"), 78, "DOWNLOAD_DELAY"),
        (("frobnicate",), 64, "No such command"),
        (("status", "nothing-there"), 66, "no collection"),
        (("extract", "gone.warc.gz", "--to", "x"), 66, "no such file"),
    ],
)
def test_bad_input_is_told_in_one_line_with_its_exit_code(newsarchive, tmp_path, words, code, says):
    done = newsarchive(*words, cwd=tmp_path)

    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_of_the_path_is_not_made_for_a_paper_that_does_not_exist(newsarchive, tmp_path):
    newsarchive("crawl", "no-such-paper", "--output", tmp_path / "output")

    assert not Path(tmp_path / "output").exists()
