import pytest

from eval.bench.figures import Bench, figure
from eval.bench.machine import Machine, this_machine

MACHINE = Machine("Abacus 3", 2, 7.5, "Linux 6", "3.11.0", 0.3)


def test_a_figure_is_the_median_with_its_extremes() -> None:
    found = figure("start", [3.0, 1.0, 2.0], "s", at_most=1.5)

    assert (found.value, found.low, found.high, found.n) == (2.0, 1.0, 3.0, 3)
    assert not found.kept


def test_no_measurement_is_no_figure() -> None:
    with pytest.raises(ValueError, match="no median"):
        figure("start", [], "s")


def test_the_table_says_where_when_and_what_was_missed() -> None:
    figures = (figure("start", [2.0], "s", at_most=1.5), figure("ingest", [120.0], "pages/s"))
    table = Bench("2026-01-02T03:04+00:00", "footnote bench", MACHINE, figures).as_markdown()

    first = table.splitlines()[0]
    assert first == (
        "2026-01-02T03:04+00:00, `footnote bench`, 2 cores of Abacus 3, 7.5 GiB, Linux 6, "
        "Python 3.11.0, load 0.3 at the start."
    )
    assert "| start | 2 | s | 2 | 2 | 1 | ≤ 1.5 (missed) |" in table
    assert "| ingest | 120 | pages/s | 120 | 120 | 1 |  |" in table


def test_this_machine_is_described() -> None:
    machine = this_machine()

    assert machine.cores >= 1
    assert machine.memory_gb > 0.1
    assert machine.model
