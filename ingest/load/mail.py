"""E-mail: who wrote what to whom and when, the text, and the files that came with it.

EML is one message, MBOX many, a page each. Attachments are documents of their own
(`ingest.attached`).
"""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from itertools import islice

from ingest.load import html
from ingest.load.attached import Attached
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.payload import CUT_OFF, breaks_off, payload
from rag.errors import DocumentError

MBOX = "application/mbox"
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 1000
_FROM = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LOCKED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read the message, or all messages of a mailbox, in order."""
    try:
        return _loaded(content, media_type, limits)
    except RecursionError as error:
        problem = "The message nests too deeply: messages within messages."
        raise DocumentError(problem, "Save the innermost one by itself.") from error


def _loaded(content: bytes, media_type: str, limits: Limits) -> Loaded:
    pages, files = Pages(), Attached(limits)
    if media_type == MBOX:
        return _mailbox(content, pages, files, limits)
    message = email.message_from_bytes(content, policy=email.policy.default)
    pages.turn()
    headers = _put(pages, message, files, limits)
    return pages.loaded(
        media_type,
        title=headers["Subject"],
        properties=described(headers["From"], headers["Date"]),
        notes=files.notes(),
        attachments=files.all(),
    )


def described(author: str, date: str) -> dict[str, str]:
    """Return author and date as every format gives them; a date that is none as it stands."""
    try:
        date = email.utils.parsedate_to_datetime(date).date().isoformat() if date else ""
    except (ValueError, TypeError, OverflowError):
        date = one_line(date)
    return {name: said for name, said in {"author": author, "created": date}.items() if said}


def _mailbox(content: bytes, pages: Pages, files: Attached, limits: Limits) -> Loaded:
    labels = []
    for number, written in enumerate(islice(messages(content), limits.pages), start=1):
        message = email.message_from_bytes(written, policy=email.policy.default)
        pages.turn()
        pages.place(f"message {number}")
        subject = _header(message, "Subject")
        pages.heading(subject or f"message {number}", 1, shown=False)
        _put(pages, message, files, limits)
        labels.append(subject or f"message {number}")
        if pages.length > limits.characters:
            break
    return pages.loaded(
        MBOX, page_labels=tuple(labels), notes=files.notes(), attachments=files.all()
    )


def messages(content: bytes) -> Iterator[bytes]:
    """Yield each message of a mailbox without the line that begins it."""
    starts = [found.span() for found in _FROM.finditer(content) if _begins(content, found.start())]
    ends = [start for start, _ in starts[1:]] + [len(content)]
    for (_, start), end in zip(starts, ends, strict=True):
        yield _ESCAPED.sub(rb"\1", content[start:end])


def _begins(content: bytes, place: int) -> bool:
    return (
        place == 0
        or content[max(0, place - 2) : place] in {b"\n\n", b"\r\n"}
        or (content[max(0, place - 3) : place] == b"\n\r\n")
    )


def _put(pages: Pages, message: EmailMessage, files: Attached, limits: Limits) -> dict[str, str]:
    headers = {name: _header(message, name) for name in _HEADERS}
    for name, value in headers.items():
        if value:
            pages.add(f"{name}: {value}")
    pages.blank_line()
    if message.get_content_type() in _LOCKED | {"multipart/encrypted"}:
        files.say("a message is encrypted: only its headers were read")
        return headers
    body = _body(message)
    if body is not None:
        pages.add(_text(body, files, limits))
    parts = list(islice(message.walk(), _MOST_PARTS + 1))
    for part in parts[:_MOST_PARTS]:
        _attach(part, body, files)
    if breaks_off(message):
        files.say(CUT_OFF)
    if len(parts) > _MOST_PARTS:
        files.say(f"a message has more than {_MOST_PARTS} parts: the others were not read")
    return headers


def _header(message: Message, name: str) -> str:
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""  # the standard library stumbles over some headers; the others are still there


def _body(message: EmailMessage) -> Message | None:
    try:
        return message.get_body(preferencelist=("plain", "html"))
    except (AttributeError, KeyError, LookupError):
        return None


def _text(body: Message, files: Attached, limits: Limits) -> str:
    content = payload(body)
    if body.get_content_type() == "text/html":
        return html.load(content, "text/html", limits).text
    charset = body.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, "replace")
    except LookupError:
        files.say(f"a message says it is written in {charset!r}, which is unknown: read as UTF-8")
        return content.decode("utf-8", "replace")


def _attach(part: Message, body: Message | None, files: Attached) -> None:
    """Keep *part* if it is a file; pictures that the text shows are only counted."""
    kind = part.get_content_type()
    if part is body or (part.is_multipart() and kind != "message/rfc822"):
        return
    name = _name(part)
    placed = part.get_content_disposition()
    if kind.startswith("image/") and (placed == "inline" or part.get("Content-ID")):
        files.pictures += 1
    elif kind == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            files.add(name or "message.eml", _as_bytes(inner[0]))
    elif placed == "attachment" or name:
        files.add(name or f"attachment.{kind.rpartition('/')[2]}", payload(part))


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError):
        return str(message.get_payload()).encode("utf-8", "replace")
