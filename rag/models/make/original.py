"""The fp32 model, run by torch and transformers: what int8 is made by and held against."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors

Ids = Sequence[Sequence[int]]
"""Token ids of each text, special ones included."""
Tops = dict[str, NDArray[np.float32]]
"""For each dense layer, the largest absolute value that came in by each of its columns."""


class Original:
    """The fp32 model in *folder*; one text a run, like the one that is shipped."""

    def __init__(self, folder: Path) -> None:
        from transformers import BertModel

        self._model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()

    def vectors(self, ids: Ids) -> Vectors:
        """Return the mean of each text's last states, made length 1."""
        means = np.array([self._states(each).mean(0) for each in ids], dtype=np.float32)
        unit: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit

    def tops(self, ids: Ids) -> Tops:
        """Run the texts and note how large the inputs of each dense layer grow."""
        import torch

        seen: Tops = {}
        for name, layer in self._model.named_modules():
            if isinstance(layer, torch.nn.Linear):
                layer.register_forward_pre_hook(_noting(seen, name))
        for each in ids:
            self._states(each)
        return seen

    def _states(self, ids: Sequence[int]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            states: NDArray[np.float32] = (
                self._model(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()
            )
        return states


def _noting(seen: Tops, name: str) -> Callable[[Any, Any], None]:
    def note(_: Any, inputs: Any) -> None:
        top = inputs[0][0].abs().amax(0).numpy()
        seen[name] = np.maximum(seen.get(name, top), top)

    return note
