"""Running heads and feet."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.make.check import CASES, DATA, read_cases
from ingest.load import pdf as loader
from ingest.load.furniture import is_of_furniture, without_furniture
from ingest.load.loaded import Limits, Loaded
from tests.ingest.made import pdf

BODY = [f"Paragraph {word} says something of its own.\nAnd more: {word}." for word in "abcdefghij"]


def load(content: bytes) -> Loaded:
    return loader.load(content, "application/pdf", Limits())


def test_a_foot_with_the_number_of_the_page_is_in_no_page() -> None:
    feet = ["", "Annual Report 2025 ii", *(f"Annual Report 2025 {at}" for at in range(1, 9))]
    pages = [f"{body}\n{foot}" for body, foot in zip(BODY, feet, strict=True)]

    loaded = load(pdf(pages))

    assert "Annual Report" not in loaded.text
    assert all(line in loaded.text for body in BODY for line in body.split("\n"))
    assert loaded.notes == (
        "running heads and feet of 9 pages were left out: 'Annual Report 2025 ii'",
    )


def test_heads_of_several_lines_and_bare_numbers_go_too() -> None:
    pages = [f"Table of Contents\nBrine plc\n\n{body}\n{at}" for at, body in enumerate(BODY, 41)]

    assert [text.strip() for text in without_furniture(pages).texts] == BODY


def test_left_and_right_pages_may_differ() -> None:
    pages = [
        f"{body}\n{f'{at} Brine plc' if at % 2 else f'Report {at}'}" for at, body in enumerate(BODY)
    ]

    assert without_furniture(pages).texts == BODY


@pytest.mark.parametrize("total", ["Total {}", "{}", "2,{}", "{} %", "Sum EUR {}.50"])
def test_a_total_at_the_foot_of_every_page_stays(total: str) -> None:
    """Taking all digits out would make a page number of it, and lose the figure asked for."""
    sums = [811, 317, 402, 59, 931, 250, 77, 648, 190, 505]
    pages = [f"{body}\n{total.format(one)}" for body, one in zip(BODY, sums, strict=True)]

    assert without_furniture(pages).texts == pages


def test_a_line_on_fewer_than_three_in_ten_pages_stays() -> None:
    """Tables begin alike: "(in millions)"."""
    pages = [f"(in millions)\n{body}" if at < 2 else body for at, body in enumerate(BODY)]

    assert without_furniture(pages).texts == pages


def test_what_is_the_only_text_of_a_page_stays() -> None:
    pages = [*(f"{body}\nDraft" for body in BODY), "Draft"]

    assert without_furniture(pages).texts == [*BODY, "Draft"]


LINE = st.sampled_from(
    ["Brine plc", "7", "Page {}", "{}", "", "  ", "Total 12", "text", "日本", "{}\ufeff"]
)
PAGE = st.lists(LINE | st.text(max_size=12), max_size=6)


@given(st.lists(PAGE, max_size=12))
def test_a_page_changes_only_by_whole_lines_and_never_becomes_blank(drawn: list[list[str]]) -> None:
    pages = ["\n".join(lines).replace("{}", str(at)) for at, lines in enumerate(drawn)]

    texts = without_furniture(pages).texts

    assert len(texts) == len(pages)
    for before, after in zip(pages, texts, strict=True):
        left = iter(before.split("\n"))
        assert all(line in left for line in after.split("\n"))
        assert bool(after.strip()) == bool(before.strip())
    if len(pages) < 3:
        assert texts == pages


def test_the_words_of_every_gold_text_are_still_on_their_page() -> None:
    golds = [
        gold
        for path in CASES.glob("*.jsonl")
        for case in read_cases(path)
        for gold in case["evidence"]
        if gold["path"].endswith(".pdf") and "scan" not in gold["path"]
    ]
    read = {
        path: load(Path(DATA / "corpus" / path).read_bytes())
        for path in {gold["path"] for gold in golds}
    }

    assert len(golds) > 50
    for gold in golds:
        one = read[gold["path"]]
        ends = (*one.page_starts[1:], len(one.text))
        number = gold["page"]
        words = " ".join(one.text[one.page_starts[number - 1] : ends[number - 1]].split())
        assert " ".join(gold["text"].split()) in words
    assert sum(any(map(is_of_furniture, one.notes)) for one in read.values()) > 4
