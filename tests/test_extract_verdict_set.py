"""A labelled set of pages in six languages, and how often each verdict is right on it.

Kinds of page as papers make them, each in several layouts; the made-up papers of tests/webs give articles and lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from newsarchive.extract.article import Article, Verdict
from newsarchive.extract.extract import extract
from newsarchive.sources.model import Source

from .pages.made import document, page
from .webs import types
from .webs.stories import write

LANGUAGES = ("en", "de", "fr", "en", "pl", "de")  # of the stories; what a page says beside them is in six: Spanish and Dutch too
NOW = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
SAY = {
    "gone": (
        "Page not found", "Seite nicht gefunden", "Page introuvable", "Página no encontrada", "Nie znaleziono strony",
        "Pagina niet gevonden",
    ),
    "excuse": (
        "Sorry, this page does not exist any more.", "Diese Seite existiert nicht.", "La page n’existe plus.",
        "La página que busca no existe.", "Ta strona nie istnieje.", "Deze pagina bestaat niet meer.",
    ),
    "wall": (
        "Subscribe to continue reading", "Bereits Abonnent? Weiterlesen mit Plus", "Il vous reste 80 % à lire",
        "Contenido exclusivo para suscriptores", "For subscribers only", "Alleen voor abonnees",
    ),
    "consent": (
        "We and our partners use cookies to store personal data. Your consent covers cookies and tracking by partners.",
        "Wir nutzen Cookies. Mit Ihrer Einwilligung zeigen wir Werbung. Datenschutz: Cookies können Sie hier ablehnen.",
        "Nos partenaires et nous déposons des cookies avec votre consentement. Confidentialité et cookies: vos partenaires.",
        "Usamos cookies con su consentimiento. Privacidad: nuestros socios usan cookies para ello.",
        "We use cookies. With your consent our partners read cookies; privacy and cookies are explained here.",
        "Wij gebruiken cookies met uw toestemming. Privacy: partners lezen persoonsgegevens uit cookies.",
    ),
    "check": (
        "Just a moment...", "Sind Sie ein Mensch?", "Êtes-vous un robot ?", "Attention Required!", "Pardon Our Interruption",
        "Verifying you are human",
    ),
}  # fmt: skip
MENU = (
    "<nav><ul>" + "".join(f"<li><a href='/{name}'>{name.title()}</a></li>" for name in ("news", "sport", "more")) + "</ul></nav>"
)
FOOT = "<footer><p>The Courier <a href='/about'>About</a> <a href='/privacy'>Privacy</a></p></footer>"


def framed(inside: str, title: str, head: str = "") -> str:
    return document(f"{MENU}<main>{inside}</main>{FOOT}", f"<title>{title}</title>{head}")


def cards(place: int, count: int) -> str:
    stories = write(LANGUAGES[place], f"cards-{place}", count, NOW)
    layouts = ("<article><h3><a href='/{0}'>{1}</a></h3><p>{2}</p></article>", "<li><h2><a href='/{0}'>{1}</a></h2>{2}</li>")
    return "".join(layouts[place % 2].format(story.number, story.headline, story.teaser) for story in stories)


def made(place: int) -> Iterator[tuple[Verdict, str]]:
    """Two or more pages of each kind but articles and lists, in one language."""
    story = write(LANGUAGES[place], f"story-{place}", 1, NOW)[0]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    head = f"<h1>{story.headline}</h1>"
    stamp = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'
    gone, excuse, wall = (SAY[name][place] for name in ("gone", "excuse", "wall"))
    search = "<form action='/search'><input name='q'><button>OK</button></form>"
    yield Verdict.SOFT_404, framed(f"<h1>{gone}</h1><p>{excuse}</p>", gone)
    yield Verdict.SOFT_404, framed(f"<h1>404</h1><p>{excuse}</p>{search}", f"404 – {gone}")
    yield Verdict.SOFT_404, framed(f"<h1>{gone}</h1><p>{excuse}</p>{search}<section>{cards(place, 4)}</section>", gone)
    opening = f"{head}<p>{story.paragraphs[0]}</p><p>{story.paragraphs[1]}</p>"
    yield Verdict.PAYWALL_STUB, framed(f"{opening}<div class='paywall'><h3>{wall}</h3></div>", story.headline, stamp)
    paid = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}</script>'
    yield Verdict.PAYWALL_STUB, framed(opening, story.headline, stamp + paid)
    ask = SAY["consent"][place]
    yield Verdict.CONSENT_WALL, document(f"<h1>Courier</h1><p>{ask}</p><button>OK</button>", "<title>Courier</title>")
    yield (
        Verdict.CONSENT_WALL,
        document(f"<div class='dialog'><p>{ask}</p><p>{ask}</p><a href='/no'>No</a></div>", "<title>Consent</title>"),
    )
    check = SAY["check"][place]
    yield Verdict.BOT_CHECK, document(f"<h1>{check}</h1><div class='g-recaptcha'></div>", f"<title>{check}</title>")
    yield (
        Verdict.BOT_CHECK,
        document("<p>One second.</p><script src='/cdn-cgi/challenge-platform/h.js'></script>", f"<title>{check}</title>"),
    )
    counters = "".join(f"<figure><img src='/{n}.jpg'><figcaption>{n}/8</figcaption></figure>" for n in range(1, 9))
    yield Verdict.GALLERY, framed(f"{head}<p>{story.paragraphs[0]}</p>{counters}", story.headline, stamp)
    figures = "".join(f"<figure><img src='/{n}.jpg'><figcaption>{story.town}</figcaption></figure>" for n in range(7))
    yield Verdict.GALLERY, framed(f"{head}{figures}", story.headline, stamp)
    yield (
        Verdict.VIDEO,
        framed(f"{head}<p>{story.paragraphs[0]}</p>", story.headline, '<meta property="og:type" content="video.other">'),
    )
    film = '<script type="application/ld+json">{"@type":"VideoObject","name":"x"}</script>'
    yield Verdict.VIDEO, framed(f"{head}<p>{story.paragraphs[0]}</p>", story.headline, film)
    yield Verdict.NO_TEXT, framed("<div id='app'></div>", story.headline)
    yield Verdict.NO_TEXT, framed(f"{head}<p>{story.town}</p>", story.headline)
    yield Verdict.ARTICLE, framed(f"{head}{text}<section><ul>{cards(place, 6)}</ul></section>", story.headline, stamp)
    yield Verdict.ARTICLE, framed(f"{head}{text}", f"{gone}: {story.headline}")
    yield (
        Verdict.LISTING,
        framed(f"<h1>{story.section}</h1><p>{story.paragraphs[0]}</p><ul>{cards(place, 8)}</ul>", story.section),
    )
    yield Verdict.LISTING, framed(f"<h1>{story.section}</h1><ul>{cards(place, 3)}</ul>", story.section)


def papers() -> Iterator[tuple[Verdict, str, str]]:
    """Articles and lists of the made-up papers: at most six of each a paper."""
    for paper in types.build(80, NOW).values():
        seen: Counter[bool] = Counter()
        twins = set(paper.aliases)
        for target, answer in paper.pages.items():
            if "html" not in answer.mime or answer.status != 200 or target in twins or not paper.header:
                continue
            article = paper.story_at(paper.origin + target) is not None
            listed = 'rel="next"' in answer.body.decode(paper.encoding, "replace") or 'class="page-title"' in answer.body.decode(
                paper.encoding, "replace"
            )
            if (article or listed) and seen[article] < 6:
                seen[article] += 1
                yield (
                    Verdict.ARTICLE if article else Verdict.LISTING,
                    answer.body.decode(paper.encoding, "replace"),
                    paper.origin + target,
                )


def judged(html: str, url: str) -> Verdict:
    found = extract(page(html, url=url), Source(name="courier", url="https://courier.example/"), None)
    return Verdict.ARTICLE if isinstance(found, Article) else found.verdict


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Verdict, Verdict]]:
    """(the label, what was judged) of every page."""
    own = [(label, html, "https://courier.example/news/4711") for place in range(len(LANGUAGES)) for label, html in made(place)]
    return [(label, judged(html, url)) for label, html, url in (*own, *papers())]


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict.ARTICLE, Verdict.LISTING, Verdict.SOFT_404, Verdict.PAYWALL_STUB, Verdict.CONSENT_WALL, Verdict.BOT_CHECK,
        Verdict.GALLERY, Verdict.VIDEO, Verdict.NO_TEXT,
    ],
)  # fmt: skip
def test_each_verdict_is_right_nine_times_in_ten(pairs, verdict):
    right = sum(label == found == verdict for label, found in pairs)
    labelled, given = (sum(pair[side] == verdict for pair in pairs) for side in (0, 1))
    assert labelled >= 12
    assert 2 * right / (labelled + given) >= 0.9, Counter(pair for pair in pairs if verdict in pair and pair[0] != pair[1])
