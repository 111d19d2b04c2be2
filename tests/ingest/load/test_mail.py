import base64
from email.message import EmailMessage

import pytest

from ingest.load import mail, payload
from ingest.load.any import load as load_any
from ingest.load.loaded import Limits, Loaded
from ingest.prepare import Place, document_of
from rag.errors import DocumentError
from rag.types import Collection


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
    assert loaded.properties["created"] == "2025-11-03"
    (attachment,) = loaded.attachments
    assert (attachment.name, base64.b64decode(attachment.content)) == ("wire.png", b"\x89PNG")


def test_a_message_of_html_alone_is_read_as_html() -> None:
    assert load(message(html=True)).text.endswith("Two strands are broken.\n")


def test_a_message_in_an_unknown_charset_is_read_or_refused_but_never_crashes() -> None:
    head = b"From: a@b.example\nSubject: =?x-none?q?a?=\nMIME-Version: 1.0\n"
    content = head + b"Content-Type: text/plain; charset=utf-8\n\nHi \xff\n"

    assert "Hi" in load(content).text


def test_every_message_of_a_mailbox_is_a_page_with_a_name() -> None:
    box = b"".join(
        b"From ida@quarrel.example Mon Nov  3 10:00:00 2025\n"
        + message(html=False).replace(b"Two strands", b"Strand %d" % number)
        + b"\n>From here on nothing.\n\n"
        for number in (1, 2)
    )

    loaded = load_any(box, "box", Limits())

    document = document_of(loaded, "v", Place("box", Collection()))
    start = loaded.text.index("Strand 2")
    assert document.page_at(start) == 2
    assert document.place(start, start + 8) == "message 2"
    assert loaded.page_labels == ("The ramp wire — again",) * 2
    assert [one.name for one in loaded.attachments] == ["wire.png", "wire.png"]


def test_pictures_in_the_text_are_counted_and_messages_inside_are_files() -> None:
    written = EmailMessage()
    written["Subject"] = "Look"
    written.set_content("See below.")
    written.add_attachment(
        b"GIF8", maintype="image", subtype="gif", cid="<x>", disposition="inline"
    )
    inner = EmailMessage()
    inner["Subject"] = "The first one"
    inner.set_content("It began here.")
    written.add_attachment(inner)

    loaded = load(written.as_bytes())

    assert [one.name for one in loaded.attachments] == ["message.eml"]
    assert b"It began here" in base64.b64decode(loaded.attachments[0].content)
    assert loaded.notes == ("1 pictures within the text were left out",)


def test_too_many_or_too_large_files_are_left_out_and_said_to_be() -> None:
    written = EmailMessage()
    written.set_content("Here.")
    for number in range(5):
        written.add_attachment(b"x" * 100, maintype="a", subtype="b", filename=f"{number}.txt")

    few = mail.load(written.as_bytes(), "message/rfc822", Limits(members=2))
    small = mail.load(written.as_bytes(), "message/rfc822", Limits(member_bytes=250))

    for loaded in (few, small):
        assert len(loaded.attachments) == 2
        assert loaded.notes[0].startswith("files inside it not read, over ")
        assert loaded.notes[0].endswith("(FOOTNOTE_ARCHIVE_MEMBERS and FOOTNOTE_ARCHIVE_MB): 3")


def test_a_message_under_lock_says_so() -> None:
    head = b"From: a@b.example\nTo: c@d.example\nSubject: Secret\nMIME-Version: 1.0\n"
    kind = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB"

    loaded = load(head + kind)

    assert "Secret" in loaded.text
    assert "encrypted" in loaded.notes[0]


def test_deep_and_hostile_messages_end_soon() -> None:
    deep = b"Subject: x\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    assert load(deep * 20 + b"Subject: y\n\nHi").text
    with pytest.raises(DocumentError, match="nests too deeply"):
        load(deep * 3000 + b"Subject: y\n\nHi")
    many = b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert load(many + b"--b\nContent-Disposition: attachment; filename=a\n\nx\n" * 5_000).notes


@pytest.mark.parametrize("missing", range(1, 6))
def test_a_message_that_breaks_off_says_so_and_its_last_file_is_what_there_is_of_it(
    missing: int,
) -> None:
    text = "Zwölf Träger aus Stahl, größer als früher. " * 50
    written = EmailMessage()
    written["From"], written["Subject"] = "a@b.example", "The beams"
    written.set_content("See below.")
    written.add_attachment(text.encode(), maintype="text", subtype="plain", filename="a.txt")
    whole = written.as_bytes()

    loaded = load(whole[: len(whole) // 2 + missing])

    (attached,) = loaded.attachments
    read = base64.b64decode(attached.content).decode("utf-8", "ignore")
    assert len(read) > 500
    assert text.startswith(read)
    assert loaded.notes == (payload.CUT_OFF,)
    assert load(whole).notes == ()
