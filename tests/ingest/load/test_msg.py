import base64

import pytest

from ingest.load.any import load
from ingest.load.loaded import Limits
from rag.errors import DocumentError
from tests.ingest.load.outlook import message

SENT = message("The ramp wire", "Two strands are broken.", {"plan.txt": b"Nine o'clock. " * 400})


def test_a_message_of_outlook_is_read_as_an_eml_is() -> None:
    loaded = load(SENT, "a.msg", Limits())

    assert loaded.media_type == "application/vnd.ms-outlook"
    assert loaded.title == "The ramp wire"
    assert 'From: "Ida Quill" <ida@quarrel.example' in loaded.text
    assert "Subject: The ramp wire\n\nTwo strands are broken." in loaded.text
    (attachment,) = loaded.attachments
    assert attachment.name == "plan.txt"
    assert base64.b64decode(attachment.content).startswith(b"Nine o'clock. ")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_one_that_is_cut_short_is_refused_or_read_and_says_so(part: float) -> None:
    with pytest.raises((DocumentError, OSError)):
        load(SENT[: int(len(SENT) * part)], "a.msg", Limits())
