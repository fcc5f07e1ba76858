"""How one story becomes an article page: its words, and the furniture that a regional paper puts round and into them.

In: a `Story` and the paper's origin. Out: markup. It never decides at which address a page is served.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from newsarchive.demo.markup import Html, escape, fill, join, paragraphs
from newsarchive.demo.paper import AMP_OF, NAME, Story, slug, stories


def story_page(story: Story, origin: str) -> tuple[Html, Html]:
    """The head's tags and the main part of the page of `story`."""
    return head(story, origin), _around(story, origin, join(_with_furniture(story)), _signature(story))


def stub_page(story: Story, origin: str) -> tuple[Html, Html]:
    """Head and main part of a page that shows the opening and then asks for money."""
    opening = Html(f'<div class="opening">{join(paragraphs(story.blocks))}</div>')
    return head(story, origin, free=False), _around(story, origin, join([opening, fill("stub-wall")]), Html(""))


def amp_page(story: Story, origin: str) -> Html:
    """The whole AMP twin of `story`; its canonical address is the article's."""
    return fill(
        "amp",
        headline=story.headline,
        url=origin + story.path,
        head=_json_ld(story, origin, free=True),
        byline=_byline(story),
        dates=_dates(story),
        story=join(paragraphs(story.blocks)),
    )


def card(story: Story, template: str = "card") -> Html:
    """A teaser for `story`: picture, headline as link, opening words."""
    return fill(
        template,
        path=story.path,
        picture=picture(story),
        town=story.town,
        headline=story.headline,
        teaser=story.teaser,
        shown=f"{story.published.day} {story.published:%B}, {clock(story.published)}",
    )


def item(headline: str, path: str) -> Html:
    """A headline as link, in a list."""
    return fill("item", headline=headline, path=path)


def most_read() -> Html:
    """The five stories with most comments, as list items."""
    ranked = sorted(stories(), key=lambda story: story.comments, reverse=True)[:5]
    return join(item(story.headline, story.path) for story in ranked)


def picture(story: Story) -> str:
    """Path of the story's picture."""
    return f"/pictures/{story.motif}-{story.number}.svg"


def shown(when: datetime) -> str:
    """A time as articles print it: 6.10am, Thursday 5 November 2026."""
    return f"{clock(when)}, {when:%A} {when.day} {when:%B %Y}"


def clock(when: datetime) -> str:
    """The time of day as the paper prints it: 6.10am."""
    return f"{when:%I.%M%p}".lower().lstrip("0")


def head(story: Story, origin: str, *, free: bool = True) -> Html:
    """What the page says of itself to machines: as much as `story.markup` allows."""
    tags = [
        fill(
            "head",
            url=origin + story.path,
            teaser=story.teaser,
            headline=story.headline,
            kind="article",
            image=origin + picture(story),
        )
    ]
    if story.number == AMP_OF:
        tags.append(Html(f'<link rel="amphtml" href="{escape(f"{origin}/amp{story.path}")}">'))
    if story.markup != "time":
        tags.append(_meta(story))
    if story.markup == "json-ld":
        tags.append(_json_ld(story, origin, free=free))
    return join(tags)


def _around(story: Story, origin: str, body: Html, signature: Html) -> Html:
    more, related = _others(story, same_section=False)[:4], _others(story, same_section=True)[:3]
    return fill(
        "article",
        more=join(item(other.headline, other.path) for other in more),
        section_path=f"/{slug(story.section)}",
        town=story.town,
        section=story.section,
        headline=story.headline,
        byline=_byline(story),
        dates=_dates(story),
        minutes=max(1, round(sum(len(line.split()) for line in story.paragraphs) / 120)),
        url=origin + story.path,
        comments=story.comments,
        picture=picture(story),
        caption=story.caption,
        credit=story.credit,
        story=body,
        signature=signature,
        topics=", ".join(story.keywords),
        related=join(card(other) for other in related),
        most_read=most_read(),
    )


def _with_furniture(story: Story) -> Iterator[Html]:
    """The body with an advertisement, a teaser and other boxes between its paragraphs, never right after a heading.

    Which comes first changes from story to story, as it does where editors place them by hand.
    """
    boxes = [fill("advert"), _read_more(story), fill("newsletter"), *_second_picture(story)]
    turn = story.number % len(boxes)
    waiting = boxes[turn:] + boxes[:turn]
    elements = paragraphs(story.blocks)
    for place, element in enumerate(elements, 1):
        yield element
        if waiting and place % 2 == 0 and place < len(elements) and not element.startswith("<h2"):
            yield waiting.pop(0)


def _read_more(story: Story) -> Html:
    other = _others(story, same_section=True)[3]  # the first three stand below as related stories
    return fill("read-more", path=other.path, headline=other.headline)


def _second_picture(story: Story) -> list[Html]:
    number = story.number + 1
    path = f"/pictures/{story.motif}-{number}.svg"
    return [fill("picture", picture=path, caption=story.second, credit=story.credit)] if story.second else []


def _others(story: Story, *, same_section: bool) -> list[Story]:
    """Other stories, nearest in time first."""
    others = [each for each in stories() if each.number != story.number and (each.section == story.section) is same_section]
    return sorted(others, key=lambda each: abs(each.published - story.published))


def _signature(story: Story) -> Html:
    return fill("signature", name=story.authors[0]) if story.authors and not story.newsroom else Html("")


def _byline(story: Story) -> Html:
    if not story.authors:
        return Html("")
    names = [escape(name) if story.newsroom else fill("author", name=name, slug=slug(name)) for name in story.authors]
    return fill("byline", names=join(names, " and "))


def _dates(story: Story) -> Html:
    updated = fill("updated", iso=story.modified.isoformat(), shown=shown(story.modified)) if story.modified else Html("")
    return fill("dates", iso=story.published.isoformat(), shown=shown(story.published), updated=updated)


def _meta(story: Story) -> Html:
    pairs = [("property", "article:published_time", story.published.isoformat()), ("property", "article:section", story.section)]
    if story.modified:
        pairs.append(("property", "article:modified_time", story.modified.isoformat()))
    pairs += [("name", "author", name) for name in story.authors]
    return join(Html(f'<meta {key}="{name}" content="{escape(value)}">') for key, name, value in pairs)


def _json_ld(story: Story, origin: str, *, free: bool) -> Html:
    """schema.org NewsArticle, without articleBody, as most papers write it."""
    kind = "Organization" if story.newsroom else "Person"
    claim: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": origin + story.path,
        "headline": story.headline,
        "description": story.teaser,
        "datePublished": story.published.isoformat(),
        "dateModified": (story.modified or story.published).isoformat(),
        "author": [{"@type": kind, "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": NAME, "url": origin + "/"},
        "image": [origin + picture(story)],
        "articleSection": story.section,
        "keywords": list(story.keywords),
        "isAccessibleForFree": free,
    }
    if not free:
        claim["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}
    safe = json.dumps(claim, ensure_ascii=False).replace("<", "\\u003c")  # a "<" could end the script inside a string
    return Html(f'<script type="application/ld+json">{safe}</script>')
