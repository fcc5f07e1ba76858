"""The house: arrows between rooms run down only, no circle, and one room alone knows Scrapy."""

from __future__ import annotations

import ast
from pathlib import Path

import newsarchive

HOUSE = Path(newsarchive.__file__).parent

# From the ground up. A file may import from its own room and from rooms to the left of it.
STOREYS = (
    ("clock", "errors", "figures", "garbage", "urls"),
    ("sources",),
    ("archive",),
    ("discovery",),
    ("extract",),
    ("records",),
    ("collection",),
    ("workers",),
    ("crawl", "demo"),
    ("cli",),
    ("__main__",),
)
STOREY = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}


def files() -> list[Path]:
    return [path for path in HOUSE.rglob("*.py") if path != HOUSE / "__init__.py"]


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at whatever depth and for whatever reason, types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: relative import"
    return found


def test_every_room_has_a_storey():
    assert {room(path) for path in files()} <= set(STOREY)


def test_arrows_between_rooms_run_down_only():
    upward = [
        f"{path.relative_to(HOUSE)} -> {name}"
        for path in files()
        for name in imports(path)
        if name.startswith("newsarchive.")
        and (other := name.split(".")[1]) in STOREY
        and other != room(path)
        and STOREY[other] >= STOREY[room(path)]
    ]

    assert upward == []


def test_only_crawl_knows_scrapy_and_twisted():
    knowing = {
        str(path.relative_to(HOUSE))
        for path in files()
        for name in imports(path)
        if name.split(".")[0] in ("scrapy", "twisted", "zope") and room(path) != "crawl"
    }

    assert knowing == set()


def test_no_two_files_import_each_other_in_a_circle():
    modules = {"newsarchive." + str(path.relative_to(HOUSE).with_suffix("")).replace("/", "."): path for path in files()}
    arrows = {name: {other for other in imports(path) if other in modules and other != name} for name, path in modules.items()}
    left = dict(arrows)
    while leaves := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in leaves:
            del left[name]

    assert sorted(left) == []


def test_no_file_grows_past_three_hundred_lines():
    long = {str(path.relative_to(HOUSE)): n for path in files() if (n := len(path.read_text().splitlines())) > 320}

    assert long == {}


def test_the_time_of_day_is_asked_for_in_one_place():
    asking = {str(path.relative_to(HOUSE)) for path in files() if "datetime.now(" in path.read_text()}

    assert asking == {"clock.py"}
