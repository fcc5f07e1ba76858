"""Drift: a paper's newest articles against its own past. Found soon where a template changed, silent where none did."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.records.drift import Drift, Sample, drifts
from newsarchive.records.shifts import LEAST, MOST, PAST, alike, lost, resized, unheard_of
from tests.histories import CHANGES, MONDAY, articles_until_told, false_alarms, steady

TOLD = {"json-ld": (("datePublished", "json-ld"), ("headline", "page"))}


def page(number: int, **changes: object) -> Sample:
    """A page every hour, all alike."""
    at = MONDAY + timedelta(hours=number)
    made = Sample(
        at,
        f"https://paper.example/{number}",
        filled=frozenset({"headline", "author", "datePublished"}),
        sources=TOLD["json-ld"],
        words=300 + number % 7 * 20,
        published=at.isoformat(),
        template="aa",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def pages(first: int, last: int, **changes: object) -> list[Sample]:
    return [page(number, **changes) for number in range(first, last)]


def told(samples: list[Sample]) -> dict[tuple[str, str], Drift]:
    return {(drift.what, drift.kind): drift for drift in drifts(samples)}


# -- simulated papers; `python -m tests.benchmarks.drift` counts over hundreds


def test_papers_with_weekends_and_a_dip_of_two_in_five_are_hardly_ever_suspected():
    looks, alarms = false_alarms(range(20))

    assert looks == 20 * 56
    assert len(alarms) <= 1, alarms


@pytest.mark.parametrize("change", CHANGES, ids=" ".join)
def test_a_change_of_the_template_is_told_within_twenty_articles(change: tuple[str, str]):
    took = {seed: articles_until_told(seed, change, 20) for seed in range(40, 48)}
    late = [seed for seed, number in took.items() if number is None]

    assert len(late) <= (change == ("articleBody", "length")), late  # lengths of some papers vary tenfold anyhow


def test_a_paper_is_told_of_until_its_pages_are_as_they_were():
    paper = [sample for day in steady(3).days(4) for sample in day][-200:]
    changed = CHANGES["author", "lost"]
    broken = [*paper[:100], *map(changed, paper[100:130])]

    assert ("author", "lost") in told(broken)
    assert ("author", "lost") in told([*broken, *map(changed, paper[130:180])])
    assert ("author", "lost") not in told([*broken, *paper[130:160]])


# -- what is said


def test_a_drift_names_the_first_page_of_the_new_kind():
    lost_from = 60
    found = told([*pages(0, lost_from), *pages(lost_from, 75, filled=frozenset({"headline", "datePublished"}))])

    drift = found["author", "lost"]
    assert (drift.url, drift.since) == (page(lost_from).url, page(lost_from).at)
    assert drift.said == "in 0 of the newest 15 articles, before in 100%"
    assert list(found) == [("author", "lost")]


@pytest.mark.parametrize(
    ("changes", "what", "said"),
    [
        ({"article": False}, ("article", "rejected"), "15 of the newest 15 pages gave no article, before 0%"),
        ({"template": "bb"}, ("template", "new"), "the newest 15 pages are of another shape than all before"),
        ({"words": 30}, ("articleBody", "length"), "30 words in the middle of the newest 15 articles, before 360"),
        (
            {"sources": (("datePublished", "url"), ("headline", "page"))},
            ("datePublished", "source"),
            "read from url in the newest 15 articles, before from json-ld in 100%",
        ),
        (
            {"published": "2026-09-01T00:00:00+00:00"},
            ("datePublished", "alike"),
            "15 of the newest 15 articles have one and the same",
        ),
        (
            {"warnings": frozenset({"model-not-fitting"})},
            ("site model", "unfit"),
            "15 of the newest 15 pages do not fit, before 0%",
        ),
    ],
)
def test_each_kind_of_change_is_told_by_itself(changes: dict[str, object], what: tuple[str, str], said: str):
    found = told([*pages(0, 60), *pages(60, 75, **changes)])

    assert list(found) == [what]
    assert found[what].said == said


# -- what is no drift


def test_a_paper_with_less_than_thirty_pages_has_no_past_to_speak_of():
    changed = {"template": "bb", "filled": frozenset[str](), "words": 5}

    assert told([*pages(0, PAST - 1), *pages(PAST - 1, PAST + LEAST - 1, **changed)]) == {}
    assert told([*pages(0, PAST), *pages(PAST, PAST + LEAST + 5, **changed)])


def test_nothing_is_told_of_fewer_than_ten_new_pages():
    assert told([*pages(0, 60), *pages(60, 60 + LEAST - 5, template="bb")]) == {}


def test_a_first_weekend_of_agency_copy_is_no_drift_and_the_same_on_weekdays_is():
    friday = 5 * 24
    agency = {"filled": frozenset({"headline", "datePublished"})}
    weekend = [*pages(0, friday), *pages(friday, friday + 20, **agency)]
    weekdays = [*pages(0, 72), *pages(72, 92, **agency)]

    assert told(weekend) == {}
    assert ("author", "lost") in told(weekdays)


def test_a_loss_in_part_is_told_of_a_whole_week_only():
    def half(first: int, last: int) -> list[Sample]:
        return [page(6 * n, filled=frozenset({"headline"} | ({"author"} if n % 3 == 0 else set()))) for n in range(first, last)]

    past = [page(6 * n, filled=frozenset({"headline", "author"})) for n in range(60)]

    assert ("author", "lost") not in told([*past, *half(60, 80)])
    assert ("author", "lost") in told([*past, *half(60, 100)])


def test_the_filling_of_the_past_is_no_drift():
    old = [page(n, published=f"20{n % 10 + 10}-01-01", filled=frozenset({"headline"}), words=60) for n in range(60, 100)]

    assert told([*pages(0, 60), *old[:30]]) == {}
    assert told([*pages(0, 30), *old]) == {}


def test_what_fills_the_past_hides_nothing_of_what_is_new():
    old = [page(n, published="2015-01-01") for n in range(60, 90)]
    changed = [page(n, filled=frozenset({"headline", "datePublished"})) for n in range(60, 90)]
    mixed = [each for pair in zip(changed, old[:20], strict=False) for each in pair]

    assert told([*pages(0, 60), *mixed])["author", "lost"].shift.newest == 20


def test_articles_that_were_always_old_are_a_past_like_any_other():
    def old(first: int, last: int, **changes: object) -> list[Sample]:
        return [
            page(n, published=f"20{n % 15 + 10}-0{n % 9 + 1}-1{n % 7}T0{n % 10}:00:00Z", **changes) for n in range(first, last)
        ]

    assert told(old(0, 80)) == {}
    assert list(told([*old(0, 60), *old(60, 75, template="bb")])) == [("template", "new")]


def test_articles_of_one_day_may_have_the_same_bare_day():
    day = MONDAY.date().isoformat()
    same_day = [replace(page(n), at=MONDAY + timedelta(minutes=n), published=day) for n in range(60, 90)]

    assert (
        told([*pages(0, 60), *[replace(each, at=each.at + timedelta(days=3), published="2026-09-10") for each in same_day]]) == {}
    )


def test_a_paper_that_writes_a_new_shape_for_each_article_has_no_template_to_lose():
    assert told([*[page(n, template=f"own{n}") for n in range(80)], *pages(80, 95, template="bb")]) == {}


# -- the arithmetic


def test_a_share_that_goes_up_and_down_by_chance_is_not_lost():
    rng = random.Random(4)

    assert all(lost([rng.random() < share for _ in range(MOST)]) is None for share in (0.2, 0.5, 0.8, 0.95) for _ in range(50))


def test_what_was_as_bad_for_as_long_before_is_not_lost():
    quiet_stretch = [True] * 60 + [False] * 15 + [True] * 60

    assert lost([*quiet_stretch, *[False] * 15]) is None
    assert lost([*[True] * 135, *[False] * 15]) is not None


def test_the_place_of_a_change_is_found_to_the_value():
    assert lost([True] * 90 + [False] * 17).newest == 17  # type: ignore[union-attr]
    assert unheard_of(["a", "b"] * 45 + ["c"] * 17).newest == 17  # type: ignore[union-attr]
    assert alike([*map(str, range(90)), *["x"] * 17]).newest == 17  # type: ignore[union-attr]
    assert resized([300 + n % 9 * 10 for n in range(90)] + [40] * 17).newest == 17  # type: ignore[union-attr]


def test_a_paper_that_stamps_a_dozen_at_a_time_has_always_had_them_alike():
    assert alike([str(n // 12) for n in range(96)]) is None


def test_short_rows_have_no_shift():
    assert [lost([True] * 29), resized([9] * 29), unheard_of(["a"] * 29), alike(["a"] * 29)] == [None] * 4
    assert [lost([]), resized([]), unheard_of([]), alike([])] == [None] * 4


def test_the_age_of_an_article_needs_a_date():
    at = datetime(2026, 9, 9, 12, tzinfo=UTC)

    assert Sample(at, "u", published="2026-09-01T23:00:00-05:00").age == timedelta(days=8)
    assert [Sample(at, "u", published=each).age for each in (None, "", "soon", "2026")] == [None] * 4
