"""The structure beside the plain text: what each line is, what stands between the lines, and nothing that is not there."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive.exchange import Capture
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.extract.extract import extract
from newsarchive.extract.page.model import Model, ShutPlace
from newsarchive.extract.parts import TEXT as TEXT_PARTS
from newsarchive.extract.parts import Embed, Entry, Heading, Image, List, Paragraph, Quote, Table
from newsarchive.records.changes import compare, content_digest
from newsarchive.records.jsonl import from_line, to_line
from newsarchive.records.record import make_record
from newsarchive.sources.model import Source
from newsarchive.sources.rules import Rule

from .pages.made import HEADLINE, PARAGRAPHS, SOURCE, TEXT, article, document, page, story

P = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
LAST = "<p>The ferry is to sail every quarter of an hour while the crossing is closed, and takes bicycles for nothing.</p>"
PICTURE = '<figure><img src="/bridge-4711.jpg"><figcaption>The bridge today</figcaption></figure>'


def lines_of(found: Article, part: Paragraph | Heading | Quote | List | Table | Entry) -> list[str]:
    return found.article_body.split("\n")[slice(*part.lines)]


def holds_together(found: Article) -> bool:
    """Whether the text-bearing parts are exactly the lines of the text, in order."""
    at = 0
    for part in found.structure:
        if isinstance(part, TEXT_PARTS):
            if part.lines[0] != at or part.lines[1] <= at:
                return False
            at = part.lines[1]
    return at == len(found.article_body.split("\n"))


def test_a_plain_text_is_one_run_of_paragraphs():
    assert article(story()).structure == (Paragraph(lines=(0, 4)),)


def test_headings_lists_and_quotations_are_told_in_order():
    found = article(
        story(
            f"{P[0]}<h3>How long it takes</h3>{P[1]}<ol><li>The deck comes off in May.</li><li>The gears go to the yard.</li>"
            f"<li>All is back in August.</li></ol>{P[3]}<blockquote cite='https://board.example/minutes'>{P[2]}</blockquote>{LAST}"
        )
    )

    assert [type(part) for part in found.structure] == [Paragraph, Heading, Paragraph, List, Paragraph, Quote, Paragraph]
    heading, listed, quote = (found.structure[n] for n in (1, 3, 5))
    assert isinstance(heading, Heading)
    assert (heading.level, lines_of(found, heading)) == (3, ["How long it takes"])
    assert isinstance(listed, List)
    assert (listed.ordered, len(lines_of(found, listed))) == (True, 3)
    assert isinstance(quote, Quote)
    assert (quote.cite, lines_of(found, quote)) == ("https://board.example/minutes", [PARAGRAPHS[2]])
    assert holds_together(found)


def test_a_quotation_names_whom_its_mark_up_cites():
    found = article(story(f"{P[0]}{P[1]}<blockquote>{P[2]}<cite>A baker</cite></blockquote>{P[3]}"))

    assert [part.cite for part in found.structure if isinstance(part, Quote)] == ["A baker"]


def test_a_blockquote_that_indents_the_whole_article_is_no_quotation():
    assert article(story(f"<blockquote>{TEXT}</blockquote>")).structure == (Paragraph(lines=(0, 4)),)


def test_a_list_that_lays_out_boxes_of_paragraphs_is_none():
    boxes = f"<ul><li><h3>First</h3>{P[0]}{P[1]}</li><li><h3>Second</h3>{P[2]}{P[3]}</li></ul>"

    assert not [part for part in article(story(boxes)).structure if isinstance(part, List)]


def test_a_table_has_its_cells_and_the_empty_ones_too():
    rows = "".join(f"<tr><td>{name}</td><td>{tons}</td><td>{day}</td></tr>" for name, tons, day in ROWS)
    head = "<tr><th>Ship</th><th>Tons</th><th>Day</th></tr>"
    found = article(story(f"{P[0]}{P[1]}<table>{head}{rows}</table>{P[2]}{P[3]}"))

    table = next(part for part in found.structure if isinstance(part, Table))
    assert (table.header, table.rows) == (1, (("Ship", "Tons", "Day"), *ROWS))
    assert lines_of(found, table)[2] == "Minna | Tuesday"
    assert holds_together(found)


def test_a_picture_in_a_table_stands_before_it_and_the_table_stays_whole():
    rows = "".join(f"<tr><td>{name}{PICTURE if name == 'Minna' else ''}</td><td>{day}</td></tr>" for name, _, day in ROWS)
    found = article(story(f"{P[0]}{P[1]}<table>{rows}</table>{P[2]}{P[3]}"))

    assert [type(part) for part in found.structure] == [Paragraph, Image, Table, Paragraph]


def test_a_table_with_a_row_of_20000_cells_is_read_in_time():
    wide = "<tr>" + "<td>4</td>" * 20_000 + "</tr>"
    began = time.process_time()
    found = article(story(f"{TEXT}<table>{wide}{'<tr><td>4</td><td>5</td></tr>' * 5}</table>{P[3]}"))

    assert time.process_time() - began < 4
    assert holds_together(found)


ROWS = (("Anna", "4,100", "Monday"), ("Minna", "", "Tuesday"), ("Nordwind", "2,750", "Friday"))


def test_a_picture_stands_where_the_page_has_it_and_its_caption_beside_it():
    found = article(story(f"{P[0]}{P[1]}{PICTURE}{P[2]}{P[3]}"))

    assert found.structure == (Paragraph(lines=(0, 2)), Image(index=0), Paragraph(lines=(2, 4)))
    assert (found.image[0].url, found.image[0].caption) == ("https://courier.example/bridge-4711.jpg", "The bridge today")
    assert "The bridge today" not in found.article_body


def test_a_picture_between_headline_and_text_comes_first():
    assert article(story(before=PICTURE)).structure[0] == Image(index=0)


VIDEO = '<div class="embed video"><iframe width="560" height="315" src="//www.youtube.com/embed/abc"></iframe></div>'
POST = (
    '<blockquote class="twitter-tweet"><p>Bridge shut again.</p>A. Nyone '
    '<a href="https://twitter.com/anyone/status/4711?ref=x">4 March</a></blockquote><script src="//x.example/w.js"></script>'
)


@pytest.mark.parametrize(
    ("given", "kind", "provider", "url"),
    [
        (VIDEO, "video", "youtube.com", "https://www.youtube.com/embed/abc"),
        (POST, "post", "twitter.com", "https://twitter.com/anyone/status/4711?ref=x"),
        ('<iframe data-src="https://datawrapper.dwcdn.net/YAX/1/"></iframe>', "chart", "datawrapper.dwcdn.net", None),
        ('<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>', "map", "google.com", None),
        ('<audio controls><source src="/sound/harbour.mp3"></audio>', "audio", "courier.example", None),
        ('<iframe src="https://tides.example/today"></iframe>', "frame", "tides.example", None),
    ],
)
def test_what_is_embedded_stands_in_its_place(given, kind, provider, url):
    found = article(story(f"{P[0]}{P[1]}{given}{P[2]}{P[3]}"))

    assert [type(part) for part in found.structure] == [Paragraph, Embed, Paragraph]
    embed = found.structure[1]
    assert isinstance(embed, Embed)
    assert (embed.kind, embed.provider) == (kind, provider)
    assert url is None or embed.url == url
    assert found.article_body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "box",
    [
        f'<aside class="related">{PICTURE}{VIDEO}</aside>',
        f'<div class="newsletter">{PICTURE}</div>',
        '<div class="teasers"><a href="/other-story-1"><img src="/other-1.jpg" width="600" height="400" alt="Other"></a></div>',
        '<p><a href="/other-story-1"><img src="/other-1.jpg" width="600" height="400" alt="Other"></a></p>',
        '<iframe src="https://ad.doubleclick.net/x"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>',
        '<iframe src="https://count.example/a" width="1" height="1"></iframe>',
        '<iframe src="about:blank"></iframe>',
        '<img src="/t.gif" width="1" height="1" alt="">',
        '<noscript><img src="https://count.example/pixel.jpg" width="1" height="1"></noscript>',
    ],
)
def test_nothing_that_was_cut_as_foreign_stands_in_the_structure(box):
    found = article(story(f"{P[0]}{P[1]}{box}{P[2]}{P[3]}"))

    assert [part for part in found.structure if not isinstance(part, Paragraph)] == []
    assert found.image == ()


def test_what_a_site_model_passes_by_stands_in_no_structure():
    shut = Model(
        source="courier",
        pages=(),
        typical=400,
        shut=(ShutPlace(own="div.extra", within="div.text", most=0, pages=8),),
        lines=(),
        names=(),
        bylines=(),
        dates=(),
    )
    html = story(f"{P[0]}{P[1]}<div class='extra'>{PICTURE}{VIDEO}</div>{P[2]}{P[3]}")
    assert len(article(html).structure) == 4

    found = extract(page(html), SOURCE, None, shut)
    assert isinstance(found, Article)
    assert found.structure == (Paragraph(lines=(0, 4)),)


def test_what_a_papers_rules_leave_out_is_left_out_of_the_structure():
    source = Source(name="courier", url="https://courier.example/", rules=(Rule(drop_lines=(PARAGRAPHS[1],)),))
    found = extract(page(story(f"{P[0]}{P[1]}<h2>Who pays</h2>{P[2]}{P[3]}")), source, None)

    assert isinstance(found, Article)
    assert found.structure == (Paragraph(lines=(0, 1)), Heading(lines=(1, 2), level=2), Paragraph(lines=(2, 4)))


def test_a_text_of_the_second_reader_has_the_structure_that_its_lines_have_on_the_page():
    short = "".join(f"<div><span>{n} o'clock: boats {n}</span></div>" for n in range(60))
    found = article(document(f"<h1>{HEADLINE}</h1><time datetime='2026-03-04'></time><article>{short}</article>"))

    assert "second-reader" in found.warnings
    assert {type(part) for part in found.structure} == {Paragraph}
    assert holds_together(found)


PIECE = st.sampled_from(
    [
        *P,
        "<h2>A heading in between</h2>",
        "<ul><li>One thing that is said here.</li><li>Another thing.<ul><li>And a smaller one.</li></ul></li></ul>",
        f"<blockquote>{P[2]}</blockquote>",
        f"<div>{P[0]}{PICTURE}</div>",
        "<table>" + "<tr><th>a</th><td>b</td><td></td></tr>" * 4 + "</table>",
        PICTURE,
        VIDEO,
        POST,
        "<figure><blockquote><p>Said aloud.</p></blockquote></figure>",
        "<p>A line<br><br>and another one, cut by breaks.</p>",
        "<aside class='related'><p>Something else that was in the paper last week, and long.</p></aside>",
        "<pre>quay\n\n4711</pre>",
        "<dl><dt>Ship</dt><dd>The Anna, of 4,100 tons, built at the yard.</dd></dl>",
        "loose words between the paragraphs <b>here</b>",
    ]
)


@given(st.lists(PIECE, max_size=14))
@settings(max_examples=150, deadline=None)
def test_the_lines_of_the_text_are_the_text_bearing_parts_in_order(pieces):
    found = article(story("".join([TEXT, *pieces, P[3]])))

    assert holds_together(found)
    assert [part.index for part in found.structure if isinstance(part, Image)] == list(range(len(found.image)))
    assert found == article(story("".join([TEXT, *pieces, P[3]])))


# ---------------------------------------------------------------- records


def record(found: Article) -> bytes:
    capture = Capture("p.warc.gz", 0, 1, "<urn:uuid:0>", found.url, datetime(2026, 3, 5, tzinfo=UTC), 200, "text/html", "sha1:A")
    return to_line(make_record(found, capture, Hints(), source="courier", revision=1))


def test_a_record_gives_its_structure_back_and_an_older_line_has_none():
    line = record(article(story(f"{P[0]}<h2>When</h2>{P[1]}{PICTURE}{VIDEO}{P[2]}{P[3]}")))
    said = msgspec.json.decode(line)

    assert said["structure"][1] == {"type": "heading", "lines": [1, 2], "level": 2}
    assert to_line(from_line(line)) == line
    del said["structure"], said["type"]
    assert (from_line(msgspec.json.encode(said)).structure, from_line(msgspec.json.encode(said)).type) == ((), None)


def test_another_structure_alone_is_no_revision():
    plain, headed = article(story()), article(story(f"{PICTURE}{P[0]}<div>{P[1]}</div><blockquote>{P[2]}</blockquote>{P[3]}"))

    assert plain.structure != headed.structure
    assert compare(plain, headed) is None
    assert content_digest(plain) == content_digest(headed)
