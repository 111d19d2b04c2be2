"""Counting tokens as OpenAI's models do, without a network.

tiktoken fetches its tables on first use. llama-index-core ships copies of the two that matter,
and importing it takes seconds, so they are found without importing it.
"""

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SetupError

if TYPE_CHECKING:
    from tiktoken import Encoding

CACHE_VARIABLE = "TIKTOKEN_CACHE_DIR"
STRETCH = 100_000
"""Characters. tiktoken 0.14 raises `ValueError` for a million spaces in a row; 400,000 pass."""
NEWEST = "o200k_base"
"""Counts for models that tiktoken does not know: near enough for a budget."""


def count_tokens(text: str, model: str = "gpt-4o-mini") -> int:
    """Return how many tokens *text* is for *model*; an unknown model counts as the newest do.

    ``<|endoftext|>`` and the like are counted as the text they are. A text over `STRETCH`
    characters is counted in stretches, and each cut may add or take a token.
    """
    encoding = _encoding(model)
    stretches = (text[start : start + STRETCH] for start in range(0, len(text), STRETCH))
    return sum(len(encoding.encode(stretch, disallowed_special=())) for stretch in stretches)


@lru_cache(maxsize=16)
def _encoding(model: str) -> "Encoding":
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        name = NEWEST
    return _named(name)


@lru_cache(maxsize=4)
def _named(name: str) -> "Encoding":
    import tiktoken

    if CACHE_VARIABLE not in os.environ and (shipped := _shipped_tables()):
        os.environ[CACHE_VARIABLE] = str(shipped)
    try:
        return tiktoken.get_encoding(name)
    except OSError as error:  # every failure to fetch is one
        where = os.environ.get(CACHE_VARIABLE) or "a temporary folder"
        problem = f"The token table {name} is not in {where} and cannot be fetched."
        raise SetupError(problem, f"Unset {CACHE_VARIABLE} to use the shipped tables.") from error


def _shipped_tables() -> Path | None:
    """Return the folder of llama-index-core's copies, if it is there."""
    spec = find_spec("llama_index")  # a namespace: finding it runs none of its code
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place, "core", "_static", "tiktoken_cache")
        if folder.is_dir():
            return folder
    return None
