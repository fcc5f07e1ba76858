"""Furniture that is known by how it is built, and text that goes by furniture's names."""

from __future__ import annotations

import pytest

from newsarchive.extract.article import Article
from newsarchive.extract.explaining import explain
from newsarchive.extract.extract import extract
from newsarchive.extract.page.model import Model, ShutPlace
from newsarchive.extract.page.places import BAD, of_words

from .pages.made import HEADLINE, PARAGRAPHS, SOURCE, TEXT, article, document, in_parts, long_text, page, story
from .test_extract_layouts import OTHERS

BODY = "\n".join(PARAGRAPHS)
CAPTION = "The bridge in 1911, when the first tram crossed it in the presence of the mayor and of a goat."


def between(box: str) -> str:
    return story(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{box}<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>")


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="x"><div><img src="/b.jpg"></div><p>{CAPTION}</p><p>Ann Other</p></div>',
        f'<table><tr><td><img src="/b.jpg"><br>{CAPTION}</td></tr></table>',
    ],
    ids=["box", "table"],
)
def test_what_stands_beside_a_picture_and_is_short_is_its_caption(box):
    assert article(between(box)).article_body == BODY


def test_the_only_paragraph_of_a_brief_is_no_caption_of_the_picture_beside_it():
    brief = f'<div class="x"><img src="/b.jpg"><p>{CAPTION}</p></div>'
    html = document(f"<h1>{HEADLINE}</h1>{brief}", '<meta property="article:published_time" content="2026-03-04T10:00:00Z">')
    assert article(html).article_body == CAPTION


def test_a_paragraph_with_a_picture_beside_it_stays_where_it_is_longer_than_a_caption():
    long = (
        " ".join(OTHERS) + " The board has promised to answer all of them by the end of the month, and to publish what it says."
    )
    assert long in article(between(f'<div class="row"><img src="/b.jpg"><p>{long}</p></div>')).article_body


def test_paragraphs_around_a_pulled_quote_are_text_and_the_quote_is_none():
    quote = "<blockquote><p>“Nine years of waiting, and now it takes but four months to mend”</p></blockquote>"
    parts = f'<section class="part">{TEXT}</section><section class="part pullquote-left">{quote}'
    inside = parts + f"<p>{OTHERS[0]}</p><p>{OTHERS[1]}</p></section>" + f'<section class="part"><p>{OTHERS[2]}</p></section>'
    assert article(story(inside)).article_body.split("\n") == [*PARAGRAPHS, *OTHERS]


def test_names_that_a_machine_made_up_name_no_furniture():
    assert of_words("block-id-n1AuAdJlVL kXbTagQz") == 0
    assert of_words("topAd") & of_words("rightAdBox") & of_words("shareBar") & BAD
    inside = "".join(f'<p class="body" id="id-n{n}AuAdJlVL">{paragraph}</p>' for n, paragraph in enumerate(PARAGRAPHS))
    assert article(story(inside)).article_body == BODY


def test_what_an_article_is_filed_under_names_no_furniture():
    """WordPress writes its tags and sections into its classes, and other stories may stand below it at more length."""
    filed = "post-4711 post type-post hentry category-sponsors tag-comments tag-harbour tag-promotion"
    below = f'<div class="next"><article class="post-4712 post type-post hentry"><h2>Next</h2>{long_text(8)}</article></div>'
    html = document(f'<main><article class="{filed}"><h1>{HEADLINE}</h1>{TEXT}</article>{below}</main>')

    assert of_words(filed) == 0
    assert of_words("tag-list category-menu") & BAD
    found = article(html)
    assert (found.article_body.split("\n")[:4], found.warnings) == ([*PARAGRAPHS], ("no-date",))


def test_a_caption_is_left_out_where_the_papers_model_passes_its_picture_by():
    box = f'<div class="shot"><div class="frame"><img src="/b.jpg"></div><p>{CAPTION}</p></div>'
    frame = ShutPlace(own="div.frame", within="div.shot", pages=4, most=0)
    found = extract(page(between(box)), SOURCE, None, Model(source="courier", pages=4, typical=500, shut=(frame,)))
    assert isinstance(found, Article)
    assert (found.article_body, found.warnings) == (BODY, ("no-date",))


@pytest.mark.parametrize("name", ["articoloCommento", "liste-commentaires", "kommentare"])
def test_comments_named_in_other_languages_are_no_part_of_the_text(name):
    remark = "<li>A. Reader 1/8/2026 5:49 PM It is about time that somebody mends this bridge, I have waited for years.</li>"
    found = article(story(f"{TEXT}<div class='{name}'><ul>{remark * 4}</ul></div>"))
    assert found.article_body == BODY


def test_a_paragraph_beside_a_figure_that_has_its_caption_is_none():
    figure = '<figure><img src="/quay.jpg" width="600" height="400"><figcaption>The quay in March. Photo: A. Baker</figcaption></figure>'
    boxed = "".join(f'<div class="element"><p>{text}</p>{figure if n == 1 else ""}</div>' for n, text in enumerate(PARAGRAPHS))
    assert article(document(f"<h1>{HEADLINE}</h1><article>{boxed}</article>")).article_body == "\n".join(PARAGRAPHS)


MENU = "".join(f"<li><a href='/s/{n}'>Section {n}</a> of the paper</li>" for n in range(40))
LONG = long_text(3)  # more than a page that is read in part must give


def not_entered(html: str) -> list[str]:
    return [part.place for part in explain(page(html), SOURCE, None, None).parts if (part.why or "").startswith("not entered")]


@pytest.mark.parametrize(
    ("box", "entered"),
    [
        (f"<nav><ul>{MENU}</ul></nav>", False),
        (f"<div class='related-posts'><ul>{MENU}</ul></div>", False),
        ("<nav><ul><li><a href='/s'>Section</a></li></ul></nav>", True),
        (f"<div class='byline'><ul>{MENU}</ul></div>", True),
        (f"<div class='plain'><ul>{MENU}</ul></div>", True),
        (f"<div class='related-posts'><ul>{MENU}</ul>{TEXT}</div>", True),
        (f"<header class='site-header'><ul>{MENU}</ul><h1>The Courier</h1></header>", True),
    ],
)
def test_large_furniture_without_paragraphs_is_not_entered_on_a_page_of_much_text(box, entered):
    html = story(LONG, before=box)
    assert bool(not_entered(html)) is not entered
    assert article(html).article_body == "\n".join(in_parts(3))


def test_a_page_that_gives_little_without_its_furniture_is_read_whole():
    text = "".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS)
    hidden = f"<div class='related'><ul>{MENU}</ul>{text}</div>"
    html = document(f"<h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p>{hidden}")
    assert PARAGRAPHS[2] in article(html).article_body
    assert not_entered(html) == []


def test_a_paragraph_beside_a_list_of_teasers_that_is_not_entered_is_no_caption():
    teasers = "".join(f"<li><img src='/{n}.jpg'><a href='/s/{n}'>Story {n}</a></li>" for n in range(40))
    split = f"<div class='grid'><div><p>{PARAGRAPHS[2]}</p></div><div class='most-popular'><ul>{teasers}</ul></div></div>"
    html = story(f"{LONG}{split}")
    assert not_entered(html)
    assert article(html).article_body.endswith(PARAGRAPHS[2])


def test_a_page_with_far_more_text_in_its_furniture_is_read_whole():
    lines = "<br><br>".join(f"{paragraph} {paragraph}" for paragraph in in_parts(4))
    named = f"<div class='related-story'><ul>{MENU}</ul><div>{lines}</div></div>"
    html = document(f"<h1>{HEADLINE}</h1><div><p>{'</p><p>'.join(PARAGRAPHS)}</p></div>{named}")
    assert not_entered(html) == []
    assert not_entered(html.replace(lines, PARAGRAPHS[0]).replace("<div><p>", f"<div>{LONG}<p>")) != []
