"""What a run would cost, before anything is paid: its files are read, cut and counted."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace

from ingest.attached import Inside
from ingest.plan import Plan
from ingest.prepare import Ready
from ingest.reading import Into, reading
from ingest.report import Progress
from rag.errors import DocumentError
from rag.models.prices import MILLION
from rag.models.remembering import Remembering
from rag.store.library import Library
from rag.store.records import Known, hash_of


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is to be embedded that was not embedded before, and what that costs."""

    model: str
    passages: int
    tokens: int
    price_usd: float | None
    """Of a million tokens; None where it is not known."""
    budget_usd: float | None = None

    @property
    def cost_usd(self) -> float | None:
        """US dollars, at most the budget; None where the price is not known."""
        if self.price_usd is None:
            return None
        whole = self.tokens * self.price_usd / MILLION
        return whole if self.budget_usd is None else min(whole, self.budget_usd)

    def __str__(self) -> str:
        """Say it in a sentence or two."""
        what = f"{self.passages:,} passages, {self.tokens:,} tokens"
        if self.price_usd is None:
            return f"{what} with {self.model}, whose price is not known."
        whole = self.tokens * self.price_usd / MILLION
        said = f"{what}: about {dollars(whole)} with {self.model}."
        if self.budget_usd is not None and whole > self.budget_usd:
            said += f" It will end at the budget of {dollars(self.budget_usd)}."
        return said


def dollars(amount: float) -> str:
    """Write US dollars with as many places as tell small amounts apart.

    >>> dollars(0.000_003_1), dollars(0.0062), dollars(12.3456)
    ('$0.000003', '$0.0062', '$12.35')
    """
    if amount >= 1:
        return f"${amount:,.2f}"
    return f"${amount:.4f}" if amount >= 0.001 or not amount else f"${amount:.6f}"


@dataclass(frozen=True, slots=True)
class Against:
    """What there is already."""

    library: Library
    known: Sequence[Known]


def estimated(
    plan: Plan, into: Into, against: Against, progress: Callable[[Progress], None]
) -> Estimate:
    """Read and cut what *plan* says is new or changed, and count what is neither stored nor paid.

    Files that came inside others are counted too. A file that cannot be read costs nothing; it is
    reported when it is read for good.
    """
    embedder = into.embedder
    assert isinstance(embedder, Remembering)
    counting = _Counting(embedder, against.library)
    inside = Inside(into.settings.home, against.known)
    sizes = [task.found.size for task in plan.tasks]
    told = Progress(0, len(sizes), total_bytes=sum(sizes), step="counting")
    with closing(inside), reading(plan.tasks, into) as outcomes:
        for done, (task, outcome) in enumerate(outcomes, start=1):
            pages, more = 0, []
            with suppress(DocumentError):
                ready = outcome.result()
                pages, more = counting.add(ready), inside.tasks(task, ready)
                outcomes.first(more)
            told = replace(
                told,
                done=done,
                total=told.total + len(more),
                total_bytes=told.total_bytes + sum(one.found.size for one in more),
                pages=told.pages + pages,
                path=task.path,
                read_bytes=told.read_bytes + task.found.size,
            )
            progress(told)
    progress(replace(told, step="asking"))
    budget_usd = into.spending.most_usd
    return Estimate(
        embedder.model, counting.passages, counting.tokens, embedder.price_usd, budget_usd
    )


def counted(made: Iterable[Ready], into: Into) -> Estimate:
    """Count what of *made* was never paid for: nothing that is stored helps another embedder."""
    embedder = into.embedder
    assert isinstance(embedder, Remembering)
    assert into.spending is not None
    counting = _Counting(embedder, None)
    for ready in made:
        counting.add(ready)
    return Estimate(
        embedder.model,
        counting.passages,
        counting.tokens,
        embedder.price_usd,
        into.spending.most_usd,
    )


class _Counting:
    """Counts passages and tokens, each text once."""

    def __init__(self, embedder: Remembering, library: Library | None) -> None:
        self._embedder = embedder
        self._library = library
        self._seen: set[bytes] = set()
        self.passages = 0
        self.tokens = 0

    def add(self, ready: Ready) -> int:
        """Count what is new in *ready*; return its pages."""
        texts = {hash_of(cut.embedded): cut.embedded for cut in ready.cuts}
        new = [hash_ for hash_ in texts if hash_ not in self._seen]
        self._seen.update(new)
        stored = self._library.embedded(new) if self._library else {}
        have = stored.keys() | self._embedder.known(new).keys()
        unpaid = [texts[hash_] for hash_ in new if hash_ not in have]
        self.passages += len(unpaid)
        self.tokens += sum(self._embedder.count(unpaid))
        return len(ready.document.page_starts)
