"""Lines that belong to a text although they do not look like it, and lines that look like it and do not belong."""

from __future__ import annotations

import pytest

from newsarchive.extract.site.learn import learn

from .pages.made import HEADLINE, PARAGRAPHS, SOURCE, TEXT, article, document, in_parts, long_text, page, story
from .test_extract_layouts import OTHERS
from .test_extract_learn import APP, STORIES, paper_page, url

BODY = "\n".join(PARAGRAPHS)


def between(box: str) -> str:
    return story(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{box}<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>")


@pytest.mark.parametrize(
    "box",
    [
        '<p>Don’t miss: <a href="/x">Ferry fares are to go up in spring, says the county in a note</a>.</p>',
        '<p>A. Baker <a href="/y">Quay under water again</a> <a href="/z">Residents stay away from a board meeting</a> and more</p>',
    ],
    ids=["named link", "several links"],
)
def test_what_stands_in_the_text_and_is_none_of_it_is_left_out(box):
    assert article(between(box)).article_body == BODY


@pytest.mark.parametrize("line", ["___", "* * *", "WHAT THE COUNTY SAYS"])
def test_what_divides_a_text_stays_in_it(line):
    found = article(between(f"<p>{line}</p>")).article_body.split("\n")
    assert found == [*PARAGRAPHS[:2], line, *PARAGRAPHS[2:]]


@pytest.mark.parametrize(
    "last",
    [
        "The board meets again in June. Its chairwoman will not stand for another term",
        "The ferry company could not be reached on Tuesday evening - Nowire",
        "„We shall see whether they ever come with their hammers and their nails“",
    ],
    ids=["two sentences", "agency", "speech"],
)
def test_a_last_paragraph_that_lacks_its_full_stop_is_no_end_note(last):
    assert article(story(f"{TEXT}<p>{last}</p>")).article_body == f"{BODY}\n{last}"


@pytest.mark.parametrize(
    "note",
    [
        "This article originally appeared in The Quay, a paper of the town.",
        "Dieser Text ist zuerst bei der Hafenpost erschienen.",
        "Publicado originalmente en La Gaceta del Muelle.",
    ],
)
def test_where_a_text_appeared_first_is_an_end_note(note):
    assert article(story(f"{TEXT}<p>{note}</p>")).article_body == BODY


def test_boxes_of_one_kind_are_one_text_however_many_paragraphs_they_hold():
    boxes = f'<div class="cell"><p>{OTHERS[0]}</p><p>What is known so far, in short:</p></div>'
    boxes += "".join(f'<div class="cell"><p>{paragraph}</p></div>' for paragraph in PARAGRAPHS)
    boxes += f'<div class="cell"><p>{OTHERS[1]}</p><p>That is what the board says.</p></div>'
    found = article(document(f"<h1>{HEADLINE}</h1><p>Nine minutes to read</p><main>{boxes}</main>")).article_body.split("\n")
    assert found[0] == OTHERS[0]
    assert found[-2:] == [OTHERS[1], "That is what the board says."]


def test_the_rest_of_a_page_that_fell_into_the_cell_of_the_text_does_not_hide_it():
    links = "".join(f"<table><tr><td><a href='/{n}'>Story number {n} of today</a></td></tr></table>" for n in range(40))
    poll = "".join(f"<tr><td>{text}</td></tr>" for text in OTHERS[:2])
    cell = f"<table><tr><td>{TEXT}{links}</td></tr></table>"
    found = article(document(f"<h1>{HEADLINE}</h1>{cell}<table>{poll}</table>"))
    assert (found.article_body, "second-reader" in found.warnings) == (BODY, False)


def test_nameless_boxes_elsewhere_on_the_page_are_not_like_those_of_the_text():
    rules = f"<section><aside></aside><div><p>{OTHERS[0]}</p><p>{OTHERS[1]}</p></div></section>"
    html = document(f"<h1>{HEADLINE}</h1><main><div><div>{long_text(2)}</div></div><ul><li>Close</li></ul>{rules}</main>")
    assert article(html).article_body == "\n".join(in_parts(2))


def test_a_standfirst_of_several_lines_is_kept_whole():
    lines = ["Harbour board will mend the old swing bridge after nine years", "It is to be shut for lorries until the autumn"]
    head = f'<meta name="description" content="{lines[0]}">'
    html = story("".join(f"<p>{line}</p>" for line in lines) + "<p>Picture: A. Nyone of the quay</p>" + TEXT, head)
    assert article(html).article_body.split("\n") == [*lines, *PARAGRAPHS]


def test_what_divides_the_texts_of_a_paper_is_not_learnt_as_chrome():
    pages = [page(paper_page(n, inside=f"<p>___</p><p>{APP}</p>"), url=url(n)) for n in range(len(STORIES))]
    model = learn(pages, SOURCE)
    assert model
    assert {line.text for line in model.lines} == {APP}


LINE = "It is the third bridge to be closed in town"


@pytest.mark.parametrize(
    "above",
    ["", "<p class='standfirst'>The old swing bridge has been out of order for nine long years.</p>"],
    ids=["below the headline", "below a standfirst"],
)
def test_a_first_paragraph_without_a_full_stop_is_kept(above):
    lines = article(story(f"<p>{LINE}</p>{TEXT}", before=above)).article_body.split("\n")
    assert lines[-5:] == [LINE, *PARAGRAPHS]


def test_a_paragraph_in_a_box_of_its_own_right_above_the_text_is_kept_whatever_furniture_lies_between():
    advert = "<p>Sign up for our newsletter and never miss a story.</p>"
    preview = f"<div class='preview'><p>{PARAGRAPHS[0]}</p><div class='newsletter'>{advert}</div></div>"
    rest = "".join(f"<div class='rest'><p>{text}</p><p>{text[::-1]}.</p></div>" for text in PARAGRAPHS[1:])
    lines = article(story(f"<p>{LINE}.</p>{preview}{rest}")).article_body.split("\n")
    assert PARAGRAPHS[0] in lines
    assert not any("Sign up" in line for line in lines)
