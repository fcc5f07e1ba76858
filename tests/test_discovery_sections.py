from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discovery.front import read_front, read_section
from newsarchive.discovery.navigation import MAX_SECTIONS
from newsarchive.discovery.paging import read_paging
from newsarchive.discovery.shape import has_date, is_calendar, without_session

SITE = "https://paper.example"
FRONT = SITE + "/"
LISTING = SITE + "/news/"


def short(url: str) -> str:
    return url.removeprefix(SITE)


def sections(page: str, url: str = FRONT) -> list[str]:
    return [short(link.url) for link in read_front(page.encode(), url).sections]


def articles(page: str, url: str = FRONT) -> list[str]:
    return [short(link.url) for link in read_section(page.encode(), url).articles]


def older(page: str, url: str = LISTING) -> str:
    return short(read_section(page.encode(), url).older)


def dates(page: str) -> list[str]:
    return [link.hints.published for link in read_section(page.encode(), LISTING).articles if "/a/" in link.url]


# -- sections


def test_sections_come_likeliest_first_shallow_before_deep_each_once_with_the_words_of_its_link():
    page = """<nav><ul><li><a href="/news/kent/">Kent</a></li><li><a href="/sport">Sport</a></li><li><a href="/news/">News</a></ul></nav>
      <ul><li><a href="/farming/">Farming</a></li></ul>
      <footer><nav><a href="/lifestyle/">Lifestyle</a><a href="https://www.paper.example/sport/">All sport</a></nav></footer>
      <nav><a href="/jobs/">Jobs</a><a href="/tag/floods">Floods</a></nav>"""
    found = read_front(page.encode(), FRONT)
    assert [short(link.url) for link in found.sections] == [
        "/sport", "/news/", "/news/kent/", "/lifestyle/", "/farming/", "/jobs/", "/tag/floods",
    ]  # fmt: skip
    assert [link.hints.title for link in found.sections][:3] == ["Sport", "News", "Kent"]
    assert {(link.hints.via, link.hints.via_kind) for link in found.sections} == {(FRONT, "front")}


@pytest.mark.parametrize(
    "page",
    [
        "<nav><a href='/x/'>Sport</a></nav>",
        "<header><a href='/x/'>Sport</a></header>",
        "<div role=navigation><a href='/x/'>Sport</a></div>",
        "<div class='main-nav'><a href='/x/'>Sport</a></div>",
        "<table id=mainmenu><td><a href='/x/'>Sport</a></table>",
        "<div class='site-navigation js'><a href='/x/'>Sport</a></div>",
        "<main><ol class='Breadcrumb'><li><a href='/x/'>Sport</a></ol></main>",
        "<main><ul class='sub-nav'><li><a href='/x/'>Sport</a></ul></main>",
        "<div><ul><li><a href='/x/'>Sport</a><li><a href='/y/'>Kultur</a></ul></div>",
        "<footer><a href='/x/'>Sport</a></footer>",
    ],
)
def test_a_link_where_menus_are_is_a_section(page: str):
    assert "/x/" in sections(page)


@pytest.mark.parametrize(
    "address",
    [
        "/sport/", "/nachrichten/kreis-steinfurt", "/news/local-news-north-kent/", "/category/politik/", "/?cat=5", "/lokales/konstanz-12345",
        "/sport.html", "/rubrique/loisirs", "/themen/", "/local/index.html", "/spaces/%C3%A9conomie/",
    ],
)  # fmt: skip
def test_menus_lead_to_sections_in_all_their_forms(address: str):
    assert sections(f"<nav><a href='{address}'>Words</a></nav>") == [address]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/login", "Log in"), ("/my/account/", "Account"), ("/x", "Contact us"), ("/kontakt.html", "Kontakt"), ("/x/datenschutz/", "Mehr"),
        ("/datenschutz-hinweise/", "Hinweise"), ("/mentions-legales", "Mentions"), ("/x/", "Newsletters"), ("/abo", "Abo"),
        ("/advertise-with-us/", "Advertise"), ("/e-paper/", "E-Paper"), ("/x", "Horóscopo"), ("/suche", "Suche"), ("/x", "Om oss"),
        ("/feed/", "News feed"), ("/nyhedsbrev", "Nyhedsbrev"), ("/x", "Política de Privacidade"), ("/x", "Předplatné"),
        ("/calendar/2026/1", "What's on"), ("/veranstaltungen/", "Termine"), ("/x/agenda", "Agenda"), ("/2026/11/", "November"),
        ("/2025", "2025"), ("/archive/2026-11-02", "Monday"), ("/whats-on/?view=list", "List"), ("/sport?month=3", "March"),
        ("/sport/?print=1", "Sport"), ("/sport?replytocom=12", "Sport"), ("/en/", "News"), ("/x/", "Français"), ("/index.html", "News"),
        ("https://www.paper.example", "News"), ("https://other.example/sport", "Sport"), ("https://jobs.paper.example/x", "Sport"),
        ("/sport.pdf", "Sport"), ("/2026/11/24/storm-hits-coast", "Storm"), ("/news/storm-hits-coast-today-12345678", "Storm"),
        ("/page/2/", "More"), ("/sport/", ""), ("/sport/", "w " * 40), ("/a/b/c/d/e/f/g", "Sport"), ("mailto:a@b.example", "Mail"),
        ("/x", "How to Complain"), ("/x", "Cookie policy"),
    ],
)  # fmt: skip
def test_what_lists_no_stories_is_no_section(address: str, words: str):
    assert sections(f"<nav><a href='{address}'>{words}</a></nav>") == []


def test_portals_and_tags_come_last_and_few_tags_at_all():
    clouds = "".join(f"<a href='/tag/t{n}x'>T{n}</a>" for n in range(30))
    page = f"<nav>{clouds}<a href='/wetter'>Wetter</a><a href='/author/jo'>Jo</a><a href='/immobilien/'>Häuser</a><a href='/a/b/'>B</a></nav>"
    found = sections(page)
    assert found[:3] == ["/a/b/", "/wetter", "/immobilien/"]
    assert len(found) == 3 + 10


def test_there_is_an_end_to_sections():
    assert len(sections("<nav>" + "".join(f"<a href='/s{n}x/'>S{n}</a>" for n in range(500)) + "</nav>")) == MAX_SECTIONS


def test_lists_of_stories_and_short_links_in_a_text_are_no_sections():
    assert sections("<ul><li><a href='/x/'>Storm</a><li><a href='/y/'>Council votes for a new bridge</a></ul>") == []
    assert sections("<main><article><ul><li><a href='/x/'>Storm</a></ul></article><p><a href='/y/'>here</a></main>") == []


def test_a_page_is_not_a_section_of_itself_nor_is_the_front_page():
    page = "<nav><a href='/'>Home</a><a href='/news'>News</a><a href='/sport'>Sport</a></nav>"
    assert [short(link.url) for link in read_section(page.encode(), LISTING).sections] == ["/sport"]


def test_a_copy_in_the_same_language_is_no_other_language():
    page = "<html lang=de-AT><nav><a hreflang=de href='/a/'>Sport</a><a hreflang=en href='/b/'>Sport</a></nav>"
    assert sections(page) == ["/a/"]
    assert sections("<nav><a href='/en/sport/'>Sport</a><a href='/fr/sport/'>Sport</a></nav>", SITE + "/en/") == ["/en/sport/"]


def test_an_address_below_which_stories_of_the_page_lie_is_a_section_even_as_a_heading():
    page = """<main><h2><a href="/news/kent">Kent</a></h2><a href="/news/kent/storm-hits-the-coast">Storm hits the coast again</a>
      <a href="/news/kent/council-votes-on-bridge">Council votes on a bridge</a><h2><a href="/storm">Storm</a></h2></main>"""
    found = read_front(page.encode(), FRONT)
    assert [short(link.url) for link in found.sections] == ["/news/kent"]
    assert [short(link.url) for link in found.articles] == [
        "/news/kent/storm-hits-the-coast",
        "/news/kent/council-votes-on-bridge",
        "/storm",
    ]


def test_a_story_with_pages_below_its_address_stays_a_story():
    page = "".join(
        f"<h3><a href='/a/storm-hits-the-coast{end}'>Storm hits the coast</a></h3>"
        for end in ("/", "/one-two-three", "/four-five-six")
    )
    found = read_front(page.encode(), FRONT)
    assert (len(found.articles), found.sections) == (3, ())


def test_nothing_is_both_article_and_section():
    page = "<nav><a href='/sport'>Sport</a></nav><main><h2><a href='/sport/'>Sport</a></h2><h2><a href='/storm'>Storm</a></h2></main>"
    found = read_front(page.encode(), FRONT)
    assert [short(link.url) for link in found.sections] == ["/sport"]
    assert [short(link.url) for link in found.articles] == ["/storm"]


# -- articles of a section


def test_a_section_page_gives_articles_feeds_and_its_name():
    page = """<head><title>Kent | Paper</title><link rel=alternate type="application/rss+xml" href="/kent/rss"></head>
      <h1>Kent  news</h1><article><h3><a href="/news/pier-opens-again-1">Pier opens again</a></h3></article>"""
    found = read_section(page.encode(), LISTING)
    assert (found.kind, found.feeds) == ("section", (SITE + "/kent/rss",))
    hints = found.articles[0].hints
    assert (hints.via, hints.via_kind, hints.title, hints.section) == (LISTING, "section", "Pier opens again", "Kent news")
    assert read_front(page.encode(), FRONT).articles[0].hints.section == ""


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<title>Kent | Paper</title>", "Kent"),
        ("<title>Kent – Paper</title><h1><a href='/'>Paper</a></h1>", "Kent"),
        ("<title>Kent - Paper</title><h1><a href='/news/a-long-story'>A long story</a></h1>", "Kent"),
        ("<title>Kent</title><h1><a href='/news/'>Kent</a></h1>", "Kent"),
        ("<meta property='og:site_name' content='Paper'><title>Paper | Kent</title><h1>Paper</h1>", ""),
        ("<title>Paper</title>", ""),
        ("<h1>All the news that there is from Kent and from the whole of the south east</h1>", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_section_is_its_heading_or_the_first_part_of_its_title(head: str, name: str):
    page = head + "<article><h3><a href='/news/pier-opens-again-1'>Pier opens again</a></h3></article>"
    assert read_section(page.encode(), LISTING).articles[-1].hints.section == name


def test_one_article_is_found_once_however_its_address_varies():
    page = """<h3><a href="/a/storm-hits-coast;jsessionid=0A1B">Storm</a></h3><h3><a href="/a/storm-hits-coast/#comments">Storm</a></h3>
      <h3><a href="http://www.paper.example/a/storm-hits-coast?PHPSESSID=12ab">Storm</a></h3><h3><a href="/b?PHPSESSID=1&id=7">B</a></h3>"""
    assert articles(page) == ["/a/storm-hits-coast", "/b?id=7"]


def test_only_the_number_of_a_visit_is_taken_from_an_address():
    assert without_session(SITE + "/a;jsessionid=1?sid=2&cfid=3") == SITE + "/a?sid=2"
    assert without_session(SITE + "/session?sessionid=1") == SITE + "/session?sessionid=1"


# -- dates of teasers


@pytest.mark.parametrize(
    "teaser",
    [
        "<article><h3><a href='/a/story-number-one'>One</a></h3><time datetime='{}'>today</time></article>",
        "<article><time datetime='{}'></time><div><div><a href='/a/story-number-one'><h3>One</h3></a></div></div></article>",
        "<li><a href='/a/story-number-one'><h3>One</h3><time datetime='{}'>x</time></a></li>",
        "<div><a href='/a/story-number-one'><img></a><div><h3><a href='/a/story-number-one'>One</a></h3><time datetime='{}'></div></div>",
        "<div data-timestamp='{}'><h3><a href='/a/story-number-one'>One</a></h3></div>",
        "<div><h3><a href='/a/story-number-one'>One</a></h3><time-ago datetime='{}'></div>",
        "<div><meta itemprop=datePublished content='{}'><h3><a href='/a/story-number-one'>One</a></h3></div>",
        "<div><h3><a href='/a/story-number-one'>One</a></h3><a href='/tag/x'>X</a> <a href='/author/y'>Y</a><time datetime='{}'></div>",
        "<article><h3><a href='/a/story-number-one'>One</a></h3><a href='/writers/jo'>Jo Hill</a><time datetime='{}'></article>",
        "<div><h3><a href='/a/story-number-one'>One</a></h3><time class=published datetime='{}'><time class=updated datetime='2026-12-01'></div>",
    ],
)
@pytest.mark.parametrize("date", ["2026-11-24T10:00:00+01:00", "20261124", "1795512345"])
def test_a_date_in_the_same_teaser_is_the_articles(teaser: str, date: str):
    two = teaser.format(date) + teaser.format("2020-01-01").replace("one", "two")
    assert dates(f"<section>{two}</section>") == [date, "2020-01-01"]


@pytest.mark.parametrize(
    "page",
    [
        "<div><h3><a href='/a/story-number-one'>One</a></h3><h3><a href='/a/story-number-two'>Two</a></h3><time datetime=2026-11-24></div>",
        "<body><time datetime=2026-11-24>Today</time><main><h3><a href='/a/story-number-one'>One</a></h3></main>",
        "<div><h3><a href='/a/story-number-one'>One</a></h3><time datetime=PT3M></time><time datetime=10:30></div>",
        "<div><h3><a href='/a/story-number-one'>One</a></h3><time class=updated datetime=2026-11-24></div>",
        "<div><h3><a href='/a/story-number-one'>One</a></h3><time datetime=2026-11-24></time><time datetime=2026-11-23></div>",
        "<li><a href='/a/story-number-one#comment-5'>Jo on One two three four</a><time datetime=2026-11-24></li>",
        "<article><a href='/a/jo'>Jo Hill</a><time datetime=2026-11-24></article>",
        "<div><time datetime=2026-11-24></time>" + "<div>" * 8 + "<h3><a href='/a/story-number-one'>One</a></h3>",
    ],
)
def test_a_date_that_may_be_anothers_is_nobodys(page: str):
    assert set(dates(page)) == {""}


# -- older pages


@pytest.mark.parametrize(
    ("own", "page", "expected"),
    [
        ("/", '<nav class="navigation"><div class="nav-links"><div class="nav-previous"><a href="/page/2/">Older posts</a></div></div></nav>', "/page/2/"),
        ("/page/2/", '<div class="nav-previous"><a href="/page/3/">←</a></div><div class="nav-next"><a href="/">Newer posts</a></div>', "/page/3/"),
        ("/category/kent/", '<a class="next page-numbers" href="/category/kent/page/2/">Next</a>', "/category/kent/page/2/"),
        ("/aktuelles/", '<ul class="pagination"><li><a href="/aktuelles/?tx_news_pi1%5B%40widget_0%5D%5BcurrentPage%5D=2&amp;cHash=ab1">2</a></ul>',
         "/aktuelles/?tx_news_pi1%5B%40widget_0%5D%5BcurrentPage%5D=2&cHash=ab1"),
        ("/aktuelles/seite-2", '<a href="/aktuelles/seite-1">zurück</a><a href="/aktuelles/seite-3">weiter</a>', "/aktuelles/seite-3"),
        ("/news", '<ul class="pager"><li><a href="/news?page=0">1</a><li><a href="/news?page=1">2</a><li><a href="/news?page=2">3</a></ul>', "/news?page=1"),
        ("/news?page=1", '<a href="/news?page=0">1</a><a href="/news?page=1">2</a><a href="/news?page=2">3</a><a href="/news?page=9">last »</a>', "/news?page=2"),
        ("/news?page=4", '<ul class="pager"><li class="pager__item--next"><a href="?page=5"><span>››</span></a></li><li><a href="?page=60">»</a>', "/news?page=5"),
        ("/", '<a class="blog-pager-older-link" href="/search?updated-max=2026-11-01T00:00:00Z&amp;max-results=7">Posts</a>',
         "/search?updated-max=2026-11-01T00:00:00Z&max-results=7"),
        ("/tag/kent/", '<link rel="next" href="https://paper.example/tag/kent/page/2/">', "/tag/kent/page/2/"),
        ("/news", '<a href="/news?start=20">2</a><a href="/news?start=40">3</a><a title="End" href="/news?start=400">»</a>', "/news?start=20"),
        ("/news?start=20", '<a href="/news">1</a><a href="/news?start=20">2</a><a href="/news?start=40">3</a><a href="/news?start=60">4</a>', "/news?start=40"),
        ("/news?start=20", '<a href="/news?start=40">Next</a><a href="/news?start=400">»</a>', "/news?start=40"),
        ("/search/?f=html&c=news&l=25", '<ul class="pagination"><li class="next"><a href="/search/?f=html&amp;c=news&amp;l=25&amp;o=25"></a></ul>',
         "/search/?f=html&c=news&l=25&o=25"),
        ("/news/", '<a href="/news/2/">2</a><a href="/news/3/">3</a><a href="/news/40/">40</a>', "/news/2/"),
        ("/news/2/", '<a href="/news/">1</a><a href="/news/2/">2</a><a href="/news/3/">3</a>', "/news/3/"),
        ("/lokales.html", '<a href="/lokales,p2.html">Weitere Artikel laden</a>', "/lokales,p2.html"),
        ("/sport/index.html", '<a href="/sport/index2.html">Page suivante</a>', "/sport/index2.html"),
        ("/local", '<a aria-label="Página siguiente" href="/local?pagina=2"><svg></svg></a>', "/local?pagina=2"),
        ("/local?sort=new&page=2", '<a rel="next" href="?sort=new&amp;page=3">x</a>', "/local?sort=new&page=3"),
        ("/x", '<a href="/x?query-3-page=2">Next Page</a>', "/x?query-3-page=2"),
        ("/taxonomy/term/12", '<a href="/taxonomy/term/12?page=1">2</a>', "/taxonomy/term/12?page=1"),
        ("/taxonomy/term/12?page=1", '<a href="/taxonomy/term/12?page=2">3</a>', "/taxonomy/term/12?page=2"),
        ("/section/7", '<a href="/section/7/page/2">Next</a><a href="/section/8">»</a>', "/section/7/page/2"),
        ("/news/", '<a rel=next href="/archive/?c=news&amp;o=25">More</a>', "/archive/?c=news&o=25"),
    ],
)  # fmt: skip
def test_the_older_page_is_found_in_the_ways_of_many_systems(own: str, page: str, expected: str):
    assert older(page, SITE + own) == expected
    assert short(read_front(page.encode(), SITE + own).older) == expected


@pytest.mark.parametrize(
    "words",
    ["Older", "Next »", "More stories", "Load more", "Weiter", "Ältere Beiträge", "Nächste Seite", "Suivant", "Articles plus anciens", "Volgende", "Siguiente",
     "Entradas anteriores", "Pagina successiva", "Nästa sida", "Neste side", "Næste", "Następna strona", "Další", "Próxima", "»", "›", ">", "→"],
)  # fmt: skip
def test_words_and_arrows_of_many_languages_lead_on(words: str):
    assert older(f"<main><a href='/news/?page=2'>{words}</a></main>") == "/news/?page=2"


@pytest.mark.parametrize(
    ("own", "page"),
    [
        ("/calendar/2026/1", "<a rel=next href='/calendar/2026/2'>Next month</a>"),
        ("/news/", "<a rel=next href='/calendar/2026/2'>Next</a><a rel=next href='/events/?page=2'>Next</a>"),
        ("/2026/10", "<a rel=next href='/2026/11'>Next</a>"),
        ("/news/", "<div class='gallery next'><a href='/galleries/storm/2'>Next</a></div>"),
        ("/news/", "<a rel=next href='/news/council-votes-on-bridge'>Next</a><a rel=next href='/storm'>Next</a>"),
        (
            "/news/storm-hits-the-coast",
            "<link rel=next href='/news/council-votes-on-bridge'><a rel=next href='/?page=2'>Next</a>",
        ),
        ("/news/", "<a rel=next href='https://other.example/archive/?page=2'>Next</a>"),
        ("/news/", "<a href='/news/'>Next</a><a href='#'>Load more</a><a>Load more</a><a href='javascript:more()'>More</a>"),
        ("/news/?page=3", "<a href='/news/?page=2'>Older</a><link rel=next href='/news/?page=2'><a href='/news/?page=3'>»</a>"),
        ("/news/", "<a href='/news/?page=9'>»</a><a href='/news/9/'>9</a>"),
        ("/news/?page=2", "<a href='/news/?page=4'>4</a><a href='/sport/?page=3'>3</a><a href='/news/?page=3'>Storm</a>"),
        ("/news/?c=kent", "<a href='/news/?page=2'>2</a>"),
        ("/news/", "<a href='/news/?page=2'>The next five things that you should know</a>"),
        ("/news/", "<a href='/news/2024/'>2</a><a href='/news/1234/'>1234</a>"),
        ("/news/", ""),
    ],
)
def test_what_is_not_the_next_page_of_this_listing_is_not_taken(own: str, page: str):
    assert older(page, SITE + own) == ""


def test_rel_next_is_preferred_to_words_and_numbers():
    assert (
        older("<a href='/news/?p=2'>2</a><a href='/news/2'>Older</a><a rel='nofollow NEXT' href='/news/?page=2'>x</a>")
        == "/news/?page=2"
    )


def test_a_link_that_turns_the_page_is_no_article_but_a_story_with_a_number_is():
    assert articles(
        "<main><a href='/news/2/'>2</a><a href='/news/?start=20'>Older posts</a><a href='/news/3/'>Storm</a></main>", LISTING
    ) == ["/news/3/"]
    assert articles("<main><a href='/?p=123'>More</a></main>") == ["/?p=123"]


def test_pages_are_counted_in_addresses():
    assert read_paging(SITE + "/news/page/3/").number == 3
    assert read_paging(SITE + "/news?page=0,2").number == 2
    assert read_paging(SITE + "/news/2026/11").way == ""
    assert read_paging(SITE + "/news/").way == ""
    assert read_paging(SITE + "/news/?page=2").is_of(read_paging("http://www.paper.example/news"))


def test_diaries_are_known_by_their_addresses():
    assert is_calendar(SITE + "/2026/11/24/")
    assert is_calendar(SITE + "/kultur/veranstaltungen/heute")
    assert not is_calendar(SITE + "/2026/11/24/storm")
    assert has_date(SITE + "/2026/11/24/storm")
    assert not has_date(SITE + "/2026/11/24/")


# -- hostile pages


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"<nav class=nav><a href='/s{n}/'>S{n}</a><time datetime=2026-11-24>" for n in range(20_000)),
        "<ul>" * 3_000 + "<li><a href='/x/'>X</a>" * 20_000,
        "<div datetime=2026-11-24>" * 60_000,
        "<a href='/news/?page=2'>" + "next " * 200_000 + "</a>" + "<a rel=next href='/news/?page=" + "9" * 100_000 + "'>x</a>",
        "<nav>" + "".join(f"<a href='/{'a/' * 900}{n}'>X{n}</a>" for n in range(500)),
        "<link rel=next href='/x'>" * 60_000,
        "<div class='" + "nav-" * 200_000 + "'><a href='/x/' class='" + "next" * 200_000 + "'>X</a>",
        "<h1>" + "<h1><a href=x>" * 20_000,
    ],
    ids=["menus", "lists", "dates", "words", "deep addresses", "announcements", "classes", "names"],
)  # fmt: skip
def test_a_hostile_page_takes_little_time(content: str):
    began = time.perf_counter()
    read_section(content.encode(), LISTING)
    assert time.perf_counter() - began < 6


_PIECES = st.sampled_from(
    ["<nav>", "</nav>", "<ul>", "<li>", "</ul>", "<h1>", "</h1>", "<article>", "<footer>", "<title>A|B", "</title>", "words", "»", "2", "</a>",
     "<a href=/s>", "<a rel=next href=?page=2>", "<a href=/news/2/>", "<a href=//[>", "<a href=';jsessionid=1'>", "<a href='?o=²'>",
     "<time datetime=2026-11-24>", "<div class=nav data-date=20261124>", "<base href=//x/>", "<link rel=next href='?p=٣'>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_PIECES, max_size=16).map("".join),
    st.sampled_from([LISTING, FRONT, SITE + "/news/?page=2", "https://[", "", "news"]),
)
def test_no_bytes_and_no_address_make_reading_a_section_raise(content: str, url: str):
    found = read_section(content.encode(), url)
    assert found.kind or found.problem
    assert found.older == "" or found.older.startswith(("http://", "https://"))
    assert {link.url for link in found.sections}.isdisjoint(link.url for link in found.articles)
