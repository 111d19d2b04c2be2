"""Eight bits for weights: each column, or row, with a scale of its own."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DENSE_TOP = 63
"""Largest whole number of a dense weight, where a byte would hold 127.

Processors without VNNI multiply by ``vpmaddubsw``, which adds two products in 16 bits and cuts
what does not fit. Activations reach 255, and ``2 * 255 * 63 = 32130`` fits: every processor gives
the same sums. ``weights/MODEL.md`` has what it costs."""
TABLE_TOP = 127
"""Rows that are only looked up are never multiplied, so they use the whole byte."""

SMALLEST_LINE = 1e-30
"""Below it, steps would be too small for float32."""
ALPHA = 0.65
"""Of 0.4, 0.5, 0.6 and 0.65 the one with the nearest worst text; the means differ by 0.0003."""
SMALLEST_TOP = 1e-3
"""Stands for smaller largest values, zero among them, in `smoothing`."""


class Scaled(NamedTuple):
    """Whole numbers, and what one of them is worth."""

    whole: NDArray[np.int8]
    scale: NDArray[np.float32]
    """Keeps the axis it was taken over, with length 1."""


def scaled(values: NDArray[np.float32], *, axis: int, top: int) -> Scaled:
    """Round *values* to -*top* .. *top*, with one scale for each line along *axis*.

    A value is off by at most half its scale. A line of zeros, or of what is next to nothing,
    becomes zeros.
    """
    largest = np.abs(values).max(axis=axis, keepdims=True)
    scale = np.where(largest > SMALLEST_LINE, largest / top, 1).astype(np.float32)
    return Scaled(np.rint(values / scale).astype(np.int8), scale)


def smoothing(
    activations: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return what to divide each input by, and to multiply its column of *weights* by.

    A few inputs of BERT's dense layers are far larger than the rest, and rounding to one scale
    would drown the rest. *activations* holds the largest absolute value of each input; *weights*
    has shape (out, in). The larger part of the difference goes over to the weights.

    Source: Xiao et al., SmoothQuant, ICML 2023, equation 4, with `ALPHA`,
    https://arxiv.org/abs/2211.10438. We scale the result to a geometric mean of 1.
    """
    tops = np.maximum(np.stack([activations, np.abs(weights).max(axis=0)]), SMALLEST_TOP)
    ratio = tops[0] ** ALPHA / tops[1] ** (1 - ALPHA)
    centred: NDArray[np.float32] = (ratio / np.exp(np.log(ratio).mean())).astype(np.float32)
    return centred
