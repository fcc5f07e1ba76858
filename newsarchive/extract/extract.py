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

from dataclasses import replace

import msgspec

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.opening import opened, walked
from newsarchive.extract.page import rules, taught
from newsarchive.extract.page.model import Model
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.seeing import seen
from newsarchive.extract.telling import judged
from newsarchive.sources.model import Source


def extract(page: Page, source: Source, hints: Hints | None, model: Model | None = None) -> Article | Rejection:
    """The article that a page holds, or why it holds none. Never raises for what the page contains."""
    read = opened(page, source, hints)
    return read if isinstance(read, Rejection) else extract_opened(read, model)


def extract_opened(read: Reading, model: Model | None = None) -> Article | Rejection:
    """The same of a page that is opened: it may be read several times, for it is parsed once. The tree is left as it was."""
    found = _by_model(read, model)
    return found if read.ruled.digest is None or isinstance(found, Article) else _without_rules(read, found, model)


def _by_model(read: Reading, model: Model | None) -> Article | Rejection:
    """The page read by the model, and by itself where it does not fit: both see the one tree."""
    if model is None:
        return _article(walked(read))
    guided = walked(read, model)
    found = _article(guided)
    size = len(found.article_body) if isinstance(found, Article) else 0
    if guided.taught and size and guided.taught.fits(size):
        return found
    whole = _article(walked(read))
    if isinstance(whole, Rejection) or isinstance(found, Rejection) or taught.longer(len(whole.article_body), size):
        return _warned(whole, "model-not-fitting")
    return found


def _warned(found: Article | Rejection, warning: str) -> Article | Rejection:
    if isinstance(found, Rejection):
        return found
    return msgspec.structs.replace(found, warnings=(*found.warnings, warning))


def _without_rules(read: Reading, refusal: Rejection, model: Model | None) -> Article | Rejection:
    """A second reading of a page that the paper's rules leave nothing of: they may be out of date."""
    rules.undo(read.ruled)
    found = _by_model(replace(read, ruled=rules.Ruled()), model)
    return refusal if isinstance(found, Rejection) else _warned(found, "rule-not-fitting")


def _article(read: Reading) -> Article | Rejection:
    return judged(read, seen(read))
