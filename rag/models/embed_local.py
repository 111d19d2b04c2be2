"""The embedder that needs no network and no key: all-MiniLM-L6-v2, int8, shipped in `weights/`.

One text is one run of the model on one core, and texts run side by side on all cores. So a
vector cannot depend on its neighbours in a batch or on the number of threads: the same text gives
the same bytes. (The usual padded batch, quantised by the largest value in the whole batch, gives
other bytes to the same text in other company.) It costs nothing: a core is kept busy by the
matrices of a single passage, and no padding is computed. Figures are in ``weights/MODEL.md``.
"""

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import InputError
from rag.models.shipped import Shipped, read
from rag.types import Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
WEIGHTS = Path(__file__).parent / "weights"
MODEL_FILE, TOKENIZER_FILE = f"{NAME}.int8.onnx", "tokenizer.json"
WIDTH = 384
WINDOW = 256
"""Tokens, the two special ones included: what the model was made for (its model card says so)."""
SPECIAL = 2
_WORDS, _WORD_LENGTH = 200_000, 40
"""Words whose counts are remembered, and characters in such a word, at most."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Tokens:
    """The tokens of texts as the model reads them; the table is loaded at the first use."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._loading = threading.Lock()
        self._tokenizer: Tokenizer | None = None
        self._words: dict[str, int] = {}
        """How many tokens a word has; it only grows, or is replaced, so any thread may look."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokenise; half of a surrogate pair, which is no character, is read as no letter."""
        whole = [_SURROGATE.sub("\ufffd", text) for text in texts]
        return [each.ids for each in self._loaded().encode_batch_fast(whole)]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where in *text* each token stands, the two special ones left out."""
        whole = _SURROGATE.sub("\ufffd", text)
        return list(self._loaded().encode(whole, add_special_tokens=False).offsets)

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, the two special ones included.

        The model's tokenizer never joins what a blank parts, so each word is looked at once.
        """
        parted = [text.replace("\n", " ").split(" ") for text in texts]
        known = self._words
        fresh = list({word for words in parted for word in words if word not in known})
        sizes = dict(zip(fresh, (len(ids) - SPECIAL for ids in self.ids(fresh)), strict=True))
        long = {word: sizes.pop(word) for word in fresh if len(word) > _WORD_LENGTH}
        known.update(sizes)
        if len(known) > _WORDS:
            self._words = {}
        known = known | long if long else known
        return [SPECIAL + sum(map(known.__getitem__, words)) for words in parted]

    def _loaded(self) -> "Tokenizer":
        with self._loading:
            if self._tokenizer is None:
                self._tokenizer = _tokenizer(self._weights)
            return self._tokenizer


class MiniLM:
    """An `Embedder` of 384 columns and a window of 256 tokens, about English first of all.

    Nothing is loaded before the first use; then *threads* cores (0: all) work on a batch.
    """

    width = WIDTH
    window = WINDOW
    english_only = True

    def __init__(self, *, threads: int = 0, weights: Path = WEIGHTS) -> None:
        self._threads = threads or cpu_count() or 1
        self._weights = weights
        self._model = Shipped(weights / MODEL_FILE, weights / TOKENIZER_FILE)
        self._tokens = Tokens(weights)

    @property
    def fingerprint(self) -> str:
        """Model, hash of weights and tokenizer, and width."""
        return f"{NAME}@{self._model.digest}/{WIDTH}"

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the model reads in each text, special tokens included."""
        return self._tokens.counts(texts)

    @property
    def counter(self) -> str:
        """Any process can count with the shipped table."""
        return "local" if self._weights == WEIGHTS else ""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in order; a text over the window is refused."""
        ids = self._tokens.ids(texts)
        for number, tokens in enumerate(map(len, ids), start=1):
            if tokens > WINDOW:
                which = f"Text {number} of {len(ids)}" if len(ids) > 1 else "The text"
                problem = f"{which} has {tokens} tokens; {NAME} reads at most {WINDOW}."
                raise InputError(problem, f"Shorten or split it to at most {WINDOW} tokens.")
        return self._vectors(ids)

    def embed_question(self, question: str) -> Vectors:
        """Return one row; this model embeds questions and passages alike."""
        return self.embed_passages([question])

    def _vectors(self, ids: Sequence[Sequence[int]]) -> Vectors:
        vectors = np.empty((len(ids), WIDTH), dtype=np.float32)
        session = self._model.session

        def fill(row: int) -> None:
            one = np.array([ids[row]], dtype=np.int64)
            vectors[row] = session.run(["vector"], {"ids": one})[0][0]

        if len(ids) == 1:  # a question: to start a thread for it takes a tenth of its time
            fill(0)
            return vectors
        # The longest first, so that no core is left with a long text when the others are done.
        rows = sorted(range(len(ids)), key=lambda row: -len(ids[row]))
        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(fill, rows):
                pass
        return vectors


def _tokenizer(weights: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(read(weights / TOKENIZER_FILE).decode())
    # "[SEP]" written in a document is five characters of text, not a command to the model.
    tokenizer.encode_special_tokens = True
    return tokenizer
