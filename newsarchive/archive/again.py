"""What is written where a server answers with what is archived already (WARC 1.1, section 6.7): values in, fields out.

A 304 and an answer of the same payload become revisit records, which say where the body is and do not hold it again.
Not a byte of what was received gets lost by that. No file is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote_from_bytes, unquote_to_bytes

from newsarchive.archive.exchange import Earlier, Exchange
from newsarchive.archive.http import HttpResponse

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# Where the record lies that a revisit refers to. The standard has no fields for it; these two are Heritrix's.
REFERS_TO_FILE, REFERS_TO_OFFSET = "WARC-Refers-To-Filename", "WARC-Refers-To-File-Offset"
_ANSWER = "not-modified-response"  # the metadata field for a 304, whose revisit must be empty to be replayed
_READABLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


def revisit_profile(exchange: Exchange, parsed: HttpResponse, digest: str, earlier: Earlier) -> str:
    """The profile of the revisit that an exchange is; "" where it is to be a response.

    `parsed` is what was received, `digest` that of its entity body. The answer is whole; a 304 is for the address of the
    earlier response, and nothing comes behind its head.
    """
    if exchange.truncated is not None:
        return ""
    if parsed.status == 304:
        ends = exchange.received.endswith((b"\n\r\n", b"\n\n")) and not parsed.body
        return NOT_MODIFIED if ends and exchange.url == earlier.url else ""
    return SAME_PAYLOAD if parsed.status == 200 and digest == earlier.payload_digest else ""


def revisit_fields(profile: str, earlier: Earlier) -> list[tuple[str, str]]:
    """The fields that only a revisit has, and its payload digest, which is always the entity's, as the standard says.

    On a chunked response that field is left out, since checkers hash the chunks; a revisit's they cannot check. pywb and
    ReplayWeb.page look an original up by address and date.
    """
    fields = [
        ("WARC-Profile", profile),
        ("WARC-Refers-To", earlier.record_id),
        ("WARC-Refers-To-Target-URI", earlier.url),
        ("WARC-Refers-To-Date", earlier.date),
        (REFERS_TO_FILE, earlier.filename),
        (REFERS_TO_OFFSET, str(earlier.offset)),
        ("WARC-Payload-Digest", earlier.payload_digest),
    ]
    if profile == SAME_PAYLOAD:
        fields.append(("WARC-Truncated", "length"))  # demanded where the head is kept
    return fields


def revisit_block(profile: str, received: bytes, parsed: HttpResponse) -> bytes:
    """The head as received; b"" for a 304, of which pywb and ReplayWeb.page show an empty page where its head is there."""
    return received[: len(received) - len(parsed.body)] if profile == SAME_PAYLOAD else b""


def kept_aside(profile: str, received: bytes) -> dict[str, str]:
    """Metadata fields for what a revisit does not hold: of a 304 its bytes, percent-encoded (RFC 3986, section 2.1)."""
    return {_ANSWER: quote_from_bytes(received, _READABLE)} if profile == NOT_MODIFIED else {}


def split_metadata(fields: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """The fields of a revisit's metadata record taken apart: those that its writer gave, and the 304, b"" for none."""
    return {name: value for name, value in fields.items() if name != _ANSWER}, unquote_to_bytes(fields.get(_ANSWER, ""))
