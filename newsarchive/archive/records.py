"""Serialises what is archived as WARC/1.1 records (ISO 28500:2017): values in, bytes out, no file is touched.

Blocks go in verbatim: not a byte of what was on the wire is rewritten. A value that would break the record around
it is refused with ValueError before anything is made.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from newsarchive import __version__
from newsarchive.archive.again import kept_aside, revisit_block, revisit_fields, revisit_profile
from newsarchive.archive.decode import entity_body
from newsarchive.archive.exchange import Earlier, Exchange
from newsarchive.archive.http import HttpResponse, split_head, split_response

WARC_FIELDS = "application/warc-fields"
_RESPONSE = "application/http;msgtype=response"
TRUNCATED = ("length", "time", "disconnect", "unspecified")
_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)  # RFC 3986, nothing else
_FIELD_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# What would end a line, or look as if it did; surrogates are no UTF-8.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Heads on which readers agree where the payload begins: warcio ends a head at a line of white space.
_PLAIN_STATUS = re.compile(rb"HTTP/1\.[01] \d{3}[ \r\n]")
_BLANK_LINE = re.compile(rb"\n[\x09-\x0d\x1c-\x20\x85\xa0]+\n")

Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: its id as in WARC-Record-ID, "<urn:uuid:…>", and its uncompressed bytes."""

    id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Facts:
    """What a Capture says of a response block: the same from the bytes received and from those read back."""

    status: int
    mime: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class ExchangeRecords:
    """The records of one exchange in the order in which they are written; `facts` is None where nothing was received.

    With facts, the first record is the response, or a revisit that refers to the record of the id `refers_to`.
    """

    records: tuple[Record, ...]
    facts: Facts | None
    refers_to: str | None = None


def warcinfo(filename: str, fields: Mapping[str, str], date: datetime) -> Record:
    """The record that opens a file and says who wrote it how. `filename` is the file's final name.

    `fields` come after (and override) software, format and conformsTo.
    """
    head = [("WARC-Type", "warcinfo"), ("WARC-Date", warc_date(date)), ("WARC-Filename", _line(filename))]
    return _record(head, WARC_FIELDS, warc_fields(warcinfo_fields(fields)))


def warcinfo_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """All that a warcinfo says: what every file of ours says, and `fields`."""
    return {
        "software": f"newsarchive/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        **fields,
    }


def exchange_records(
    exchange: Exchange, warcinfo_id: str, metadata: Mapping[str, str] | None, refers_to: Earlier | None = None
) -> ExchangeRecords:
    """Response, request and, where there are fields for it, metadata: all with one date, URL and warcinfo.

    Where the answer says that the response `refers_to` still holds, a revisit takes the response's place (WARC 1.1,
    section 6.7). Nothing received: the request alone, concurrent to nothing. Raises ValueError for a URL that is not
    plain RFC 3986 http or https, a naive date, an unknown reason of truncation, or a metadata name that is no token.
    """
    common = [
        ("WARC-Date", warc_date(exchange.began)),
        ("WARC-Target-URI", _checked_url(exchange.url)),
        ("WARC-Warcinfo-ID", warcinfo_id),
    ]
    wire = [*common, *_connection(exchange)]
    if not exchange.received:
        return ExchangeRecords(tuple(_request(wire, exchange.sent)), None)
    parsed = split_response(exchange.received)
    facts = facts_of(parsed)
    profile = revisit_profile(exchange, parsed, facts.payload_digest, refers_to) if refers_to else ""
    if refers_to and profile:
        fields = [("WARC-Type", "revisit"), *wire, *revisit_fields(profile, refers_to)]
        first = _record(fields, _RESPONSE, revisit_block(profile, exchange.received, parsed))
        facts = facts if parsed.status != 304 else not_modified_facts(refers_to.payload_digest)
        metadata = {**(metadata or {}), **kept_aside(profile, exchange.received)}
    else:
        refers_to, first = None, _response(wire, exchange, parsed, facts)
    concurrent = ("WARC-Concurrent-To", first.id)
    records = [first, *_request([*wire, concurrent], exchange.sent)]
    if metadata:
        records.append(_record([("WARC-Type", "metadata"), *common, concurrent], WARC_FIELDS, warc_fields(metadata)))
    return ExchangeRecords(tuple(records), facts, refers_to.record_id if refers_to else None)


def facts_of(response: HttpResponse) -> Facts:
    """Status, media type, and digest of the entity body (transfer coding undone, content coding kept)."""
    return Facts(response.status, response.mime, sha1(entity_body(response)))


def not_modified_facts(payload_digest: str) -> Facts:
    """The facts of a server-not-modified revisit, whose block is empty and says nothing."""
    return Facts(304, "", payload_digest)


def sha1(data: bytes) -> str:
    """The digest as CDX tools key on it: "sha1:" and 32 characters of base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def warc_date(date: datetime) -> str:
    """An aware time as WARC-Date, to the microsecond. Raises ValueError for a naive one."""
    if date.tzinfo is None:
        raise ValueError(f"{date!r} has no time zone; give an aware UTC time")
    return f"{date.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def warc_fields(fields: Mapping[str, str]) -> bytes:
    """An application/warc-fields block, one line a field; control characters and line ends become one space."""
    return b"".join(_field_line(name, value) for name, value in fields.items())


def parse_warc_fields(block: bytes) -> dict[str, str]:
    """A warc-fields block as names and values; the first of a repeated name counts, other names are kept as they are.

    What `warc_fields` made of values without control characters and outer white space reads back the same.
    """
    found: dict[str, str] = {}
    for name, value in field_lines(block):
        found.setdefault(name, value)
    return found


def field_lines(head: bytes) -> list[Field]:
    """`name: value` lines in order, folded lines joined by a space, lines without colon left out.

    UTF-8, or Latin-1 where a line is not: so does warcio.
    """
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head)
    split = (_text(line).partition(":") for line in unfolded.split(b"\n"))
    return [(name.strip(), value.strip()) for name, colon, value in split if colon]


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _response(wire: list[Field], exchange: Exchange, parsed: HttpResponse, facts: Facts) -> Record:
    head = [("WARC-Type", "response"), *wire]
    if _payload_is_agreed(exchange.received, parsed):
        head.append(("WARC-Payload-Digest", facts.payload_digest))
    if exchange.truncated is not None:
        head.append(("WARC-Truncated", exchange.truncated))
    return _record(head, _RESPONSE, exchange.received)


def _payload_is_agreed(received: bytes, parsed: HttpResponse) -> bool:
    """Whether every reader takes the same bytes for the payload, so that the optional digest may be written.

    For chunked bodies the standard wants the entity's digest, while warcio and FastWARC check that of the chunks.
    """
    head = split_head(received)[0] + b"\n"
    coded = parsed.all_headers("transfer-encoding")
    return bool(_PLAIN_STATUS.match(received)) and not coded and not _BLANK_LINE.search(head)


def _request(wire: list[Field], sent: bytes) -> list[Record]:
    """One record, or none where not a byte was sent."""
    if not sent:
        return []
    return [_record([("WARC-Type", "request"), *wire], "application/http;msgtype=request", sent)]


def _connection(exchange: Exchange) -> Iterable[Field]:
    """What the connection was. WARC-Protocol repeats, as the proposal for it says."""
    if exchange.truncated not in (None, *TRUNCATED):
        raise ValueError(f"truncated = {exchange.truncated!r}: must be None or one of {', '.join(TRUNCATED)}")
    if (address := _address(exchange.ip)) is not None:
        yield "WARC-IP-Address", address
    for protocol in exchange.protocols:
        yield "WARC-Protocol", _line(protocol)
    if exchange.cipher:
        yield "WARC-Cipher-Suite", _line(exchange.cipher)


def _address(ip: str | None) -> str | None:
    """The address in its canonical form (RFC 5952), without zone; None where it is none."""
    try:
        return str(ipaddress.ip_address((ip or "").partition("%")[0]))
    except ValueError:
        return None


def _record(head: list[Field], content_type: str, block: bytes) -> Record:
    """A whole record: version line, fields, block and the two line ends that close it."""
    record_id = f"<urn:uuid:{uuid.uuid4()}>"
    kind, *others = head
    fields = [kind, ("WARC-Record-ID", record_id), *others, ("WARC-Block-Digest", sha1(block))]
    if block:
        fields.append(("Content-Type", content_type))
    fields.append(("Content-Length", str(len(block))))
    lines = b"".join(_field_line(name, value) for name, value in fields)
    return Record(record_id, b"".join((b"WARC/1.1\r\n", lines, b"\r\n", block, b"\r\n\r\n")))


def _field_line(name: str, value: str) -> bytes:
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"field name {name!r}: use letters, digits and hyphens")
    return f"{name}: {_line(value)}\r\n".encode()


def _line(value: str) -> str:
    return _UNFIT.sub(" ", value).strip()


def _checked_url(url: str) -> str:
    if not _URL.fullmatch(url):
        raise ValueError(
            f"{url!r} cannot be a WARC-Target-URI: give an absolute http or https address, percent-encoded (RFC 3986)"
        )
    return url
