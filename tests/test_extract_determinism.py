"""The same page gives the same bytes, in any process and in any order, and the reader leaves its input alone."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import msgspec

from newsarchive.extract.article import Article

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, document, read, story

CARDS = "".join(
    f'<div class="card"><h2><a href="/s/{n}">Harbour story number {n}</a></h2><p>{PARAGRAPHS[n % 4]}</p></div>' for n in range(9)
)
SHORT = "".join(f"<div><span>{n} o'clock: boats {n}</span></div>" for n in range(60))
PAGES = [
    story(),
    story(),  # twice: a reader that remembers paragraphs would drop them
    story(TEXT + TEXT),
    story(before="<p>By Ann Other</p><p>Updated 4 March 2026</p>"),
    story(after="<div class='published'>Published on March 4, 2026</div>"),
    story(after="<div class='published'>12 March, 10:15</div>"),
    document(f"<h1>{HEADLINE}</h1><time datetime='2026-03-04'></time><article>{SHORT}</article>"),
    document(CARDS),
    document("<h1>Sorry, that page could not be found</h1>"),
]


def digests(order: list[int]) -> list[str]:
    """A digest of what is read from each page, in the order of PAGES, read in the order given."""
    found: dict[int, str] = {}
    for number in order:
        answer = read(PAGES[number])
        raw = msgspec.json.encode(answer) if isinstance(answer, Article) else repr(answer).encode()
        found[number] = hashlib.sha256(raw).hexdigest()
    return [found[number] for number in range(len(PAGES))]


def test_order_and_repetition_change_nothing():
    order = list(range(len(PAGES)))
    first = digests(order)
    for seed in range(2):
        random.Random(seed).shuffle(order)
        assert digests(order + order) == first
    assert first[0] == first[1]


def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    order = list(range(len(PAGES)))
    expected = digests(order)
    code = "from tests.test_extract_determinism import *; print('\\n'.join(digests(sorted(range(len(PAGES)), reverse=True))))"
    for seed in ("1",):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent.parent,
            env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LANG": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.split() == expected
