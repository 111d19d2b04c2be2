"""The only door to tantivy: BM25 over our own words, one index for each collection."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from rag.indexes import Entry, Found, Question
from rag.retrieve.words import endings_of
from rag.store.damage import guarding
from rag.store.fields import FIELDS, worded
from rag.store.rarity import Holding, counted, spoken, weighted
from rag.types import digest

HEAP_BYTES = 30_000_000
"""tantivy refuses less than 15 MB for a writing thread; more only delays its flushes."""
ANALYSER = "words"
DOCUMENTS = 600
"""Up to so many documents are asked for by their numbers at once. For more, the best of all are
looked at before: at 100,000 passages 2,600 documents take 7 ms, the best 200 of all 2 ms."""
DEEPER = (4, 16)
"""Times *k*: so many of the best are looked at."""


class TantivyIndex:
    """Keyword search kept under *folder* (port `KeywordIndex`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spaces: dict[str, Any] = {}
        self._languages: dict[str, list[str]] = {}
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: str, entries: Iterable[Entry]) -> None:
        """Add or replace; visible to the next search."""
        import tantivy

        with _guard():
            writer = self._space(key, make=True).writer(HEAP_BYTES, 1)
            for entry in entries:
                writer.delete_documents_by_term("id", entry.passage_id)
                writer.add_document(tantivy.Document(id=entry.passage_id, **_fields(entry)))
            self._finish(key, writer)

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids*; unknown ones are ignored."""
        with _guard():
            space = self._space(key)
            if space is None or not ids:
                return
            writer = space.writer(HEAP_BYTES, 1)
            for passage_id in ids:
                writer.delete_documents_by_term("id", passage_id)
            self._finish(key, writer)

    def search(self, key: str, question: Question, k: int) -> list[Found]:
        """Return up to *k* best, best first; no word in common gives none."""
        return self._found(key, question, k, None)

    def among(
        self, key: str, question: Question, k: int, document_ids: frozenset[str]
    ) -> list[Found]:
        """Return up to *k* best of those documents' entries, scored as by `search`."""
        return self._found(key, question, k, document_ids)

    def _found(
        self, key: str, question: Question, k: int, document_ids: frozenset[str] | None
    ) -> list[Found]:
        with _guard():
            space = self._space(key)
            if space is None or k < 1:
                return []
            searcher = space.searcher()
            asked = weighted(
                question,
                self._spoken(key, searcher),
                holding=_holding(searcher),
                total=searcher.num_docs,
            )
            if not asked:
                return []
            query = _query(space.schema, asked)
            if document_ids is None:
                return self._best(space, query, k)
            return self._kept(space, query, k, _numbers(document_ids))

    def held(self, key: str, asked: Sequence[str]) -> dict[str, int]:
        """Count the entries that hold each of *asked*, words; those that none holds are absent."""
        with _guard():
            space = self._space(key)
            if space is None:
                return {}
            searcher = space.searcher()
            return counted(
                asked,
                self._spoken(key, searcher),
                holding=_holding(searcher),
            )

    def _spoken(self, key: str, searcher: Any) -> list[str]:
        if key not in self._languages:
            self._languages[key] = spoken(partial(searcher.doc_freq, "language"))
        return self._languages[key]

    def ids(self, key: str) -> set[str]:
        """Return all ids held, for the audit."""
        import tantivy

        with _guard():
            space = self._space(key)
            if space is None:
                return set()
            everything = self._best(space, tantivy.Query.all_query(), space.searcher().num_docs)
        return {found.passage_id for found in everything}

    def close(self) -> None:
        """Let go of files and locks."""
        self._spaces.clear()
        self._languages.clear()

    def _best(self, space: Any, query: Any, k: int) -> list[Found]:
        searcher = space.searcher()
        return _read(searcher, _hits(searcher, query, k))

    def _kept(self, space: Any, query: Any, k: int, numbers: frozenset[int]) -> list[Found]:
        """Return the *k* best of the documents with those *numbers*."""
        searcher = space.searcher()
        for times in DEEPER if len(numbers) > DOCUMENTS else ():
            hits = _hits(searcher, query, k * times)
            owners = searcher.fast_field_values("document", [place for _, place in hits])
            kept = [hit for hit, owner in zip(hits, owners, strict=True) if owner in numbers]
            if len(kept) >= k or len(hits) < k * times:
                return _read(searcher, kept[:k])
        return self._best(space, _among(space, query, numbers), k)

    def _finish(self, key: str, writer: Any) -> None:
        """Make what was written visible, and wait until no thread of tantivy writes any more."""
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._spaces[key].reload()
        self._languages.pop(key, None)

    def _space(self, key: str, *, make: bool = False) -> Any:
        if key not in self._spaces:
            import tantivy

            folder = self._folder / key
            if not make and not folder.exists():
                return None
            folder.mkdir(mode=0o700, exist_ok=True)
            index = tantivy.Index(_schema(), path=str(folder), reuse=True)
            splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            index.register_tokenizer(ANALYSER, splitter)
            self._spaces[key] = index
        return self._spaces[key]


def _guard() -> AbstractContextManager[None]:
    return guarding("keywords", ValueError, OSError)


def _holding(searcher: Any) -> Holding:
    """Count a word's entries: of its text, and again those under a title that has it."""
    return lambda word: sum(searcher.doc_freq(field, word) for field in FIELDS)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("document", indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name=ANALYSER, index_option="freq")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _query(schema: Any, asked: Mapping[str, float]) -> Any:
    """Ask for any of the words in any field; made of terms, so no sign means anything."""
    import tantivy

    parts = []
    for word, weight in asked.items():
        for field, worth in ((name, weight * share) for name, share in FIELDS.items()):
            term = tantivy.Query.term_query(schema, field, word, "freq")
            query = term if worth == 1.0 else tantivy.Query.boost_query(term, worth)
            parts.append((tantivy.Occur.Should, query))
    return tantivy.Query.boolean_query(parts)


def _among(space: Any, query: Any, numbers: frozenset[int]) -> Any:
    """Ask for the documents with those *numbers* only, which adds nothing to the score."""
    import tantivy

    must = tantivy.Occur.Must
    chosen = tantivy.Query.term_set_query(space.schema, "document", list(numbers))
    unscored = tantivy.Query.const_score_query(chosen, 0.0)
    return tantivy.Query.boolean_query([(must, query), (must, unscored)])


def _fields(entry: Entry) -> dict[str, Any]:
    language = endings_of(entry.text)
    joined = {name: " ".join(found) for name, found in worded(entry, language).items()}
    return {**joined, "language": language, "document": _number(entry.document_id)}


def _hits(searcher: Any, query: Any, k: int) -> list[tuple[float, Any]]:
    """Return score and place of up to *k* best."""
    k = min(k, searcher.num_docs)
    return list(searcher.search(query, k, count=False).hits) if k > 0 else []


def _read(searcher: Any, hits: Sequence[tuple[float, Any]]) -> list[Found]:
    """Return what is at the places of *hits*, best first."""
    found = [Found(searcher.doc(place)["id"][0], float(score)) for score, place in hits]
    return sorted(found, key=lambda one: (-one.score, one.passage_id))


@lru_cache(maxsize=8)
def _numbers(document_ids: frozenset[str]) -> frozenset[int]:
    return frozenset(map(_number, document_ids))


def _number(document_id: str) -> int:
    """Return 60 bits that name a document: numbers are compared far sooner than ids.

    That two of a million documents share one has a chance of 1 in 2,000,000.
    """
    return int(digest(document_id)[:15], 16)
