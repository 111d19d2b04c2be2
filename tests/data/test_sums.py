"""The figures of the sample corpus agree with themselves and with one another."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from data.make.build import TEXT
from data.make.check import DATA
from data.make.counts import spread
from data.make.source import read_source, rows

Cells = list[list[str]]


def totalled() -> Iterator[Cells]:
    """Every table that has a row of totals."""
    for path in sorted(TEXT.glob("*.md")):
        for page in read_source(path).pages:
            tables = (rows(block) for block in page.blocks if block.startswith("| "))
            yield from (cells for cells in tables if total_row(cells))


def total_row(cells: Cells) -> int:
    """The place of the row of totals, 0 if there is none."""
    found = [place for place, row in enumerate(cells) if row[0].startswith(("Total", "Summe"))]
    return found[0] if found else 0


def number(cell: str) -> float | None:
    """The number in *cell*; a German point before three figures groups thousands."""
    plain = re.sub(r"\.(?=\d{3}$)", "", cell).replace(",", "")
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None


@pytest.mark.parametrize("cells", list(totalled()), ids=lambda cells: cells[total_row(cells)][0])
def test_a_total_is_the_sum_of_the_rows_above_it(cells: Cells) -> None:
    end = total_row(cells)
    columns = [
        [number(cell) for cell in column[1 : end + 1]] for column in zip(*cells, strict=True)
    ]
    sums = [[value for value in column if value is not None] for column in columns[1:]]
    checked = [column for column in sums if len(column) == end]
    assert checked
    assert all(sum(column[:-1]) == pytest.approx(column[-1]) for column in checked)


def test_enough_tables_have_totals_for_this_to_mean_something() -> None:
    assert len(list(totalled())) >= 15


def test_the_months_of_the_csv_add_up_to_the_annual_report() -> None:
    months: Counter[str] = Counter()
    with (DATA / "corpus" / "passengers-by-month-2025.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            months[row["route"]] += int(row["passengers"])
    page = read_source(TEXT / "annual-report-2025.md").pages[14]
    table = next(rows(block) for block in page.blocks if block.startswith("| "))
    assert months == {row[0]: number(row[1]) for row in table[1:-1]}


def test_spreading_loses_nobody() -> None:
    assert sum(spread(100_003, (7, 0, 13, 1))) == 100_003
    assert spread(5, (0, 1)) == [0, 5]
