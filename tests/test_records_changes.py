"""What a reader would call changed, and what not: on texts, without pages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extract.article import Article, FieldSource, Person
from newsarchive.records.changes import Change, compare, content_digest, pieces
from newsarchive.records.words import is_passing, words_of

BODY = "The bridge will close in May.\nWork is to take four months, she said."


def made(body: str = BODY, headline: str | None = "Bridge to close", **more: object) -> Article:
    return Article(url="https://courier.example/a-1", headline=headline, article_body=body, **more)  # type: ignore[arg-type]


def changed(body: str, before: str = BODY) -> Change:
    found = compare(made(before), made(body))
    assert found
    return found


def test_one_word_is_an_edit_and_is_named():
    found = changed(BODY.replace("four", "five"))

    assert (found.fields, found.words_added, found.words_removed) == (("articleBody",), ("five",), ("four",))
    assert found.materiality == pytest.approx(2 / 88, abs=1e-4)  # 2 of 14 + 14 words of body and, ten times, 3 + 3 of headline


def test_runs_of_words_are_given_as_they_stand_in_the_text():
    assert changed(BODY + "\nIt is “not before time”, he said.").words_added == ("It is “not before time”, he said.",)
    assert changed(BODY.split("\n", maxsplit=1)[0]).words_removed == ("Work is to take four months, she said.",)


def test_a_headline_is_an_edit_and_its_words_weigh_ten_times():
    found = compare(made(), made(headline="Bridge to reopen"))

    assert found
    assert (found.fields, found.words_added, found.words_removed) == (("headline",), ("reopen",), ("close",))
    assert found.materiality == pytest.approx(20 / 88, abs=1e-4)


@pytest.mark.parametrize(
    "same",
    [
        BODY.replace(" ", "\u00a0"),
        BODY.replace("\n", "\n\n"),
        BODY.replace("\n", " "),
        BODY.replace("months,", "mon\u00adths –"),
        BODY.replace("May.", "“May”!"),
        BODY + "\n3 comments",
        BODY + "\n1,204 views",
        BODY.replace("\n", "\nAdvertisement\n"),
        BODY.replace("\n", "\nADVERTISEMENT - scroll to continue\n"),
        BODY + "\nRead more: Ferry back on Monday",
        BODY + "\nLesen Sie auch: Fähre fährt wieder",
        BODY + "\nUpdated: 5 March 2026, 10:15",
        BODY + "\nZuletzt aktualisiert: 05.03.2026, 10:15 Uhr",
        BODY + "\nPosted 3 hours ago",
    ],
)
def test_what_no_reader_calls_an_edit_is_none(same):
    assert compare(made(), made(same)) is None
    assert content_digest(made()) == content_digest(made(same))


@pytest.mark.parametrize(
    "other",
    [
        BODY.replace("four", "4"),
        BODY.replace("May", "may"),
        BODY.replace("she said", "he said"),
        BODY + "\nUpdated: an earlier version of this article gave a wrong month.",
        BODY + "\nThis article was amended on 5 March 2026 to correct a name.",
        BODY + "\n3 people died.",
        BODY + "\nRead more books, the librarian said.",
        BODY + "\nAdvertising on the bridge will end too.",
        BODY + "\nScroll to continue is all that the council's page tells those who ask for a permit, a clerk said.",
        "\n".join(reversed(BODY.split("\n"))),
    ],
)
def test_what_a_reader_calls_an_edit_is_one(other):
    assert compare(made(), made(other)) is not None
    assert content_digest(made()) != content_digest(made(other))


def test_figures_with_their_signs_and_points_are_words():
    for one, other in (
        ("at -5 degrees", "at 5 degrees"), ("£3.5m", "£35m"), ("50%", "50"), ("$5", "£5"), ("a 3-1 win", "a 3-2 win"),
    ):  # fmt: skip
        assert compare(made(one), made(other)), (one, other)
    assert words_of("2019-20").keys == words_of("2019–20").keys == ("2019", "20")


def test_one_character_of_a_script_without_spaces_is_one_word():
    found = changed("橋は六月に閉まる。", before="橋は五月に閉まる。")

    assert (found.words_added, found.words_removed) == (("六",), ("五",))


def test_a_date_alone_is_no_revision_but_is_named_beside_an_edit():
    later = made(date_modified="2026-03-05T10:15:00+00:00", keywords=("bridges",))

    assert compare(made(), later) is None
    found = compare(made(), made(BODY + " So be it.", date_modified="2026-03-05T10:15:00+00:00"))
    assert found
    assert found.fields == ("articleBody", "dateModified")


def test_another_by_line_is_no_revision_but_is_named_beside_an_edit():
    asha, dan = (Person(name="Asha Penrose"),), (Person(name="Dan Ibbotson"),)

    assert compare(made(author=asha), made(author=dan)) is None
    found = compare(made(author=asha), made(BODY + " So be it.", author=dan))
    assert found
    assert found.fields == ("articleBody", "author")


def test_a_headline_of_the_feeds_is_compared_with_nothing():
    told = made(headline="Bridge shut", field_source=FieldSource(headline="feed"))

    assert compare(made(), told) is None
    assert compare(told, made()) is None


TEXTS = st.text(st.sampled_from("abc  \n-–,.5 ü“"), max_size=60)


@given(TEXTS, TEXTS)
def test_pieces_give_back_the_new_text_and_every_word_of_the_old(old, new):
    found = list(pieces(old, new))
    words = words_of(new)
    stands = new[: words.spans[-1][1]] if words.spans else ""

    assert "".join(piece.gap + piece.text for piece in found if piece.kind != "removed") == stands
    assert sum(piece.words for piece in found if piece.kind != "added") == len(words_of(old).keys)
    assert sum(piece.words for piece in found if piece.kind != "removed") == len(words.keys)


@given(TEXTS, TEXTS)
def test_equal_digests_and_no_change_are_one_thing(old, new):
    one, other = made(old), made(new)

    assert (compare(one, other) is None) == (content_digest(one) == content_digest(other))
    assert compare(one, one) is None


@given(TEXTS, TEXTS)
def test_materiality_lies_between_nothing_and_all(old, new):
    found = compare(made(old, headline=old[:9]), made(new, headline=new[:9]))

    assert found is None or 0 < found.materiality <= 1


def test_a_text_of_one_word_over_and_over_costs_no_more_than_a_moment():
    began = time.monotonic()
    found = changed("\n".join(["la la la"] * 4000) + "\nend", before="\n".join(["la la la"] * 5000))

    assert found.words_added == ("end",)
    assert time.monotonic() - began < 2


def test_a_long_line_is_never_chrome():
    assert not is_passing("Read more: " + "and this is a whole paragraph about the bridge " * 6)
