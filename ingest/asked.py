"""What whoever starts an ingest may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How files are to be taken in; the defaults are what ``footnote ingest PATH`` does."""

    prune: bool = False
    """Remove documents of the same folders whose files are gone."""
    yes: bool = False
    """Even when that is more than half of the collection, and whatever embedding costs."""
    reader: str = ""
    """A LlamaIndex reader by name, for formats that are not read otherwise."""
    tags: tuple[str, ...] = ()
    """Given to every document looked at, changed or not, beside those it has."""
    retry_failed: bool = False
    """Try files again that failed as they are now, however often they did."""
    only: frozenset[str] | None = None
    """Absolute paths of files that may have changed: other known ones are not looked into."""
    budget_usd: float | None = None
    """Most that embedding may cost in this run; ``None``: no limit."""
