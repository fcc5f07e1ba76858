from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.errors import BadConfiguration, NoInput, UsageError
from newsarchive.sources.catalogue import catalogue, find, parse_sources, read_sources
from newsarchive.sources.model import Source


def test_the_catalogue_knows_kentonline():
    paper = catalogue()["kentonline"]
    assert (paper.url, paper.publisher) == ("https://www.kentonline.co.uk/", "KentOnline")
    assert paper.feeds[0] == "https://www.kentonline.co.uk/_api/rss/kent_online_news_feed.xml"


def test_names_and_addresses_are_found_in_order_and_once():
    found = find(["https://x.example", "kentonline", "http://kentonline.co.uk", "https://x.example/", "kentonline"])
    assert [source.name for source in found] == ["x.example", "kentonline"]
    assert found[1] is catalogue()["kentonline"]
    assert find([]) == ()


def test_an_unknown_name_is_told_what_it_may_have_meant():
    with pytest.raises(UsageError, match="did you mean kentonline"):
        find(["kentonlin"])
    with pytest.raises(UsageError, match="newsarchive sources"):
        find(["zzz"])
    with pytest.raises(UsageError, match=r"https://paper\.example/"):
        find(["paper.example"])


@pytest.mark.parametrize("name", ["ftp://x.example", "https://", "http://[", "", "../x"])
def test_what_is_neither_name_nor_address_is_a_usage_error(name: str):
    with pytest.raises(UsageError):
        find([name])


def test_two_papers_that_would_share_a_folder_are_refused():
    with pytest.raises(UsageError, match=r"'x.example'.*--sources"):
        find(["https://x.example/uk/", "https://x.example/us/"])


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "papers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_ones_own_adds_papers_and_goes_before_the_catalogue(tmp_path: Path):
    path = own(
        tmp_path,
        '[kentonline]\nurl = "https://mirror.example/"\n["www.town.example"]\nurl = "https://www.town.example"\n'
        'feeds = ["https://www.town.example/rss"]\nhosts = ["sport.town.example"]\ndelay = 2.5\npublisher = "Town"\n',
    )
    kent, town = find(["kentonline", "https://town.example/"], path)
    assert kent.url == "https://mirror.example/"
    assert town == Source(
        "www.town.example", "https://www.town.example/", "Town", ("https://www.town.example/rss",), 2.5, ("sport.town.example",)
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[a]\nurl = "ftp://x"\n', ["a", "url", "ftp://x", "http"]),
        ('[a]\nurl = 5\n', ["[a]", "url", "5", "address"]),
        ('[a]\npublisher = "P"\n', ["[a]", "url"]),
        ('[a]\nurl = "https://x.example/"\nfeed = ["https://x.example/rss"]\n', ["[a]", "feed", "feeds"]),
        ('[a]\nurl = "https://x.example/"\nfeeds = "https://x.example/rss"\n', ["[a]", "feeds", "list"]),
        ('[a]\nurl = "https://x.example/"\nfeeds = ["rss"]\n', ["a", "feeds", "'rss'", "http"]),
        ('[a]\nurl = "https://x.example/"\nfeeds = [1]\n', ["[a]", "feeds", "[1]"]),
        ('[a]\nurl = "https://x.example/"\nhosts = ["https://y.example/"]\n', ["a", "hosts", "https://y.example/"]),
        ('[a]\nurl = "https://x.example/"\nhosts = ["y.example/news"]\n', ["a", "hosts", "y.example/news"]),
        ('[a]\nurl = "https://x.example/"\ndelay = -1\n', ["a", "delay", "-1", "3600"]),
        ('[a]\nurl = "https://x.example/"\ndelay = nan\n', ["a", "delay", "nan", "3600"]),
        ('[a]\nurl = "https://x.example/"\ndelay = true\n', ["[a]", "delay", "True", "number"]),
        ('[A_b]\nurl = "https://x.example/"\n', ["A_b", "a-z"]),
        ('[www.x.example]\nurl = "https://x.example/"\n', ["[www]", "quotes"]),
        ('a = "https://x.example/"\n', ["a", "table"]),
        ("[a\n", ["TOML"]),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_its_file_key_and_rule(tmp_path: Path, text: str, told: list[str]):
    path = own(tmp_path, text)
    with pytest.raises(BadConfiguration) as caught:
        read_sources(path)
    assert str(caught.value).startswith(str(path))
    assert [word for word in told if word not in str(caught.value)] == []


def test_a_file_that_is_not_there_says_so(tmp_path: Path):
    with pytest.raises(NoInput, match=r"none\.toml"):
        find(["kentonline"], tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("url", "name", "front"),
    [
        ("https://WWW.Paper.Example", "www.paper.example", "https://www.paper.example/"),
        ("http://127.0.0.1:8080/", "127.0.0.1-8080", "http://127.0.0.1:8080/"),
        ("http://b\u00fccher.example/x", "xn--bcher-kva.example", "http://xn--bcher-kva.example/x"),
    ],
)
def test_a_bare_address_is_named_by_its_host(url: str, name: str, front: str):
    source = Source.from_url(url)
    assert (source.name, source.url) == (name, front)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.sampled_from(["", "http://", "https://"]))
def test_no_words_on_the_command_line_give_anything_but_a_source_or_a_usage_error(words: str, scheme: str):
    try:
        (source,) = find([scheme + words])
    except UsageError:
        return
    assert "/" not in source.name


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_in_a_file_give_anything_but_sources_or_bad_configuration(content: bytes):
    try:
        read = parse_sources(content, "papers.toml")
    except BadConfiguration:
        return
    assert all(isinstance(source, Source) for source in read.values())
