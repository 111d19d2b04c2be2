"""Make the shipped embedder again: ``python -m rag.models.make``, or ``make models``."""

import json
import sys
from pathlib import Path
from string import Template

import onnx
from tokenizers import Tokenizer

from rag.errors import SetupError
from rag.models.embed_local import MODEL_FILE, NAME, TOKENIZER_FILE, WEIGHTS, WINDOW, MiniLM
from rag.models.make import compare, graph, sample, source
from rag.models.make.original import Original
from rag.models.make.speed import tokens_per_second

CARD = Path(__file__).parent / "MODEL.md.in"
REFERENCE = Path("tests/rag/models/reference.npz")


def main() -> int:
    """Write weights, tokenizer, card and reference; return 0 if the weights may be shipped."""
    try:
        folder = source.find()
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    original = Original(folder)
    tokenizer = _write_tokenizer(folder)
    tops = original.tops(_ids(tokenizer, sample.texts(sample.CALIBRATION)))
    onnx.save(graph.build(source.read(folder), tops, window=WINDOW), WEIGHTS / MODEL_FILE)
    nearness = _compare(original, tokenizer)
    speed = tokens_per_second()
    _write_card(nearness, speed)
    figures = f"{_megabytes()} MB; {nearness}; {speed:,.0f} tokens/s"
    sys.stdout.write(f"{MODEL_FILE}: {figures}\n")
    if nearness.mean < compare.LEAST_MEAN:
        sys.stderr.write(f"Not to be shipped: the mean is below {compare.LEAST_MEAN}.\n")
        return 1
    return 0


def _write_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    # As it comes, it cuts every text at 128 tokens without a word, and pads the others to 128.
    tokenizer["truncation"] = tokenizer["padding"] = None
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (WEIGHTS / TOKENIZER_FILE).write_text(text + "\n", encoding="utf-8")
    return Tokenizer.from_str(text)


def _ids(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [each.ids for each in tokenizer.encode_batch(texts)]


def _compare(original: Original, tokenizer: Tokenizer) -> compare.Nearness:
    texts = sample.texts()
    reference = original.vectors(_ids(tokenizer, texts))
    compare.keep(REFERENCE, texts, reference)
    return compare.Nearness.of(MiniLM().embed_passages(texts), reference)


def _write_card(nearness: compare.Nearness, speed: float) -> None:
    figures = {
        "name": NAME,
        "package": f"{source.PACKAGE} {source.VERSION}",
        "source_sha256": source.SHA256["model.safetensors"],
        "model_sha256": source.sha256(WEIGHTS / MODEL_FILE),
        "tokenizer_sha256": source.sha256(WEIGHTS / TOKENIZER_FILE),
        "megabytes": _megabytes(),
        "nearness": str(nearness),
        "speed": f"{round(speed, -2):,.0f}",
        "fingerprint": MiniLM().fingerprint,
    }
    card = Template(CARD.read_text(encoding="utf-8")).substitute(figures)
    (WEIGHTS / "MODEL.md").write_text(card, encoding="utf-8")


def _megabytes() -> str:
    return f"{(WEIGHTS / MODEL_FILE).stat().st_size / 1e6:.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
