"""Which documents of a collection are versions of one another, and in which order.

Told by their names: the same but for a date, a number or a word such as "draft". A name that
differs by its date alone is of a version only where such documents replace one another
(`rag.versions.kinds`) and the texts are alike, or the later one says what it replaces: the annual
report of 2022 still holds once there is one of 2023.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rag.store.library import Library
from rag.store.metadata import metadata
from rag.store.records import Known
from rag.store.sketches import likeness
from rag.types import Collection, Source
from rag.versions.kinds import HEAD, Kind, dated, kind_of, replaces
from rag.versions.marks import Marks, Order, marks, of_path

ALIKE = 0.1
"""Least likeness (`rag.store.sketches`) of two dated texts of a kind that is replaced. Policies two
years apart, half of it written anew, have 0.2; minutes of two meetings 0.02."""
NEARLY = 0.5
"""Least likeness where the name does not say what kind of document it is."""
Heads = Callable[[str], str]
"""Gives the beginning of a document's text, by its id."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document."""

    source: Source
    marks: Marks
    """The date in them is the name's, or what the text or the file says where the name has none."""

    @property
    def order(self) -> Order:
        """What versions are put in order by: number, date, stage; later is more."""
        return self.marks.order

    @property
    def shown(self) -> str:
        """Say which version it is: ``"2025-10-20"``, ``"2.1"``, ``"draft"``, or its path."""
        if self.marks.date:
            return "-".join(f"{part:02}" for part in self.marks.date)
        if self.marks.number:
            return ".".join(map(str, self.marks.number))
        return self.source.path


@dataclass(frozen=True, slots=True)
class Families:
    """The versions of a collection, by the ids of their documents."""

    lines: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    """For each document that has other versions: all of them, itself and its copies too, oldest
    first."""

    def newer(self, document_id: str) -> tuple[Edition, ...]:
        """Return the versions after that of *document_id*, oldest first; often none."""
        line = self.lines.get(document_id, ())
        return tuple(one for one in line if one.order > self.edition(document_id).order)

    def older(self, document_id: str) -> tuple[Edition, ...]:
        """Return the versions before that of *document_id*, oldest first; often none."""
        line = self.lines.get(document_id, ())
        return tuple(one for one in line if one.order < self.edition(document_id).order)

    def edition(self, document_id: str) -> Edition:
        """Return that of *document_id*; `KeyError` where it has no other versions."""
        line = self.lines[document_id]
        return next(one for one in line if one.source.document_id == document_id)


class Versions:
    """The families of collections, found anew when the store has changed."""

    def __init__(self) -> None:
        self._kept: dict[Collection, tuple[object, Families]] = {}

    def of(self, library: Library, collection: Collection) -> Families:
        """Return the families of what is live in *collection*."""
        state = library.state(collection)
        kept = self._kept.get(collection)
        if kept is None or kept[0] is not state:
            kept = state, found(library, collection)
            self._kept[collection] = kept
        return kept[1]


def found(library: Library, collection: Collection) -> Families:
    """Find the families of *collection*; the same documents, the same families."""

    def head(document_id: str) -> str:
        return library.document(collection, document_id).text[:HEAD]

    return families(library.known(collection), collection, head)


def families(known: Sequence[Known], collection: Collection, head: Heads) -> Families:
    """Find the families of the *known* documents of *collection*."""
    lines: dict[str, tuple[Edition, ...]] = {}
    for naming in (_by_path, _by_title):
        groups: defaultdict[str, list[_Named]] = defaultdict(list)
        for one in known:
            said = None if one.document_id in lines else naming(one)
            if said and said.stem and not one.container:
                groups[said.stem].append(_Named(one, said))
        for group in groups.values():
            for line in _lines(group, head):
                editions = tuple(Edition(_source(n.known, collection), n.said) for n in line)
                lines |= dict.fromkeys((n.known.document_id for n in line), editions)
    return Families(lines)


@dataclass(frozen=True, slots=True)
class _Named:
    known: Known
    said: Marks

    @property
    def order(self) -> Order:
        """As `Edition.order`."""
        return self.said.order


def _by_path(one: Known) -> Marks:
    return of_path(one.path)


def _by_title(one: Known) -> Marks | None:
    """Titles are often those of a form: only one of two words that bears a mark tells anything."""
    said, place = marks(one.title), of_path(one.path).stem.rpartition("/")[0]
    told = said.marked and len(said.stem.split()) > 1
    return replace(said, stem=f"{place}/{said.stem}") if told else None


def _lines(group: Sequence[_Named], head: Heads) -> Iterator[list[_Named]]:
    """Put the versions of *group* in order, and cut where one does not replace the one before.

    Copies of one version stay beside one another.
    """
    if len({one.order for one in group}) < 2:
        return
    ordered = sorted(_dated(group, head), key=lambda one: (one.order, one.known.path))
    line = ordered[:1]
    for before, one in pairwise(ordered):
        if one.order == before.order or _follows(one, before, head):
            line.append(one)
            continue
        if line[0].order < line[-1].order:
            yield line
        line = [one]
    if line[0].order < line[-1].order:
        yield line


def _dated(group: Sequence[_Named], head: Heads) -> list[_Named]:
    """Date those that have neither date nor number by their text, or else by their properties."""
    numbered = all(one.said.number for one in group)
    if numbered or not any(one.said.date for one in group):
        return list(group)
    return [one if one.said.date else _undated(one, head) for one in group]


def _undated(one: _Named, head: Heads) -> _Named:
    said = metadata(one.known)
    held = str(said["modified"] or said["created"])
    date = dated(head(one.known.document_id)) or tuple(
        int(part) for part in held.split("-") if part
    )
    return replace(one, said=replace(one.said, date=date))


def _follows(one: _Named, before: _Named, head: Heads) -> bool:
    """Say whether *one* replaces *before*, which is earlier."""
    said, earlier = one.said, before.said
    if bool(said.date) != bool(earlier.date):
        return False
    if (said.number, said.stage) != (earlier.number, earlier.stage) and said.date == earlier.date:
        return True
    kind = kind_of(f"{said.stem}")
    if kind is Kind.SERIES:
        return False
    enough = ALIKE if kind is Kind.REPLACED else NEARLY
    return likeness(one.known.sketch, before.known.sketch) >= enough or replaces(
        head(one.known.document_id), earlier.date
    )


def _source(one: Known, collection: Collection) -> Source:
    return Source(one.document_id, one.version, one.title, one.path, collection)
