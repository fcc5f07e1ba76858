"""Ways in which papers lay out a text, its headline and its authors, beyond a row of paragraphs."""

from __future__ import annotations

import pytest

from newsarchive.extract.article import Verdict

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, article, document, refusal, story

OTHERS = (
    "The ferry will stop at the north pier as long as the bridge is shut, the county said in a note on Wednesday.",
    "Boats with tall masts must wait for the tide, and the harbour master asks their owners to call before noon.",
    "A survey of the piers found no rot below the waterline, which had been the greatest worry of the engineers.",
)


def lines(html: str) -> list[str]:
    return article(html).article_body.split("\n")


def test_the_introduction_of_a_live_blog_stands_before_its_entries():
    intro = "<div class='lead-block'>" + "".join(f"<p>{text}</p>" for text in OTHERS[:2]) + "</div>"
    posts = "".join(
        f"<div class='post'><h3>At {n} o'clock</h3><p>{text}</p><p>{text[:-1]} again.</p></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    found = lines(document(f"<main><h1>{HEADLINE}</h1>{intro}<div class='posts'>{posts * 2}</div></main>"))
    assert found[:2] == list(OTHERS[:2])
    assert PARAGRAPHS[0] in found


def test_a_first_paragraph_in_a_box_of_its_own_is_kept():
    found = lines(
        document(f"<main><h1>{HEADLINE}</h1><div class='x1'><p>{OTHERS[0]}</p></div><div class='x2'>{TEXT}</div></main>")
    )
    assert found == [OTHERS[0], *PARAGRAPHS]


def test_the_rows_of_a_table_inside_the_text_are_lines_of_it():
    rows = (("Pier", "Length", "Built"), ("North", "40 m", "1911"), ("South", "38 m", "1934"))
    table = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    found = lines(story(TEXT + table + f"<p>{OTHERS[0]}</p>"))
    assert found == [*PARAGRAPHS, "Pier | Length | Built", "North | 40 m | 1911", "South | 38 m | 1934", OTHERS[0]]


def test_a_table_of_links_inside_the_text_is_no_part_of_it():
    table = (
        "<table>"
        + "".join(f"<tr><td><a href='/{n}'>Story {n}</a></td><td><a href='/{n}'>More</a></td></tr>" for n in range(4))
        + "</table>"
    )
    assert lines(story(TEXT + table + f"<p>{OTHERS[0]}</p>")) == [*PARAGRAPHS, OTHERS[0]]


def test_three_dates_of_one_month_are_no_picture_counters():
    dated = "".join(f"<p>{text}</p><p class='note'>{n}/11/2026 à 15h22</p>" for n, text in enumerate(PARAGRAPHS, 11))
    assert set(PARAGRAPHS) <= set(lines(document(f"<h1>{HEADLINE}</h1><main>{dated}</main>")))


CARD = "<div class='teaser'><h2><a href='/s/{0}'>Harbour story number {0} of the day</a></h2><p>{1}</p><span>{0}/11/2026 à 15h22</span></div>"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_a_section_of_dated_cards_is_a_listing(count):
    cards = "".join(CARD.format(n + 11, OTHERS[n % 3]) for n in range(count))
    assert (
        refusal(document(f"<main><h1>Harbour</h1>{cards}</main>"), url="https://courier.example/harbour/").verdict
        is Verdict.LISTING
    )


@pytest.mark.parametrize("box", ["article", "div", "li"])
def test_a_section_with_an_introduction_is_a_listing(box):
    cards = "".join(
        f"<{box} class='item'><h3><a href='/s/{n}'>Harbour story number {n}</a></h3><p>{OTHERS[n % 3]}</p></{box}>"
        for n in range(6)
    )
    html = document(f"<main><h1>Harbour</h1><p>{PARAGRAPHS[0]}</p>{cards}</main>")
    assert refusal(html, url="https://courier.example/harbour/").verdict is Verdict.LISTING


def test_an_article_with_teasers_below_it_is_an_article():
    cards = "".join(CARD.format(n + 11, OTHERS[n % 3]) for n in range(6))
    assert lines(story(after=f"<section class='next'>{cards}</section>")) == list(PARAGRAPHS)


def test_a_soft_404_with_teasers_below_its_excuse_is_a_soft_404():
    cards = "".join(CARD.format(n + 11, OTHERS[n % 3]) for n in range(3))
    excuse = "<h1>Page not found</h1><p>Sorry, the page that you asked for could not be found. It may have been moved.</p>"
    search = "<form><input name='q'><button>Search</button></form>"
    for beside in ("", search, cards, search + cards):
        assert refusal(document(f"<main>{excuse}{beside}</main>", "<title>Page not found</title>")).verdict is Verdict.SOFT_404


@pytest.mark.parametrize(
    "head",
    [
        "<title>老旋转桥将在冬天之前修好港口居民等待九年 | The Paper of the Harbour Town</title>",
        "<title>The Paper of the Harbour Town_老旋转桥将在冬天之前修好港口居民等待九年_Harbour</title>",
        '<meta property="og:title" content="Harbour news">',
    ],
)
def test_the_visible_headline_goes_before_a_title_with_more_in_it(head):
    headline = "老旋转桥将在冬天之前修好港口居民等待九年"
    assert article(document(f"<h1>{headline}</h1>{TEXT}", head)).headline == headline


def test_a_heading_that_is_a_part_of_the_title_is_the_headline():
    head = f"<title>{HEADLINE} - Harbour - News - Everything of the Valley</title>"
    assert article(document(f"<h2>{HEADLINE}</h2>{TEXT}", head)).headline == HEADLINE


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<span class='author'>Ann Lee</span>", ["Ann Lee"]),
        ("<span class='author'>Ann Lee</span> <a rel='author' href='/a'>View author archive</a>", ["Ann Lee"]),
        ("<span class='author'>Ann Lee Senior Politics Editor, The Courier</span>", ["Ann Lee"]),
        ("<p>By <a rel='author'>Ann Lee</a></p><p><a rel='author'>Bo Day</a></p><p><a rel='author'>Cy Fox</a></p>", ["Ann Lee"]),
        ("<span class='author'>Auteur: Ann Lée</span>", ["Ann Lée"]),
        ("<span class='author'>Ann Lee (Image: Some Pictures)</span>", ["Ann Lee"]),
        ("<p>Par <a class='article__author-link'>Ann Lée</a>(Bruxelles, bureau européen)</p>", ["Ann Lée"]),
        ("<div><small itemprop='author'> von <span itemprop='name'>Ann Lee</span></small></div>", ["Ann Lee"]),
        ("<span class='auteur'>Auteur:</span> <span class='auteur'>Ann Lée</span>", ["Ann Lée"]),
        ("<div><a href='/about/editors/ann-lee/'>Ann Lee</a>, @annlee</div>", ["Ann Lee"]),
        ("<p>By <a rel='author'>Ann Lee</a> <a class='author-link'>Donate today</a></p>", ["Ann Lee"]),
        ("<p>By Ann Lee, in News, Harbour, Business · 31 Jan 2026, 20:02 · 0 Comments</p>", ["Ann Lee"]),
        ("<p>By Ann Lee, in Merrowby, and Bo Day</p>", ["Ann Lee", "Bo Day"]),
    ],
)
def test_the_people_in_a_byline_are_named_and_nothing_else(byline, names):
    assert [person.name for person in article(story(before=byline)).author] == names


def test_the_paper_as_its_own_author_gives_way_to_the_person_in_the_byline():
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":{"@type":"Organization","name":"The Courier"}}</script>'
    named = '<meta property="og:site_name" content="The Courier">'
    assert [person.name for person in article(story(head=ld + named, before="<p>By <a rel='author'>Ann Lee</a></p>")).author] == [
        "Ann Lee"
    ]
    assert [(person.name, person.type) for person in article(story(head=ld + named)).author] == [("The Courier", "Organization")]


COURIER = '<meta property="og:site_name" content="The Courier"><meta name="author" content="The Courier">'


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ("<p><b>Ann Lee</b></p>", ["Ann Lee"]),
        ("<p><strong>ANN LEE/BO DAY</strong></p>", ["ANN LEE", "BO DAY"]),
        ("<p>By ANN LEE</p>", ["ANN LEE"]),
        ("<p>Ann Lee</p>", ["The Courier"]),
        ("<p><b>A week by the Harbour</b></p>", ["The Courier"]),
        ("<p><b><a href='/save'>Save Article</a></b></p>", ["The Courier"]),
        ("<p><b>Ann Lee</b></p><p>Said she.</p>", ["The Courier"]),
    ],
)
def test_a_bold_line_of_names_above_the_text_signs_it_where_only_the_paper_is_named(above, names):
    read = article(document(f"<h1>{HEADLINE}</h1>{above}{TEXT}", COURIER))
    assert [person.name for person in read.author] == names
    if names != ["The Courier"]:
        assert read.article_body == "\n".join(PARAGRAPHS)


def test_bold_lines_further_down_in_a_text_are_its_sub_headings():
    text = f"<p>{OTHERS[0]}</p><p><b>Market Dynamics</b></p>{TEXT}"
    again = f"<p><b>Key Benefits</b></p><p>{OTHERS[0]}</p>"
    signed = [
        [one.name for one in article(document(f"<h1>{HEADLINE}</h1>{html}", COURIER)).author] for html in (text, text + again)
    ]
    assert signed == [["Market Dynamics"], ["The Courier"]]


def test_elements_that_hold_no_text_or_that_html_does_not_know_break_no_line():
    marked = "<a href='/b'><meta itemprop='type' content='StoryLink'>old <org value='x'>swing</org> bridge</a>"
    assert lines(story(TEXT.replace("old swing bridge", marked))) == list(PARAGRAPHS)


def test_a_declared_author_is_believed_whatever_stands_in_bold_above_the_text():
    named = '<meta name="author" content="Cy Fox">'
    assert [person.name for person in article(document(f"<h1>{HEADLINE}</h1><p><b>Ann Lee</b></p>{TEXT}", named)).author] == [
        "Cy Fox"
    ]


def test_readings_above_signs_are_no_part_of_the_words():
    ruby = "".join(
        f"<ruby>{sign}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>" for sign, reading in (("橋", "はし"), ("港", "みなと"))
    )
    assert (
        article(document(f"<h1>{ruby}を直す工事がいよいよ五月から始まる</h1>{TEXT}")).headline
        == "橋港を直す工事がいよいよ五月から始まる"
    )


def test_a_line_that_names_a_linked_question_is_no_part_of_the_text():
    pointer = "<p>Don't miss: <a href='/s/9'>Who will pay for the repair of the north pier this year?</a></p>"
    assert lines(story(f"<p>{OTHERS[0]}</p>{pointer}{TEXT}")) == [OTHERS[0], *PARAGRAPHS]


def test_a_line_with_a_colon_stays_where_only_a_post_after_it_was_dropped():
    post = "<div><div>By the quay, in the rain</div><div>Seen from above</div></div>"
    assert "The baker wrote on Tuesday:" in lines(story(f"<p>{OTHERS[0]}</p><p>The baker wrote on Tuesday:</p>{post}{TEXT}"))


def test_a_short_heading_of_signs_is_found_in_a_title_with_a_long_name_after_it():
    headline = "旋转桥修好"
    titled = f"<title>{headline} | The Paper of the Old Harbour Town and of the Valley</title>"
    html = document(f"<h1>{headline}</h1>{TEXT}<h1>More from the harbour</h1>", titled)
    assert article(html).headline == headline


def test_a_desk_with_an_and_in_its_name_is_one_author():
    assert [one.name for one in article(story(before="<span class='author'>Port &amp; I</span>")).author] == ["Port & I"]


def test_linked_headings_that_head_the_parts_of_a_text_are_lines_of_it():
    parts = [line for n, text in enumerate(PARAGRAPHS) for line in (f"{n + 1}) The quay at number {n}", text)]
    html = "".join(f'<h3><a href="/quay/{n}">{parts[2 * n]}</a></h3><p>{parts[2 * n + 1]}</p>' for n in range(4))
    stamp = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'
    assert lines(story(f"<p>{OTHERS[0]}</p>{html}", stamp)) == [OTHERS[0], *parts]


def test_one_linked_heading_in_a_text_leads_away_from_it():
    html = f'<p>{OTHERS[0]}</p><h3><a href="/ferry">The ferry is late again this week</a></h3>{TEXT}'
    assert lines(story(html)) == [OTHERS[0], *PARAGRAPHS]


def test_headings_in_wrappers_and_the_lists_below_them_are_lines_of_the_text():
    heads = ("Who pays for it", "What is to be done")
    points = ("New hinges", "Two coats of paint", "A lamp")
    listed = f"<section class='box'><h3>{heads[1]}</h3><ul>{''.join(f'<li>{point}</li>' for point in points)}</ul></section>"
    inside = f"<div class='part'><p>{OTHERS[0]}</p><p>{OTHERS[1]}</p></div>"
    rest = f"<div class='top'><h2>{heads[0]}</h2></div><div class='part'>{TEXT}</div>{listed}<div class='part'><p>{OTHERS[2]}</p></div>"
    assert lines(story(inside + rest)) == [*OTHERS[:2], heads[0], *PARAGRAPHS, heads[1], *points, OTHERS[2]]


def test_a_text_of_lines_that_no_rule_believes_is_read_by_the_second_reader():
    verses = "".join(f"<div>The {n}th wave comes in and takes the {n}th stone of the old pier</div>" for n in range(60))
    found = article(
        story(f"{verses}<p>A poem that was read out on the quay on Tuesday.</p>", "<meta property='og:type' content='article'>")
    )
    assert "second-reader" in found.warnings
    assert "The 59th wave" in found.article_body
