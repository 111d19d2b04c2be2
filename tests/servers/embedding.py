"""Embeddings as a server gives them, right and wrong, and a server that lets so many tokens by."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any

from tests.servers.faults import FAULTS, LIMITED, Fault, status
from tests.servers.wire import Asked, Line

EMBEDDING_WIDTH = 64
WIDTHS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
"""Of models that have another: the vector is filled up with zeros."""
Row = dict[str, Any]


def texts_of(asked: Asked) -> list[str]:
    """Return what is to be embedded."""
    given = asked.body.get("input", [])
    return [given] if isinstance(given, str) else [str(text) for text in given]


def tokens_of(asked: Asked) -> int:
    """Count words, which is as good as tokens for a scripted model."""
    return sum(len(text.split()) for text in texts_of(asked))


def embedded(asked: Asked) -> dict[str, Any]:
    """Return the whole, right reply."""
    return listed(rows_of(asked), asked)


def rows_of(asked: Asked) -> list[Row]:
    width = WIDTHS.get(str(asked.body.get("model")), EMBEDDING_WIDTH)
    filled = [0.0] * (width - EMBEDDING_WIDTH)
    return [
        {"object": "embedding", "index": n, "embedding": embedding(text) + filled}
        for n, text in enumerate(texts_of(asked))
    ]


def listed(rows: list[Row], asked: Asked) -> dict[str, Any]:
    tokens = tokens_of(asked)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": rows, "model": asked.body.get("model"), "usage": usage}


def embedding(text: str) -> list[float]:
    """Hash the words of *text* into a vector of length 1: shared words, near vectors."""
    row = [1e-3] * EMBEDDING_WIDTH
    for word in text.lower().split():
        row[hashlib.sha256(word.encode()).digest()[0] % EMBEDDING_WIDTH] += 1.0
    norm = math.sqrt(sum(value * value for value in row))
    return [value / norm for value in row]


@dataclass(slots=True)
class TokenRate:
    """A script: lets tokens by as a bucket fills with them, and answers 429 to the rest."""

    tokens: int
    """That the bucket holds; it is full at first."""
    window_s: float
    """In which it fills."""
    says_when: bool = True
    """Send ``Retry-After``."""
    latency_s: float = 0.0
    """Until each reply."""
    refused: int = 0
    most_at_once: int = 0
    _looked: float = 0.0
    _left: float = 0.0
    _inside: int = 0
    _turn: Lock = field(default_factory=Lock)

    def __call__(self, asked: Asked) -> Callable[[Asked, Line], None]:
        with self._turn:
            now, wanted = monotonic(), tokens_of(asked)
            rate = self.tokens / self.window_s
            self._left = min(self.tokens, self._left + (now - self._looked) * rate)
            self._looked = now
            if wanted > self._left:
                self.refused += 1
                if not self.says_when:
                    return FAULTS["429"]
                after_ms = f"{1000 * (wanted - self._left) / rate:.0f}"
                return partial(status, 429, LIMITED, retry_after_ms=after_ms)
            self._left -= wanted
            self._inside += 1
            self.most_at_once = max(self.most_at_once, self._inside)
            return self._slowly

    def _slowly(self, asked: Asked, line: Line) -> None:
        line.wait(self.latency_s)
        with self._turn:
            self._inside -= 1
        line.reply(200, embedded(asked))


def _bent(bend: Callable[[list[Row]], list[Row]]) -> Callable[[Asked, Line], None]:
    def fault(asked: Asked, line: Line) -> None:
        line.reply(200, listed(bend(rows_of(asked)), asked))

    return fault


def _filled(value: float) -> Callable[[list[Row]], list[Row]]:
    def bend(rows: list[Row]) -> list[Row]:
        return [{**rows[0], "embedding": [value] * len(rows[0]["embedding"])}, *rows[1:]]

    return bend


def _cut_body(asked: Asked, line: Line) -> None:
    """Promise a whole list and send half of it."""
    raw = json.dumps(embedded(asked)).encode()
    line.head(200, {"content-type": "application/json", "content-length": str(len(raw))})
    line.send(raw[: len(raw) // 2])
    line.cut()


def _slow(asked: Asked, line: Line) -> None:
    line.wait(0.5)
    line.reply(200, embedded(asked))


EMBEDDING_FAULTS: dict[str, Fault] = {
    "embed-fewer": _bent(lambda rows: rows[1:]),
    "embed-more": _bent(lambda rows: [*rows, {**rows[-1], "index": len(rows)}]),
    "embed-one-number-twice": _bent(lambda rows: [{**row, "index": 0} for row in rows]),
    "embed-numbers-from-one": _bent(
        lambda rows: [{**row, "index": row["index"] + 1} for row in rows]
    ),
    "embed-nan": _bent(_filled(math.nan)),
    "embed-zeros": _bent(_filled(0.0)),
    "embed-other-width": _bent(
        lambda rows: [{**row, "embedding": row["embedding"][:-1]} for row in rows]
    ),
    "embed-cut-body": _cut_body,
    "odd-embed-backwards": _bent(lambda rows: rows[::-1]),
    "odd-embed-slow": _slow,
}
"""Those called odd are right, and must be taken."""
