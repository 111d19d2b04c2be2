"""What remote models cost, for reports and limits. Bills come from the provider, not from here."""

from dataclasses import dataclass

SOURCE = "https://developers.openai.com/api/docs/pricing"
AS_OF = "2026-06"
"""Month of the copies of that page the figures were taken from; compare before billing anyone."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    prompt: float
    cached: float
    """For the part of the prompt that the provider had seen shortly before."""
    completion: float


PRICES = {
    "gpt-4o-mini": Price(0.15, 0.075, 0.60),
    "gpt-4o": Price(2.50, 1.25, 10.00),
    "text-embedding-3-small": Price(0.02, 0.02, 0.0),
    "text-embedding-3-large": Price(0.13, 0.13, 0.0),
    "text-embedding-ada-002": Price(0.10, 0.10, 0.0),
}


def price_of(model: str) -> Price | None:
    """Return the price of *model*; None where it is not known.

    A dated name is its family's: ``gpt-4o-mini-2024-07-18`` costs what ``gpt-4o-mini`` does. A
    gateway's prefix is ignored: ``openai/gpt-4o-mini``.
    """
    name = model.rpartition("/")[2]
    dated = [known for known in PRICES if name == known or name.startswith(f"{known}-20")]
    return PRICES[max(dated, key=len)] if dated else None


def embedding_price(model: str, *, near: bool) -> float | None:
    """Return US dollars for a million tokens of an embedding *model*; None where it is not known.

    A model we have no price of costs nothing where its server is *near* (`address.is_near`). One
    we have a price of costs it anywhere: the server may be a gateway.

    >>> embedding_price("text-embedding-3-small", near=True), embedding_price("bge-m3", near=True)
    (0.02, 0.0)
    """
    price = price_of(model)
    if price is not None:
        return price.prompt
    return 0.0 if near else None


def cost_usd(model: str, *, prompt: int, completion: int = 0, cached: int = 0) -> float:
    """Return US dollars for these tokens; 0 where the price is not known.

    *cached* counts the tokens of *prompt* that were cheaper.

    >>> cost_usd("gpt-4o-mini", prompt=1_000_000, completion=1_000_000)
    0.75
    """
    price = price_of(model)
    if price is None:
        return 0.0
    fresh = max(0, prompt - cached)
    dollars = fresh * price.prompt + cached * price.cached + completion * price.completion
    return dollars / MILLION
