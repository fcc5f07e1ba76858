"""Items of microdata beside the article. In: an element. Out: whether what it says is another item's."""

from __future__ import annotations

import lxml.html

# Types of schema.org whose dates, authors and captions are not the article's, and lists of what others say.
_OTHERS = frozenset(
    {"videoobject", "imageobject", "audioobject", "mediaobject", "itemlist", "breadcrumblist", "comment", "usercomments"}
    | {"event", "wpheader", "wpsidebar", "wpfooter"}
)


def of_another(element: lxml.html.HtmlElement) -> bool:
    """Whether an itemprop stands in an item beside the article: a video, a picture, a list of teasers.

    An item that holds a headline of the first rank is the page's own.
    """
    items = (item for item in element.iterancestors() if "itemscope" in item.attrib)
    others = (item for item in items if (item.get("itemtype") or "").rsplit("/", 1)[-1].lower() in _OTHERS)
    return any(item.find(".//h1") is None for item in others)
