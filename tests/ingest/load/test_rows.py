"""Rows of sheets, with the names of their columns where these are sure."""

import pytest

from ingest.load.loaded import Pages
from ingest.load.rows import Rows


def lines(*rows: list[str]) -> list[str]:
    pages = Pages()
    pages.turn()
    put = Rows(pages)
    for row in rows:
        put.add(row)
    return [line for line in pages.loaded("text/csv").text.split("\n") if line]


TABLE = ["Item", "Revenue"], ["Anchor", "100"], ["Buoy", "200"]


def test_a_second_table_after_a_blank_row_and_a_title_has_names_of_its_own() -> None:
    """The figure 9 of a loss was quoted as a revenue, word for word."""
    found = lines(*TABLE, [], ["Losses"], ["Item", "Loss"], ["Cleat", "9"])

    assert found[1:] == [
        "Item: Anchor | Revenue: 100",
        "Item: Buoy | Revenue: 200",
        "Losses",
        "Item | Loss",
        "Item: Cleat | Loss: 9",
    ]


def test_a_second_header_without_a_blank_row_takes_the_names_away() -> None:
    assert lines(*TABLE, ["Name", "Quantity"], ["Cleat", "9"], ["Hook", "open"], ["Davit", "8"])[
        3:
    ] == [
        "Name | Quantity",
        "Cleat | 9",
        "Hook | open",
        "Davit | 8",
    ]


@pytest.mark.parametrize("nothing", ["n/a", "None", "--", "pending"])
def test_what_stands_for_no_figure_is_no_header(nothing: str) -> None:
    assert lines(*TABLE, ["Cleat", nothing], ["Davit", "8"])[3:] == [
        f"Item: Cleat | Revenue: {nothing}",
        "Item: Davit | Revenue: 8",
    ]


def test_a_table_goes_on_after_a_blank_row() -> None:
    assert lines(*TABLE, [], ["Cleat", "9"])[-1] == "Item: Cleat | Revenue: 9"


def test_words_below_figures_of_a_table_without_a_header_name_nothing() -> None:
    assert lines(["Anchor", "100"], ["Buoy", "sold"], ["Cleat", "9"])[1:] == [
        "Buoy | sold",
        "Cleat | 9",
    ]


def test_rows_of_words_alone_keep_their_names() -> None:
    assert lines(["Item", "Place"], ["Anchor", "Sella"], ["Buoy", "Orran"])[1:] == [
        "Item: Anchor | Place: Sella",
        "Item: Buoy | Place: Orran",
    ]
