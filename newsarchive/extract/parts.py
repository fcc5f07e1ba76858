"""The structure of an article, in order, beside its plain text. It does nothing: `arranging` makes it.

Text stands in a record once, in articleBody, one paragraph a line. A part of the structure that bears text says which lines
it is: `lines` is [first, end) as Python slices, so that `body.split("\\n")[first:end]` are its paragraphs. The lines of all
text-bearing parts, one after the other, are exactly those of articleBody. Chosen against text in each part, which would
nearly double a record and could differ from articleBody: on 1,660 real articles the structure adds 4.5 % to the lines. Flat and
not nested, so that a table of all parts is one step away (`pandas.json_normalize`, DuckDB's `unnest`).

Beside articleBody, as they are not in it by definition, stand here: images (their captions are in `image`), embeds, and
where the entries of a live blog begin and end.
"""

from __future__ import annotations

import msgspec

Slice = tuple[int, int]


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="paragraph"):
    """One paragraph a line; several in a row are one part."""

    lines: Slice


class Heading(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="heading"):
    """A heading inside the text. `level` is 1 to 6, as in <h2>."""

    lines: Slice
    level: int


class Quote(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="quote"):
    """A quotation set apart. `cite` is the address or the name that its mark-up gives as the source."""

    lines: Slice
    cite: str | None = None


class List(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="list"):
    """A list, an item a line; nested ones are flattened."""

    lines: Slice
    ordered: bool


class Table(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="table"):
    """A table of data, a row a line. `rows` has the cells, empty ones too, since a line cannot tell which column is empty:
    the one text that stands twice. The first `header` rows are the header.
    """

    lines: Slice
    header: int
    rows: tuple[tuple[str, ...], ...]


class Image(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="image"):
    """A picture in its place: `index` counts from 0 in the article's `image`, which has address, caption and credit."""

    index: int


class Embed(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="embed"):
    """Something that another page or player shows in this place.

    `kind` is "post", "video", "audio", "chart", "map", "document", or "frame" where the provider is not known.
    """

    kind: str
    provider: str
    url: str


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="entry", rename="camel"):
    """An entry of a live blog begins: its lines, and the parts that follow up to its last line, are its own.

    `date_published` is ISO 8601, with a zone only where one is given, and null where the page gives no full date; `raw` is
    the time as the page has it, such as "14:32". Its lines are those of the parts after it: it is no part of the text itself.
    """

    lines: Slice
    date_published: str | None = None
    headline: str | None = None
    raw: str | None = None


Part = Paragraph | Heading | Quote | List | Table | Image | Embed | Entry
TEXT = (Paragraph, Heading, Quote, List, Table)
