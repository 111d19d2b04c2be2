"""What filters look at."""

from types import MappingProxyType

import pytest

from rag.store.metadata import NAMES, metadata
from rag.store.records import Known


def known(path: str = "a.txt", **properties: str) -> Known:
    return Known(
        document_id="doc_1",
        path=path,
        file=f"/papers/{path}",
        root="/papers",
        version="v",
        recipe="",
        title="Minutes",
        media_type="text/plain",
        pages=2,
        passages=3,
        size=4,
        language="en",
        notes=(),
        ingested="2026-01-01T00:00:00+00:00",
        tags=("board", "winter"),
        properties=MappingProxyType(properties),
    )


def test_every_document_has_every_name_and_no_path_of_this_machine() -> None:
    found = metadata(known("2026/board/minutes.txt", Author="Ada Quill", keywords="ramp"))

    assert tuple(found) == NAMES
    assert (found["author"], found["folder"]) == ("Ada Quill", "2026/board")
    assert (found["title"], found["tags"], found["bytes"]) == ("Minutes", ("board", "winter"), 4)
    assert (found["created"], found["modified"], found["container"]) == ("", "", "")
    assert "/papers" not in str(found)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-01-29", "2026-01-29"),
        ("2026-01-29T23:30:00+01:00", "2026-01-29"),
        ("20260129", "2026-01-29"),
        ("2026-01", "2026-01"),
        ("2026", "2026"),
        ("Thu, 29 Jan 2026 08:00:00 +0000", "2026-01-29"),
        ("2026-02-31", ""),
        ("0000", ""),
        ("29", ""),
        ("last Thursday", ""),
        ("9" * 400, ""),
        ("", ""),
    ],
)
def test_dates_are_days_or_as_much_of_one_as_the_file_says(said: str, day: str) -> None:
    assert metadata(known(created=said))["created"] == day
    assert metadata(known(date=said))["created"] == day
    assert metadata(known(updated=said))["modified"] == day
