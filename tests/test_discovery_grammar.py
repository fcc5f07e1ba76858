"""What a paper's announced addresses teach, and what they must not."""

from __future__ import annotations

import random

import pytest

from newsarchive.discovery.grammar import MOST_SHAPES, Grammar
from newsarchive.errors import BadConfiguration

SITE = "https://paper.example"
TOWNS = ("kent", "medway", "thanet", "dover", "ashford", "deal", "hythe", "margate", "swale", "whitstable")
NEWS = [f"{SITE}/{town}/news/fire-at-the-old-mill-{303600 + n}/" for n, town in enumerate(TOWNS)]
PODCASTS = [f"{SITE}/podcast/what-we-heard-this-week-{n}" for n in range(12)]


def judged(grammar: Grammar, *paths: str) -> set[str]:
    return {grammar.judge(SITE + path) for path in paths}


def test_a_shape_holds_for_towns_that_it_has_not_seen():
    assert judged(Grammar.learn(NEWS), "/faversham/news/bridge-shut-for-a-week-400001/") == {"article"}


def test_lists_forms_and_calendars_are_something_else():
    lists = (
        "/",
        "/kent/news/",
        "/news/126",
        "/calendar/2026/1",
        "/missing-page",
        "/tag/weather",
        "/author/jane",
        "/login",
        "/2026/11/",
    )

    assert judged(Grammar.learn(NEWS), *lists) == {"other"}


def test_before_eight_addresses_nothing_is_called_other():
    assert judged(Grammar.learn(NEWS[:7]), "/kent/news/") == {"unknown"}
    assert judged(Grammar.learn(NEWS[:8]), "/kent/news/") == {"other"}
    assert judged(Grammar(), "/kent/news/") == {"unknown"}


def test_a_feed_of_podcasts_does_not_rule_out_the_news():
    news = (
        "/news/fire-at-the-old-mill",
        "/news/4711-fire",
        "/a/123456",
        "/news/pump-prices",
        "/2026/03/05/parking/",
        "/01/15/fire/index.html",
        "/story.php?id=12",
        "/watch?v=Lfw9H63g0OQ",
        "/entertainment/news/article.cfm",
        "/5a692c4f-d194-55ec-bac5-c227f19119ec",
    )

    assert "other" not in judged(Grammar.learn(PODCASTS), *news)


def test_papers_with_short_names_keep_them():
    short = [f"{SITE}/news/{word}.html" for word in ("fire", "flood", "snow", "fog", "ice", "wind", "hail", "sleet")]

    assert judged(Grammar.learn(short), "/sport/goal.html") == {"article"}
    assert judged(Grammar.learn([*NEWS, *NEWS, f"{SITE}/kent/news/parking/"]), "/dover/news/parking/") != {"other"}


def test_a_shape_seen_once_among_many_is_not_yet_an_article_s():
    grammar = Grammar.learn([*NEWS, SITE + "/live/football-on-saturday-evening"])

    assert judged(grammar, "/live/rugby-on-sunday-morning") == {"unknown"}
    assert judged(Grammar.learn([*NEWS[:8], SITE + "/live/football-on-saturday-evening"]), "/live/rugby-on-sunday-morning") == {
        "article"
    }


def test_an_id_in_the_query_is_part_of_the_shape():
    grammar = Grammar.learn(f"{SITE}/news/article.cfm?c_id={n}&objectid={10486887 + n}" for n in range(9))

    assert judged(grammar, "/sport/article.cfm?c_id=3&objectid=20000001") == {"article"}
    assert "/news/article.cfm?c_id&objectid" in grammar.describe()


def test_order_and_repetition_teach_nothing():
    urls = NEWS + PODCASTS
    mixed = urls * 3
    random.Random(7).shuffle(mixed)

    assert Grammar.learn(mixed) == Grammar.learn(urls)


def test_it_stays_small_however_much_it_is_shown():
    many = [f"{SITE}/{'/'.join(['x'] * (n % 70))}/fire-at-the-mill-{n}" for n in range(5000)]
    grammar = Grammar.learn(many)

    assert grammar.learnt == 2000
    assert len(grammar.shapes) == MOST_SHAPES
    assert len(grammar.to_text().splitlines()) == MOST_SHAPES + 1
    assert Grammar.learn(reversed(many)) == grammar


def test_it_comes_back_from_its_text_as_it_was():
    urls = [
        *NEWS,
        *PODCASTS,
        SITE + "/",
        SITE + "/b%C3%BCcher/x.html",
        SITE + "/a/index.html",
        SITE + "//x//y/?id=77777",
        SITE + "/a.b/c.d/",
    ]
    grammar = Grammar.learn(urls)

    assert Grammar.from_text(grammar.to_text()) == grammar
    assert Grammar.from_text(Grammar().to_text()) == Grammar()


@pytest.mark.parametrize("text", ["", "grammar 0 3", "grammar 1 x", "grammar 1 3\nmany /<word>", "grammar 1 3\n3 word"])
def test_what_is_no_grammar_is_refused(text: str):
    with pytest.raises(BadConfiguration, match="learn it anew"):
        Grammar.from_text(text)


def test_it_says_what_it_learnt():
    assert Grammar.learn(NEWS).describe() == "   10 of 10  /<word>/news/<slug>-<id>/"


def test_two_articles_with_one_word_names_do_not_make_articles_of_all_sections():
    many = [f"{SITE}/kent/news/fire-at-the-old-mill-{303600 + n}" for n in range(40)]

    assert judged(Grammar.learn([*many, SITE + "/news/parking", SITE + "/news/flood"]), "/sport/football") == {"unknown"}
