"""How near the shipped int8 model is to the fp32 one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from rag.types import Vectors

LEAST_MEAN = 0.99
"""Mean cosine to fp32 below which the model is not shipped."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines of one set of vectors to another, row by row."""

    texts: int
    least: float
    mean: float

    @classmethod
    def of(cls, vectors: Vectors, reference: Vectors) -> Self:
        """Compare rows of length 1."""
        cosines = np.einsum("ij,ij->i", vectors.astype(np.float64), reference)
        return cls(len(cosines), float(cosines.min()), float(cosines.mean()))

    def __str__(self) -> str:
        return (
            f"cosine to fp32 over {self.texts} texts: mean {self.mean:.4f}, least {self.least:.4f}"
        )


def keep(path: Path, texts: Sequence[str], reference: Vectors) -> None:
    """Write the fp32 vectors, in float16, with their texts, for a test that needs no torch."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, texts=np.array(texts), vectors=reference.astype(np.float16))
