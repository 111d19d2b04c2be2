"""Chroma without anything of ours around it, as its documentation has it."""

from pathlib import Path
from typing import Any

from rag.types import Vectors


class BareChroma:
    """One collection of the database under *folder*, which may be open already."""

    def __init__(self, folder: Path, key: str) -> None:
        import chromadb
        from chromadb.config import Settings

        # The settings of `rag.store.chroma`: with others Chroma refuses to open it a second time.
        settings = Settings(anonymized_telemetry=False)
        self._client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._space: Any = self._client.get_collection(key, embedding_function=None)

    def query(self, vector: Vectors, k: int) -> None:
        """Ask for ids and distances of the *k* nearest."""
        self._space.query(query_embeddings=vector, n_results=k, include=["distances"])

    def close(self) -> None:
        """Let go of it; whoever else has it open keeps it."""
        self._client.close()
