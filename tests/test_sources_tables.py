"""A file of one's own papers: what its tables may hold, and that an error names the line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.cli.sources import sources
from newsarchive.errors import BadConfiguration, NoInput
from newsarchive.sources.lines import line_of
from newsarchive.sources.rules import Rule
from newsarchive.sources.tables import parse_sources

GOOD = '''# papers
[gazette]
url = "https://gazette.example/"
feeds = [
  "/rss",  # the county's
]
sitemaps = ["/map.xml"]
twins = ["m.gazette.example"]
since = 2019-01-01

[[gazette.rules]]
body = ".text"
drop = [".promo"]
valid_until = 2024-12-31

[[gazette.rules]]
body = ["article", "//main"]
note = """
two
lines
"""

["www.town.example"]
url = "https://www.town.example/"
since = "all"
'''


def error(text: str) -> str:
    with pytest.raises(BadConfiguration) as caught:
        parse_sources(text.encode(), "mine.toml")
    return str(caught.value)


def test_a_whole_entry_is_read():
    gazette, town = parse_sources(GOOD.encode(), "mine.toml").values()
    assert (gazette.feeds, gazette.since) == (("https://gazette.example/rss",), dt.date(2019, 1, 1))
    assert gazette.rules[0] == Rule(body=(".text",), drop=(".promo",), valid_until=dt.date(2024, 12, 31))
    assert gazette.rules[1].body == ("article", "//main")
    assert town.since == "all"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('sitemaps = ["/map.xml"]', 'poll_every = "1h"', "mine.toml:7: [gazette] poll_every = '1h': must be the least and the most"),
        ('sitemaps = ["/map.xml"]', 'poll_every = ["6h", "15m"]', "mine.toml:7: [gazette] poll_every = ['6h', '15m']: must be two"),
        ('sitemaps = ["/map.xml"]', 'poll_every = ["1h", "25h"]', "mine.toml:7: [gazette] poll_every = ['1h', '25h']: must be two"),
        ('sitemaps = ["/map.xml"]', 'sitemaps = "x"', "mine.toml:7: [gazette] sitemaps = 'x': must be a list of addresses"),
        ('"/rss",  # the', '"rss",  # the', "mine.toml:4: [gazette] feeds = 'rss': is no http"),
        ("since = 2019-01-01", "since = 2019-01-01T10:00:00", "mine.toml:9: [gazette] since"),
        ('url = "https://www.town.example/"', "", "mine.toml:23: [\"www.town.example\"] has no url"),
        ('["www.town.example"]\nurl = ', "[www.town.example]\nurl = ", 'mine.toml:23: [www] town'),
        ('drop = [".promo"]', 'drop = [".promo", "..x"]', "mine.toml:13: [gazette] rule 1: drop = '..x': cannot be read as a CSS"),
        ('body = ["article", "//main"]', 'bdy = "article"', "mine.toml:17: [gazette] rule 2: bdy = 'article': no such key; did you mean body?"),
        ("valid_until = 2024-12-31", "valid_until = 2024-12-31\nvalid_from = 2025-01-01", "mine.toml:14: [gazette] rule 1: valid_until"),
        ("valid_until = 2024-12-31", 'valid_until = "soon"', "mine.toml:14: [gazette] rule 1: valid_until = 'soon': must be a date"),
        ('lines\n"""', 'lines\n"""\nheadline = 5', "mine.toml:22: [gazette] rule 2: headline = 5: must be a selector"),
        ("[gazette]", "[Gazette]", "mine.toml:2: source name 'Gazette'"),
        ("twins = [", "twins = [[", "mine.toml:"),
        ('sitemaps = ["/map.xml"]', "sitemaps = [", "mine.toml:"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_table_key_and_rule(old: str, new: str, told: str):
    assert old in GOOD
    assert error(GOOD.replace(old, new, 1)).startswith(told)


def test_lines_are_right_for_dotted_keys_inline_tables_and_windows_ends():
    text = '[a]\r\nurl = "https://a.example/"\r\n\r\n# one\r\nrules = [{drop = [".x"]},\r\n {drop = 5}]\r\n'
    assert error(text).startswith("mine.toml:5: [a] rule 2: drop = 5")
    assert error('a.url = "https://a.example/"\n\na.delay = -1\n').startswith("mine.toml:3: [a] delay = -1")


def test_a_key_that_is_nowhere_is_where_its_table_is():
    assert line_of(GOOD, ("gazette", "rules", 1, "drop")) == 16
    assert line_of(GOOD, ("gazette", "rules", 1, "note")) == 18
    assert line_of(GOOD, ("nobody",)) == 1


def run(*arguments: str) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(sources, arguments)
    return result.output, result.exception


def test_a_file_is_checked_without_anything_else(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    assert run("--check", str(path)) == ("2 papers, all good\n", None)
    path.write_text(GOOD.replace('"/rss",', '"rss",'))
    _, problem = run("--check", str(path))
    assert isinstance(problem, BadConfiguration)
    assert problem.exit_code == 78
    assert str(problem).startswith(f"{path}:4: [gazette] feeds")
    assert isinstance(run("--check", str(tmp_path / "none.toml"))[1], NoInput)


def test_one_paper_is_shown_in_full(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    shown, _ = run("gazette", "--sources", str(path))
    for fact in ("https://gazette.example/map.xml", "m.gazette.example", "2019-01-01", "until 2024-12-31", ".promo", "//main"):
        assert fact in shown
    listed, _ = run("--sources", str(path))
    assert "gazette" in listed
    assert "1 feed, 1 sitemap, 2 rules" in listed
    assert '"since": "2019-01-01"' in run("gazette", "--json", "--sources", str(path))[0]
