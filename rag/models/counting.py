"""Counts tokens as an embedder does, without the embedder: in another process, say.

An embedder's `counter` names its way of counting; `counter` here makes it again of that name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.models.embed_local import WINDOW, Tokens
from rag.models.tokens import count_tokens
from rag.ports import Counter

LOCAL = "local"
_TIKTOKEN = "tiktoken"


@dataclass(frozen=True, slots=True)
class TiktokenCounter:
    """Counts as `RemoteEmbedder` does."""

    model: str
    window: int

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return tokens by tiktoken."""
        return [count_tokens(text, self.model) for text in texts]

    @property
    def name(self) -> str:
        """What `counter` makes it of."""
        return f"{_TIKTOKEN}:{self.window}:{self.model}"


class LocalCounter:
    """Counts as `MiniLM` does, and loads only its tokenizer."""

    window = WINDOW

    def __init__(self) -> None:
        self._tokens = Tokens()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the model reads in each text, special tokens included."""
        return self._tokens.counts(texts)


def counter(name: str) -> Counter:
    """Return what counts as the embedder does whose `counter` is *name*.

    `ValueError` for a name that is none.
    """
    if name == LOCAL:
        return LocalCounter()
    kind, window, model = name.split(":", 2)
    if kind != _TIKTOKEN:
        raise ValueError(name)
    return TiktokenCounter(model, int(window))
