"""The name of a page's template: one for pages of one make, another for another."""

from __future__ import annotations

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, article, document

OTHER_TEXT = "".join(f"<p>{text[:-1]}, as was said on Monday.</p>" for text in PARAGRAPHS)


def template(body: str) -> str | None:
    return article(document(body)).template


def in_divs(text: str, classes: str = "text", more: str = "") -> str:
    return f"<main><h1>{HEADLINE}</h1><div class='story'><div class='{classes}'>{text}</div>{more}</div></main>"


def test_pages_of_one_template_have_one_name_whatever_they_say():
    assert template(in_divs(TEXT)) == template(in_divs(OTHER_TEXT, more="<ul><li><a href='/x'>More news</a></li></ul>"))


def test_classes_that_tell_of_one_article_do_not_count():
    assert template(in_divs(TEXT, "post post-4711 category-sport tag-harbour")) == template(
        in_divs(OTHER_TEXT, "post post-4712 category-town")
    )


def test_another_path_to_the_text_is_another_template():
    moved = f"<main><article><h1>{HEADLINE}</h1><section><div class='text'>{TEXT}</div></section></article></main>"

    assert template(in_divs(TEXT)) != template(moved)


def test_another_first_class_around_the_text_is_another_template():
    assert template(in_divs(TEXT, "text")) != template(in_divs(TEXT, "rich-text"))


def test_a_standfirst_above_the_text_makes_no_other_template():
    opened = (
        f"<main><h1>{HEADLINE}</h1><p class='lead'>{PARAGRAPHS[0]}</p>" + in_divs(OTHER_TEXT)[len(f"<main><h1>{HEADLINE}</h1>") :]
    )

    assert template(opened) == template(in_divs(TEXT))
