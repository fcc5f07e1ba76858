"""Fixtures: the demo paper on a free port, and the command as its user runs it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsarchive.demo.server import DemoServer
from tests.warm import Warm

ROOT = Path(__file__).parent.parent
EASY = ("-s", "ALLOW_PRIVATE_ADDRESSES=True", "-s", "DOWNLOAD_DELAY=0", "-s", "NEWSARCHIVE_WORKERS=1")
ALL = ("--since", "all", *EASY)

#: Files of tests that take longer than ten seconds, the longest first.
LONGEST = (
    "test_faults",
    "test_crash",
    "test_crawl_withdrawals",
    "test_webs",
    "test_cli_due",
    "test_backup",
    "test_crawl_moving",
    "test_storage",
    "test_main_job",
    "test_cli_verify",
    "test_crawl_politeness",
    "test_workers_pool",
)

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def paper() -> Iterator[DemoServer]:
    """The demo paper, served on a free port of loopback."""
    with DemoServer(port=0) as server:
        yield server


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """Begins commands."""
    with Warm() as warm:
        yield warm


@pytest.fixture(scope="session")
def newsarchive(warm: Warm) -> Command:
    """`newsarchive("crawl", url, …)` runs the command in a process of its own and waits for it."""
    return lambda *words, **more: warm.run([str(word) for word in words], environment(), **more)


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """`told(text)` shows a text at the end of all tests, whichever process ran this one."""
    return lambda text: record_property("told", text)


def pytest_configure(config: pytest.Config) -> None:
    """xdist would give out the files with most tests first."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest go first: none of them is left when the other process has nothing to do any more."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests had to tell."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    for text in [value for report in reports for name, value in report.user_properties if name == "told"]:
        terminalreporter.write_line(f"\n{text}")


def environment() -> dict[str, str]:
    """The environment without what would change a run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NEWSARCHIVE_")}
