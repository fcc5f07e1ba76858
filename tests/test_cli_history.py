"""`newsarchive history`: the story of an article, from a collection's own files."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.exchange import Capture
from newsarchive.cli.history import history
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import KnownUrl, RecordRow
from newsarchive.collection.state.state import State
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.jsonl import from_line, to_line
from newsarchive.records.record import Record
from newsarchive.records.revisions import Latest, Revisions, content_digest
from newsarchive.urls import url_key

URL = "https://courier.example/harbour/swing-bridge-to-close-4711"
SHORT = "https://courier.example/s/4711"
BODY = (
    "The bridge will close in May.\nWork is to take four months, she said.\nLorries must go round by Stannick.\nThe ferry runs."
)
FIRST = datetime(2026, 3, 5, 6, tzinfo=UTC)


def made(body: str = BODY, headline: str = "Bridge to close", url: str = URL) -> Article:
    return Article(url=url, headline=headline, article_body=body, word_count=len(body.split()))


def capture(hour: int, status: int = 200, url: str = URL) -> Capture:
    at = FIRST + timedelta(hours=hour)
    return Capture("c.warc.gz", hour, 9, f"<urn:uuid:{hour}>", url, at, status, "text/html", f"sha1:{hour}")


def story(model_from: int = 99) -> list[Record]:
    """Published, a word edited, removed, restored with a new headline; and another article."""
    lines: dict[tuple[str, int], Record] = {}
    latest: dict[str, Latest] = {}
    revisions = Revisions(
        "courier", latest.get, lambda *at: lines.get(at), lambda capture: "m1" if capture.offset >= model_from else None
    )
    edited = made(BODY.replace("four", "\x1b[31mfive"))
    for entered in (
        lambda: revisions.enter(made(), capture(0), Hints()),
        lambda: revisions.enter(edited, capture(1), Hints(), lambda earlier: earlier),
        lambda: revisions.remove(URL, capture(2, 410), "The address answers 410 Gone."),
        lambda: revisions.enter(made(edited.article_body, "Bridge to stay"), capture(3), Hints(), lambda earlier: earlier),
        lambda: revisions.enter(
            made(url="https://courier.example/town/fair-4712"), capture(4, url="https://courier.example/town/fair-4712"), Hints()
        ),
    ):
        record, newest = entered()
        lines[record.url, record.revision] = record
        latest[record.url] = newest
    return list(lines.values())


def collection(output: Path, records: list[Record], *, name: str = "courier", state: bool = True) -> Path:
    layout = Layout(output / name)
    layout.warc.mkdir(parents=True)
    day = layout.folder / layout.records_name(FIRST)
    day.parent.mkdir(parents=True)
    lines = b"".join(map(to_line, records))
    day.write_bytes(lines + b'{"half a line that was never committed')
    if not state:
        day.write_bytes(lines)
        return output
    held = State(layout.state)
    with held.transaction() as write:
        write.file(layout.records_name(FIRST), len(lines))
        write.recorded(
            RecordRow(
                each.url, each.revision, content_digest(each), each.headline, layout.records_name(FIRST), each.warc.record_id
            )
            for each in records
        )
        write.found([KnownUrl(url_key(SHORT), SHORT, Hints())], FIRST)
        write.settled([(url_key(SHORT), Settlement(Outcome.ARTICLE, "", 200, URL))], FIRST, "run")
    held.close()
    return output


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    history.main(list(map(str, words)), standalone_mode=False)
    return capsys.readouterr().out


def test_it_tells_every_line_and_the_words_that_changed(tmp_path, capsys):
    out = said(capsys, URL, "--output", collection(tmp_path, story()))

    assert out.splitlines()[:2] == [URL, "courier: 4 lines"]
    assert "1  published  2026-03-05 06:00 UTC  Bridge to close (23 words)" in out
    assert "2  revised    2026-03-05 07:00 UTC  articleBody: words added 1, removed 1; materiality" in out
    assert "Work is to take [-four-] {+\ufffd[31mfive+} months, she said." in out
    assert "3  removed    2026-03-05 08:00 UTC  status 410: The address answers 410 Gone." in out
    assert "4  restored   2026-03-05 09:00 UTC  headline: words added 1, removed 1" in out
    assert "Bridge to [-close-] {+stay+}" in out
    assert "\n     …\n     Work is to take" in out
    assert out.count("…") == 2, "what stayed is left out, and one sign stands for it"


def test_no_control_character_of_the_archive_reaches_the_terminal(tmp_path, capsys):
    assert "\x1b" not in said(capsys, URL, "--output", collection(tmp_path, story()))


def test_on_a_terminal_with_colour_removed_words_are_struck_and_nothing_is_put_in_brackets(tmp_path, capsys, monkeypatch):
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = said(capsys, URL, "--output", collection(tmp_path, story()))

    assert "\x1b[9;31mfour\x1b[0m" in out
    assert "\x1b[32mstay\x1b[0m" in out
    assert "[-" not in out


@pytest.mark.parametrize("state", [True, False])
@pytest.mark.parametrize("address", [URL, URL.replace("https://", "http://www."), URL + "/?utm_source=x#top"])
def test_an_address_may_be_spelled_otherwise(tmp_path, capsys, address, state):
    assert "courier: 4 lines" in said(capsys, address, "--output", collection(tmp_path, story(), state=state))


def test_a_collection_without_state_is_looked_through_whatever_it_begins_with(tmp_path, capsys):
    elsewhere = Revisions("courier").enter(
        made(url="https://herald.example/b-2"), capture(0, url="https://herald.example/b-2"), Hints()
    )
    assert elsewhere

    assert "courier: 4 lines" in said(capsys, URL, "--output", collection(tmp_path, [elsewhere[0], *story()], state=False))


def test_an_address_that_leads_to_the_article_finds_it(tmp_path, capsys):
    assert "courier: 4 lines" in said(capsys, SHORT, "--output", collection(tmp_path, story()))


def test_every_collection_that_holds_it_is_told(tmp_path, capsys):
    collection(tmp_path, story())
    collection(tmp_path, story()[:1], name="herald")

    out = said(capsys, URL, "--output", tmp_path)
    assert "courier: 4 lines" in out
    assert "herald: 1 line\n" in out


def test_where_the_reader_changed_in_between_only_the_edit_is_told(tmp_path, capsys):
    lines = story(model_from=1)
    out = said(capsys, URL, "--output", collection(tmp_path, lines))

    assert "read by another reader" in out
    assert "     [-four-]\n     {+\ufffd[31mfive+}\n" in out
    assert "Work is to take" not in out


def test_as_json_it_gives_the_lines_without_their_texts(tmp_path, capsys):
    lines = story()
    told = json.loads(said(capsys, URL, "--output", collection(tmp_path, lines), "--json"))

    assert [each["event"] for each in told] == ["published", "revised", "removed", "restored"]
    assert told[1]["change"] == json.loads(to_line(lines[1]))["change"]
    assert told[1]["replaces"] == {"url": URL, "revision": 1}
    assert told[2]["status"] == 410
    assert "articleBody" not in told[0]
    assert told[0]["captured"] == "2026-03-05T06:00:00.000000Z"
    assert from_line(to_line(lines[1])) == lines[1]


def test_an_address_that_is_not_held_ends_with_66_and_names_what_is_near(tmp_path, newsarchive):
    done = newsarchive("history", URL.replace("4711", "4799"), "--output", collection(tmp_path, story()))

    assert done.returncode == 66
    assert done.stdout == ""
    assert URL in done.stderr
    assert "fair-4712" not in done.stderr


def test_what_is_no_address_ends_with_64_and_an_empty_folder_with_66(tmp_path, newsarchive):
    assert newsarchive("history", "swing-bridge", "--output", tmp_path).returncode == 64
    assert newsarchive("history", URL, "--output", tmp_path / "none").returncode == 66
