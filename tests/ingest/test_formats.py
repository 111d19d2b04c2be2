"""What `docs/formats.md` says of limits is what the settings say."""

import re
from pathlib import Path

from ingest.load import furniture, sheet, zipped
from ingest.run import _PURGED as OF_FOLDERS
from ingest.upload import _PURGED as OF_UPLOADS
from rag.settings import Settings

TEXT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_limit_in_the_table_is_the_default_of_its_setting() -> None:
    rows = re.findall(r"`FOOTNOTE_([A-Z_]+)` \| ([\d,]+) \|", TEXT)

    assert len(rows) == 8
    for name, told in rows:
        assert getattr(Settings.load({}), name.lower()) == int(told.replace(",", ""))


def test_the_numbers_in_the_text_are_those_of_the_code() -> None:
    assert (furniture.LEAST, furniture.SHARE) == (3, 0.3)
    for number in (OF_FOLDERS, OF_UPLOADS, zipped.MOST_MEMBERS, sheet._BLANK_ROWS):
        assert f"{number:,}" in TEXT
    assert f"{zipped.MOST_BYTES // 1_000_000} MB" in TEXT
