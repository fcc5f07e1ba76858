"""Starts the reactor for the command line: a config and sources in, the finished session out. One run a process."""

from __future__ import annotations

import asyncio
import importlib
import logging
import signal
from collections.abc import Callable, Iterable, Mapping
from types import FrameType
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newsarchive.crawl import settings as ours
from newsarchive.crawl.config import Config
from newsarchive.crawl.session import Session
from newsarchive.errors import NewsarchiveError
from newsarchive.garbage import look_rarely
from newsarchive.sources.model import Source

logger = logging.getLogger(__name__)


def make_settings(overrides: Mapping[str, Any]) -> Settings:
    """Our settings, with the command line's on top."""
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command decides who hears what
    settings.setdict(dict(overrides), priority="cmdline")
    return settings


def crawl(sources: Iterable[Source], settings: Settings, watch: Callable[[Session], None] = lambda _: None) -> Session:
    """One pass over each source. `watch` is given the session before it begins, to show its progress.

    Raises what keeps the run from beginning: a bad setting, a locked collection, an output that cannot be made.
    """
    config = Config.from_settings(settings)
    session = Session(config, sources)
    if not session.papers:  # none is due
        session.close()
        return session
    process = AsyncCrawlerProcess(settings)
    task = process.crawl(importlib.import_module("newsarchive.crawl.spiders.news").NewsSpider, session=session)
    watch(session)
    _take_signals(session)
    look_rarely()
    try:
        process.start(install_signal_handlers=False)
    finally:
        session.close()
    _tell(task)
    return session


def _take_signals(session: Session) -> None:
    """Scrapy forgets which signal it was, and drains its queues first; ours stops the run and keeps the number."""
    from twisted.internet import reactor  # the one that AsyncCrawlerProcess has just installed

    def stop(signum: int, _: FrameType | None) -> None:
        name = signal.Signals(signum).name
        reactor.callFromThread(lambda: session.stop(name, signum=signum))

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)


def _tell(task: asyncio.Future[None]) -> None:
    """An exception of the crawl is only logged by Scrapy: it belongs into the exit code."""
    error = task.exception() if task.done() and not task.cancelled() else None
    if isinstance(error, NewsarchiveError):
        raise error
    if error is not None:
        raise NewsarchiveError(f"the crawl broke off: {type(error).__name__}: {error}") from error
