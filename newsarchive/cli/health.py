"""How a paper stands, for a person or as JSON. Used by `newsarchive status`."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from newsarchive.collection.telling.health import BROKEN, DRIFT, NO_NEWS, OK, SILENT, STOPPED, UNFINISHED, Health

STYLES = {
    OK: "green",
    NO_NEWS: "",
    UNFINISHED: "cyan",
    STOPPED: "yellow",
    SILENT: "yellow",
    DRIFT: "yellow",
    BROKEN: "bold red",
}
_MOST = 6  # drifts that are written out


def show_health(console: Console, name: str, health: Health) -> None:
    """The sentence, each drift, and what to do. Archived addresses may hold anything: none is taken for mark-up."""
    head = Text.assemble((name, "bold"), " is " if health.state not in _ALONE else ": ")
    console.print(head + Text(health.state, STYLES[health.state]) + Text(f": {health.said}." if health.said else "."))
    for drift in health.drifts[:_MOST]:
        since = f" (since {drift.since:%Y-%m-%d %H:%M}, {drift.url})"
        console.print(Padding(Text(f"{drift.what}: {drift.said}") + Text(since, "dim"), (0, 0, 0, 2)))
    if len(health.drifts) > _MOST:
        console.print(f"  and {len(health.drifts) - _MOST} more: --json lists them")
    if health.todo:
        console.print(Padding(Text(health.todo, "italic"), (0, 0, 0, 2)))


_ALONE = (DRIFT, NO_NEWS)


def health_facts(health: Health) -> dict[str, object]:
    """The same as JSON."""
    return {
        "state": health.state,
        "said": health.said,
        "todo": health.todo or None,
        "new_in_a_day": health.news,
        "drifts": [
            {
                "what": drift.what,
                "kind": drift.kind,
                "before": round(drift.shift.before, 3),
                "after": round(drift.shift.after, 3),
                "newest": drift.shift.newest,
                "past": drift.shift.past,
                "since": drift.since.isoformat(),
                "url": drift.url,
                "said": drift.said,
            }
            for drift in health.drifts
        ],
    }
