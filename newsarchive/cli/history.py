"""`newsarchive history URL`: every version of an article that is held, and what changed from one to the next.

In: an address and the folder of collections. Out: its lines, oldest first, on stdout. Archived text is hostile: no control
character of it reaches the terminal. Nothing is fetched and no page is read again.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec
from rich.console import Console
from rich.text import Text

from newsarchive.cli import options
from newsarchive.collection.state.moving import hosts_in, same_pages
from newsarchive.collection.state.state import State
from newsarchive.collection.telling.holdings import Holdings, collections
from newsarchive.errors import NoInput, UsageError
from newsarchive.figures import counted
from newsarchive.records.changes import pieces
from newsarchive.records.record import Record
from newsarchive.records.words import told
from newsarchive.urls import page_url, same_site, url_key

# C0 and C1 but the line feed, and what turns the direction of writing: rich lets ESC through.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKS = {"same": ("", "", ""), "removed": ("red strike", "[-", "-]"), "added": ("green", "{+", "+}")}  # style, open, close
_TOLD = ("source", "url", "revision", "event", "headline", "status", "reason", "replaces", "change", "extractor", "warc")
_NEAR, _LIKENESS = 3, 0.3  # addresses to suggest, and the least part of their words that they must share


@click.command(short_help="Every version of an article, and what changed.")
@click.argument("url")
@options.output
@options.as_json
def history(url: str, *, output: Path, as_json: bool) -> None:
    """Tells how an article was published, edited, moved, removed and restored, word by word."""
    address = page_url(url)
    if address is None:
        raise UsageError(f"{url}: no web address; give one such as https://paper.example/town/bridge-4711")
    held = collections(output)
    told_of = [(each, lines) for each in _likely(held, address) if (lines := _lines(each, address))]
    if not told_of:
        near = _near(held, address)
        raise NoInput(f"{url}: no record of it below {output}" + ("; near it are: " + "  ".join(near) if near else ""))
    if as_json:
        click.echo(json.dumps([_facts(line) for _, lines in told_of for line in lines], indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for each, lines in told_of:
        _show(console, each.layout.name, lines)


def _likely(held: Sequence[Holdings], url: str) -> list[Holdings]:
    """The collections whose state knows the address; where none does those of its site, and else all."""
    return [each for each in held if _keys(each, url)] or [each for each in held if _of_site(each, url)] or list(held)


def _keys(held: Holdings, url: str) -> set[str]:
    """The keys under which a collection's state has the address: its own on every host of the paper, that of the page that
    it led to, and those of the pages that led to it."""
    if not held.layout.state.exists():
        return set()
    with contextlib.closing(State(held.layout.state, read_only=True)) as state:
        hosts = hosts_in(state.memos())
        known = state.known([url_key(url), *same_pages(url_key(url), hosts)])
        final = [row.settlement.final_url for row in known.values() if row.settlement and row.settlement.final_url]
        keys = {*known, *(url_key(each) for each in final if page_url(each))}
        if not keys and state.latest(url):
            keys = {url_key(url)}
        keys |= {key for each in (url, *final) for key in state.leading_to(each)}
        return keys | {same for key in keys for same in same_pages(key, hosts)}


def _of_site(held: Holdings, url: str) -> bool:
    first = next(held.records(), None)
    return first is not None and same_site(first.url, url)


def _lines(held: Holdings, url: str) -> list[Record]:
    """The lines of an address, and of those that it had before or got later, in the order in which they were captured."""
    keys = _keys(held, url) | {url_key(url)}
    found: list[Record] = []
    while True:
        found, before = _lines_of(held, keys), len(keys)
        keys |= {url_key(line.replaces.url) for line in found if line.replaces}
        if len(keys) == before:
            return sorted(found, key=lambda line: (line.warc.date, line.revision))


def _lines_of(held: Holdings, keys: set[str]) -> list[Record]:
    ends = tuple(
        key.partition("?")[0].rpartition("/")[2].lower() for key in keys
    )  # far quicker to look for than a key is to make
    return [line for line in held.records() if any(end in line.url.lower() for end in ends) and url_key(line.url) in keys]


def _near(held: Iterable[Holdings], url: str) -> list[str]:
    """Addresses of records that share most words with this one, the likest first; of its site where there are any."""
    own = _words(url)
    likeness: dict[str, float] = {}
    for each in held:
        for line in each.records() if _of_site(each, url) else ():
            words = _words(line.url)
            likeness[line.url] = len(own & words) / len(own | words) if own | words else 0.0
    likest = sorted(likeness, key=lambda other: (-likeness[other], other))[:_NEAR]
    return [_clean(other) for other in likest if likeness[other] >= _LIKENESS]


def _words(url: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}|\d+", urlsplit(url).path.lower()))


def _facts(line: Record) -> dict[str, object]:
    everything = msgspec.to_builtins(line)
    return {"captured": line.warc.date} | {name: everything[name] for name in _TOLD}


def _show(console: Console, name: str, lines: Sequence[Record]) -> None:
    addresses = "\n".join(map(_clean, dict.fromkeys(line.url for line in lines)))
    console.print(Text(f"{addresses}\n{name}: {counted(len(lines), 'line')}", style="bold"))
    before: Record | None = None
    for line in lines:
        captured = datetime.fromisoformat(line.warc.date)
        console.print(Text(f"\n{line.revision:>3}  {line.event:<9}  {captured:%Y-%m-%d %H:%M} UTC  {_clean(_summary(line))}"))
        if before and line.change:
            for shown in _differences(before, line, coloured=bool(console.color_system) and not console.no_color):
                console.print(Text("     ") + shown)
        before = line if line.event != "removed" else before


def _summary(line: Record) -> str:
    if line.event == "removed":
        return f"status {line.status}" + (f": {line.reason}" if line.reason else "")
    if line.event == "published":
        return f"{line.headline or '(no headline)'} ({line.word_count:,} words)"
    if line.event == "moved" and line.replaces:
        return f"from {line.replaces.url} to {line.url}"
    if line.change is None:
        return "the same words" if line.event == "restored" else "other words; the two texts were not compared"
    counts = [sum(len(run.split()) for run in runs) for runs in (line.change.words_added, line.change.words_removed)]
    fields = ", ".join(line.change.fields)
    return f"{fields}: words added {counts[0]:,}, removed {counts[1]:,}; materiality {line.change.materiality:g}"


def _differences(old: Record, new: Record, *, coloured: bool) -> Iterator[Text]:
    """The changed lines of headline and body, with the words that went and came; "…" for lines that stayed."""
    assert new.change is not None
    if (old.extractor.config, old.extractor.model, old.rules) != (new.extractor.config, new.extractor.model, new.rules):
        yield Text("(the line before was read by another reader: only the words that the edit touched are shown)")
        for kind, runs in (("removed", new.change.words_removed), ("added", new.change.words_added)):
            yield from (_marked(kind, run, coloured=coloured) for run in runs)
        return
    for field, texts in (("headline", (old.headline or "", new.headline or "")), ("articleBody", _bodies(old, new))):
        if field in new.change.fields:
            yield from _changed_lines(texts, coloured=coloured)


def _bodies(old: Record, new: Record) -> tuple[str, str]:
    return told(old.article_body), told(new.article_body)


def _changed_lines(texts: tuple[str, str], *, coloured: bool) -> Iterator[Text]:
    lines: list[tuple[Text, bool]] = [(Text(), False)]
    for piece in pieces(*texts):
        breaks = "\n" in piece.gap
        lines += [(Text(), False)] if breaks else []
        lines[-1][0].append("" if breaks else _clean(piece.gap))
        for number, part in enumerate(piece.text.split("\n")):
            text, changed = lines.pop() if number == 0 else (Text(), False)
            lines.append((text + _marked(piece.kind, part, coloured=coloured), changed or piece.kind != "same"))
    skipped = False
    for text, changed in lines:
        if changed or not skipped:
            yield text if changed else Text("…")
        skipped = not changed


def _marked(kind: str, text: str, *, coloured: bool) -> Text:
    style, opening, closing = _MARKS[kind]
    return Text(_clean(text), style=style) if coloured else Text(f"{opening}{_clean(text)}{closing}")


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)
