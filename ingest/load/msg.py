"""MSG: Outlook's own file of one message; the only door to oxmsg."""

import io

from ingest.load import html, rtf
from ingest.load.attached import Attached
from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.mail import described
from rag.errors import DocumentError


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read headers, text and attachments, as of an EML."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(content))
        subject = one_line(message.subject or "")
        sender, sent = message.sender or "", message.sent_date
        people = ", ".join(f"{one.name} <{one.email_address}>" for one in message.recipients)
    except (KeyError, ValueError, OSError, IndexError, AttributeError, TypeError) as error:
        raise DocumentError(f"The message is damaged: {error}.", "Save it again.") from error
    pages, files = Pages(), Attached(limits)
    pages.turn()
    date = sent.isoformat() if sent else ""
    for name, said in {"From": sender, "To": people, "Date": date, "Subject": subject}.items():
        if said:
            pages.add(f"{name}: {one_line(said)}")
    pages.blank_line()
    pages.add(_body(message, limits))
    for one in message.attachments:
        if one.attached_by_value and one.file_bytes:
            files.add(one.file_name or "attachment", one.file_bytes)
        else:
            files.say("an item of Outlook's own was attached, and was not read")
    properties = described(one_line(sender), "") | ({"created": date[:10]} if date else {})
    return pages.loaded(
        media_type,
        title=subject,
        properties=properties,
        notes=files.notes(),
        attachments=files.all(),
    )


def _body(message: object, limits: Limits) -> str:
    """Return the plain text, or what HTML or RTF say."""
    plain = getattr(message, "body", None)
    if plain and plain.strip():
        return str(plain).strip()
    marked = getattr(message, "html_body", None)
    if marked:
        written = marked.encode("utf-8") if isinstance(marked, str) else marked
        return html.load(written, "text/html", limits).text
    packed = getattr(getattr(message, "properties", None), "rtf_body", None)
    return rtf.load(packed, "application/rtf", limits).text if packed else ""
