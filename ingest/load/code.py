"""Source code: the text as it stands; classes and functions are its sections, lines its places."""

from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import Any

from ingest.load import text as plain
from ingest.load.lines import line_marks, nested
from ingest.load.loaded import Heading, Limits, Loaded

_LONGEST = 5_000_000
"""Bytes in which symbols are looked for."""
_NAMED = "(({}) @symbol)"
_SYMBOLS = {
    "python": "class_definition function_definition",
    "javascript": "class_declaration function_declaration method_definition "
    "generator_function_declaration",
    "typescript": "class_declaration abstract_class_declaration function_declaration "
    "method_definition interface_declaration enum_declaration type_alias_declaration",
    "java": "class_declaration interface_declaration enum_declaration record_declaration "
    "method_declaration constructor_declaration",
    "c": "function_definition struct_specifier enum_specifier",
    "cpp": "function_definition class_specifier struct_specifier namespace_definition",
    "go": "function_declaration method_declaration type_spec",
    "rust": "function_item struct_item enum_item trait_item impl_item mod_item",
    "ruby": "class module method singleton_method",
    "c_sharp": "class_declaration interface_declaration struct_declaration enum_declaration "
    "record_declaration method_declaration constructor_declaration namespace_declaration",
    "php": "class_declaration interface_declaration trait_declaration function_definition "
    "method_declaration",
    "bash": "function_definition",
}
"""Of each grammar, the kinds of node that have a name and a body."""
_MAKER = {"typescript": "language_tsx", "php": "language_php"}
GRAMMARS = {
    "text/x-python": "python", "text/javascript": "javascript", "text/x-typescript": "typescript",
    "text/x-java": "java", "text/x-c": "c", "text/x-c++": "cpp", "text/x-go": "go",
    "text/x-rust": "rust", "text/x-ruby": "ruby", "text/x-csharp": "c_sharp", "text/x-php": "php",
    "text/x-shellscript": "bash",
}  # fmt: skip
"""By media type. Other code is read as plain text."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Keep the text; find its symbols."""
    loaded = plain.load(content, media_type, limits)
    grammar = GRAMMARS[media_type]
    return replace(
        loaded,
        title="",
        headings=symbols(loaded.text, grammar),
        marks=line_marks(loaded.text),
        properties={"programming_language": grammar.replace("c_sharp", "c#")},
    )


def symbols(text: str, grammar: str) -> tuple[Heading, ...]:
    """Return the symbols of *text* as headings; none of a text that is too long."""
    from tree_sitter import Parser, QueryCursor

    written = text.encode("utf-8", "replace")
    if len(written) > _LONGEST:
        return ()
    language, query = _grammar(grammar)
    root = Parser(language).parse(written).root_node
    nodes = QueryCursor(query).captures(root).get("symbol", [])
    places = _Characters(written)
    found = [
        (places.at(node.start_byte), places.at(node.end_byte), title)
        for node in sorted(nodes, key=lambda one: one.start_byte)
        if (title := _title(node))
    ]
    return nested(found)


@lru_cache(maxsize=4)
def _grammar(name: str) -> tuple[Any, Any]:
    from tree_sitter import Language, Query

    module = import_module(f"tree_sitter_{name}")
    language = Language(getattr(module, _MAKER.get(name, "language"))())
    kinds = " ".join(f"({kind})" for kind in _SYMBOLS[name].split())
    return language, Query(language, f"[{kinds}] @symbol")


def _title(node: Any) -> str:
    """Return the symbol's name, as far as it has one: of C, the innermost of its declarator."""
    named = node.child_by_field_name("type" if node.type == "impl_item" else "name")
    declared = node.child_by_field_name("declarator")
    while named is None and declared is not None:
        inner = declared.child_by_field_name("declarator")
        named = declared if inner is None else None
        declared = inner
    has_body = node.child_by_field_name("body") is not None or node.type == "type_spec"
    said = named.text.decode("utf-8", "replace") if named is not None else ""
    kind = node.type.partition("_")[0]
    return " ".join(f"{kind} {said}".split()) if said and (has_body or "alias" in node.type) else ""


class _Characters:
    """Turns places in UTF-8 bytes into places in characters."""

    def __init__(self, written: bytes) -> None:
        self._ascii = written.isascii()
        # Where characters of more than one byte end, and how many bytes they have had too many.
        extra = (place for place, byte in enumerate(written) if 0x80 <= byte < 0xC0)
        self._extra = [] if self._ascii else list(extra)

    def at(self, byte: int) -> int:
        """Return the character that begins at *byte*."""
        return byte if self._ascii else byte - bisect_right(self._extra, byte - 1)
