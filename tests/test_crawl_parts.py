"""The parts of sitemap indexes: the newest first, no article before a part that may hold a newer one, nothing read in vain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive.crawl.agenda import PARTS_AT_ONCE
from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.sources.model import Source
from tests.planned import NOW, ORIGIN, Run, ago, feed, front, index, link, of_kind, section, sitemap, stories, story

DAY = timedelta(days=1)
ROBOTS = ["/index.xml"]


def monthly(months: int, per_part: int = 4) -> dict[str, Found]:
    """A paper whose front page its newest part lists: /m0.xml is of this month, each other one 30 days older."""
    parts = {f"m{month}": ago(30 * month + 1) for month in range(months)}
    web = {"/": front(story(0)), "/index.xml": index(**dict(reversed(parts.items())))}
    for month in range(months):
        numbers = range(month * per_part, (month + 1) * per_part)
        web[f"/m{month}.xml"] = sitemap(*(link(story(n), 30 * month + 2 + n % per_part) for n in numbers))
    return web


def test_parts_are_read_the_newest_first_and_their_articles_asked_for_in_between(tmp_path: Path):
    with Run(tmp_path, monthly(3), robots=ROBOTS) as run:
        asked = run.go()

    assert of_kind(asked, "article") == list(stories(*range(12)))
    assert asked[1:3] == ["sitemap /index.xml", "sitemap /m0.xml"]
    assert asked[3:] == [
        *(f"article {path}" for path in stories(0, 1, 2, 3)),
        "sitemap /m1.xml",
        *(f"article {path}" for path in stories(4, 5, 6, 7)),
        "sitemap /m2.xml",
        *(f"article {path}" for path in stories(8, 9, 10, 11)),
    ]


def test_no_more_parts_are_read_than_a_limit_needs(tmp_path: Path):
    with Run(tmp_path, monthly(10), robots=ROBOTS, limit=6) as run:
        asked = run.go()

    assert of_kind(asked, "sitemap") == ["/index.xml", "/m0.xml", "/m1.xml"]
    assert of_kind(asked, "article") == list(stories(*range(6)))


def test_no_article_is_asked_for_that_a_part_still_unread_may_have_something_newer_than(tmp_path: Path):
    web = {
        "/": front(link(story(0), 1)),
        "/index.xml": index(old=ago(40), new=ago(1)),
        "/new.xml": sitemap(link(story(0), 1), link(story(1), 50), link(story(2), 30)),
        "/old.xml": sitemap(link(story(3), 45), link(story(4), 60)),
    }
    with Run(tmp_path, web, robots=ROBOTS) as run:
        asked = run.go()

    assert asked[3:] == [
        *(f"article {path}" for path in stories(0, 2)),
        "sitemap /old.xml",
        *(f"article {path}" for path in stories(3, 1, 4)),
    ]


def test_nothing_older_is_asked_for_while_a_part_is_under_way(tmp_path: Path):
    web = monthly(2)
    with Run(tmp_path, web, robots=ROBOTS) as run:
        run.agenda.announcing.tell([link(story(99), 35)], "rss", f"{ORIGIN}/feed")
        run.go(7)
        part = run.next()
        assert (part.purpose, part.url) == ("sitemap", f"{ORIGIN}/m1.xml")
        assert run.next() is None

        run.answer(part)
        assert of_kind(run.go(), "article") == list(stories(4, 5, 6, 99, 7))


def test_where_no_part_tells_its_age_all_are_read_before_the_first_article(tmp_path: Path):
    names = ("a", "b", "c", "d", "e")
    web = {"/": front(), "/index.xml": index(**dict.fromkeys(names, ""))}
    for number, name in enumerate(names):
        web[f"/{name}.xml"] = sitemap(link(story(number), number + 1))
    with Run(tmp_path, web, robots=ROBOTS) as run:
        asked = run.go()

    assert sorted(of_kind(asked[:7], "sitemap")) == ["/a.xml", "/b.xml", "/c.xml", "/d.xml", "/e.xml", "/index.xml"]
    assert asked[7:] == [f"article {path}" for path in stories(0, 1, 2, 3, 4)]


def test_lastmods_that_are_all_the_same_are_not_believed(tmp_path: Path):
    names = ("a", "b", "c")
    web = {"/": front(), "/index.xml": index(**dict.fromkeys(names, "2026-11-24"))}
    for number, name in enumerate(names):
        web[f"/{name}.xml"] = sitemap(link(story(number), 10 - number))
    with Run(tmp_path, web, robots=ROBOTS) as run:
        asked = run.go()

    assert {each.partition(" ")[0] for each in asked[:5]} == {"front", "sitemap"}
    assert asked[5:] == [f"article {path}" for path in stories(2, 1, 0)]


def test_no_more_than_three_parts_are_under_way_at_once(tmp_path: Path):
    web = {"/": front(), "/index.xml": index(**dict.fromkeys("abcdefgh", ""))}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        run.go(2)
        out = []
        while ask := run.next():
            out.append(ask)
            assert ask.purpose == "sitemap"

        assert 1 <= len(out) <= PARTS_AT_ONCE


def test_a_part_that_is_not_there_holds_nothing_up(tmp_path: Path):
    web = monthly(3)
    del web["/m1.xml"]
    with Run(tmp_path, web, robots=ROBOTS) as run:
        asked = run.go()

    assert of_kind(asked, "sitemap") == ["/index.xml", "/m0.xml", "/m1.xml", "/m2.xml"]
    assert of_kind(asked, "article") == list(stories(0, 1, 2, 3, 8, 9, 10, 11))


def test_a_part_that_is_an_index_itself_is_followed(tmp_path: Path):
    web = {"/": front(), "/index.xml": index(year=ago(1)), "/year.xml": index(a=ago(1), b=ago(40))}
    web |= {"/a.xml": sitemap(link(story(1), 2)), "/b.xml": sitemap(link(story(2), 41))}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        asked = run.go()

    assert of_kind(asked, "sitemap") == ["/index.xml", "/year.xml", "/a.xml", "/b.xml"]
    assert of_kind(asked, "article") == list(stories(1, 2))


def test_an_index_that_names_itself_is_read_once(tmp_path: Path):
    web = {"/": front(), "/index.xml": index(again=ago(1)), "/again.xml": index(again=ago(1), a=ago(2))}
    web["/a.xml"] = sitemap(story(1))
    with Run(tmp_path, web, robots=ROBOTS) as run:
        assert of_kind(run.go(), "sitemap") == ["/index.xml", "/again.xml", "/a.xml"]


@pytest.mark.parametrize(
    "name", ["category-sitemap", "post_tag-sitemap2", "author-sitemap", "page-sitemap", "video-sitemap", "wp-sitemap-users-1"]
)
def test_parts_that_hold_no_articles_by_their_name_are_not_read(tmp_path: Path, name: str):
    web = {"/": front(), "/index.xml": index(**{name: ago(1), "post-sitemap": ago(1)}), "/post-sitemap.xml": sitemap(story(1))}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        assert of_kind(run.go(), "sitemap") == ["/index.xml", "/post-sitemap.xml"]


def test_parts_on_other_hosts_are_not_read(tmp_path: Path):
    parts = [Link(url, Hints(modified=ago(1))) for url in (f"{ORIGIN}/a.xml", "https://other.example/b.xml")]
    web = {"/": front(), "/index.xml": Found("sitemap-index", sitemaps=tuple(parts)), "/a.xml": sitemap(story(1))}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        assert of_kind(run.go(), "sitemap") == ["/index.xml", "/a.xml"]


def test_parts_on_a_host_of_the_paper_are_read(tmp_path: Path):
    part = Link("https://maps.paper.example/a.xml", Hints(modified=ago(1)))
    source = replace(Source("paper", f"{ORIGIN}/"), hosts=("maps.paper.example",))
    web = {
        "/": front(),
        "/index.xml": Found("sitemap-index", sitemaps=(part,)),
        "https://maps.paper.example/a.xml": sitemap(story(1)),
    }
    with Run(tmp_path, web, robots=ROBOTS, source=source) as run:
        assert of_kind(run.go(), "article") == [story(1)]


# -- the next run


def test_parts_that_have_not_changed_are_not_asked_for_again(tmp_path: Path):
    web = monthly(3)
    with Run(tmp_path, web, robots=ROBOTS) as run:
        run.go()
    with Run(tmp_path, web, robots=ROBOTS, now=NOW + DAY) as run:
        assert run.go() == ["front /", "sitemap /index.xml"]


def test_a_part_that_has_changed_is_asked_for_and_no_other(tmp_path: Path):
    web = monthly(3)
    with Run(tmp_path, web, robots=ROBOTS) as run:
        run.go()
    web["/index.xml"] = index(m2=ago(61), m1=ago(0.5), m0=ago(1))
    web["/m1.xml"] = sitemap(link(story(500), 0.6))
    with Run(tmp_path, web, robots=ROBOTS, now=NOW + DAY) as run:
        assert run.go() == ["front /", "sitemap /index.xml", "sitemap /m1.xml", f"article {story(500)}"]


def test_without_lastmods_only_the_ends_are_asked_for_again_within_a_day(tmp_path: Path):
    web = {"/": front(), "/index.xml": index(**dict.fromkeys("abcdefg", "")), **{f"/{name}.xml": sitemap() for name in "abcdefg"}}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        assert len(of_kind(run.go(), "sitemap")) == 8
    with Run(tmp_path, web, robots=ROBOTS, now=NOW + timedelta(hours=1)) as run:
        assert sorted(of_kind(run.go(), "sitemap")) == ["/a.xml", "/b.xml", "/f.xml", "/g.xml", "/index.xml"]
    with Run(tmp_path, web, robots=ROBOTS, now=NOW + DAY) as run:
        assert len(of_kind(run.go(), "sitemap")) == 8


def test_a_wider_window_asks_for_parts_again_and_a_narrower_one_does_not(tmp_path: Path):
    web = monthly(4)
    with Run(tmp_path, web, robots=ROBOTS, since=NOW - 45 * DAY) as run:
        first = run.go()
        assert of_kind(first, "sitemap") == ["/index.xml", "/m0.xml", "/m1.xml"]
        assert of_kind(first, "article") == list(stories(*range(8)))
    with Run(tmp_path, web, robots=ROBOTS, since=None, now=NOW + DAY) as run:
        wider = run.go()
        assert of_kind(wider, "sitemap") == ["/index.xml", "/m0.xml", "/m1.xml", "/m2.xml", "/m3.xml"]
        assert of_kind(wider, "article") == list(stories(*range(8, 16)))
    for since in (NOW - 45 * DAY, NOW - 10 * DAY, None):
        with Run(tmp_path, web, robots=ROBOTS, since=since, now=NOW + DAY) as run:
            assert of_kind(run.go(), "sitemap") == ["/index.xml"], since


def test_a_window_that_moves_with_the_days_asks_for_nothing_again(tmp_path: Path):
    web = monthly(4)
    for day in range(3):
        now = NOW + day * DAY
        with Run(tmp_path, web, robots=ROBOTS, since=now - 45 * DAY, now=now) as run:
            assert len(of_kind(run.go(), "sitemap")) == (3 if day == 0 else 1)


def test_parts_that_a_limit_left_unread_are_read_by_the_next_run(tmp_path: Path):
    web = monthly(4)
    asked = []
    for day in range(4):
        with Run(tmp_path, web, robots=ROBOTS, limit=5, now=NOW + day * DAY) as run:
            asked += run.go()

    assert of_kind(asked, "article") == list(stories(*range(16)))
    assert sorted(path for path in of_kind(asked, "sitemap") if path != "/index.xml") == [
        "/m0.xml",
        "/m1.xml",
        "/m2.xml",
        "/m3.xml",
    ]


def test_older_pages_of_sections_wait_until_all_parts_are_read(tmp_path: Path):
    web = monthly(2) | {"/": front(story(0), story(70), sections=["/town/"])}
    web |= {"/town/": section(story(70), older="/town/2"), "/town/2": section(story(71))}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        asked = run.go()

    assert asked.index("section /town/2") > asked.index("sitemap /m1.xml")
    assert f"article {story(71)}" in asked


def test_a_news_sitemap_beside_an_index_is_read_in_every_run(tmp_path: Path):
    web = monthly(2) | {"/news.xml": Found("news-sitemap", (link(story(0), 2),))}
    with Run(tmp_path, web, robots=[*ROBOTS, "/news.xml"]) as run:
        run.go()
    with Run(tmp_path, web, robots=[*ROBOTS, "/news.xml"], now=NOW + DAY) as run:
        assert run.go() == ["front /", "sitemap /index.xml", "sitemap /news.xml"]


def test_a_feed_beside_a_sitemap_is_read_too(tmp_path: Path):
    web = monthly(1) | {"/": front(story(0), feeds=["/feed"]), "/feed": feed(link(story(900), 0.1))}
    with Run(tmp_path, web, robots=ROBOTS) as run:
        assert of_kind(run.go(), "article")[0] == story(900)
