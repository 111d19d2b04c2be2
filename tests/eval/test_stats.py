import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.stats import Sample, estimate, interval, needed

SHARES = st.floats(0, 1, allow_subnormal=False)
SAMPLES = st.lists(
    st.builds(Sample, st.sampled_from("abcdef"), SHARES, st.integers(1, 9).map(float)),
    min_size=1,
    max_size=30,
)


def test_the_estimate_weighs_cases() -> None:
    assert estimate([Sample("a", 1.0, 3), Sample("b", 0.0, 1)]) == 0.75


def test_halves_count_equally_and_both_are_needed() -> None:
    """Nine right answers must not hide that the one unanswerable question was answered."""
    samples = [Sample(str(n), 1.0, stratum="yes") for n in range(9)]
    assert estimate([*samples, Sample("x", 0.0, stratum="no")], ("yes", "no")) == 0.5
    assert estimate(samples, ("yes", "no")) is None


def test_no_samples_have_no_estimate_and_no_interval() -> None:
    assert estimate([]) is None
    assert interval([]) is None


def test_one_document_has_no_interval() -> None:
    assert interval([Sample("a", 1.0), Sample("a", 0.0)]) is None


@given(SAMPLES, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_never_shows(samples: list[Sample], shuffler: random.Random) -> None:
    other = shuffler.sample(samples, len(samples))

    assert estimate(samples) == estimate(other)
    assert interval(samples) == interval(other)


@given(SAMPLES)
def test_the_interval_stays_within_the_values(samples: list[Sample]) -> None:
    found = interval(samples)
    values = [sample.value for sample in samples]

    if found is not None and found.method == "bootstrap":
        assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_cases_of_one_document_are_not_independent() -> None:
    """Forty cases of four documents tell us about four documents."""
    alone = [Sample(str(n), float(n % 2)) for n in range(40)]
    together = [Sample(str(n % 4), float(n % 2)) for n in range(40)]
    narrow, wide = interval(alone), interval(together)

    assert narrow is not None
    assert wide is not None
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_the_bootstrap_agrees_with_the_normal_approximation() -> None:
    found = interval([Sample(str(n), float(n % 2)) for n in range(400)])

    assert found is not None
    assert found.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.006)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.006)


@pytest.mark.parametrize(("value", "low", "high"), [(1.0, 0.6915, 1.0), (0.0, 0.0, 0.3085)])
def test_ten_of_ten_does_not_prove_perfection(value: float, low: float, high: float) -> None:
    """Clopper and Pearson's bounds for 10 of 10 and 0 of 10, from their table."""
    found = interval([Sample(str(n), value) for n in range(10)])

    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert found.method == "exact"


def test_small_differences_need_many_cases() -> None:
    assert needed(0.5, 0.05) == 1600
    assert needed(1.0, 0.05) == 304
