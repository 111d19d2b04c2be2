"""Archives: every file in them is taken out, or fails, by itself."""

import base64
import io
import random
import struct
import tarfile
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.load.loaded import Attachment, Limits, Loaded
from rag.errors import DocumentError
from tests.ingest.load.reading import read

GOOD = {"a.txt": b"The ferry leaves at nine.", "z.txt": b"Moor at berth four."}


def zipped(files: dict[str, bytes], *, stored: bool = False) -> bytes:
    written = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def sound(loaded: Loaded) -> dict[str, bytes]:
    return {
        one.name: base64.b64decode(one.content) for one in loaded.attachments if not one.problem
    }


def failed(loaded: Loaded) -> list[Attachment]:
    return [one for one in loaded.attachments if one.problem]


def test_a_damaged_file_of_an_archive_fails_alone() -> None:
    content = zipped({**GOOD, "bad.txt": b"XXXXXXXXXXXXXXXX"}, stored=True)

    loaded = read(content.replace(b"XXXXXXXXXXXXXXXX", b"XXXXXXXXYXXXXXXX"), "a.zip")

    assert sound(loaded) == GOOD
    (bad,) = failed(loaded)
    assert bad.name == "bad.txt"
    assert "Bad CRC-32" in bad.problem
    assert bad.remedy


def test_a_file_under_a_password_fails_alone() -> None:
    content = bytearray(zipped({"a.txt": b"Nine.", "locked.txt": b"Four."}, stored=True))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.rindex(sign) + flags
        content[place : place + 2] = struct.pack("<H", 1)

    loaded = read(bytes(content), "a.zip")

    assert sound(loaded) == {"a.txt": b"Nine."}
    assert "password" in failed(loaded)[0].remedy


def test_a_file_that_blows_up_fails_alone_and_the_ratio_is_a_setting() -> None:
    content = zipped({**GOOD, "bomb.txt": bytes(20_000_000)})

    loaded = read(content, "a.zip")

    assert sound(loaded) == GOOD
    assert "times its size; 200 times is the most" in failed(loaded)[0].problem
    assert "FOOTNOTE_ARCHIVE_RATIO" in failed(loaded)[0].remedy
    assert set(sound(read(content, "a.zip", limits=Limits(ratio=2000)))) == {*GOOD, "bomb.txt"}


def test_a_file_that_is_too_large_is_left_and_the_others_are_read() -> None:
    large = random.Random(1).randbytes(2_000_000)
    for content in (zipped({"l.bin": large, **GOOD}), tarred({"l.bin": large, **GOOD})):
        loaded = read(content, "a", limits=Limits(member_bytes=1_000_000))

        assert sound(loaded) == GOOD
        assert loaded.notes[0].startswith("files inside it not read, over 1000 files or 1 MB")


def test_an_archive_that_breaks_off_beyond_the_limit_is_still_said_to_be_cut() -> None:
    content = tarred({**GOOD, "l.bin": bytes(60_000)})

    loaded = read(content[: len(content) // 2], "a.tar", limits=Limits(members=2))

    assert sound(loaded) == GOOD
    assert loaded.notes[0].startswith("files inside it not read, over 2 files")


def test_a_directory_that_lies_about_a_size_takes_no_more_than_there_is_room_for() -> None:
    content = zipped({"a.txt": bytes(3_000_000)})
    lies = content.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))

    loaded = read(lies, "a.zip", limits=Limits(member_bytes=1_000_000))

    assert sum(map(len, sound(loaded).values())) <= 1_000_000


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_an_archive_that_breaks_off_gives_what_came_before(mode: str) -> None:
    noise = random.Random(1).randbytes(60_000)
    content = tarred({**GOOD, "l.bin": noise, "after.txt": b"Lost."}, mode)

    loaded = read(content[: len(content) // 2], "a.tar")

    assert sound(loaded) == GOOD
    assert failed(loaded)
    assert all(one.problem and one.remedy for one in failed(loaded))


def test_an_archive_of_which_nothing_can_be_read_fails() -> None:
    content = zipped(GOOD)
    with pytest.raises(DocumentError, match="damaged"):
        read(content[: len(content) // 2], "a.zip")


def test_a_tar_bomb_is_read_no_further() -> None:
    content = tarred({**GOOD, "bomb": bytes(30_000_000), "after.txt": b"Lost."}, "w:gz")

    loaded = read(content, "a.tgz")

    assert sound(loaded) == GOOD
    assert "FOOTNOTE_ARCHIVE_RATIO" in failed(loaded)[0].problem


def test_names_that_lead_out_are_read_and_hidden_ones_are_passed_over_as_in_folders() -> None:
    loaded = read(zipped({"../out.txt": b"Out.", ".git/x": b"no", "b/.env": b"no"}), "a.zip")

    assert sound(loaded) == {"../out.txt": b"Out."}


@example(place=406, to=0, tar=False)  # a name of nothing
@given(place=st.integers(0, 2000), to=st.integers(0, 255), tar=st.booleans())
def test_whatever_byte_is_damaged_each_file_is_sound_or_said_to_fail(
    place: int, to: int, *, tar: bool
) -> None:
    content = bytearray(tarred(GOOD) if tar else zipped(GOOD))
    content[place % len(content)] = to
    try:
        loaded = read(bytes(content), "a.tar" if tar else "a.zip")
    except DocumentError:
        return
    if not tar:  # TAR has no sums of its files' bytes
        assert all(text in GOOD.values() for text in sound(loaded).values())
