"""How fast the shipped embedder is on this machine."""

from time import perf_counter

from rag.models.embed_local import MiniLM
from rag.models.make import sample

LONG = 100
"""Tokens from which a text counts as a passage."""


def tokens_per_second(*, threads: int = 0, times: int = 6) -> float:
    """Embed the long texts of the sample *times* over; loading is not counted."""
    embedder = MiniLM(threads=threads)
    texts = sample.texts()
    lengths = embedder.count(texts)
    passages = [text for text, tokens in zip(texts, lengths, strict=True) if tokens >= LONG] * times
    embedder.embed_passages(passages[:2])
    start = perf_counter()
    embedder.embed_passages(passages)
    return sum(embedder.count(passages)) / (perf_counter() - start)
