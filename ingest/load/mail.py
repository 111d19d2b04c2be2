"""EML: who wrote what to whom and when, then the text of the message."""

import email
import email.policy
from email.message import EmailMessage, Message

from ingest.load import html
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from rag.errors import DocumentError

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 1000


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read the headers and the plain text; where there is only HTML, that."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    pages = Pages()
    pages.turn()
    headers = {name: one_line(str(message.get(name, ""))) for name in _HEADERS}
    for name, value in headers.items():
        if value:
            pages.add(f"{name}: {value}")
    pages.blank_line()
    body = _body(message)
    if body is not None:
        pages.add(_text(body, limits))
    given = {"author": headers["From"], "created": headers["Date"]}
    return pages.loaded(
        media_type,
        title=headers["Subject"],
        properties={name: value for name, value in given.items() if value},
        notes=tuple(_attachments(message)),
    )


def _body(message: EmailMessage) -> Message | None:
    return message.get_body(preferencelist=("plain", "html"))


def _text(body: Message, limits: Limits) -> str:
    payload = body.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if body.get_content_type() == "text/html":
        return html.load(content, "text/html", limits).text
    try:
        return content.decode(body.get_content_charset() or "utf-8", "replace")
    except LookupError as error:
        problem = f"The message is written in {body.get_content_charset()!r}, which is unknown."
        raise DocumentError(problem, "Save its text as UTF-8.") from error


def _attachments(message: EmailMessage) -> list[str]:
    names = [
        part.get_filename() or part.get_content_type()
        for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False)
        if part.get_content_disposition() == "attachment"
    ]
    return [f"attachment {one_line(name)!r} was not read" for name in names]
