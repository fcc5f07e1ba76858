"""The pages of sections: read on for as long as they bring anything, left off at the window's edge, taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive.crawl.agenda import ENOUGH_BARREN, MOST_SECTIONS, REST
from newsarchive.discovery.links import Found
from newsarchive.sources.model import Source
from tests.planned import NOW, ORIGIN, Run, feed, front, link, of_kind, section, sitemap, stories, story

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PER_PAGE = 3


def page(number: int) -> str:
    """The path of a page of the section."""
    return "/town/" if number == 1 else f"/town/{number}"


def pages(*numbers: int) -> list[str]:
    return list(map(page, numbers))


def listing(count: int, *, first: int = 0, days: float | None = None, last: str = "") -> dict[str, Found]:
    """A section of so many pages of three stories each; with `days`, each story is that many days older than the last."""
    web = {}
    for number in range(1, count + 1):
        own = range(first + PER_PAGE * (number - 1), first + PER_PAGE * number)
        found = [link(story(n), None if days is None else (n - first + 1) * days) for n in own]
        web[page(number)] = section(*found, older=page(number + 1) if number < count else last)
    return web


def paper(count: int, **more: float | str) -> dict[str, Found]:
    """A paper with a feed of one story of its own, and that section."""
    return {"/": front(sections=["/town/"], feeds=["/feed"]), "/feed": feed(story(900)), **listing(count, **more)}


def run_through(folder: Path, web: dict[str, Found], **more) -> tuple[list[str], list[str]]:
    """Section pages and articles that one run asks for."""
    with Run(folder, web, **more) as run:
        asked = run.go()
    return of_kind(asked, "section"), of_kind(asked, "article")


# -- how far


def test_a_section_is_read_to_its_end_and_its_articles_before_its_next_page(tmp_path: Path):
    with Run(tmp_path, paper(4)) as run:
        asked = run.go()

    assert of_kind(asked, "section") == pages(1, 2, 3, 4)
    assert of_kind(asked, "article") == [story(900), *stories(*range(12))]
    assert asked.index(f"article {story(2)}") < asked.index("section /town/2") < asked.index(f"article {story(3)}")


def test_a_last_page_that_repeats_for_ever_ends_it(tmp_path: Path):
    web = paper(3)
    web |= {page(number): replace(web[page(3)], older=ORIGIN + page(number + 1)) for number in range(3, 50)}

    assert run_through(tmp_path, web)[0] == pages(1, 2, 3, 4)


def test_two_pages_without_anything_new_end_it(tmp_path: Path):
    web = paper(2, last=page(3))
    known = [story(3), story(4), story(5)]
    for number in range(3, 50):
        web[page(number)] = section(known[number % 3], known[(number + 1) % 3], older=page(number + 1))

    assert run_through(tmp_path, web)[0] == pages(1, 2, 3, 4)


def test_one_page_without_anything_new_does_not(tmp_path: Path):
    web = paper(4)
    web[page(2)] = replace(section(story(0), story(900)), older=ORIGIN + page(3))

    assert run_through(tmp_path, web)[0] == pages(1, 2, 3, 4)


def test_an_empty_page_ends_it(tmp_path: Path):
    web = paper(5)
    web[page(3)] = section(older=page(4))

    assert run_through(tmp_path, web)[0] == pages(1, 2, 3)


def test_a_page_that_leads_back_ends_it(tmp_path: Path):
    web = paper(3, last=page(1))

    assert run_through(tmp_path, web)[0] == pages(1, 2, 3)


def test_pages_of_which_a_sitemap_lists_all_are_not_followed(tmp_path: Path):
    web = paper(4) | {"/map.xml": sitemap(*stories(*range(12)))}

    assert run_through(tmp_path, web, robots=["/map.xml"])[0] == pages(1)


def test_pages_of_which_a_sitemap_lists_a_part_are_followed(tmp_path: Path):
    web = paper(4) | {"/map.xml": sitemap(*stories(0, 1, 3, 4, 6, 7, 9, 10))}

    assert run_through(tmp_path, web, robots=["/map.xml"])[0] == pages(1, 2, 3, 4)


def test_what_the_front_page_showed_first_is_still_news_in_a_section(tmp_path: Path):
    web = paper(3) | {"/": front(*stories(0, 1, 2), sections=["/town/"], feeds=["/feed"])}

    assert run_through(tmp_path, web)[0] == pages(1, 2, 3)


def test_sections_are_read_in_turn(tmp_path: Path):
    web = {"/": front(sections=["/town/", "/sport/"], feeds=["/feed"]), "/feed": feed(), **listing(3)}
    web |= {
        path.replace("town", "sport"): replace(found, older=found.older.replace("town", "sport"))
        for path, found in listing(3, first=50).items()
    }
    with Run(tmp_path, web) as run:
        asked = of_kind(run.go(), "section")

    assert asked == ["/town/", "/sport/", "/town/2", "/sport/2", "/town/3", "/sport/3"]


def test_the_front_pages_older_page_is_followed_too(tmp_path: Path):
    web = paper(1) | {"/": front(story(0), feeds=["/feed"], older="/page/2"), "/page/2": section(story(50), older="/page/3")}
    web["/page/3"] = section(story(51))

    assert run_through(tmp_path, web) == (["/page/2", "/page/3"], [*stories(900, 0, 50, 51)])


def test_a_listing_without_end_is_left_after_so_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newsarchive.crawl.chains.MOST_PAGES", 40)
    web = {"/": front(sections=["/town/"])} | {page(n): section(story(n), older=page(n + 1)) for n in range(1, 100)}

    assert run_through(tmp_path, web)[0] == pages(*range(1, 40))  # the front page is one of the forty


# -- which sections


def test_an_address_that_is_an_article_is_no_section(tmp_path: Path):
    web = paper(1) | {"/": front(story(1), sections=[story(1), "/town/", story(900)], feeds=["/feed"])}

    assert run_through(tmp_path, web)[0] == ["/town/"]


def test_sections_on_other_hosts_are_left_alone(tmp_path: Path):
    web = paper(1) | {"/": front(sections=["https://other.example/town/", "https://sport.paper.example/", "/town/"])}

    assert run_through(tmp_path, web)[0] == ["/town/"]


def test_sections_of_sections_are_read_and_not_without_end(tmp_path: Path):
    web = {"/": front(sections=["/s0/"])}
    web |= {
        f"/s{n}/": section(story(n), sections=[f"/s{2 * n + 1}/", f"/s{2 * n + 2}/", "/s0/"]) for n in range(4 * MOST_SECTIONS)
    }
    asked = run_through(tmp_path, web)[0]

    assert len(asked) == MOST_SECTIONS
    assert sorted(asked) == sorted(f"/s{n}/" for n in range(MOST_SECTIONS))


def test_where_sitemaps_list_all_of_the_front_page_sections_end_after_two_in_vain(tmp_path: Path):
    names = [f"/s{n}/" for n in range(8)]
    web = {"/": front(*stories(0, 1), sections=names), "/map.xml": sitemap(*stories(*range(20)))}
    web |= {name: section(story(n)) for n, name in enumerate(names)}

    assert run_through(tmp_path, web, robots=["/map.xml"])[0] == names[:ENOUGH_BARREN]


def test_one_section_with_news_gives_the_next_a_chance(tmp_path: Path):
    names = [f"/s{n}/" for n in range(8)]
    web = {"/": front(*stories(0, 1), sections=names), "/map.xml": sitemap(*stories(*range(20)))}
    web |= {name: section(story(70 if n == 1 else n)) for n, name in enumerate(names)}

    assert run_through(tmp_path, web, robots=["/map.xml"])[0] == names[: ENOUGH_BARREN + 2]


def test_where_sitemaps_are_complete_one_section_is_asked_for_at_a_time(tmp_path: Path):
    names = [f"/s{n}/" for n in range(8)]
    web = {"/": front(*stories(0, 1), sections=names), "/map.xml": sitemap(*stories(0, 1))}
    with Run(tmp_path, web, robots=["/map.xml"]) as run:
        run.go(2)
        purposes = [ask.purpose for ask in iter(run.next, None)]

    assert purposes.count("section") == 1


def test_where_sitemaps_miss_what_the_front_page_shows_all_sections_are_read(tmp_path: Path):
    names = [f"/s{n}/" for n in range(8)]
    web = {"/": front(*stories(0, 1), sections=names), "/map.xml": sitemap(*stories(*range(1, 20)))}
    web |= {name: section(story(n)) for n, name in enumerate(names)}

    assert run_through(tmp_path, web, robots=["/map.xml"])[0] == names


def test_a_section_that_brought_nothing_rests_a_day_where_a_feed_brings_the_news_unless_all_is_to_be_checked(tmp_path: Path):
    web = paper(1) | {"/feed": feed(*stories(0, 1, 2))}
    web |= {"/": front(sections=["/town/", "/sport/"], feeds=["/feed"]), "/sport/": section(story(50))}
    assert run_through(tmp_path, web)[0] == ["/town/", "/sport/"]
    assert run_through(tmp_path, web, now=NOW + HOUR)[0] == ["/sport/"]
    assert run_through(tmp_path, web, now=NOW + 2 * HOUR)[0] == []
    assert run_through(tmp_path, web, now=NOW + 2 * HOUR, recheck="all")[0] == ["/town/", "/sport/"]
    assert run_through(tmp_path, web, now=NOW + 3 * HOUR + REST)[0] == ["/town/", "/sport/"]


def test_without_feed_and_sitemap_sections_are_asked_for_in_every_run(tmp_path: Path):
    web = paper(1) | {"/": front(sections=["/town/"])}
    for hours in range(3):
        assert run_through(tmp_path, web, now=NOW + hours * HOUR)[0] == ["/town/"]


# -- the window


def test_the_windows_edge_is_not_crossed(tmp_path: Path):
    """Ten days a story: the window ends on the second page, and the third is the first that lies before it."""
    asked = run_through(tmp_path, paper(6, days=10), since=NOW - 45 * DAY)

    assert asked == (pages(1, 2, 3), [story(900), *stories(0, 1, 2, 3)])


def test_a_wider_window_goes_on_from_the_edge(tmp_path: Path):
    web = paper(6, days=10)
    run_through(tmp_path, web, since=NOW - 45 * DAY)

    wider = run_through(tmp_path, web, since=None, now=NOW + DAY)

    assert [path for path in wider[0] if path != page(1)] == pages(4, 5, 6)
    assert sorted(wider[1]) == list(stories(*range(4, 18)))


def test_the_edge_is_kept_however_many_runs_come_before_the_wider_one(tmp_path: Path):
    web = paper(6, days=10)
    for day in range(3):
        now = NOW + day * DAY
        asked, _ = run_through(tmp_path, web, since=now - 45 * DAY, now=now)
        assert asked == (pages(1, 2, 3) if day == 0 else pages(1))

    wider = run_through(tmp_path, web, since=None, now=NOW + 4 * DAY)

    assert sorted(wider[1]) == list(stories(*range(4, 18)))


def test_a_section_that_lies_wholly_before_the_window_is_read_on_by_a_wider_one(tmp_path: Path):
    web = paper(3, days=100)
    assert run_through(tmp_path, web, since=NOW - 30 * DAY) == (pages(1), [story(900)])

    wider = run_through(tmp_path, web, since=None, now=NOW + HOUR)

    assert sorted(wider[1]) == list(stories(*range(9)))


# -- what is left for the next run


def test_a_limit_leaves_the_cursor_where_it_stood(tmp_path: Path):
    web = paper(6)
    first = run_through(tmp_path, web, limit=7)
    assert first == (pages(1, 2), [story(900), *stories(0, 1, 2, 3, 4, 5)])

    second = run_through(tmp_path, web, limit=6, now=NOW + DAY)
    assert [path for path in second[0] if path != page(1)] == pages(3, 4)
    assert second[1] == list(stories(6, 7, 8, 9, 10, 11))

    third = run_through(tmp_path, web, now=NOW + 2 * DAY)
    assert [path for path in third[0] if path != page(1)] == pages(5, 6)
    assert third[1] == list(stories(*range(12, 18)))


def test_a_page_that_fails_is_tried_again_by_the_next_run(tmp_path: Path):
    web = paper(4)
    without = {path: found for path, found in web.items() if path != page(3)}
    assert run_through(tmp_path, without)[0] == pages(1, 2, 3)

    second = run_through(tmp_path, web, now=NOW + DAY)

    assert [path for path in second[0] if path != page(1)] == pages(3, 4)
    assert second[1] == list(stories(*range(6, 12)))


def test_a_run_that_is_killed_leaves_a_cursor_too(tmp_path: Path):
    web = paper(5)
    run = Run(tmp_path, web).__enter__()
    while (ask := run.next()) and ask.url != ORIGIN + page(3):
        run.answer(ask)
    run.collection.commit()
    run.collection._close_files()  # as a kill leaves it: nothing more is committed

    second = run_through(tmp_path, web, now=NOW + DAY)

    assert [path for path in second[0] if path != page(1)] == pages(3, 4, 5)
    assert second[1] == list(stories(*range(6, 15)))


def shifted(news: int, count: int = 4) -> dict[str, Found]:
    """The same section after so many news: each story has moved on by that many places."""
    numbers = [*range(50, 50 + news), *range(PER_PAGE * count)]
    parts = [numbers[at : at + PER_PAGE] for at in range(0, len(numbers), PER_PAGE)]
    web = {page(n): section(*stories(*part), older=page(n + 1) if n < len(parts) else "") for n, part in enumerate(parts, 1)}
    return paper(1) | web


@pytest.mark.parametrize(
    "news",
    [
        0,
        1,
        2,
        4,
        pytest.param(3),
    ],
)
def test_news_on_the_first_page_do_not_lose_the_older_cursor(tmp_path: Path, news: int):
    """Between two runs of a limit stories came, and every page shows older ones than it did: both ends are read on."""
    run_through(tmp_path, paper(4), limit=4)  # the feed's story and the first page
    asked = []
    for day in range(1, 6):
        asked += run_through(tmp_path, shifted(news), limit=4, now=NOW + day * DAY)[1]

    assert sorted(asked) == [*stories(*range(3, 12)), *stories(*range(50, 50 + news))]


def test_a_section_read_to_its_end_is_not_read_on_by_the_next_run(tmp_path: Path):
    web = paper(4)
    run_through(tmp_path, web)

    assert run_through(tmp_path, web, now=NOW + DAY)[0] == pages(1)


def test_news_on_the_first_page_are_followed_until_what_is_known(tmp_path: Path):
    run_through(tmp_path, paper(4))
    web = paper(6) | {
        "/town/": section(*stories(50, 51, 52), older=page(2)),
        page(2): section(*stories(53, 54, 0), older=page(3)),
    }
    web[page(3)] = section(*stories(1, 2, 3), older=page(4))

    assert run_through(tmp_path, web, now=NOW + DAY) == (pages(1, 2, 3), list(stories(50, 51, 52, 53, 54)))


@pytest.mark.parametrize("kind", ["feed", "section"])
def test_a_section_that_the_entry_names_is_read_whatever_the_front_page_says(tmp_path: Path, kind: str):
    source = replace(Source("paper", f"{ORIGIN}/"), sections=("/town/",))
    web = {"/": front(feeds=["/feed"] if kind == "feed" else []), "/feed": feed(story(900)), **listing(2)}

    assert run_through(tmp_path, web, source=source)[0] == pages(1, 2)
