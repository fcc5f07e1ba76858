"""The reader's one door. In: an archived page, its paper, what was announced of it, and a site model or none. Out: an
article or a refusal.

Pure: no network, no clock but the capture's date, no state. The same four inputs give the same answer byte for
byte, in any process and any order.

The closed list of warnings:
    date-in-future      a date lay more than two days after the capture and was not used
    date-before-1990    a date lay before there was a web; it is used only where the page has no other
    modified-before-published   the page's two dates contradict each other
    canonical-elsewhere rel=canonical names another address
    page-cut            the page is longer than is read; the text may be incomplete
    second-reader       the text is trafilatura's, as the first reading found little
    no-headline, no-date
    rule-not-fitting    a rule of the paper was passed over: its body is not there, or it left nothing
    model-not-fitting   the page is not as the site model has it, and was read without one
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.opening import opened, walked
from newsarchive.extract.page import rules, taught
from newsarchive.extract.page.barren import long_texts
from newsarchive.extract.page.model import Model
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.seeing import Seen, seen
from newsarchive.extract.telling import judged
from newsarchive.sources.model import Source

# Characters of text below which a page that was read in part is read whole; no fewer than those below which `seeing` asks for a
# second opinion, which it leaves to that reading.
_LITTLE = 600
_PLENTY = 2000  # characters that are an article, whatever was passed by
_FAR_MORE = 2  # between the two: times as much text in what was passed by, which does the same


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page was read to be, and the reading that says so."""

    reading: Reading
    saw: Seen
    answer: Article | Rejection

    @property
    def size(self) -> int:
        """Characters of the article's text; 0 for a refusal."""
        return len(self.answer.article_body) if isinstance(self.answer, Article) else 0


def extract(page: Page, source: Source, hints: Hints | None, model: Model | None = None) -> Article | Rejection:
    """The article that a page holds, or why it holds none. Never raises for what the page contains."""
    read = opened(page, source, hints)
    return read if isinstance(read, Rejection) else extract_opened(read, model)


def extract_opened(read: Reading, model: Model | None = None) -> Article | Rejection:
    """The same of a page that is opened: it may be read several times, for it is parsed once. The tree is left as it was."""
    return outcome(read, model).answer


def outcome(read: Reading, model: Model | None = None) -> Outcome:
    """The same with the reading that it came from."""
    found = _by_model(read, model)
    return found if read.ruled.digest is None or found.size else _without_rules(read, found, model)


def _by_model(read: Reading, model: Model | None) -> Outcome:
    """The page read by the model, and by itself where it does not fit: both see the one tree."""
    if model is None:
        return _by_itself(read)
    guided = walked(read, model, whole=False)
    found = _outcome(guided)
    if guided.taught and found.size and guided.taught.fits(found.size):
        return found
    alone = _by_itself(read)
    if not (alone.size and found.size) or taught.longer(alone.size, found.size):
        return _warned(alone, "model-not-fitting")
    return found


def _by_itself(read: Reading) -> Outcome:
    """The page without menus, lists and footers: half its elements. All of it where that gives little, or they hold far more."""
    first = _outcome(walked(read, whole=False))
    passed = first.reading.walk.passed
    if first.size >= _PLENTY or not passed:
        return first
    enough = first.size >= _LITTLE and sum(map(long_texts, passed)) <= _FAR_MORE * first.size
    return first if enough else _outcome(walked(read))


def _warned(found: Outcome, warning: str) -> Outcome:
    if isinstance(found.answer, Rejection):
        return found
    return replace(found, answer=msgspec.structs.replace(found.answer, warnings=(*found.answer.warnings, warning)))


def _without_rules(read: Reading, refused: Outcome, model: Model | None) -> Outcome:
    """A second reading of a page that the paper's rules leave nothing of: they may be out of date."""
    rules.undo(read.ruled)
    found = _by_model(replace(read, ruled=rules.Ruled()), model)
    return _warned(found, "rule-not-fitting") if found.size else refused


def _outcome(read: Reading) -> Outcome:
    saw = seen(read)
    return Outcome(read, saw, judged(read, saw))
