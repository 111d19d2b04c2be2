"""What a run spends, and that it never spends more than it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BudgetError
from rag.models.spending import Spending


def test_texts_are_granted_as_far_as_the_budget_goes_and_no_further() -> None:
    spending = Spending(price_usd=1.0, most_usd=0.000_1)  # 100 tokens

    assert spending.grant([40, 40, 40]) == 2
    spending.settle(80, 80)
    assert spending.cost_usd == pytest.approx(0.000_08)
    with pytest.raises(BudgetError, match=r"\$0\.0001 does not allow for more"):
        spending.grant([40])
    assert spending.grant([20]) == 1


def test_what_is_in_flight_counts_until_it_failed() -> None:
    spending = Spending(price_usd=1.0, most_usd=0.000_1)
    spending.grant([100])
    with pytest.raises(BudgetError):
        spending.grant([1])

    spending.refund(100)

    assert spending.grant([100]) == 1
    assert (spending.tokens, spending.requests) == (0, 0)


def test_a_try_whose_answer_broke_off_is_spent_and_the_last_that_fits_is_the_last() -> None:
    spending = Spending(price_usd=1.0, most_usd=0.000_1)  # 100 tokens
    spending.grant([40])

    spending.broke(40)
    with pytest.raises(BudgetError):
        spending.broke(40)  # no third one fits
    spending.refund(40)

    assert (spending.tokens, spending.lost, spending.requests) == (80, 80, 0)
    assert spending.grant([20]) == 1


def test_what_this_run_paid_for_is_not_called_paid_for_before() -> None:
    spending = Spending()
    spending.paid([b"a", b"b"])

    spending.found([b"a", b"b", b"c"])

    assert spending.cached == 1


@pytest.mark.parametrize("price", [0.0, None])
def test_without_a_price_nothing_is_held_back_and_tokens_are_counted(price: float | None) -> None:
    spending = Spending(price_usd=price, most_usd=0.0)
    assert spending.grant([10**9]) == 1
    spending.settle(10**9, 5)
    assert spending.tokens == 5
    assert spending.cost_usd == (None if price is None else 0)


@given(
    st.lists(st.lists(st.integers(0, 500), min_size=1, max_size=8), max_size=8),
    st.integers(0, 2000),
)
def test_no_order_of_requests_spends_more_than_the_budget(
    batches: list[list[int]], tokens: int
) -> None:
    spending = Spending(price_usd=1e6, most_usd=float(tokens))  # a dollar a token
    for counts in batches:
        try:
            granted = spending.grant(counts)
        except BudgetError:
            assert spending.tokens + counts[0] > tokens
            continue
        spending.settle(sum(counts[:granted]), sum(counts[:granted]))
    assert spending.tokens <= tokens
