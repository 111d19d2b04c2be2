"""What one run spends on embedding, and what it may spend."""

import threading
from collections.abc import Iterable, Sequence
from itertools import accumulate

from rag.errors import BudgetError
from rag.models.prices import MILLION


class Spending:
    """Counts tokens, requests and money. Any number of threads may share one.

    What is about to be sent is set aside first, so that requests in flight together do not exceed
    a budget that each alone would keep.
    """

    def __init__(self, *, price_usd: float | None = 0.0, most_usd: float | None = None) -> None:
        """Count at *price_usd* for a million tokens (None: not known), up to *most_usd*."""
        self.price_usd = price_usd
        self.most_usd = most_usd
        self.tokens = 0
        """Billed: as the server counts, or as we do where it does not say."""
        self.requests = 0
        """That were answered."""
        self.cached = 0
        """Texts that were not sent, because their vectors were remembered."""
        self.lost = 0
        """Tokens of *tokens* whose answers were of no use: they may be paid for again."""
        self._paid: set[bytes] = set()
        self._aside = 0
        self._turn = threading.Lock()

    @property
    def cost_usd(self) -> float | None:
        """US dollars so far; None where the price is not known."""
        return None if self.price_usd is None else self.price(self.tokens)

    def price(self, tokens: int) -> float:
        """Return what *tokens* cost in US dollars; 0 where that is not known."""
        return tokens * (self.price_usd or 0.0) / MILLION

    def grant(self, counts: Sequence[int]) -> int:
        """Set aside what texts of *counts* tokens cost; return how many of them may be sent.

        `BudgetError` where not even the first may.
        """
        with self._turn:
            room = self._room()
            granted = sum(total <= room for total in accumulate(counts))
            if counts and not granted:
                raise self._reached()
            self._aside += sum(counts[:granted])
            return granted

    def settle(self, aside: int, billed: int) -> None:
        """Count a request for which *aside* tokens were set aside."""
        with self._turn:
            self._aside -= aside
            self.tokens += billed
            self.requests += 1

    def refund(self, aside: int) -> None:
        """Take back what was set aside for a request that failed: only answers are billed."""
        with self._turn:
            self._aside -= aside

    def broke(self, aside: int) -> None:
        """Count a try whose answer broke off: it may be billed. What is set aside is for the next.

        `BudgetError` where there is nothing left for a next one.
        """
        with self._turn:
            self.tokens += aside
            self.lost += aside
            if self._room() < 0:
                raise self._reached()

    def lose(self, billed: int) -> None:
        """Note that the answer of a request that was settled is of no use."""
        with self._turn:
            self.lost += billed

    def paid(self, hashes: Iterable[bytes]) -> None:
        """Remember texts that were sent in this run."""
        with self._turn:
            self._paid.update(hashes)

    def found(self, hashes: Iterable[bytes]) -> None:
        """Count texts that need not be sent, but for those of this run."""
        with self._turn:
            self.cached += len(set(hashes) - self._paid)

    def _room(self) -> float:
        """Return the tokens that may still be sent."""
        if self.most_usd is None or not self.price_usd:
            return float("inf")
        return self.most_usd * MILLION / self.price_usd - self.tokens - self._aside

    def _reached(self) -> BudgetError:
        return BudgetError(
            f"The budget of ${self.most_usd:g} does not allow for more.",
            "Run it again with a higher --budget, or raise FOOTNOTE_EMBED_BUDGET_USD.",
        )
