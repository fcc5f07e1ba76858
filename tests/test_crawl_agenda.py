"""What is asked of a paper, and in which order: the first look, guesses, articles, and what is not worth asking for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import NONE, KnownUrl
from newsarchive.crawl.announcing import HOPELESS, IN_VAIN
from newsarchive.crawl.ask import for_article
from newsarchive.crawl.first_look import GUESS_AGAIN, MOST_SITEMAPS
from newsarchive.discovery.front import FEED_PLACES
from newsarchive.discovery.links import Hints
from newsarchive.discovery.sitemaps import SITEMAP_PLACES
from newsarchive.sources.model import Source
from newsarchive.urls import url_key
from tests.planned import NOW, ORIGIN, Run, feed, front, index, link, of_kind, path_of, section, sitemap, stories, story

PAPER = Source("paper", f"{ORIGIN}/")
GUESSED_SITEMAPS = [f"sitemap {path}" for path in SITEMAP_PLACES[:4]]
GUESSED_FEEDS = [f"feed {path}" for path in FEED_PLACES[:4]]
DAY = timedelta(days=1)


def outcomes(folder: Path) -> dict[str, tuple[str, str]]:
    """Outcome and reason of the articles' addresses, as the ledgers of the runs have them."""
    lines = [json.loads(line) for path in sorted(folder.glob("paper/runs/*.jsonl")) for line in path.read_text().splitlines()]
    return {path_of(line["url"]): (line["outcome"], line.get("reason", "")) for line in lines if line["kind"] == "article"}


# -- the first look


def test_first_comes_what_announces_then_sections_then_articles(tmp_path: Path):
    web = {
        "/": front(*stories(1, 2), feeds=["/feed"], sections=["/town/", "/sport/"]),
        "/feed": feed(link(story(3), 1)),
        "/map.xml": sitemap(link(story(4), 2)),
        "/town/": section(story(5)),
        "/sport/": section(story(6)),
    }
    with Run(tmp_path, web, robots=["/map.xml"]) as run:
        asked = run.go()

    assert asked[:5] == ["front /", "sitemap /map.xml", "feed /feed", "section /town/", "section /sport/"]
    assert sorted(asked[5:]) == [f"article {story(number)}" for number in range(1, 7)]


def test_what_the_papers_entry_names_is_looked_at_before_what_its_front_page_names(tmp_path: Path):
    source = replace(PAPER, feeds=("/own-feed",), sitemaps=("/own-map.xml",), sections=("/own-section/",))
    web = {
        "/": front(feeds=["/feed"], sections=["/town/"]),
        **dict.fromkeys(("/own-feed", "/feed"), feed()),
        "/own-map.xml": sitemap(),
        **dict.fromkeys(("/own-section/", "/town/"), section()),
    }
    with Run(tmp_path, web, source=source, robots=["/map.xml"]) as run:
        asked = run.go()

    assert asked == [
        *("front /", "feed /own-feed", "sitemap /own-map.xml", "sitemap /map.xml", "feed /feed"),
        *("section /own-section/", "section /town/"),
    ]


def test_nothing_else_is_asked_for_before_the_whole_first_look_has_answered(tmp_path: Path):
    web = {"/": front(feeds=["/feed"], sections=["/town/"]), "/feed": feed(story(1)), "/map.xml": sitemap(story(2))}
    with Run(tmp_path, web, robots=["/map.xml"]) as run:
        first, second = run.next(), run.next()
        assert run.next() is None
        run.answer(first)
        third = run.next()
        assert run.next() is None
        run.answer(third)
        assert run.next() is None
        run.answer(second)
        run.next()

        assert run.asked == ["front /", "sitemap /map.xml", "feed /feed", "section /town/"]


def test_feeds_are_read_before_the_front_page_is_judged_by_what_they_announce(tmp_path: Path):
    announced = [link(f"/2026/11/{day:02}/the-bridge-is-closed-again/", 1) for day in range(1, 11)]
    web = {"/": front("/about", "/2026/11/20/bread-is-dearer-now/", feeds=["/feed"]), "/feed": feed(*announced)}
    with Run(tmp_path, web) as run:
        asked = run.go()

    assert "article /2026/11/20/bread-is-dearer-now/" in asked
    assert "article /about" not in asked
    assert outcomes(tmp_path)["/about"][0] == Outcome.UNLIKELY


def test_the_sitemaps_of_robots_txt_are_asked_for_each_once_and_not_without_end(tmp_path: Path):
    names = [f"/map-{number}.xml" for number in range(MOST_SITEMAPS + 5)]
    web = {"/": front(), **dict.fromkeys(names, sitemap())}
    with Run(tmp_path, web, robots=[names[0], *names]) as run:
        asked = run.go()

    assert of_kind(asked, "sitemap") == names[: MOST_SITEMAPS - 1]


def test_feeds_and_sitemaps_of_an_earlier_run_are_asked_for_again_whoever_names_them(tmp_path: Path):
    web = {"/": front(feeds=["/feed"]), "/feed": feed(story(1)), "/map.xml": sitemap(story(2))}
    with Run(tmp_path, web, robots=["/map.xml"]) as run:
        run.go()
    web["/"] = front()
    with Run(tmp_path, web, now=NOW + DAY) as run:
        assert run.go() == ["front /", "feed /feed", "sitemap /map.xml"]


def test_a_sitemap_that_robots_names_and_an_index_too_is_read_once_in_a_run(tmp_path: Path):
    web = {"/": front(), "/index.xml": index(news="2026-11-24", old="2026-10-01"), "/news.xml": sitemap(), "/old.xml": sitemap()}
    with Run(tmp_path, web, robots=["/index.xml", "/news.xml"]) as run:
        asked = of_kind(run.go(), "sitemap")

    assert sorted(asked) == ["/index.xml", "/news.xml", "/old.xml"]


def test_a_front_page_that_is_not_there_ends_nothing(tmp_path: Path):
    with Run(tmp_path, {"/map.xml": sitemap(story(1))}, robots=["/map.xml"]) as run:
        assert run.go() == ["front /", "sitemap /map.xml", f"article {story(1)}"]


def test_a_paper_that_has_ended_is_asked_for_nothing_more(tmp_path: Path):
    with Run(tmp_path, {"/": front(*stories(1, 2))}) as run:
        run.go(1)
        run.paper.end("for a reason")

        assert run.go() == []


# -- guesses


def test_where_nothing_is_named_the_usual_places_are_tried_one_after_the_other(tmp_path: Path):
    with Run(tmp_path, {"/": front(*stories(1))}) as run:
        run.answer(run.next())
        while ask := run.next():
            if ask.guess:
                assert run.next() is None, "the answer decides whether another is tried"
            run.answer(ask)

    assert run.asked == ["front /", *GUESSED_SITEMAPS, *GUESSED_FEEDS, f"article {story(1)}"]


@pytest.mark.parametrize("hit", range(4))
def test_a_sitemap_that_was_guessed_ends_the_guessing(tmp_path: Path, hit: int):
    web = {"/": front(), SITEMAP_PLACES[hit]: sitemap()}
    with Run(tmp_path, web) as run:
        assert run.go() == ["front /", *GUESSED_SITEMAPS[: hit + 1]]


def test_a_feed_that_was_guessed_is_remembered_and_no_other_is_tried(tmp_path: Path):
    web = {"/": front(), FEED_PLACES[1]: feed(story(1))}
    with Run(tmp_path, web) as run:
        assert run.go() == ["front /", *GUESSED_SITEMAPS, *GUESSED_FEEDS[:2], f"article {story(1)}"]
    with Run(tmp_path, web, now=NOW + DAY) as run:
        assert run.go() == ["front /", GUESSED_FEEDS[1]]


def test_where_the_front_page_names_a_feed_only_sitemaps_are_guessed_at(tmp_path: Path):
    with Run(tmp_path, {"/": front(feeds=["/feed"]), "/feed": feed()}) as run:
        assert run.go() == ["front /", "feed /feed", *GUESSED_SITEMAPS]


def test_where_robots_names_a_sitemap_nothing_is_guessed_at(tmp_path: Path):
    with Run(tmp_path, {"/": front(), "/map.xml": sitemap()}, robots=["/map.xml"]) as run:
        assert run.go() == ["front /", "sitemap /map.xml"]


def test_guesses_in_vain_are_repeated_once_a_week(tmp_path: Path):
    web = {"/": front()}
    guesses = [*GUESSED_SITEMAPS, *GUESSED_FEEDS]
    for passed, more in (
        (timedelta(), guesses),
        (DAY, []),
        (GUESS_AGAIN - DAY, []),
        (GUESS_AGAIN, guesses),
        (GUESS_AGAIN + DAY, []),
    ):
        with Run(tmp_path, web, now=NOW + passed) as run:
            assert run.go() == ["front /", *more], passed


# -- articles


def test_articles_come_the_newest_first_wherever_they_were_announced(tmp_path: Path):
    web = {
        "/": front(link(story(3), 3), link(story(1), 1), feeds=["/feed"]),
        "/feed": feed(link(story(4), 4), link(story(0), 0.5)),
        "/map.xml": sitemap(link(story(2), 2), link(story(5), 5)),
    }
    with Run(tmp_path, web, robots=["/map.xml"]) as run:
        assert of_kind(run.go(), "article") == list(stories(0, 1, 2, 3, 4, 5))


def test_what_has_no_date_comes_before_all_of_yesterday_in_the_order_of_its_page(tmp_path: Path):
    web = {"/": front(*stories(3, 1, 2), feeds=["/feed"]), "/feed": feed(link(story(9), 1))}
    with Run(tmp_path, web) as run:
        assert of_kind(run.go(), "article") == list(stories(3, 1, 2, 9))


def test_a_date_in_the_future_is_no_newer_than_now(tmp_path: Path):
    web = {"/": front(feeds=["/feed"]), "/feed": feed(link(story(1), -400), link(story(2), -1), link(story(3), 1))}
    with Run(tmp_path, web) as run:
        assert of_kind(run.go(), "article") == list(stories(1, 2, 3))


def test_what_is_too_old_is_not_asked_for_and_is_when_the_window_opens(tmp_path: Path):
    web = {"/": front(feeds=["/feed"]), "/feed": feed(link(story(1), 1), link(story(40), 40), link(story(90), 90))}
    with Run(tmp_path, web, since=NOW - 30 * DAY) as run:
        assert of_kind(run.go(), "article") == [story(1)]
    assert outcomes(tmp_path)[story(90)][0] == Outcome.TOO_OLD
    web["/feed"] = feed()
    with Run(tmp_path, web, since=NOW - 60 * DAY) as run:
        assert of_kind(run.go(), "article") == [story(40)]
    with Run(tmp_path, web, since=None) as run:
        assert of_kind(run.go(), "article") == [story(90)]


def test_links_to_other_papers_and_to_the_front_page_are_no_articles(tmp_path: Path):
    web = {"/": front("/", "https://www.paper.example/", "https://other.example/town/story-100001", story(1))}
    with Run(tmp_path, web) as run:
        assert of_kind(run.go(), "article") == [story(1)]


def test_a_second_run_asks_for_no_article_again(tmp_path: Path):
    web = {
        "/": front(*stories(1, 2), feeds=["/feed"], sections=["/town/"]),
        "/feed": feed(*stories(2, 3)),
        "/town/": section(story(4)),
    }
    with Run(tmp_path, web) as run:
        assert sorted(of_kind(run.go(), "article")) == list(stories(1, 2, 3, 4))
    with Run(tmp_path, web, now=NOW + DAY) as run:
        assert of_kind(run.go(), "article") == []


def test_an_article_is_asked_for_by_its_own_address_and_by_the_twins_where_that_is_not_there(tmp_path: Path):
    web = {"/": front(f"{story(1)}?outputType=amp")}
    with Run(tmp_path, web) as run:
        run.go(9)
        ask = run.next()

    assert (ask.url, ask.asked) == (ORIGIN + story(1), ORIGIN + story(1))
    assert ask.instead == f"{ORIGIN}{story(1)}?outputType=amp"


def test_articles_that_a_page_is_a_copy_of_are_asked_for_too(tmp_path: Path):
    with Run(tmp_path, {"/": front(story(1))}) as run:
        run.go(9)
        ask = run.next()
        run.agenda.turned_out(ask.url, ask.hints, article=False, instead=[ORIGIN + story(2)])

        assert run.go() == [f"article {story(2)}"]


# -- a limit


def test_a_limit_counts_articles_and_not_what_turned_out_to_be_none(tmp_path: Path):
    web = {"/": front(*stories(*range(10)))}
    with Run(tmp_path, web, limit=3, is_article=lambda path: path not in stories(1, 2)) as run:
        assert of_kind(run.go(), "article") == list(stories(0, 1, 2, 3, 4))
    with Run(tmp_path, web, limit=2, now=NOW + DAY) as run:
        assert of_kind(run.go(), "article") == list(stories(5, 6))


def test_a_limit_is_not_overstepped_while_answers_are_outstanding(tmp_path: Path):
    with Run(tmp_path, {"/": front(*stories(*range(10)))}, limit=3) as run:
        run.go(9)
        out = [run.next() for _ in range(4)]

    assert [ask is not None for ask in out] == [True, True, True, False]


def test_with_its_limit_reached_no_part_and_no_older_page_is_read(tmp_path: Path):
    web = {
        "/": front(*stories(3, 4), sections=["/town/"]),
        "/index.xml": index(a="2026-11-24", b="2026-10-01", c="2026-09-01"),
        "/a.xml": sitemap(link(story(3), 0.2), link(story(4), 0.3), link(story(5), 0.4)),
        "/town/": section(*stories(1, 2), older="/town/2"),
    }
    with Run(tmp_path, web, limit=2, robots=["/index.xml"]) as run:
        asked = run.go()

    assert of_kind(asked, "sitemap") == ["/index.xml", "/a.xml"]
    assert of_kind(asked, "section") == ["/town/"]
    assert len(of_kind(asked, "article")) == 2


# -- shapes


def test_after_twenty_of_one_shape_that_were_no_articles_the_rest_is_unlikely(tmp_path: Path):
    pictures = [f"/pictures/the-old-mill-{100000 + number}" for number in range(HOPELESS + 10)]
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*pictures, *stories(1, 2))}
    with Run(tmp_path, web, is_article=lambda path: path.startswith("/town")) as run:
        asked = of_kind(run.go(), "article")

    assert asked == [*pictures[:HOPELESS], *stories(1, 2)]
    ends = outcomes(tmp_path)
    assert {ends[path][0] for path in pictures[HOPELESS:]} == {Outcome.UNLIKELY}
    assert "20 addresses of the shape /pictures/" in ends[pictures[-1]][1]


def test_behind_any_number_of_hopeless_addresses_the_next_article_is_found(tmp_path: Path):
    pictures = [f"/pictures/the-old-mill-{100000 + number}" for number in range(HOPELESS + 100)]
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*pictures, *stories(1, 2))}
    with Run(tmp_path, web, is_article=lambda path: path.startswith("/town")) as run:
        assert of_kind(run.go(), "article") == [*pictures[:HOPELESS], *stories(1, 2)]
    assert len(outcomes(tmp_path)) == len(pictures) + 2


def test_what_comes_later_of_a_hopeless_shape_is_not_asked_for_either(tmp_path: Path):
    pictures = [f"/pictures/the-old-mill-{100000 + number}" for number in range(HOPELESS)]
    late = "/pictures/the-new-mill-200000"
    web = {"/": front(feeds=["/feed"], sections=["/town/"]), "/feed": feed(*pictures), "/town/": section(older="/town/2")}
    web["/town/2"] = section(late, story(7))
    web["/town/"] = section(story(8), older="/town/2")
    with Run(tmp_path, web, is_article=lambda path: path.startswith("/town")) as run:
        asked = of_kind(run.go(), "article")

    assert late not in asked
    assert story(7) in asked
    assert outcomes(tmp_path)[late][0] == Outcome.UNLIKELY


def test_one_article_saves_its_shape(tmp_path: Path):
    many = [f"/pictures/the-old-mill-{100000 + number}" for number in range(HOPELESS + 10)]
    with Run(tmp_path, {"/": front(feeds=["/feed"]), "/feed": feed(*many)}, is_article=lambda path: path == many[5]) as run:
        assert of_kind(run.go(), "article") == many


@pytest.mark.parametrize(
    ("announced", "home", "asked"),
    [
        ("http://paper.example/town/a-1", "https://www.paper.example/", "https://www.paper.example/town/a-1"),
        ("http://www.paper.example/town/a-1?id=2", "https://paper.example/", "https://paper.example/town/a-1?id=2"),
        ("http://paper.example/town/a-1", "http://www.paper.example/", "http://paper.example/town/a-1"),
        ("https://paper.example/town/a-1", "https://www.paper.example/", "https://paper.example/town/a-1"),
        ("http://sport.paper.example/a-1", "https://www.paper.example/", "http://sport.paper.example/a-1"),
        ("http://paper.example:8080/a-1", "https://www.paper.example/", "http://paper.example:8080/a-1"),
    ],
)
def test_articles_are_asked_for_by_https_where_the_front_page_is_and_by_its_name_of_the_host(announced, home, asked):
    ask = for_article(KnownUrl(url_key(announced), announced, Hints()), PAPER, home)

    assert (ask.url, ask.asked) == (asked, announced)
    assert ask.instead == ("" if asked == announced else announced)


# -- links of articles


def test_links_of_articles_are_followed_only_where_no_sitemap_is(tmp_path: Path):
    related = {story(number): stories(number + 1) for number in range(10)}
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*stories(0, 20, 21))}
    with Run(tmp_path / "without", web, related=related) as run:
        assert of_kind(run.go(), "article") == [*stories(0, 20, 21), *stories(*range(1, 11))]
    with Run(tmp_path / "with", web | {"/map.xml": sitemap()}, related=related, robots=["/map.xml"]) as run:
        assert of_kind(run.go(), "article") == list(stories(0, 20, 21))


def test_links_of_articles_without_a_date_are_followed_only_where_the_window_is_open(tmp_path: Path):
    related = {story(0): [story(1), link(story(2), 3)]}
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*stories(0, 20, 21))}
    with Run(tmp_path, web, related=related, since=NOW - 30 * DAY) as run:
        assert of_kind(run.go(), "article") == [*stories(0, 20, 21), story(2)]


def test_links_of_articles_that_do_not_look_like_articles_are_not_followed(tmp_path: Path):
    related = {story(0): ["/about", "/tag/bridge", f"{story(0)}?print=yes", "https://other.example/town/a-story-there-100001"]}
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*stories(0, 20, 21))}
    with Run(tmp_path, web, related=related) as run:
        assert of_kind(run.go(), "article") == list(stories(0, 20, 21))


def test_links_of_articles_come_after_everything_else(tmp_path: Path):
    related = {story(0): stories(1, 2)}
    web = {"/": front(feeds=["/feed"]), "/feed": feed(story(0), link(story(20), 3000), link(story(21), 9000))}
    with Run(tmp_path, web, related=related) as run:
        assert of_kind(run.go(), "article") == list(stories(0, 20, 21, 1, 2))


def test_after_some_links_of_articles_in_vain_the_rest_is_left_alone(tmp_path: Path):
    related = {story(0): stories(*range(1, 40))}
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*stories(0, 50, 51))}
    with Run(tmp_path, web, related=related, is_article=lambda path: path in stories(0, 50, 51)) as run:
        assert of_kind(run.go(), "article") == [*stories(0, 50, 51), *stories(*range(1, IN_VAIN + 1))]
    assert outcomes(tmp_path)[story(39)][0] == Outcome.UNLIKELY


def test_links_of_articles_that_are_not_there_are_in_vain_too(tmp_path: Path):
    related = {story(0): stories(*range(1, 40))}
    web = {"/": front(feeds=["/feed"]), "/feed": feed(*stories(0, 50, 51))}
    with Run(tmp_path, web, related=related) as run:
        run.go(1 + 4 + 1 + 3)  # front, guesses, feed, articles
        asked = 0
        while ask := run.next():
            run.agenda.not_there(ask)
            asked += 1

    assert asked == IN_VAIN


# -- how much it will be


def test_an_estimate_counts_what_is_queued_and_what_unread_parts_may_hold(tmp_path: Path):
    web = {
        "/": front(),
        "/index.xml": index(a="2026-11-20", b="2026-10-20", c="2026-09-20"),
        "/a.xml": sitemap(*(link(story(number), 1) for number in range(10))),
    }
    told = []
    with Run(tmp_path, web, robots=["/index.xml"]) as run:
        run.agenda.on_begin = lambda agenda: told.append(agenda.estimate())
        run.go(3)
        assert run.agenda.estimate() == (10 + 2 * (1 + 10), False)
        run.go()

    assert len(told) == 1


def test_an_estimate_without_parts_is_what_is_queued_and_a_lower_bound(tmp_path: Path):
    told = []
    with Run(tmp_path, {"/": front(*stories(1, 2, 3))}) as run:
        run.agenda.on_begin = lambda agenda: told.append(agenda.estimate())
        run.go()

    assert told == [(3, True)]


def test_a_run_begins_once_and_only_with_an_article(tmp_path: Path):
    begun = []
    with Run(tmp_path, {"/": front(*stories(1, 2))}) as run:
        run.agenda.on_begin = begun.append
        run.go(9)
        assert begun == []
        run.go()
    assert begun == [run.agenda]


def test_what_a_feed_says_of_an_article_goes_with_the_request(tmp_path: Path):
    web = {"/": front(story(1), feeds=["/feed"]), "/feed": feed(link(story(1), 1, title="The bridge"))}
    with Run(tmp_path, web) as run:
        run.go(6)
        ask = run.next()

    assert (ask.purpose, ask.hints) == ("article", Hints(title="The bridge", published=link("/", 1).hints.published))


# -- what is not there


@pytest.mark.parametrize("kind", ["section", "feed", "sitemap"])
def test_what_was_not_there_is_left_alone_for_a_day_and_then_asked_for_again(tmp_path: Path, kind: str):
    web = {
        "/": front(*stories(1), feeds=["/gone-feed"], sections=["/gone-section/"]),
        "/good.xml": sitemap(),
        "/gone-index.xml": index(**{"gone-sitemap": "2026-11-24"}),
    }
    gone = {"section": "/gone-section/", "feed": "/gone-feed", "sitemap": "/gone-named.xml"}[kind]
    for hours, asked in ((0, True), (1, False), (23, False), (25, True), (26, False)):
        with Run(tmp_path, web, now=NOW + timedelta(hours=hours), robots=["/good.xml", "/gone-named.xml"]) as run:
            assert (gone in of_kind(run.go(), kind)) is asked, hours


@pytest.mark.parametrize("path", ["/town/", "/sport/"])
def test_a_section_that_was_not_there_rests_where_only_sections_bring_news_and_where_the_entry_names_it(
    tmp_path: Path, path: str
):
    source = replace(PAPER, sections=("/sport/",))
    with Run(tmp_path, {"/": front(*stories(1), sections=["/town/"])}, source=source) as run:
        assert path in of_kind(run.go(), "section")
    with Run(tmp_path, {"/": front(*stories(1), sections=["/town/"])}, source=source, now=NOW + timedelta(hours=1)) as run:
        assert of_kind(run.go(), "section") == []


def test_what_is_there_again_after_a_day_is_read_as_before(tmp_path: Path):
    web = {"/": front(feeds=["/feed"])}
    with Run(tmp_path, web) as run:
        run.go()
    web["/feed"] = feed(story(1))
    with Run(tmp_path, web, now=NOW + DAY) as run:
        assert f"article {story(1)}" in run.go()
    with Run(tmp_path, web | {"/": front()}, now=NOW + DAY + timedelta(hours=1)) as run:
        assert "feed /feed" in run.go()


def test_a_paper_that_is_not_looked_at_has_its_due_articles_asked_for_and_no_more(tmp_path: Path):
    web = {"/": front(*stories(1), sections=["/town/"]), "/town/": section(*stories(2))}
    with Run(tmp_path, web) as run:
        run.go()
        for number in (1, 2):
            run.collection.checked(url_key(ORIGIN + story(number)), NONE, datetime.now(UTC).timestamp())
    with Run(tmp_path, web, now=datetime.now(UTC) + DAY, look=False) as run:
        assert sorted(run.go()) == [f"article {path}" for path in stories(1, 2)]


def test_an_article_whose_check_fails_is_put_off_like_one_whose_check_succeeds(tmp_path: Path):
    with Run(tmp_path, {"/": front(*stories(1))}) as run:
        run.go()
        run.collection.checked(url_key(ORIGIN + story(1)), NONE, datetime.now(UTC).timestamp())
    with Run(tmp_path, {}, now=datetime.now(UTC) + DAY, look=False) as run:
        ask = run.next()
        assert ask.recheck
        run.agenda.not_there(ask)
    with Run(tmp_path, {}, now=datetime.now(UTC), look=False) as run:
        assert run.go() == []
