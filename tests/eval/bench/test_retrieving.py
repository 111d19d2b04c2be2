from pathlib import Path

import pytest

from eval.bench.retrieving import RetrievePlan, retrieve_bench
from rag.errors import InputError


def test_an_index_is_made_once_and_searched_in_every_way(tmp_path: Path) -> None:
    plan = RetrievePlan(home=tmp_path / "home", passages=400, asked=3)
    told: list[str] = []

    first = {one.name: one for one in retrieve_bench(plan, progress=told.append)}
    again = {one.name: one for one in retrieve_bench(plan, progress=told.append)}

    assert told[0] == "making 400 passages"
    assert sum("making" in one for one in told) == 1
    assert first["passages"].value == 400
    took = "putting them into the library"
    assert again[f"{took}, by an earlier run"].value == first[took].value
    assert first["search, p50"].n == 3
    assert (first["search, p50"].at_most, first["search, p95"].at_most) == (15, 30)
    ratio = first["search, by the sum of those two, p50"]
    assert (ratio.at_most, ratio.kept) == (2, ratio.value <= 2)
    ratios = [name for name in first if name.endswith("by that in all, p50")]
    assert len(ratios) == 4
    assert first["100 threads at once, errors"].value == 0
    assert first["100 threads at once, p95"].n == 500


def test_a_home_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "truth.db").write_text("mine")
    plan = RetrievePlan(home=tmp_path, passages=400)

    with pytest.raises(InputError, match="another index"):
        retrieve_bench(plan, progress=lambda _: None)
    with pytest.raises(InputError, match="measure nothing"):
        retrieve_bench(RetrievePlan(home=tmp_path, asked=0), progress=lambda _: None)
    assert [one.name for one in tmp_path.iterdir()] == ["truth.db"]
