"""Write the documents that scripts make, and the manifest of all: ``python -m data.make.build``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from data.make.catalogue import ENTRIES, Entry
from data.make.counts import write_counts
from data.make.pages import pages
from data.make.pdf import write_pdf
from data.make.scan import write_scan
from data.make.sheet import write_xlsx
from data.make.slides import write_pptx
from data.make.word import write_docx

DATA = Path(__file__).resolve().parent.parent
TEXT = DATA / "make" / "text"
WRITERS = {".pdf": write_pdf, ".docx": write_docx, ".xlsx": write_xlsx, ".pptx": write_pptx}


def build(corpus: Path) -> None:
    """Write every document that has a source; those written by hand already lie in the corpus."""
    for entry in ENTRIES:
        target = corpus / entry.path
        source = TEXT / f"{target.stem}.md"
        if source.exists():
            WRITERS[target.suffix](source, target)
    write_scan(TEXT / "harbour-notice-1988.txt", corpus / "harbour-notice-1988-scan.pdf")
    write_counts(corpus / "passengers-by-month-2025.csv")


def manifest_line(corpus: Path, entry: Entry) -> str:
    """Describe one document as a line of JSON."""
    path = corpus / entry.path
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    facts = asdict(entry) | {"pages": len(pages(path)), "sha256": digest}
    return json.dumps(facts, ensure_ascii=False)


def main() -> None:
    """Build all under ``data``."""
    corpus = DATA / "corpus"
    build(corpus)
    lines = [manifest_line(corpus, entry) for entry in ENTRIES]
    (DATA / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    total = sum(json.loads(line)["pages"] for line in lines)
    print(f"{len(lines)} documents, {total} pages")


if __name__ == "__main__":
    main()
