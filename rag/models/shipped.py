"""A model that is shipped as a file; the only door to onnxruntime."""

import hashlib
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

from rag.errors import SetupError


class Shipped:
    """A model and its tokenizer's table: read at the first use, once, whichever thread asks."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._loading = threading.Lock()
        self._session: Any = None

    @cached_property
    def digest(self) -> str:
        """Of both files: 12 hex digits of their SHA-256."""
        both = hashlib.sha256()
        for file in (self._model, self._tokenizer):
            both.update(read(file))
        return both.hexdigest()[:12]

    @property
    def session(self) -> Any:
        """An ``onnxruntime.InferenceSession``; its ``run`` may be called from any thread."""
        with self._loading:
            if self._session is None:
                self._session = _loaded(self._model)
            return self._session


def _loaded(model: Path) -> Any:
    """Return an ``onnxruntime.InferenceSession`` that computes on one core."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it keeps a plan of memory for every length of text
    return onnxruntime.InferenceSession(read(model), options, providers=["CPUExecutionProvider"])


def read(path: Path) -> bytes:
    """Return the bytes of a shipped file; `SetupError` where it is missing."""
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror}."
        raise SetupError(
            problem, "Fetch it again with: git checkout -- rag/models/weights"
        ) from error
