"""How a paper stands: whether there is no news or something is broken, in one sentence, and what to do.

In: signs. Out: a `Health`. Pure.

What is likely to be the cause of the rest is told first: it does not run; it is shut out; what announces fails; what is
announced cannot be had or read; its pages have changed; it is silent.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile

from newsarchive.collection.files.ledger import Entry
from newsarchive.collection.outcomes import EXPLAINED, HELD, Outcome
from newsarchive.collection.telling.coverage import NO_ARTICLE, WAYS
from newsarchive.collection.telling.rhythm import rhythm, silence
from newsarchive.collection.telling.signs import IN_VAIN, Signs
from newsarchive.records.drift import Drift
from newsarchive.urls import url_key

OK, NO_NEWS, UNFINISHED, STOPPED, SILENT, DRIFT, BROKEN = "ok", "no news", "unfinished", "stopped", "silent", "drift", "broken"
_DAY = timedelta(days=1)
_LATE = 3  # pauses


@dataclass(frozen=True, slots=True)
class Health:
    """`state` is one of the words above; `news` counts addresses that were new in the day before the last run ended, `to_come`
    those that are still to be asked for.
    """

    state: str
    said: str
    todo: str = ""
    news: int = 0
    to_come: int = 0
    drifts: tuple[Drift, ...] = ()


def judged(known: Signs) -> Health:
    """The first of all judgements that holds."""
    if not known.runs:
        todo = "Run `newsarchive crawl` again: it goes on where it was."
        return Health(UNFINISHED, "no run has come to its end", todo, to_come=known.to_come)
    news = sum(each > known.last.ended - _DAY for each in known.times())
    judges: Sequence[Callable[[Signs], Health | None]] = (
        *(_stopped, _left_alone, _shut, _failing, _in_vain, _drifted, _silent, _silent_way, _unfinished),
    )
    found = next(filter(None, (judge(known) for judge in judges)), None) or _well(known, news)
    return Health(found.state, found.said, found.todo, news, known.to_come, known.drifts)


def _stopped(known: Signs) -> Health | None:
    begins = [begin for run in known.runs for begin in run.begins()]
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(begins)]
    if len(pauses) < 2:
        return None
    usually = timedelta(seconds=statistics.median(pauses))
    if known.now - known.last.ended < max(_LATE * usually, _DAY):
        return None
    said = f"it has not run since {_when(known.last.ended)}, and used to every {_span(usually)}"
    return Health(STOPPED, said, "Look whether its timer or cron line still works; `newsarchive schedule` prints one.")


_MOVED = "Look whether the paper has moved; then write its new address into your sources file."
_PASSING = "This may pass: it is asked again in the next run. Look at the page in a browser."
_INSIDE = "If it is a server of your own, crawl it with `-s ALLOW_PRIVATE_ADDRESSES=True`."
_OF_SILENCE = {
    Outcome.FAILED_DNS: _MOVED,
    Outcome.NOT_PUBLIC: _INSIDE,
    Outcome.FAILED_CONNECTION: _PASSING,
    Outcome.FAILED_TIMEOUT: _PASSING,
}


def _left_alone(known: Signs) -> Health | None:
    if not known.last.left_alone:
        return None
    todo = "Open its front page in a browser. If it is there for people, ask the paper for leave, or ask more slowly (`delay`)."
    front = next((entry.outcome for entry in known.places if entry.kind == "front"), None)
    return Health(BROKEN, f"in the last run {known.last.left_alone}", _OF_SILENCE.get(front, todo) if front else todo)


def _shut(known: Signs) -> Health | None:
    """No page that announces could be read."""
    pages = [entry for entry in known.places if entry.kind != "robots"]
    if not pages or any(entry.outcome is Outcome.READ for entry in pages):
        return None
    front = next((entry for entry in pages if entry.kind == "front"), pages[0])
    said = f"nothing that announces articles could be read; {front.url}: {_outcome(front)}"
    if front.outcome is Outcome.ROBOTS:
        return Health(BROKEN, said, "This may pass. If robots.txt shuts the paper for good, ask the paper for leave.")
    return Health(BROKEN, said, _OF_SILENCE.get(front.outcome, _PASSING))


def _failing(known: Signs) -> Health | None:
    """A page that used to announce has failed for a day."""
    ended = {(entry.kind, url_key(entry.url)): entry for entry in known.places if entry.kind in ("front", "feed", "sitemap")}
    for place in known.known_places:
        entry = ended.get((place.kind, place.key))
        read = place.whole if place.is_missing else place.read  # one that is not there is asked for once a day
        if read is None or place.title == "part" or place.kind not in _NAMES:
            continue
        failed = entry.outcome is not Outcome.READ if entry else place.is_missing
        if failed and known.last.ended - read >= _DAY:
            how = _outcome(entry) if entry else "it is not there"
            said = f"its {_NAMES[place.kind]} {place.url} cannot be read since {_when(read)}: {how}"
            return Health(BROKEN, said, f"Look whether the paper has another one; name it in your sources file ({place.kind}s).")
    return None


_NAMES = {"front": "front page", "feed": "feed", "sitemap": "sitemap"}


def _in_vain(known: Signs) -> Health | None:
    """The newest addresses gave no article, one like the other."""
    tried = [(url, how) for url, how in known.newest if how not in NO_ARTICLE or how is Outcome.LISTING]
    vain = [*takewhile(lambda each: each[1] not in HELD, tried)]
    if len(vain) < IN_VAIN or {how for _, how in vain} == {Outcome.ROBOTS}:
        return None
    (how, number), *_ = Counter(how for _, how in vain).most_common(1)
    said = f"none of the newest {len(vain)} addresses gave an article; {number} times {how.value}: {EXPLAINED[how]}"
    todo = f"`newsarchive extract {known.last.source} --explain {vain[0][0]}` shows how a page is read."
    if how.value.startswith("failed") or how in (Outcome.GONE, Outcome.REFUSED):
        todo = f"Open one in a browser: {vain[0][0]}"
    return Health(BROKEN, said, todo)


def _drifted(known: Signs) -> Health | None:
    if not known.drifts:
        return None
    first = min(known.drifts, key=lambda drift: drift.since)
    said = f"its pages have changed since {_when(first.since)}"
    todo = f"`newsarchive extract {known.last.source} --explain {first.url}` shows how the first such page is read."
    return Health(DRIFT, said, todo)


def _silent(known: Signs) -> Health | None:
    found = silence(known.times(), known.last.ended, known.run_days)
    if found is None:
        return None
    said = f"nothing new was announced since {_when(found.since)}; its rhythm promised some {found.promised:.0f} articles"
    return Health(SILENT, said, "Open its front page: if there is news, what announces it is read no longer.")


def _silent_way(known: Signs) -> Health | None:
    """One way to announce is silent, and others are not."""
    for way in dict.fromkeys(WAYS.values()):
        found = silence(known.times(way), known.last.ended, known.run_days)
        if found is not None:
            said = f"its {_PLURAL[way]} announced nothing new since {_when(found.since)}, while others did"
            return Health(SILENT, said, "Look whether the paper has other ones by now; name them in your sources file.")
    return None


_PLURAL = {"feed": "feeds", "sitemap": "sitemaps", "section": "front and section pages"}


def _unfinished(known: Signs) -> Health | None:
    if known.last.finished or not known.to_come:
        return None
    said = f"the last run was stopped; {known.to_come:,} addresses are still to be asked for"
    return Health(UNFINISHED, said, "The next run goes on from there.")


def _well(known: Signs, news: int) -> Health:
    if news:
        return Health(OK, f"{news:,} new in the day before the last run")
    times = known.times()
    last = f"nothing new since {_when(max(times))}" if times else "nothing new"
    today = known.last.ended
    rates = rhythm(times, today.date() - _DAY, known.run_days)
    usually = f"; on a {today:%A} there are usually {rates[today.weekday()]:.0f}" if any(rates) else ""
    return Health(NO_NEWS, f"{last}; {_looked(known)}{usually}")


def _looked(known: Signs) -> str:
    """What the last look read; the ledger of a quiet one was not written, and says by that that it read what there was."""
    read = [entry for entry in known.places if entry.outcome is Outcome.READ and entry.kind != "robots"]
    if read:
        unchanged = sum(entry.status == 304 for entry in read)
        return f"{_pages(len(read))} read, {unchanged} of them unchanged"
    quiet = [place for place in known.known_places if place.read and known.last.ended - place.read < _DAY]
    return f"{_pages(sum(not place.is_missing for place in quiet))} read in the day before, and named nothing new"


def _pages(number: int) -> str:
    """ "1 page that announces was", "3 pages that announce were"."""
    return "1 page that announces was" if number == 1 else f"{number:,} pages that announce were"


def _outcome(entry: Entry) -> str:
    status = f" {entry.status}" if entry.status else ""
    return f"{entry.outcome.value}{status} ({entry.reason or EXPLAINED[entry.outcome]})"


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%a %Y-%m-%d %H:%M}"


def _span(pause: timedelta) -> str:
    hours = pause / timedelta(hours=1)
    return f"{hours:.0f} hours" if hours >= 1.5 else "hour" if hours >= 0.75 else f"{hours * 60:.0f} minutes"
