import pytest

from rag.models.prices import cost_usd, price_of


def test_dated_and_prefixed_names_cost_what_their_family_costs() -> None:
    """``gpt-4o-mini`` begins with ``gpt-4o``, which costs seventeen times as much."""
    assert price_of("gpt-4o-mini-2024-07-18") == price_of("gpt-4o-mini")
    assert price_of("openai/gpt-4o-2024-11-20") == price_of("gpt-4o")
    assert price_of("gpt-4o-mini") != price_of("gpt-4o")


def test_an_unknown_model_has_no_price() -> None:
    assert price_of("gpt-4o-realtime") is None
    assert cost_usd("llama-3", prompt=1000, completion=1000) == 0.0


def test_cached_tokens_are_part_of_the_prompt_and_cheaper() -> None:
    assert cost_usd("gpt-4o", prompt=1_000_000, cached=400_000) == pytest.approx(
        0.6 * 2.5 + 0.4 * 1.25
    )
