"""The embedder with nothing else to do, in a process of its own: seconds for a list of texts.

Run as ``python -m eval.bench.alone TEXTS.json``; prints one line of JSON.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

from rag.settings import Settings
from rag.wiring import choose_embedder

AT_ONCE = 512
"""As an ingest does."""


def main() -> None:
    """Embed the texts in the file named, once the model is loaded."""
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    embedder = choose_embedder(Settings(embedder="local"))
    embedder.embed_question("warm")
    began = perf_counter()
    for start in range(0, len(texts), AT_ONCE):
        embedder.embed_passages(texts[start : start + AT_ONCE])
    seconds = perf_counter() - began
    said = {"seconds": seconds, "tokens": sum(embedder.count(texts))}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
