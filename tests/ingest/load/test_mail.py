from email.message import EmailMessage

from ingest.load import mail
from ingest.load.loaded import Limits, Loaded


def message(*, html: bool) -> bytes:
    written = EmailMessage()
    written["From"] = "Ida Quill <ida@quarrel.example>"
    written["To"] = "Bo Marsh <bo@quarrel.example>"
    written["Subject"] = "The ramp wire — again"
    written["Date"] = "Mon, 03 Nov 2025 10:00:00 +0000"
    if html:
        written.set_content("<p>Two strands are <b>broken</b>.</p>", subtype="html")
    else:
        written.set_content("Two strands are broken.\n")
        written.add_alternative("<p>Two <b>strands</b></p>", subtype="html")
    written.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="wire.png")
    return written.as_bytes()


def load(content: bytes) -> Loaded:
    return mail.load(content, "message/rfc822", Limits())


def test_a_message_says_who_wrote_what_when() -> None:
    loaded = load(message(html=False))

    assert loaded.text.startswith("From: Ida Quill <ida@quarrel.example>\nTo: Bo Marsh")
    assert "Subject: The ramp wire — again\n\nTwo strands are broken." in loaded.text
    assert loaded.title == "The ramp wire — again"
    assert loaded.notes == ("attachment 'wire.png' was not read",)


def test_a_message_of_html_alone_is_read_as_html() -> None:
    assert load(message(html=True)).text.endswith("Two strands are broken.\n")


def test_a_message_in_an_unknown_charset_is_read_or_refused_but_never_crashes() -> None:
    head = b"From: a@b.example\nSubject: =?x-none?q?a?=\nMIME-Version: 1.0\n"
    content = head + b"Content-Type: text/plain; charset=utf-8\n\nHi \xff\n"

    assert "Hi" in load(content).text
