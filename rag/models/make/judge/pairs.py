"""Write the pairs: ``python -m rag.models.make.judge.pairs ../shared/data OUT``.

Two files: ``sentences.json.xz``, each sentence once, and ``pairs.jsonl.xz``, whose rows name their
sentences by number, chosen as they will be for the shipped judge.
"""

import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from rag.models.embed_local import Tokens
from rag.models.evidence import BUDGET, CLAIM_BUDGET, plain, plain_lines, select, sentences
from rag.models.make.judge import change, construct, texts
from rag.models.make.judge.change import NOT_SUPPORTED, SUPPORTED, UNSUPPORTED
from rag.models.make.judge.construct import Pair
from rag.models.make.judge.report import report

SEED = 5
EACH = {"clapnq": 4, "xquad": 4, "tatqa": 3, "filings": 1}
"""Claims made of each clean sentence; 2 of the others."""
HUMAN_CAPS = {"begin": 1500, "halueval-qa": 750, "wice-partial": 150}
FREE = {"removed": 1.0, "appended": 1.0, "joined": 1.0, "swapped": 1.0, "answer": 1.0, "added": 0.4}
"""Shares that are kept whatever their overlap: here it is part of what there is to learn."""
THINNED = {"removed": 0.3, "added": 0.45, "appended": 0.6, "joined": 0.6}
_HELD, _FILINGS, _LONG, _NOTICES = 3, 2600, 40, 0.2
_BINS, _SLACK, _DISTRACTED = 12, 1.1, 0.3


class Counts:
    """Word pieces of sentences, each counted once."""

    def __init__(self) -> None:
        self._tokens = Tokens()
        self._seen: dict[str, int] = {}

    def of(self, parts: Iterable[str]) -> list[int]:
        """Return the word pieces of each, without the special ones."""
        parts = list(parts)
        new = [part for part in dict.fromkeys(parts) if part not in self._seen]
        self._seen.update(zip(new, (n - 2 for n in self._tokens.counts(new)), strict=True))
        return [self._seen[part] for part in parts]


def main(data: Path, out: Path) -> None:
    """Build everything and print the counts and what gives the classes away."""
    validation = texts.rows(data, "validation")
    human = _unseen(texts.rows(data, "train"), validation)
    made = _matched(_chosen(_constructed(data, human)))
    rows = [*made, *_chosen(_human(human)), *_chosen(_labelled(validation, "val"))]
    rows = thinned(rows)
    out.mkdir(parents=True, exist_ok=True)
    write(rows, out)
    report(rows)


def _unseen(train: list[dict[str, Any]], validation: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop the rows that share a group, a text or a long sentence with *validation*."""
    groups = {row["group"] for row in validation}
    said = {key for row in validation for key in _long(row["evidence"])}
    kept = [r for r in train if r["group"] not in groups and not _shared(r["evidence"], said)]
    sys.stdout.write(
        f"kept {len(kept)} of {len(train)} rows: the others share text with validation\n"
    )
    return kept


def _shared(text: str, said: set[str]) -> bool:
    """Say whether more of *text* than a web page's notices is in *said*."""
    keys = _long(text)
    return len(keys & said) > _NOTICES * len(keys) or re.sub(r"\W+", "", text.lower()) in said


def _long(text: str) -> set[str]:
    keys = (re.sub(r"\W+", "", part.lower()) for part in sentences(text))
    return {key for key in keys if len(key) >= _LONG}


def _constructed(data: Path, human: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    chance = Random(SEED)
    filed = list(texts.filings(data))
    sources = [*texts.clapnq(data), *texts.xquad(data), *texts.tatqa(data)]
    sources += chance.sample(filed, min(_FILINGS, len(filed))) + _kept(
        texts.evidence(human), chance
    )
    by_name = defaultdict(list)
    for source in sources:
        by_name[source.name.replace("-partial", "")].append(source)
    for name, group in sorted(by_name.items()):
        around = _around(group)
        for source in group:
            for pair in construct.pairs(source, around, chance, each=EACH.get(name, 2)):
                yield _row(_distracted(pair, group, chance), _part(pair.group))


def _kept(sources: Iterable[texts.Source], chance: Random) -> list[texts.Source]:
    """Leave most of the longest web pages out, and cut the rest."""
    return [
        texts.Source(s.name, s.group, s.parts[at : at + 25])
        for s in sources
        for at in range(0, len(s.parts), 25)
        if len(s.parts) <= 50 or chance.random() < 0.5
    ]


def _around(group: list[texts.Source]) -> change.Around:
    kinds = change.names([part for source in group for part in source.parts])
    pool: dict[str, list[str]] = defaultdict(list)
    for name, kind in sorted(kinds.items()):
        pool[kind].append(name)
    pool["sentences"] = [p for s in group for p in s.parts if texts.is_clean(p)][::3]
    return change.Around("", pool, kinds)


def _distracted(pair: Pair, group: list[texts.Source], chance: Random) -> Pair:
    """Sometimes put sentences of another document before or after the evidence."""
    other = chance.choice(group).parts[:4]
    if chance.random() > _DISTRACTED or set(other) & set(pair.parts):
        return pair
    parts = (*other, *pair.parts) if chance.random() < 0.5 else (*pair.parts, *other)
    return Pair(pair.claim, parts, pair.label, pair.kind, pair.source, pair.group, pair.marks)


def is_held(group: str) -> bool:
    """Say whether pairs of *group* are held back from training."""
    return crc32(group.encode()) % 100 < _HELD


def _part(group: str) -> str:
    return "held" if is_held(group) else "train"


def _row(pair: Pair, part: str) -> dict[str, Any]:
    return {
        "c": pair.claim, "parts": pair.parts, "y": pair.label, "k": pair.kind, "d": pair.source,
        "m": pair.marks, "p": part,
    }  # fmt: skip


def _human(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the labelled rows for training, within their caps."""
    chance = Random(SEED)
    made = defaultdict(list)
    for row in _labelled(rows, "train"):
        made[row["d"].split("-")[0] if row["d"].startswith("begin") else row["d"]].append(row)
    kept = []
    for name, group in sorted(made.items()):
        if name == "begin":
            group = _matched([{**row, "s": row["parts"]} for row in group])  # noqa: PLW2901
        if name == "halueval-qa":
            group = _matched(group, key=lambda row: len(row["c"].split()))  # noqa: PLW2901
        kept += chance.sample(group, min(len(group), HUMAN_CAPS.get(name, len(group))))
    return kept


def _labelled(rows: list[dict[str, Any]], part: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        parts = tuple(sentences(plain_lines(row["evidence"])))
        asked = row.get("question")
        claim = plain(f"{asked} {row['claim']}" if asked else row["claim"])
        label = (
            SUPPORTED if row["supported"] else UNSUPPORTED if "verdict" in row else NOT_SUPPORTED
        )
        yield {
            "c": claim,
            "parts": parts,
            "y": label,
            "k": "human",
            "d": row["dataset"],
            "m": None,
            "p": part,
        }


def _chosen(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Choose the sentences of each row as at inference; leave out long constructed claims."""
    counts = Counts()
    for row in rows:
        parts, claim = list(row["parts"]), row["c"]
        if row["k"] == "human" or counts.of([claim])[0] <= CLAIM_BUDGET:
            kept = [parts[n] for n in select(claim, parts, counts.of(parts), budget=BUDGET)]
            yield {**row, "s": kept, "o": overlap(claim, kept)}


def overlap(claim: str, parts: Iterable[str]) -> float:
    """Return the share of the claim's words that the evidence has."""
    words = re.findall(r"\w+", claim.lower())
    held = set(re.findall(r"\w+", " ".join(parts).lower()))
    return sum(word in held for word in words) / max(1, len(words))


def _matched(rows: Iterable[dict[str, Any]], key: Any = None) -> list[dict[str, Any]]:
    """Drop rows until, within each source, both classes have the same spread of *key*."""
    bins: dict[Any, dict[bool, list[dict[str, Any]]]] = defaultdict(lambda: {True: [], False: []})
    chance = Random(SEED)
    kept = []
    for row in rows:
        if chance.random() < FREE.get(row["k"], 0.0):
            kept.append(row)
            continue
        value = (
            key(row)
            if key
            else int(_BINS * (1 - row.get("o", overlap(row["c"], row["parts"]))) + 0.999)
        )
        bins[row["d"], row["p"], value][row["y"] == SUPPORTED].append(row)
    for _, both in sorted(bins.items(), key=str):
        most = int(_SLACK * min(map(len, both.values())) + 0.5)
        kept += [row for side in both.values() for row in chance.sample(side, min(most, len(side)))]
    return kept


def thinned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out some of the kinds that overlap gives away, until overlap tells little."""
    chance = Random(SEED)
    return [row for row in rows if chance.random() < THINNED.get(row["k"], 1.0)]


def write(rows: list[dict[str, Any]], out: Path) -> None:
    """Write *rows*, and once each sentence that they share, as `train` reads them."""
    numbers: dict[str, int] = {}
    with lzma.open(out / "pairs.jsonl.xz", "wt", encoding="utf-8", preset=6) as file:
        for row in rows:
            named = [numbers.setdefault(part, len(numbers)) for part in row["s"]]
            kept = {k: row[k] for k in ("c", "y", "k", "d", "m", "p")} | {
                "s": named,
                "o": round(row["o"], 3),
            }
            file.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n")
    text = json.dumps(list(numbers), ensure_ascii=False)
    (out / "sentences.json.xz").write_bytes(lzma.compress(text.encode(), preset=6))
    sys.stdout.write(
        f"{len(rows)} pairs, {len(numbers)} sentences, kinds {Counter(r['k'] for r in rows)}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
