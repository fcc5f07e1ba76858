"""One article, one URL: the address of the article that an address is a copy or a part of.

In: an address, the paper's front page, and the further hosts that serve copies of its pages. Out: an address, or yes
or no. Never asks, never reads a page: what a page calls canonical is evidence, not a key (shared copy points to another
paper). A rule that wrongly holds loses an article, one that wrongly does not costs a request: so all lean to "no".

    rule       holds for                                                       and not for
    ---------  --------------------------------------------------------------  ------------------------------------------
    plain      tracking parameters, fragments (`page_url`)                     all else in the address, its order too
    host       a host of `twins`; m. mobile. wap. amp. of the front's host     such hosts of another domain; m.…/4711
    session    ;jsessionid= PHPSESSID ASPSESSIONID… CFID CFTOKEN, and sid or   a sid without which no article is named,
               session of 16 letters and digits or more                        or that is a number
    amp        /amp/news/slug  /news/amp/slug  /slug/amp  slug-12345.amp       /news/amp/  /amp-fiddler-plays  /amp/12345
               .amp.html  ?amp  ?amp=1  ?outputType=amp  ?output=amp           /amp/slug  slug-100.amp (of slug-100.html)
    print      /slug/print  /slug/drucken  /slug/druckversion  /v-print/       /news/print/  /print/slug  ?print=4711
               ?print  ?print=1  ?view=print  ?drucken  ?tmpl=component&print=1
    comments   /slug/comments  /slug/comment-page-2  ?comments  ?replytocom=9  /comments/slug  ?comments=full-story
               ?showComment=9  ?cpage=2
    share      ?share=facebook, with its nb=1                                  ?share=12
    arrival    ?ref=rss ?origin=rss ?ch=rss_city ?rssfeed=t ?src=newsletter    ?source=4711  ?rss  /rss/slug  ?feed=rss2
    mobile     ?m=1 behind an article's address                                ?m=201203, a month; ?y=2015&m=1
    part       ?page=2 ?p=2 ?seite=2 ?slide=3 behind an article's address;     /?p=1234, which is the article itself;
               /slug/2/  /slug/page/2  /slug/seite-2  slug,seite2.html         /news/2/  /2024/3/  /tag/slug/page/2
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from functools import reduce
from urllib.parse import SplitResult, unquote, urlsplit

from newsarchive.discovery.shape import SESSION_KEYS, SESSION_PATH, is_listing, is_slug
from newsarchive.urls import page_url, same_site

_COPY_HOST = re.compile(r"(?:m|mobile|wap|amp)\.(?=[^.]+\.)")
_LONGEST_VIEW = 12  # letters of a segment that names a view of an article
_MOST_ROUNDS = 5  # /amp/slug/2/print?amp: each round takes at least one off

# Parameters, as `key=value`. Those of one rule that only go with another are in the second pattern of the pair.
_SESSION = re.compile(rf"(?:{SESSION_KEYS})=.*", re.IGNORECASE)
_MAYBE_SESSION = re.compile(r"(?:sid|session|sessionid)=(?=\w*\d)(?=\w*[a-z])[0-9a-z]{16,}", re.IGNORECASE)
_AMP = re.compile(r"_?amp=(?:1|true|y(?:es)?)?|(?:output(?:type)?|view|format|mode)=amp|template=ampart", re.IGNORECASE)
_PRINT = re.compile(
    r"_?print(?:able)?=(?:1|true|yes)?|druck(?:en|version)=(?:1|true)?|(?:view|format|mode|output|pagewanted)=print",
    re.IGNORECASE,
)
_FRAMELESS, _FRAMELESS_WITH = re.compile(r"tmpl=component"), re.compile(r"tmpl=component|print=1|layout=\w*|page=")  # Joomla
_COMMENTS = re.compile(r"comments=(?:1|true)?|(?:replytocom|showcomment|cpage)=\d+", re.IGNORECASE)
_SHARE, _SHARE_WITH = re.compile(r"share=[a-z][a-z-]*(?:-\d)?"), re.compile(r"share=.*|nb=1")  # WordPress
# How a reader came: a key for that with a channel as its value, or a flag that says "by feed".
_ARRIVAL = re.compile(
    r"(?:ref|referr?er|origin|source|src|from|via|ch|channel|medium)=(?:rss|atom|feeds?|newsletters?|e?mail|push|live|ticker|home(?:page)?"
    r"|twitter|tw|facebook|fb|whatsapp|telegram|instagram|linkedin|google(?:news)?|social|share)(?:[_-][a-z0-9_-]*)?"
    r"|(?:rssfeed|fromrss|isrss)=(?:t|true|y|yes|1)?",
    re.IGNORECASE,
)
# What may name a view or a part of an article, in a key or a value; a flag; a number that counts pages.
_VIEW = re.compile(
    r"print|druck|imprim|stampa|page|pag=|seite|part|view|ansicht|format|output|mode|type|amp|comm?ent|kommentar|full|single|komplett"
    r"|all$|mobile?|device|slide|gal[el]r|imag|img|bild|f?photo|foto|video|lang|tab=|layout|templ|tmpl|theme|version|show|=\d{0,3}$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"m=1")  # Blogger
_PART = re.compile(r"(?:page|p|pg|seite|pagina|slide)=[1-9]\d?", re.IGNORECASE)

# Last segments that show what stands before them in another way, or a part of it.
_AMP_LAST = re.compile(r"/amp(/?)$", re.IGNORECASE)
_AMP_BEFORE = re.compile(r"^/platform/amp(?=/.)|/(?:\.?amp(?:html)?|google-amp)(?=/.)", re.IGNORECASE)
# Only with a long number behind words: slug-100.amp and slug.amp are copies of slug-100.html and slug.html on some papers.
_AMP_NAME = re.compile(r"[.,]amp(?=\.html?$)|(?<=\d{5})\.amp/?$", re.IGNORECASE)
_PRINT_LAST = re.compile(r"/(?:print|drucken|druckversion)(/?)$", re.IGNORECASE)
_PRINT_BEFORE = re.compile(r"/v-print(?=/.)", re.IGNORECASE)  # McClatchy
_COMMENTS_LAST = re.compile(r"/(?:comments|kommentare|comment-page-\d+)(/?)$", re.IGNORECASE)
_PART_LAST = re.compile(
    r"(?:/(?:(?:page|seite|pagina)[/-])?[1-9]\d?(/?)$|,(?:page|seite)-?[1-9]\d?()(?=\.html?$|$))", re.IGNORECASE
)

_AFTER_NAME = re.compile(r"(\.\w{3,5})/$")  # the slash that is left of slug.html/amp/
_NAME = re.compile(r"[^\W\d_].*[-_.]")
_DAY = re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d")
_DATED = re.compile(r"/(?:19|20)\d\d/[01]?\d/.")
_LONG_ID = re.compile(r"=\d{5}|=[\da-f]{8}-[\da-f]{4}-", re.IGNORECASE)


@functools.lru_cache(maxsize=8_192)  # a paper's pages show the same addresses over and over; the rules take 60 us
def article_url(url: str, front: str, twins: tuple[str, ...] = ()) -> str:
    """The address of the article that `url` is a copy or a part of; its `page_url` where no rule holds.

    What is no http(s) address comes back as it is. `twins` are hosts, with a port where theirs is not the usual one.
    The answer is stable: asked again of the answer, it is the same.
    """
    clean = page_url(url)
    if clean is None:
        return url
    parts = urlsplit(clean)
    if is_twin(clean, front, twins) and (_listed(clean, twins) or _tells(parts.path)):
        home = urlsplit(front)
        parts = parts._replace(scheme=home.scheme, netloc=home.netloc.lower())
    for _ in range(_MOST_ROUNDS):
        before = parts
        parts = reduce(lambda address, rule: rule(address), _RULES, before)
        if parts == before:
            break
    return parts.geturl()


def is_twin(url: str, front: str, twins: tuple[str, ...] = ()) -> bool:
    """Whether `url` lies on another host that serves copies of the front's pages; of the front's own host it does not."""
    if same_site(url, front):
        return False
    if _listed(url, twins):
        return True
    parts = urlsplit(url)
    return same_site(parts._replace(netloc=_COPY_HOST.sub("", parts.netloc.removeprefix("www."), count=1)).geturl(), front)


def _listed(url: str, twins: tuple[str, ...]) -> bool:
    return any(same_site(url, f"https://{host}/") for host in twins)


def _tells(path: str) -> bool:
    """Whether a mobile host's path has words, and so is likely the article's own: m.…/beitrag/4711 rarely is."""
    return path == "/" or any(len(re.findall(r"[^\W\d_]+", name)) >= 2 for name in unquote(path).split("/"))


def _session(parts: SplitResult) -> SplitResult:
    parts = _without(parts._replace(path=SESSION_PATH.sub("", parts.path)), _SESSION)
    named = _without(parts, _MAYBE_SESSION)
    return named if _is_article(named) else parts  # an article's id may be called sid


def _amp(parts: SplitResult) -> SplitResult:
    parts = _without(parts, _AMP)
    if not _last(parts.path).lower().removesuffix(".amp").isdigit():  # /news/303627.amp leaves out the slug
        parts = _cut(parts, _AMP_NAME)
    shorter = _AFTER_NAME.sub(r"\1", _AMP_LAST.sub(r"\1", parts.path)) if _AMP_LAST.search(parts.path) else parts.path
    if (
        shorter.strip("/")
        and shorter != parts.path
        and (_NAME.match(_last(shorter)) or _is_article(parts._replace(path=shorter)))
    ):
        return parts._replace(path=shorter)
    after = _cut(parts, _AMP_BEFORE)
    return after if _keeps_its_place(after.path, parts.path) else parts


def _keeps_its_place(path: str, copy: str) -> bool:
    """Whether the article's path can be told from its copy's: /amp/12345 and /amp/slug leave out the section."""
    names = path.strip("/").split("/")
    worded = any(len(re.findall(r"[^\W\d_]+", unquote(name))) >= 3 for name in names)
    moved = path.endswith(".php") and not copy.startswith("/amp/")  # Hearst's /sport/amp/x.php is /sport/article/x.php
    return worded and not moved and (len(names) >= 2 or re.search(r"\d{5}", path) is not None)


def _print(parts: SplitResult) -> SplitResult:
    return _cut(_cut(_without(_without(parts, _FRAMELESS, _FRAMELESS_WITH), _PRINT), _PRINT_LAST), _PRINT_BEFORE)


def _comments(parts: SplitResult) -> SplitResult:
    return _cut(_without(parts, _COMMENTS), _COMMENTS_LAST)


def _share(parts: SplitResult) -> SplitResult:
    return _without(parts, _SHARE, _SHARE_WITH)


def _arrival(parts: SplitResult) -> SplitResult:
    rest = _without(parts, _ARRIVAL)
    return rest if _is_article(rest) else parts


def _mobile(parts: SplitResult) -> SplitResult:
    article = parts._replace(query="")
    return article if _MOBILE.fullmatch(parts.query) and (_is_article(article) or ".html" in parts.path) else parts


def _part(parts: SplitResult) -> SplitResult:
    whole = _without(parts, _PART)
    if _is_article(whole) and (_LONG_ID.search(f"={whole.query}") or _is_one(whole._replace(query=""))):
        parts = whole
    shorter = _cut(parts, _PART_LAST)
    name = _last(shorter.path)
    long = len(re.findall(r"[-_]", name)) >= 3 or re.search(r"\d{5}", name) or _DATED.search(shorter.path)
    return shorter if long and _is_one(shorter) else parts


_RULES: tuple[Callable[[SplitResult], SplitResult], ...] = (_session, _amp, _print, _comments, _share, _arrival, _mobile, _part)


def _without(parts: SplitResult, trigger: re.Pattern[str], what: re.Pattern[str] | None = None) -> SplitResult:
    """`parts` without the parameters that are `what`, if one is `trigger`; a key alone counts as `key=`."""
    pairs = [(pair, pair if "=" in pair else f"{pair}=") for pair in parts.query.split("&")]
    if not any(trigger.fullmatch(full) for _, full in pairs):
        return parts
    return parts._replace(query="&".join(pair for pair, full in pairs if not (what or trigger).fullmatch(full)))


def _cut(parts: SplitResult, piece: re.Pattern[str]) -> SplitResult:
    """`parts` without `piece` of its path (but its slash, where that is a group), if an article's address is left."""
    path = piece.sub(lambda found: found[1] or "" if piece.groups else "", parts.path, count=1)
    if path == parts.path:
        return parts
    shorter = parts._replace(path=_AFTER_NAME.sub(r"\1", path))
    return shorter if path.strip("/") and _is_article(shorter) else parts


def _is_article(parts: SplitResult) -> bool:
    return is_slug(parts.geturl()) and not is_listing(parts.geturl())


def _is_one(parts: SplitResult) -> bool:
    """Whether it names an article, and not the day of an archive: /archive/20240131."""
    return _is_article(parts) and not _DAY.fullmatch(_last(parts.path))


def _last(path: str) -> str:
    return unquote(path).rstrip("/").rpartition("/")[2]


def adds_to(url: str, canonical: str) -> bool:
    """Whether `url` is `canonical`, an article's address of the same site, with one short segment or some query more.

    Thus a print view in whatever form: /print/news/slug-1, /news/slug-1/p2, /news/slug-1?view=full of /news/slug-1.
    """
    if not same_site(url, canonical) or not is_slug(canonical):
        return False
    own, other = urlsplit(url), urlsplit(canonical)
    longer, shorter = own.path.strip("/").split("/"), other.path.strip("/").split("/")
    if longer == shorter:
        return set(other.query.split("&")) - {""} < set(own.query.split("&")) - {""}
    more = [at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter]
    return bool(more) and len(longer[more[0]]) <= _LONGEST_VIEW


def is_canonical(url: str, canonical: str) -> bool:
    """Whether `url` is the page at `canonical` and no view of it: all it has more are parameters that name no view or part.

    Such as ?ref=rss, ?src=live, ?wt=4711abc. Of ten such pages of a test set, all were the canonical page itself.
    """
    if not same_site(url, canonical) or not is_slug(canonical):
        return False
    own, other = urlsplit(url), urlsplit(canonical)
    if own.path.rstrip("/") != other.path.rstrip("/"):
        return False
    pairs, kept = own.query.split("&"), other.query.split("&") if other.query else []
    more = [pair for pair in pairs if pair not in kept]
    full = [pair if "=" in pair else f"{pair}=" for pair in more]
    return set(kept) <= set(pairs) and all(_ARRIVAL.fullmatch(pair) or not _VIEW.search(pair) for pair in full)
