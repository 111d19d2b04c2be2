"""Tables in text: found, never cut inside of a row, and each passage told what its columns are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.split import split
from ingest.tables import Tables, tables, worded
from rag.models.counting import counter
from rag.types import Collection, Document, Source

HEAD = """Consolidated Statement of Cash Flows
Skarvik Ferries and Subsidiaries
(in millions)
2021 2020 2019
"""
ROWS = "".join(f"Cost of landing number {n} $ {n},204 1,{n:03d} ({n})\n" for n in range(60))
REAL = counter("local")
LINES = st.lists(
    st.sampled_from(
        [
            "(in thousands)", "2021 2020", "Net sales 1,204 1,187", "Operating", "", "a | b",
            "1 | 2",
            "The ferry leaves at nine and is back before the evening tide has turned again.",
        ]
    ),
    max_size=30,
)  # fmt: skip


def document(text: str, starts: tuple[int, ...] = (0,)) -> Document:
    return Document(Source("d", "v", "Report", "r.pdf", Collection()), text, page_starts=starts)


def test_a_passage_out_of_a_table_is_told_its_title_unit_and_columns() -> None:
    source = document(HEAD + ROWS)

    cuts = split(source, counter=REAL, passage_tokens=100)

    assert len(cuts) > 3
    assert cuts[0].passage.table == ""
    told = "Consolidated Statement of Cash Flows / Skarvik Ferries and Subsidiaries / (in millions)"
    for cut in cuts[1:]:
        assert cut.passage.table == f"{told} / 2021 2020 2019"
        assert cut.passage.context == f"Report > {cut.passage.table}"
        assert cut.embedded.startswith(f"Report > {told}")


def test_no_row_is_cut() -> None:
    rows = {line for line in ROWS.split("\n") if line}
    for cut in split(document(HEAD + ROWS), counter=REAL, passage_tokens=60):
        lines = cut.passage.text.split("\n")
        assert all(line in rows or line in HEAD for line in lines), lines


def test_a_label_that_goes_on_stays_with_its_figures() -> None:
    wrapped = "Comparable constant currency\ngrowth of the harbour % (5) (4) (6)\n"
    for size in range(30, 80):
        for cut in split(document(HEAD + wrapped * 9), counter=REAL, passage_tokens=size):
            last = cut.passage.text.rstrip().rpartition("\n")[2]
            assert not last.startswith("Comparable"), size


def test_a_table_that_goes_on_over_the_page_keeps_its_columns() -> None:
    first = HEAD + ROWS[:600]
    source = document(first + "\n\n" + ROWS[600:], (0, len(first) + 2))

    (_, second) = tables(source)

    assert [line.text for line in second.above][-1] == "2021 2020 2019"


def test_running_text_is_no_table_and_parts_two_tables() -> None:
    prose = "The ferry leaves at nine, and 12 of 40 boats were back before the evening tide.\n"
    source = document(HEAD + ROWS[:400] + prose + "Fleet\n2021 2020\nBoats 12 14\nCrew 40 44\n")

    first, second = tables(source)

    assert first.end <= source.text.index("The ferry")
    assert [line.text for line in second.above] == ["Fleet", "2021 2020"]
    assert list(tables(document(prose * 10))) == []


def test_rows_between_bars_are_told_their_first_rows_unless_they_name_their_cells() -> None:
    written = "Port | 2021 | 2020\n" + "".join(f"Halm {n} | {n} | 7\n" for n in range(40))
    cuts = split(document(written), counter=REAL, passage_tokens=60)
    assert {cut.passage.table for cut in cuts[1:]} == {"Port | 2021 | 2020"}

    named = "Port | Cost\n" + "".join(f"Port: Halm {n} | Cost: {n}\n" for n in range(40))
    cuts = split(document(named), counter=REAL, passage_tokens=60)
    assert {cut.passage.table for cut in cuts} == {""}


@given(LINES)
def test_tables_are_spans_in_order_and_what_is_told_is_short(lines: list[str]) -> None:
    source = document("\n".join(lines))
    end = -1
    for table in tables(source):
        assert end < table.start < table.end <= len(source.text)
        end = table.end
    asked = Tables(source)
    for start in range(len(source.text)):
        assert len(asked.told(start, start + 1)) <= 260


@pytest.mark.parametrize(
    ("text", "embedded"),
    [
        ("Revenue $ 1,204 1,187 1,002\nCosts (801) (795) —", "Revenue\nCosts"),
        ("In 2024 it was 1,204 and 12 %.", "In 2024 it was 1,204 and 12 %."),
        ("1,204 1,187 1,002 12", "1,204 1,187 1,002 12"),
    ],
)
def test_figures_are_embedded_by_their_words(text: str, embedded: str) -> None:
    assert worded(text) == embedded


def test_looking_for_tables_takes_linear_time() -> None:
    tables_of = Tables(document((HEAD + ROWS) * 2000))

    assert tables_of.told(len(HEAD) + 100, len(HEAD) + 200)
