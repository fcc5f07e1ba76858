"""Three hundred changes of known kind, made by code: 150 edits that a reader would call one, 150 that none would.

Each is a pair of pages of one article, read by the reader itself. The words are the demo paper's; the pages are made
here, with the chrome of a regional paper round the text and in it.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape

import pytest

from newsarchive.demo.paper import stories
from newsarchive.extract.article import Article
from newsarchive.records.changes import Change, compare, content_digest
from newsarchive.records.words import words_of

from .pages.made import article


@dataclass(frozen=True)
class Look:
    """An article and the state of the page round it. `bare` puts the chrome into the text without any box or name."""

    headline: str
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime
    comments: int = 3
    advert: str = "Kitchens made to measure in Merrowby, this week with free taps"
    related: tuple[str, ...] = ("Market hall roof leaks again", "Bus 14 to run on Sundays")
    template: str = "first"
    bare: bool = False


def times(look: Look) -> str:
    said = f"{look.modified:%d %B %Y, %H:%M}"
    meta = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": look.headline,
        "datePublished": look.published.isoformat(),
        "dateModified": look.modified.isoformat(),
        "author": {"@type": "Person", "name": "Asha Penrose"},
    }
    ld = f'<script type="application/ld+json">{json.dumps(meta)}</script>'
    return ld + (f"<p>Updated: {said}</p>" if look.bare else f'<p class="dateline"><time>Updated {said}</time></p>')


def counters(look: Look) -> str:
    if look.bare:
        return f"<p>{look.comments} comments</p><p>{look.comments * 7:,} views</p>"
    share = f'<button>Share</button> <a href="#c">{look.comments} comments</a> <span>{look.comments * 7:,} views</span>'
    return f'<div class="share-bar">{share}</div>'


def advert(look: Look) -> str:
    if look.bare:
        return "<p>Advertisement</p>" if look.comments % 2 else "<p>Story continues below advertisement</p>"
    return f'<div class="ad ad-slot"><small>Advertisement</small><p>{escape(look.advert)}</p></div>'


def related(look: Look) -> str:
    if look.bare:
        return "".join(f'<p><a href="/x/{n}">Read more: {escape(title)}</a></p>' for n, title in enumerate(look.related))
    items = "".join(f'<li><a href="/x/{n}">{escape(title)}</a></li>' for n, title in enumerate(look.related))
    return f'<aside class="related"><h3>Related stories</h3><ul>{items}</ul></aside>'


def page(look: Look) -> str:
    """The page in one of two templates. The second is what the paper's next one would be: other elements, other order."""
    if look.template == "second":
        text = "".join(f'<div class="par"><span>{escape(each, quote=False)}</span>\n</div>' for each in look.paragraphs)
        text = text.replace(" &amp; ", " &#38;&nbsp;")
        return (
            f"<!doctype html><html lang=en><head><title>{escape(look.headline)} | The Gazette</title></head><body>"
            f"<header><a href=/>The Gazette</a> <a href=/sport>Sport</a></header><main><header><h1>\n {escape(look.headline)}</h1>"
            f"{times(look)}</header><section class='prose'>{text}</section>{related(look)}{counters(look)}</main>"
            "<footer><p>All rights reserved. The Gazette answers to nobody and is printed in Stannick.</p></footer></body></html>"
        )
    parts = [f"<p>{escape(each, quote=False)}</p>" for each in look.paragraphs]
    parts.insert(2, advert(look))
    parts.insert(4, related(look))
    return (
        f"<!doctype html><html lang=en><head><title>{escape(look.headline)} - The Gazette</title></head><body>"
        "<nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li></ul></nav>"
        f"<article><h1>{escape(look.headline)}</h1>{times(look)}{counters(look)}<div class='story'>{''.join(parts)}</div></article>"
        "<footer><p>All rights reserved. The Gazette answers to nobody and is printed in Stannick.</p></footer></body></html>"
    )


NEW_PARAGRAPH = (
    "The council said on Friday evening that it would look at the figures again before the winter and publish them in full."
)
NEW_SENTENCE = "A second meeting is planned for the spring."
FIGURES = str.maketrans("0123456789", "1234567890")


def one_word(look: Look, dice: random.Random) -> Look:
    at = dice.randrange(len(look.paragraphs))
    words = look.paragraphs[at].split(" ")
    places = [n for n, word in enumerate(words) if (word.isalpha() and len(word) > 3) or any(map(str.isdigit, word))]
    place = dice.choice(places)
    words[place] = words[place].translate(FIGURES) if not words[place].isalpha() else dice.choice(("nearly", "Quillham", "fewer"))
    return replace(look, paragraphs=(*look.paragraphs[:at], " ".join(words), *look.paragraphs[at + 1 :]))


def a_sentence(look: Look, dice: random.Random) -> Look:
    at = dice.randrange(len(look.paragraphs))
    longer = f"{look.paragraphs[at]} {NEW_SENTENCE}"
    return replace(look, paragraphs=(*look.paragraphs[:at], longer, *look.paragraphs[at + 1 :]))


def a_paragraph(look: Look, dice: random.Random) -> Look:
    at = dice.randrange(1, len(look.paragraphs) + 1)
    return replace(look, paragraphs=(*look.paragraphs[:at], NEW_PARAGRAPH, *look.paragraphs[at:]))


def a_paragraph_less(look: Look, dice: random.Random) -> Look:
    at = dice.randrange(len(look.paragraphs))
    return replace(look, paragraphs=(*look.paragraphs[:at], *look.paragraphs[at + 1 :]))


def the_headline(look: Look, dice: random.Random) -> Look:
    words = look.headline.split(" ")
    words[dice.randrange(len(words))] = dice.choice(("yesterday", "inquiry", "seven"))
    return replace(look, headline=" ".join(words))


def dates(look: Look, dice: random.Random) -> Look:
    return replace(look, modified=look.modified + timedelta(minutes=dice.randrange(1, 9000)))


def another_template(look: Look, dice: random.Random) -> Look:
    spelled = look.paragraphs
    if dice.random() < 0.5:
        spelled = tuple(
            each.replace("'", "’").replace(' "', " “").replace('"', "”").replace(" - ", " – ").replace("tion", "ti\u00adon")
            for each in spelled
        )
    return replace(look, template="second", paragraphs=spelled)


def counts(look: Look, dice: random.Random) -> Look:
    return replace(look, comments=look.comments + dice.randrange(1, 3000))


def adverts(look: Look, dice: random.Random) -> Look:
    slogans = ("Boots and saddles, half price until Sunday", "Your roof, mended by people who live here", "")
    return replace(look, advert=dice.choice(slogans), comments=look.comments + 1)


def other_links(look: Look, dice: random.Random) -> Look:
    titles = ("Ferry back on Monday", "Choir wins in Stannick", "Who pays for the weir?", "Mill to be flats")
    return replace(look, related=tuple(dice.sample(titles, dice.randrange(0, 4))))


Kind = Callable[[Look, random.Random], Look]
REAL: tuple[Kind, ...] = (one_word, a_sentence, a_paragraph, a_paragraph_less, the_headline)
NONE: tuple[Kind, ...] = (dates, another_template, counts, adverts, other_links)


@dataclass(frozen=True)
class Pair:
    kind: str
    old: Look
    new: Look
    read: tuple[Article, Article]
    change: Change | None


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    dice, made = random.Random(300), []
    for number, story in enumerate(stories()):
        old = Look(story.headline, story.paragraphs, story.published, story.published, bare=number % 3 == 0)
        before = article(page(old))
        for kind in (*REAL, *NONE):
            new = kind(old, dice)
            after = article(page(new))
            made.append(Pair(kind.__name__, old, new, (before, after), compare(before, after)))
    return made


def test_of_three_hundred_changes_the_real_ones_are_found_and_no_other(pairs):
    found = Counter(pair.kind for pair in pairs if pair.change)
    of = Counter(pair.kind for pair in pairs)
    for kind in of:
        print(f"{kind:<18} {found[kind]:>3} of {of[kind]}")
    real, none = ([kind.__name__ for kind in kinds] for kinds in (REAL, NONE))
    print(f"real {sum(found[k] for k in real)} of {sum(of[k] for k in real)}, others {sum(found[k] for k in none)}")

    assert len(pairs) == 300
    assert all(pair.old != pair.new for pair in pairs), "every pair differs"
    assert sum(found[kind] for kind in real) >= 0.95 * sum(of[kind] for kind in real)
    assert [(pair.kind, pair.old.headline, pair.change) for pair in pairs if pair.change and pair.kind in none] == []


def test_what_is_said_to_have_changed_is_the_edit_and_no_more(pairs):
    """The words that are in one made text and not in the other, as often as they are."""
    wrong = []
    for pair in pairs:
        if not pair.change or pair.kind not in {kind.__name__ for kind in REAL}:
            continue
        old, new = (Counter(words_of("\n".join((look.headline, *look.paragraphs))).keys) for look in (pair.old, pair.new))
        added, removed = (
            Counter(words_of("\n".join(runs)).keys) for runs in (pair.change.words_added, pair.change.words_removed)
        )
        if added != new - old or removed != old - new:
            wrong.append((pair.kind, added, removed))
    print(f"{len(wrong)} differ: {[kind for kind, *_ in wrong]}")

    assert len(wrong) <= 0.05 * 150, wrong  # in four, the reader takes another line for text where a paragraph grew beside it


def test_a_headline_weighs_more_than_a_word_and_less_than_all(pairs):
    weight = {
        kind.__name__: sorted(pair.change.materiality for pair in pairs if pair.kind == kind.__name__ and pair.change)
        for kind in REAL
    }
    middle = {kind: values[len(values) // 2] for kind, values in weight.items()}
    print(middle)

    assert middle["one_word"] < middle["a_sentence"] < middle["a_paragraph"]
    assert middle["one_word"] < middle["the_headline"]
    assert all(0 < value <= 1 for values in weight.values() for value in values)


def test_where_the_digests_are_equal_nothing_changed(pairs):
    for pair in pairs:
        one, other = map(content_digest, pair.read)
        assert (one == other) == (pair.change is None), pair.kind
