"""The bytes of a part of a message, and whether the message is all there."""

import base64
import re
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64LengthDefect
from email.message import Message

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
CUT_OFF = "the message breaks off: what follows in it, or the end of its last file, is missing"


def payload(part: Message) -> bytes:
    """Return what *part* carries, decoded; of base64 that breaks off, the whole bytes before."""
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        # The standard library gives it back as it is written: letters, and no file at all.
        letters = _NO_BASE64.sub(b"", content)
        content = base64.b64decode(letters[: len(letters) & ~3])
    return content


def breaks_off(message: Message) -> bool:
    """Say whether *message* ends before the end of its parts."""
    return any(
        isinstance(defect, CloseBoundaryNotFoundDefect)
        for part in message.walk()
        for defect in part.defects
    )
