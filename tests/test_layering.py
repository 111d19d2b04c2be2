"""The house: arrows go down only, and each outside library has one door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT: dict[str, set[str]] = {
    "rag": set(),
    "ingest": {"rag"},
    "eval": {"rag"},
    "api": {"rag", "ingest", "eval"},
}
ONE_DOOR = {
    "chromadb": ["rag/store/chroma.py", "eval/bench/peer/"],
    "tantivy": ["rag/store/keywords.py"],
    "sqlalchemy": ["rag/store/"],
    "alembic": ["rag/store/"],
    "onnxruntime": ["rag/models/"],
    "tokenizers": ["rag/models/"],
    "tiktoken": ["rag/models/tokens.py"],
    "openai": ["rag/models/"],
    "torch": ["rag/models/make", "eval/bench/peer/"],
    "llama_index": ["rag/llama.py", "ingest/load/llama.py", "eval/bench/peer/"],
    "pypdf": ["ingest/load/"],
    "pypdfium2": ["ingest/load/", "rag/models/make"],
    "docx": ["ingest/load/"],
    "pptx": ["ingest/load/"],
    "openpyxl": ["ingest/load/"],
    "lxml": ["ingest/load/"],
    "markdown_it": ["ingest/load/"],
    "striprtf": ["ingest/load/rtf.py"],
    "watchfiles": ["ingest/watch.py"],
    "py3langid": ["ingest/language.py"],
    "oxmsg": ["ingest/load/msg.py"],
    "tree_sitter": ["ingest/load/grammar.py"],
    "PIL": ["ingest/load/"],
    "charset_normalizer": ["ingest/load/"],
    "semantic_text_splitter": ["ingest/split.py"],
    "fastapi": ["api/"],
    "starlette": ["api/"],
    "uvicorn": ["api/"],
    "click": ["api/cli/"],
    "rich": ["api/cli/"],
    "jinja2": ["eval/"],
    "pydantic_settings": ["rag/settings.py"],
}
"""Where each outside library may be imported: paths that begin so."""


def imports(path: Path) -> set[str]:
    """Top-level names that the file at *path* imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: write absolute imports"
            names.add((node.module or "").partition(".")[0])
    return names


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_arrows_point_one_way(package: str) -> None:
    for path in modules(package):
        ours = imports(path) & MAY_IMPORT.keys()
        assert ours <= MAY_IMPORT[package] | {package}, path


@pytest.mark.parametrize("library", ONE_DOOR)
def test_each_library_has_one_door(library: str) -> None:
    for package in MAY_IMPORT:
        for path in modules(package):
            place = path.relative_to(ROOT).as_posix()
            assert library not in imports(path) or place.startswith(tuple(ONE_DOOR[library])), place


def test_only_the_wiring_chooses_among_adapters() -> None:
    adapters = ("MiniLM(", "OpenAIChat(", "RemoteEmbedder(", "ExtractiveWriter(", "ChatWriter(")
    for package in MAY_IMPORT:
        for path in modules(package):
            place = path.relative_to(ROOT).as_posix()
            text = path.read_text(encoding="utf-8").replace("class ", "class:")
            made = [name for name in adapters if f" {name}" in text]
            assert not made or place.startswith(("rag/wiring", "rag/models/make")), place


def test_only_the_edges_know_status_and_exit_codes() -> None:
    for package in ("rag", "ingest", "eval"):
        for path in modules(package):
            text = path.read_text(encoding="utf-8")
            assert "sys.exit" not in text or path.name == "make.py", path
            assert "HTTPException" not in text, path


def test_every_invariant_has_a_test_that_bears_its_number() -> None:
    """ARCHITECTURE.md promises nine; a promise without a test is a wish."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    for number in range(1, 10):
        assert any(f"def test_invariant_{number}_" in text for text in texts), number
