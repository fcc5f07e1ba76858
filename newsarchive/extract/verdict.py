"""What a page is. In: what the readers found. Out: a `Rejection` with its reason, or None for an article.

Built on proportions (text, links, teasers) and on kinds of wording in several languages; no site is known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.extract.article import Rejection, Verdict
from newsarchive.extract.body.body import Body
from newsarchive.extract.page.blocks import HEADINGS, Block, Walk
from newsarchive.extract.page.head import Head
from newsarchive.extract.page.jsonld import JsonLd
from newsarchive.extract.page.places import WALL
from newsarchive.extract.words.strings import words
from newsarchive.extract.words.wording import phrases

ENOUGH = 250  # characters of text that need no further sign of being an article
_SEVERAL = 4  # linked headlines that make a page look like a listing
_SEVERAL_TEASERS, _MOSTLY = 2, 0.6  # teasers, and their share of the text's paragraphs, that make a list
_TEASER_REACH, _TEASER_HEAD = 4, 12  # blocks from a teaser's headline to its text; characters of such a headline
_WHOLE = 6  # paragraphs, of `ENOUGH` each in the mean, that are an article whatever stands below them
_MANY_EXCUSES = 2  # paragraphs in which a page may say that nothing is there
BRIEF = 40  # characters that may be an article with headline and date

_FRONT_NAMES = frozenset({"", "index.html", "index.php", "index.htm", "home", "default.aspx", "index"})


@dataclass(frozen=True, slots=True)
class Findings:
    """What the readers found on one page, for the verdict."""

    front: bool
    walk: Walk
    furniture: list[bool]
    body: Body
    lines: list[str]
    head: Head
    data: JsonLd
    headline: str | None
    dated: bool
    free: bool | None
    source_text: str
    gallery: bool
    size: int  # characters of the text found

    @property
    def declared(self) -> bool:
        """Whether the page calls itself an article."""
        kind = (self.head.first("og:type") or "").lower()
        return bool(self.data.article) or kind in ("article", "news.article") or "article:published_time" in self.head.metas


def judge(found: Findings) -> Rejection | None:
    """The first refusal that holds, in the order of how sure it is."""
    for test in (_bot_check, _consent_wall, _soft_404, _front, _listing, _stub, _gallery_or_video, _no_text):
        if refusal := test(found):
            return refusal
    return None


def _titles(found: Findings) -> str:
    """What the page calls itself: its headings, and its title where that says something else than they with a name added."""
    h1 = [
        " ".join(block.text for block in found.walk.blocks[node.first_block : node.end_block])
        for node in found.walk.nodes
        if node.tag == "h1"
    ]
    title = found.head.title or ""
    told = set(words(title))
    return "\n".join(h1 if any(words(text) and set(words(text)) <= told for text in h1) else [title, *h1])


def _bot_check(found: Findings) -> Rejection | None:
    if found.walk.text_size > 3000 or found.data.article:
        return None
    said = phrases("bot_check").search(_titles(found)) or (
        found.walk.text_size < 1500 and phrases("bot_check").search("\n".join(block.text for block in found.walk.blocks))
    )
    empty = found.walk.text_size < 600 and not found.dated
    marked = empty and phrases("bot_marks").search(found.source_text[:200_000])
    if (said and (found.size < 600 and not found.dated)) or marked:
        return Rejection(Verdict.BOT_CHECK, "The page checks whether a person is asking instead of showing an article.")
    return None


def _consent_wall(found: Findings) -> Rejection | None:
    if found.data.article or found.dated:
        return None
    text = " ".join(block.text for block in found.walk.blocks)[:20_000]
    told = len(phrases("consent").findall(text))
    if told >= 4 and told / (length := len(words(text)) or 1) > 0.03:
        return Rejection(
            Verdict.CONSENT_WALL,
            f"The page asks for consent: {told} of its {length} words are about it, and no article is there.",
        )
    return None


def _soft_404(found: Findings) -> Rejection | None:
    """Said in the title or headline of a page that has no text of its own beside teasers."""
    teased = _teased(found, found.body.numbers)
    own = [found.walk.blocks[n] for n in found.body.numbers if n not in teased]
    told = round(sum(block.size for block in own)) if found.body.numbers else found.size
    if sum(block.weight > 0 for block in own) > _MANY_EXCUSES or told >= 2 * ENOUGH or (found.data.article and found.dated):
        return None
    short = found.walk.text_size < 400
    where = _titles(found) if not short else "\n".join([found.head.title or "", *(block.text for block in found.walk.blocks)])
    match = phrases("not_found").search(where)
    if match and not (told >= ENOUGH and found.dated):
        return Rejection(Verdict.SOFT_404, f"The page says {match[0]!r} with status 200.")
    return None


def is_front(url: str, front: str) -> bool:
    """Whether an address is the paper's front page, or the top of any host."""
    parts = urlsplit(url)
    return url == front or (parts.path.strip("/").lower() in _FRONT_NAMES and not parts.query)


def _front(found: Findings) -> Rejection | None:
    if found.front:
        return Rejection(Verdict.LISTING, "The address is that of the front page.")
    return None


def _listing(found: Findings) -> Rejection | None:
    """Teasers (linked lines of a headline's length) outweigh the text."""
    blocks = found.walk.blocks
    teasers = [block for block in blocks if block.link > 0.6 and block.size >= 20]
    outside = [block for block in blocks if not found.furniture[block.node]]  # a menu alone makes no list
    linked = sum(block.size * block.link for block in outside)
    mostly_links = linked >= 0.5 * sum(block.size for block in outside) > 0
    if not found.lines and not found.dated and (len(teasers) >= 3 or mostly_links):
        return Rejection(Verdict.LISTING, f"The page has {len(teasers)} linked headlines and no text of its own.")
    heads = [block for block in teasers if _in_heading(found, block)]
    inside = [block for block in heads if _within(found, block.node)]
    among = [number for number in _numbers(found, inside) if found.body.first - 2 <= number <= found.body.last]
    few = found.body.paragraphs <= 2 and found.size < 2 * ENOUGH and len(inside) >= _SEVERAL
    mixed = len(among) >= _SEVERAL and len(among) >= found.body.paragraphs // 2 and not _opens_whole(found, among)
    declared = bool(found.data.article) or (found.declared and found.dated)
    if (few or mixed) and not declared:
        return Rejection(
            Verdict.LISTING,
            f"Inside its main part {len(inside)} linked headlines stand beside {found.body.paragraphs} paragraphs.",
        )
    teased = _teased(found, found.body.numbers) if not declared else set()
    full = sum(blocks[number].weight > 0 for number in found.body.numbers)
    mostly = bool(teased) and len(teased) >= _MOSTLY * full
    if mostly and (found.size < ENOUGH or len(_teased(found, range(len(blocks)))) >= _SEVERAL_TEASERS):
        return Rejection(Verdict.LISTING, f"{len(teased)} of {full} paragraphs of the text are teasers under linked headlines.")
    lists = {"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"} & found.data.types
    if lists and not found.data.article and not found.dated and len(heads) >= 3:
        return Rejection(Verdict.LISTING, f"The page calls itself {min(lists)} and links {len(heads)} headlines.")
    if not declared and not found.dated and found.size < ENOUGH and mostly_links and len(teasers) >= 2:
        return Rejection(Verdict.LISTING, f"{len(teasers)} linked lines stand against {found.size} characters of text.")
    return None


def _opens_whole(found: Findings, heads: list[int]) -> bool:
    """Whether the text opens with a long run that no linked headline stands in or above: an article, and then its comments."""
    before = [number for number in found.body.numbers if number < min(heads)]
    told = sum(found.walk.blocks[number].size for number in before)
    return len(before) >= _WHOLE and told >= _WHOLE * ENOUGH


def _teased(found: Findings, numbers: Iterable[int]) -> set[int]:
    """Which blocks are the teaser of another page: a linked headline stands right above, or above their date."""
    blocks = found.walk.blocks
    teased: set[int] = set()
    for number in numbers:
        if blocks[number].weight <= 0 or found.furniture[blocks[number].node]:
            continue
        above = number - 1
        while (
            above >= 0 and number - above < _TEASER_REACH and blocks[above].weight <= 0 and not _in_heading(found, blocks[above])
        ):
            above -= 1
        head = blocks[above] if above >= 0 else None
        if head and head.link > 0.6 and head.size >= _TEASER_HEAD and _in_heading(found, head):
            teased.add(number)
    return teased


def _numbers(found: Findings, wanted: list[Block]) -> list[int]:
    ids = {id(block) for block in wanted}
    return [number for number, block in enumerate(found.walk.blocks) if id(block) in ids]


def _within(found: Findings, number: int) -> bool:
    top = found.body.container
    return top >= 0 and top <= number < found.walk.nodes[top].end


def _in_heading(found: Findings, block: Block) -> bool:
    parent = found.walk.nodes[block.node].parent
    return block.tag in HEADINGS or (parent >= 0 and found.walk.nodes[parent].tag in HEADINGS)


def _stub(found: Findings) -> Rejection | None:
    """Declared as paid and short, or cut off by a wall. A long text that calls itself paid is an article."""
    if not found.lines:
        return None
    if found.free is False and (found.size < 700 or (found.size < 1800 and _wall(found))):
        return Rejection(
            Verdict.PAYWALL_STUB, f"The page declares that it is not free, and {found.size} characters of text are there."
        )
    if found.free is None and found.size < 900 and (wall := _wall(found)):
        return Rejection(Verdict.PAYWALL_STUB, f"After {found.size} characters of text stands a wall: {wall[:80]!r}.")
    return None


def _wall(found: Findings) -> str:
    """What stands right after the text and asks for a subscription; "" for nothing."""
    last = max(found.body.numbers, default=found.body.last)  # what says so at the end of a text was left out of it
    for block in found.walk.blocks[last + 1 : last + 13]:
        if block.size < 300 and (match := phrases("wall").search(block.text) or phrases("wall_maybe").search(block.text)):
            return match[0]
    for node in found.walk.nodes:
        if node.place & WALL and node.first_block > last and node.first_block <= last + 20 and node.end_block > node.first_block:
            return found.walk.blocks[node.first_block].text
    return ""


def _gallery_or_video(found: Findings) -> Rejection | None:
    if found.size >= 2 * ENOUGH or found.body.paragraphs > 1:
        return None
    kind = (found.head.first("og:type") or "").lower()
    if (found.data.types & {"VideoObject", "VideoGallery"} and not found.data.article) or kind.startswith("video"):
        return Rejection(Verdict.VIDEO, f"The page is about a video; {found.size} characters of text are there.")
    figures = sum(node.tag == "figure" for node in found.walk.nodes)
    if found.data.types & {"ImageGallery", "MediaGallery"} or found.gallery or (figures >= 6 and found.size < ENOUGH):
        return Rejection(Verdict.GALLERY, f"The page shows {figures} pictures with {found.size} characters of text.")
    return None


def _no_text(found: Findings) -> Rejection | None:
    if found.size >= ENOUGH:
        return None
    if found.size >= BRIEF and found.headline and found.dated:
        return None
    if not found.size:
        return Rejection(Verdict.NO_TEXT, "No text of an article was found.")
    return Rejection(
        Verdict.NO_TEXT,
        f"Only {found.size} characters of text were found, {'without a date' if found.headline else 'without a headline'}.",
    )
