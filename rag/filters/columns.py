"""What is known of many documents, turned round: so that a filter looks at values, not documents.

Compared with asking `Filter.keeps` of each document, which gives the same.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import reduce

from rag.filters.fields import DATES, Scalar, values
from rag.filters.parse import AMONG, Condition, Document, Filter

Ids = frozenset[str]
NONE: Ids = frozenset()


class Columns:
    """The fields of *documents*, by id, which must not change. Made as filters ask for them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._all = frozenset(documents)
        self._groups: dict[str, dict[object, Ids]] = {}
        """By field and raw value."""
        self._holding: dict[str, dict[Scalar, Ids]] = {}
        """By field and value as it is compared; ``""`` is for documents without any."""

    def kept(self, where: Filter) -> Ids:
        """Return the ids of the documents that *where* keeps."""
        found = [self._one(one) for one in where.within]
        if where.join == "$or":
            return NONE.union(*found)
        return reduce(Ids.intersection, found, self._all)

    def _one(self, one: Condition | Filter) -> Ids:
        if isinstance(one, Filter):
            return self.kept(one)
        if one.sign in AMONG and one.field not in DATES and _texts(one.given):
            holding = self._held(one.field)
            there = NONE.union(*(holding.get(given, NONE) for given in one.given))
            return there if AMONG[one.sign] else self._all - there
        groups = self._grouped(one.field).items()
        return NONE.union(*(ids for raw, ids in groups if one.keeps({one.field: raw})))

    def _grouped(self, field: str) -> dict[object, Ids]:
        if field not in self._groups:
            groups: defaultdict[object, list[str]] = defaultdict(list)
            for document_id, told in self._documents.items():
                groups[told.get(field, "")].append(document_id)
            self._groups[field] = {raw: frozenset(ids) for raw, ids in groups.items()}
        return self._groups[field]

    def _held(self, field: str) -> dict[Scalar, Ids]:
        if field not in self._holding:
            holding: defaultdict[Scalar, list[Ids]] = defaultdict(list)
            for raw, ids in self._grouped(field).items():
                for value in values({field: raw}, field) or ("",):
                    holding[value].append(ids)
            self._holding[field] = {value: NONE.union(*ids) for value, ids in holding.items()}
        return self._holding[field]


def _texts(given: tuple[Scalar, ...]) -> bool:
    return all(isinstance(one, str) for one in given)
