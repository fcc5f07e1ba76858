"""What to ask of one paper next. Pure planning: it asks nothing itself and knows no Scrapy.

First what announces articles: front page, feeds, sitemaps. Then the first pages of sections. Then articles, the newest
first, with the parts of a sitemap index read as their turn comes. At last the older pages of sections, for as long as
they bring anything. All of it is kept in the collection, so that the next run goes on from here.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from newsarchive.collection.answers.queue import Announced
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import MISSING, NONE, KnownUrl, Place, Validators
from newsarchive.crawl.announcing import Announcing, Told
from newsarchive.crawl.ask import Ask, for_article
from newsarchive.crawl.chains import Chains
from newsarchive.crawl.config import Config
from newsarchive.crawl.first_look import FirstLook
from newsarchive.crawl.paper import Paper
from newsarchive.crawl.parts import Parts
from newsarchive.crawl.places import Places
from newsarchive.discovery.links import RELATED, Found, Hints, Link
from newsarchive.discovery.scope import current
from newsarchive.discovery.sitemaps import SITEMAPS
from newsarchive.urls import same_site, url_key

MOST_SECTIONS = 60  # of one paper
BELIEVED = timedelta(hours=24)  # "not modified" is taken for an answer that long
REST = timedelta(hours=24)  # a section that brought nothing is left alone that long, where others bring the news
ENOUGH_BARREN = 2  # sections in a row that bring nothing new, where a sitemap has all that the front page shows
HANDFUL = 16  # articles taken from the queue at a time
PARTS_AT_ONCE = 3
TURNED_OVER = 5  # items at least that a feed must hold for its turning over to say anything


class Agenda:
    """One paper's. `next` says what to ask for; `read`, `failed` and `turned_out` what came of it."""

    def __init__(self, paper: Paper, config: Config, now: datetime) -> None:
        self.paper = paper
        self.announcing = Announcing(paper, now, thorough=config.recheck == "all")
        self._places = Places(paper.collection)
        self.parts = Parts(paper, now)
        self.on_begin: Callable[[Agenda], None] = lambda _: None
        self._limit = config.limit
        self._recheck = config.recheck
        self._checks: deque[KnownUrl] = deque()
        self._now = now
        self._chains = Chains(thorough=config.recheck == "all")
        self._home = ""  # where the front page was found
        self._look = FirstLook(paper, self._places, now)
        self._looked = not paper.look
        self._front: tuple[Ask, Found] | None = None
        named = (self._places.get("section", url) for url in paper.source.sections)
        self._sections = deque(place for place in named if not place.rests(now))
        self._barren = 0
        self._sections_out = 0
        self._shown: set[str] = set()  # articles that the front page shows
        self._articles: deque[KnownUrl] = deque()
        self._begun = False

    def add_sitemaps(self, urls: Iterable[str]) -> None:
        """Those that robots.txt names."""
        self._look.add_sitemaps(urls)

    # -- after the first look

    def _judge_front(self) -> None:
        """Now that feeds have shown what an article's address looks like."""
        if self._front is None:
            return
        (ask, found), self._front = self._front, None
        told = self.announcing.tell(found.articles, found.kind, ask.url)
        self.announcing.early |= told.keys
        self._shown = told.keys
        place = self._places.get("front", ask.asked)
        self._chains.begin(place)
        kept = self._chains.answered(place.key, told, found.older, set(), self.paper.since)
        assert ask.place is not None
        self.paper.collection.place(replace(kept, read=self._now, validators=ask.place.validators, whole=ask.place.whole))
        self._note_sections(found.sections)

    def _note_sections(self, links: Iterable[Link]) -> None:
        """Listing pages that the navigation leads to: those not known yet are due."""
        known = {place.key for place in self._places.known("section")}
        for link in links:
            place = self._places.get("section", link.url, link.hints.title)
            is_new = place.key not in known and not self.paper.collection.knows(place.key)  # an article is no section
            if is_new and len(known) < MOST_SECTIONS and same_site(link.url, self.paper.source.url):
                known.add(place.key)
                self.paper.collection.place(place)
                self._add_section(place)

    def _resume(self) -> None:
        """Sections that are due, and those that an earlier run left off."""
        every = self._recheck == "all" or not (self._places.has("feed") or self._places.has("sitemap"))
        for place in self._places.known("section"):
            if not place.rests(self._now) and (every or place.read is None or place.fresh or self._now - place.read >= REST):
                self._add_section(place)
            if place.older and self._reaches_beyond(place.since):
                self._chains.resume(place)

    def _reaches_beyond(self, since: str) -> bool:
        window = self.paper.since
        return not since or window is None or window < datetime.fromisoformat(since)

    def _add_section(self, place: Place) -> None:
        if all(place.key != other.key for other in self._sections) and not self._chains.has_read(place.key):
            self._sections.append(place)

    # -- what next

    def next(self) -> Ask | None:
        """What to ask for now; None where there is nothing, or nothing before more answers have come."""
        if self.paper.ended:
            return None
        if not self._looked:
            if (ask := self._look.next()) or not self._look.is_over:
                return ask
            self._looked = True
            self._judge_front()
            self._resume()
        if self._waits_for_parts():
            return self._next_part()
        steps = (self._next_section, self._next_article, self._next_part, self._next_check, self._next_older)
        return next(filter(None, (step() for step in steps)), None)

    def _waits_for_parts(self) -> bool:
        """The newest part of a sitemap comes before all else; two more if the front page shows what it does not list."""
        enough = 1 if self._is_told_by_sitemap else PARTS_AT_ONCE
        return self.parts.read < enough and bool(self.parts.left or self.parts.under_way)

    @property
    def _is_told_by_sitemap(self) -> bool:
        """Whether sitemaps list all that the front page shows: then sections can bring little."""
        return bool(self._shown) and self._shown <= self.announcing.listed

    def _next_section(self) -> Ask | None:
        if not self._sections or (self._is_told_by_sitemap and (self._barren >= ENOUGH_BARREN or self._sections_out)):
            return None
        place = self._sections.popleft()
        self._chains.begin(place)
        self._sections_out += 1
        return Ask(place.url, "section", place.url, place=place)

    def _next_article(self) -> Ask | None:
        room = self.paper.room(self._limit)
        if room == 0:
            return None
        while self._articles or (more := self.paper.collection.take(HANDFUL, self.parts.horizon)):
            self._articles = self._articles or deque(more)
            known = self._articles.popleft()
            if reason := self.announcing.why_not_any_more(known.url, known.hints.via_kind):
                how = Settlement(Outcome.UNLIKELY, reason)
                self.paper.collection.settle(self._article(known).asked, how, via=known.hints.via)
                continue
            if self._is_folded(known):
                continue
            if not self._begun:
                self._begun = True
                self.on_begin(self)
            self.paper.asked += 1
            return self._article(known)
        return None

    def _is_folded(self, known: KnownUrl) -> bool:
        """Whether an address that an earlier run kept by its own name is, by today's rules, another article's."""
        asked = self._article(known).asked
        if url_key(asked) == known.key:
            return False
        collection = self.paper.collection
        collection.settle(known.url, Settlement(Outcome.TWIN, f"the same article as {asked}"), via=known.hints.via)
        if not collection.knows(url_key(asked)):
            collection.announce(
                [Announced(url_key(asked), asked, known.hints, known.rank)], known.hints.via_kind, known.hints.via
            )
        return True

    def _next_check(self) -> Ask | None:
        """An article that is held and due to be asked for again."""
        if not self._checks and self._recheck != "none":
            everything = self._recheck == "all"
            self._checks.extend(self.paper.collection.take_due(HANDFUL, self._now, everything=everything))
        if not self._checks:
            return None
        known = self._checks.popleft()
        ask = self._article(known)
        ask = ask if url_key(ask.asked) == known.key else replace(ask, asked=known.url)  # kept before today's rules of folding
        held_at = known.settlement.final_url if known.settlement else ""
        removed = known.settlement is not None and known.settlement.outcome is Outcome.REMOVED
        validators = NONE if removed else known.validators
        url = current(held_at or ask.url, self.paper.source)
        instead = held_at if url != held_at else ""  # the host that it has left may know where an article went
        return replace(ask, url=url, instead=instead, recheck=True, removed=removed, validators=validators)

    def _article(self, known: KnownUrl) -> Ask:
        return for_article(known, self.paper.source, self._home)

    def _next_part(self) -> Ask | None:
        if self.paper.room(self._limit) == 0:
            return None
        place = self.parts.next(PARTS_AT_ONCE)
        return Ask(place.url, "sitemap", place.url, place=place) if place else None

    def _next_older(self) -> Ask | None:
        """Only when there is nothing else: an unread part may announce what this page would."""
        if self.paper.room(self._limit) == 0 or self.parts.left or self.parts.under_way:
            return None
        place, url = self._chains.next() or (None, "")
        return Ask(url, "section", url, place=place) if place else None

    # -- what came of it

    def read(self, ask: Ask, found: Found, url: str) -> None:
        """A page that announces was read, and is one. `url` is its address after redirects."""
        self._end(ask)
        if ask.purpose == "front":
            self._home = url
            self._front = ask, found
            self._look.add_feeds(found.feeds)
            return
        if found.rest:
            self.paper.rest = min(self.paper.rest or found.rest, found.rest)
        told = self.announcing.tell(found.articles, found.kind, ask.url)
        if ask.purpose == "section":
            self._read_section(ask, found, told)
            return
        if found.kind not in SITEMAPS:
            self.announcing.early |= told.keys
            self._look_for_loss(ask, told)
        self.parts.add(found.sitemaps)
        since = self.paper.since.isoformat() if self.paper.since else ""
        assert ask.place is not None
        self.paper.collection.place(replace(ask.place, read=self._now, fresh=len(told.fresh), since=since))

    def _look_for_loss(self, ask: Ask, told: Told) -> None:
        """A feed of which nothing was known has turned over since it was read: what came and went between is lost to it."""
        before = ask.place.read if ask.place else None
        if before is not None and len(told.fresh) >= TURNED_OVER and told.fresh == told.keys:
            said = "%s has turned over completely since %s: of what came and went between, items may be missed; ask more often"
            self.paper.say(logging.WARNING, said, ask.url, f"{before:%Y-%m-%d %H:%M}")

    def _read_section(self, ask: Ask, found: Found, told: Told) -> None:
        kept = self._chains.answered(url_key(ask.url), told, found.older, self.announcing.early, self.paper.since)
        if ask.place is not None and ask.place.url == ask.url:
            self._barren = 0 if told.fresh else self._barren + 1
            self.announcing.early |= told.fresh
            kept = replace(kept, read=self._now)
            self._chains.keep(kept)
            self._note_sections(found.sections)
        self.paper.collection.place(kept)

    def failed(self, ask: Ask, outcome: Outcome) -> None:
        """A page that announces could not be read. One that is not there, or is something else, is left alone for a day."""
        self._end(ask)
        place = ask.place if ask.place is not None and ask.place.url == ask.url and not ask.guess else None
        if place is not None and ask.purpose != "front" and outcome in (Outcome.GONE, Outcome.NOT_A_FEED):
            self.paper.collection.place(replace(place, read=self._now, fresh=MISSING, validators=NONE))
        if ask.purpose == "section":
            self._chains.failed(url_key(ask.url))

    def _end(self, ask: Ask) -> None:
        if ask.first:
            self._look.answered()
        elif ask.purpose == "sitemap":
            self.parts.done()
        elif ask.place is not None and ask.place.url == ask.url:
            self._sections_out -= 1

    def estimate(self) -> tuple[int, bool]:
        """Pages that are to be asked for as far as it is known, and whether there will be more.

        An unread part of a sitemap counts with as many addresses as those read had on average.
        """
        queued = self.paper.collection.queued
        average = self.paper.found / self.parts.read if self.parts.read else 0.0
        return round(queued + self.parts.left * (1 + average)), bool(self._sections) or not self.parts.left

    def turned_out(self, url: str, hints: Hints, *, article: bool, instead: Iterable[str] = ()) -> None:
        """What a page that was asked for as an article is. `instead` are articles that it is a copy of."""
        self.announcing.learn(url, hints.via_kind, article=article)
        self.paper.missed += not article
        links = [Link(other, Hints(via=url, via_kind="twin")) for other in instead]
        if links:
            self.announcing.tell(links, "twin", url)

    def validators(self, ask: Ask) -> Validators:
        """What to ask by whether a page has changed. Once a day it is asked for whatever it says: validators may be frozen."""
        if ask.recheck:
            return ask.validators
        place = ask.place
        fresh = place is not None and place.whole is not None and self._now - place.whole < BELIEVED
        return place.validators if fresh and place is not None and ask.purpose in ("front", "feed", "sitemap") else NONE

    def not_there(self, ask: Ask) -> None:
        """An article that was asked for could not be had. One that is held is asked for again when it would be anyway."""
        if ask.recheck:
            self.paper.collection.checked(url_key(ask.asked), ask.validators, ask.rank)
        else:
            self.paper.missed += 1
            self.announcing.not_there(ask.hints.via_kind)

    def wants_related(self) -> bool:
        """Whether the links of an article's page are worth reading: where no sitemap lists what lies further back."""
        return not self._places.has("sitemap") and self.announcing.wants_related()

    def read_related(self, url: str, links: Iterable[Link]) -> None:
        """The links of an article's page."""
        self.announcing.reads_related()
        self.announcing.tell(links, RELATED, url)
