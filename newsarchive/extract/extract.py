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

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.looking import look
from newsarchive.extract.opening import opened
from newsarchive.extract.page.model import Model
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.telling import put_together
from newsarchive.sources.model import Source


def extract(page: Page, source: Source, hints: Hints | None, model: Model | None = None) -> Article | Rejection:
    """The article that a page holds, or why it holds none. Never raises for what the page contains."""
    read = opened(page, source, hints)
    return read if isinstance(read, Rejection) else extract_opened(read, model)


def extract_opened(read: Reading, model: Model | None = None) -> Article | Rejection:
    """The same of a page that is opened: it may be read several times, for it is parsed once. The tree is left as it was."""
    found = look(read, model)
    told = found.told
    return told if isinstance(told, Rejection) else put_together(found.reading, found.saw, told, found.warnings)
