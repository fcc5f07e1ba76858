"""Items of microdata beside the article. In: an element. Out: whether what it says is another item's."""

from __future__ import annotations

from itertools import islice

import lxml.html

_NEAR = 50  # elements around it in which its item is looked for
# Types of schema.org whose dates, authors and captions are not the article's, and lists of what others say.
_OTHERS = frozenset(
    {"videoobject", "imageobject", "audioobject", "mediaobject", "itemlist", "breadcrumblist", "comment", "usercomments"}
    | {"event", "wpheader", "wpsidebar", "wpfooter"}
)


def of_another(element: lxml.html.HtmlElement) -> bool:
    """Whether an itemprop stands in an item beside the article: a video, a picture, a list of teasers.

    An item that holds a headline of the first rank is the page's own.
    """
    around = islice(element.iterancestors(), _NEAR)
    item = next((one for one in around if "itemscope" in one.attrib), None)
    if item is None or (item.get("itemtype") or "").rsplit("/", 1)[-1].lower() not in _OTHERS:
        return False
    return item.find(".//h1") is None
