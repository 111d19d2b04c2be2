"""A folder, a library, and ways to put one into the other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.asked import Asked
from ingest.report import IngestReport, Progress, quiet
from ingest.run import ingest
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Known
from rag.testing import HashEmbedder
from rag.types import Collection
from tests.ingest.made import settings

HERE = Collection()


class Place:
    """A folder, a library, and what is done with them."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.settings: Settings = settings(home=home, file_seconds=20, lock_wait_s=0)
        self.folder = folder
        self.embedder = HashEmbedder()
        self.library = Library.open(self.settings, embedder=self.embedder, command="test")

    def write(self, **files: str | bytes) -> None:
        for name, content in files.items():
            file = self.folder / name.replace("__", "/").replace("_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def ingest(
        self, *paths: Path, progress: Callable[[Progress], None] = quiet, **options: Any
    ) -> IngestReport:
        return ingest(
            paths or (self.folder,),
            collection=HERE,
            library=self.library,
            embedder=self.embedder,
            settings=self.settings,
            progress=progress,
            asked=Asked(**options),
        )

    def known(self, path: str) -> Known:
        return next(one for one in self.library.known(HERE) if one.path == path)

    def texts(self) -> dict[str, str]:
        known = self.library.known(HERE)
        return {one.path: self.library.document(HERE, one.document_id).text for one in known}

    def found(self, question: str) -> str:
        vector = self.embedder.embed_question(question)
        best = self.library.dense(HERE, vector, 1)[0].passage_id
        return self.library.live(HERE, [best])[best].text


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed
