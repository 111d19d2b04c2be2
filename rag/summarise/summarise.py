"""Summarise one document, part by part, every sentence cited and checked."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.answer.asked import Parts
from rag.answer.checking import Checking
from rag.answer.decide import notes
from rag.answer.judge import Judged
from rag.answer.receipts import receipt
from rag.errors import InputError
from rag.models.extractive import MODEL
from rag.ports import Quote, Sentence, Task
from rag.reply import Coverage, Policy, Skipped, Summary, Timings
from rag.summarise.extract import Pick, chosen, picks
from rag.summarise.generate import task
from rag.summarise.plan import Stretch, aside, plan
from rag.types import Collection, Document, Hit, Passage, digest

STYLES = {"brief": 3, "standard": 8, "detailed": 20}
"""Sentences of each style."""
MOST = 100
"""Sentences that may be asked for."""
_MARKS = re.compile(r"\*\*|`+|^>[> ]*", re.MULTILINE)
"""What Markdown and mails put around words; a quote keeps it, a summary does not."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document is to be summarised, and how."""

    collection: Collection
    document_id: str
    sentences: int = 0
    """0: as many as `style` says."""
    style: str = "standard"
    language: str = ""
    """ISO 639-1; empty for the document's own. Without a model, always its own."""
    policy: Policy = Policy.REPAIR


async def summarise(
    wanted: Wanted, parts: Parts, *, progress: Progress = lambda _done, _all: None
) -> Summary:
    """Return a summary of one document and what it covers.

    *progress* is told how many parts of how many are read. Raises `InputError` for a style or a
    length that there is not, `NotFoundError` for an unknown document.
    """
    most = _most(wanted)
    document = await asyncio.to_thread(parts.document, wanted.collection, wanted.document_id)
    work = _Work(wanted, parts, document, plan(document), progress)
    if parts.writer.model == MODEL:
        await work.extract(most)
    else:
        await work.generate(most)
    return work.summary()


def _most(wanted: Wanted) -> int:
    if wanted.style not in STYLES:
        raise InputError(f"There is no style {wanted.style!r}.", f"Use one of {', '.join(STYLES)}.")
    if not 0 <= wanted.sentences <= MOST:
        problem = f"{wanted.sentences} sentences cannot be had."
        raise InputError(problem, f"Ask for 1 to {MOST}, or leave it to the style.")
    return wanted.sentences or STYLES[wanted.style]


@dataclass(slots=True)
class _Work:
    wanted: Wanted
    parts: Parts
    document: Document
    stretches: list[Stretch]
    progress: Progress
    checking: Checking = field(init=False)
    shown: list[Hit] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    skipped: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.checking = Checking(self.parts, self.wanted.collection, self.wanted.policy)
        for number, stretch in enumerate(self.stretches):
            if why := aside(stretch, self.document):
                self.skipped[number] = why

    @property
    def read(self) -> list[tuple[int, Stretch]]:
        """The parts that are read, with their numbers."""
        return [pair for pair in enumerate(self.stretches) if pair[0] not in self.skipped]

    async def extract(self, most: int) -> None:
        """Quote the sentences that say most."""
        taken = await asyncio.to_thread(self._picked, most)
        for done, pick in enumerate(taken, start=1):
            hit = Hit(Passage.cut(self.document, *pick.span), 1.0)
            words = hit.passage.text
            self.shown.append(hit)
            sentence = Sentence(_MARKS.sub("", words), (Quote(1, words),))
            for judged in await self.checking.settled(sentence, Task("", (hit,))):
                self._add(judged, pick.part, line="|" in words)
            self.progress(done, len(taken))

    def _picked(self, most: int) -> list[Pick]:
        found = picks(self.document, self.read)
        with_text = {pick.part for pick in found}
        for number, _ in self.read:
            if number not in with_text:
                self.skipped[number] = "it has no whole sentences, only tables, lists or headings"
        return chosen(self.document, found, embedder=self.parts.embedder, most=most)

    async def generate(self, most: int) -> None:
        """Let the model write of each part in turn."""
        read = self.read
        for done, ((number, stretch), share) in enumerate(self._shares(read, most), start=1):
            asked = task(self.document, stretch, sentences=share, language=self.wanted.language)
            self.shown += asked.hits
            kept = 0
            async for judged in self.checking.held(asked):
                if kept < share:
                    self._add(judged, number)
                    kept += 1
            self.progress(done, len(read))

    def _shares(
        self, read: list[tuple[int, Stretch]], most: int
    ) -> list[tuple[tuple[int, Stretch], int]]:
        """Give each part sentences by its length, one at least, as far as *most* goes."""
        by_size = sorted(read, key=lambda pair: pair[1].start - pair[1].end)
        heard = {number for number, _ in by_size[:most]}
        for number, _ in by_size[most:]:
            self.skipped[number] = f"a summary of {most} sentences has no room for it"
        whole = sum(one.end - one.start for number, one in read if number in heard) or 1
        spare = max(0, most - len(heard))
        return [
            ((number, one), 1 + int(spare * (one.end - one.start) / whole))
            for number, one in read
            if number in heard
        ]

    def _add(self, judged: Judged, part: int, *, line: bool = False) -> None:
        """Take a sentence in; a row of a table as a *line* of its own."""
        new = part not in self.used and self.wanted.style == "detailed"
        self.used.add(part)
        between = "\n\n" if new else "\n" if line else None
        for _ in self.checking.draft.add(judged, joined_by=between):
            pass

    def summary(self) -> Summary:
        """Return what was kept, and what it covers."""
        checking, parts = self.checking, self.parts
        kept = receipt(
            self.shown,
            writer=parts.writer,
            model=checking.model,
            verifier=parts.verifier,
            settings=parts.settings,
        )
        wanted = self.wanted
        form = (wanted.style, str(wanted.sentences), wanted.language, wanted.policy)
        return Summary(
            id="sum_" + digest(wanted.document_id, *form, kept.id),
            sources=(self.document.source,),
            text=checking.draft.text,
            claims=tuple(checking.draft.claims),
            citations=checking.draft.citations,
            coverage=self._coverage(),
            model=checking.model,
            usage=checking.usage,
            timings=Timings(0.0, round(checking.generate_ms, 2), round(checking.verify_ms, 2)),
            receipt=kept,
            notes=self._notes(),
        )

    def _notes(self) -> tuple[str, ...]:
        said = notes(self.checking.left_out, self.checking.rewritten)
        if self.checking.draft.claims:
            return said
        return (*said, "Nothing in this document could be summarised.")

    def _coverage(self) -> Coverage:
        pages: set[int] = set()
        for _, stretch in self.read:
            first = self.document.page_at(stretch.start)
            pages.update(range(first, self.document.page_at(stretch.end - 1) + 1))
        left = [(self.stretches[number], why) for number, why in sorted(self.skipped.items())]
        return Coverage(
            sections=len(self.stretches),
            sections_read=len(self.read),
            sections_used=len(self.used),
            pages=len(self.document.page_starts),
            pages_read=len(pages),
            skipped=tuple(
                Skipped(one.heading, self.document.page_at(one.start), why) for one, why in left
            ),
        )
