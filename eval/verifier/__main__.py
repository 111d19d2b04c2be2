"""Measure it all: ``python -m eval.verifier FOLDER``, the folder of ``../shared/data``.

About six minutes on two cores. Prints the tables of ``docs/verifier.md``.
"""

import sys
from pathlib import Path

from eval.verifier import human, made, speed
from rag.answer.verify import WordVerifier
from rag.wiring import choose_verifier


def main(folder: Path) -> None:
    """Print every table."""
    verifier = choose_verifier()
    _say(verifier.version, speed.report(verifier, folder))
    _say("People", human.report(folder, verifier))
    found = made.sources(folder)
    pairs = made.make(made.held(folder, found))
    _say("One thing changed", made.changes(verifier, pairs))
    _say("One thing changed, rules only", made.changes(WordVerifier(), pairs))
    _say("Word for word", made.copies(verifier, found))
    _say("Other languages", made.foreign(verifier, folder))


def _say(title: str, text: str) -> None:
    sys.stdout.write(f"## {title}\n\n{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
