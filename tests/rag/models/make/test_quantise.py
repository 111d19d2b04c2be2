import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from rag.models.make.quantise import DENSE_TOP, scaled, smoothing

FINITE = st.floats(-100, 100, width=32, allow_subnormal=False)
MATRICES = arrays(np.float32, st.tuples(st.integers(1, 6), st.just(4)), elements=FINITE)
LINES = arrays(np.float32, 4, elements=st.floats(0, 1000, width=32, allow_subnormal=False))


@given(MATRICES, st.sampled_from([0, 1]), st.sampled_from([DENSE_TOP, 127]))
def test_a_rounded_value_is_off_by_at_most_half_a_step(
    values: NDArray[np.float32], axis: int, top: int
) -> None:
    whole, scale = scaled(values, axis=axis, top=top)

    assert np.abs(whole.astype(int)).max() <= top
    assert (np.abs(whole * scale - values) <= scale * 0.501).all()


@given(LINES, MATRICES)
def test_smoothing_changes_no_product(
    inputs: NDArray[np.float32], weights: NDArray[np.float32]
) -> None:
    smooth = smoothing(np.abs(inputs), weights)

    assert (smooth > 0).all()
    even = (weights * smooth).astype(np.float64) @ (inputs / smooth).astype(np.float64)
    plain = weights.astype(np.float64) @ inputs.astype(np.float64)
    assert np.allclose(even, plain, rtol=1e-4, atol=1e-4 * np.abs(weights).max() * inputs.max())


def test_smoothing_brings_large_inputs_down() -> None:
    inputs = np.array([1, 1, 1, 100], dtype=np.float32)

    even = inputs / smoothing(inputs, np.ones((2, 4), dtype=np.float32))

    assert even.max() / even.min() < 6


def test_two_products_of_bytes_fit_in_sixteen_bits() -> None:
    """Else processors without VNNI would cut them, and give other vectors."""
    assert np.iinfo(np.int16).max >= 2 * 255 * DENSE_TOP
