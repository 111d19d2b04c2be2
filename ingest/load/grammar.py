"""The one door to tree-sitter: which stretches of source code are symbols, in a bounded time."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ingest.load.loaded import one_line

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree, TreeCursor

_OPEN = {
    "class_definition": "class", "class_declaration": "class", "class_specifier": "class",
    "abstract_class_declaration": "class", "class": "class", "struct_specifier": "struct",
    "struct_item": "struct", "struct_declaration": "struct", "union_specifier": "union",
    "union_item": "union", "enum_specifier": "enum", "enum_item": "enum",
    "enum_declaration": "enum", "interface_declaration": "interface", "trait_item": "trait",
    "trait_declaration": "trait", "record_declaration": "record",
    "annotation_type_declaration": "@interface", "namespace_definition": "namespace",
    "namespace_declaration": "namespace", "internal_module": "namespace", "module": "module",
    "mod_item": "mod", "impl_item": "", "singleton_class": "", "type_definition": "typedef",
    "type_alias_declaration": "type", "type_spec": "type",
}  # fmt: skip
"""Symbols that hold others, and the word before their name; without one, the whole head is it."""
_CLOSED = {
    "function_definition": "function", "function_declaration": "function",
    "generator_function_declaration": "function", "function_item": "fn",
    "method_definition": "method", "method_declaration": "method", "method": "def",
    "singleton_method": "def", "constructor_declaration": "constructor",
    "compact_constructor_declaration": "constructor", "destructor_declaration": "destructor",
    "operator_declaration": "", "conversion_operator_declaration": "",
    "property_declaration": "property", "macro_definition": "macro",
    "variable_declarator": "function",
    "field_definition": "method", "public_field_definition": "method",
}  # fmt: skip
"""Symbols within which no others are looked for."""
_OWN_WORDS = {
    "tree_sitter_python": {"function_definition": "def"},
    "tree_sitter_go": {"function_declaration": "func", "method_declaration": "func"},
}
_LEADS = frozenset((
    "comment", "line_comment", "block_comment", "attribute_item", "decorator",
    "template_parameter_list",
))  # fmt: skip
"""What stands above a symbol and belongs to it."""
_VALUED = frozenset(("variable_declarator", "field_definition", "public_field_definition"))
_FUNCTIONS = frozenset(("arrow_function", "function_expression", "function", "generator_function"))
_BODIED = frozenset(("struct_specifier", "union_specifier", "enum_specifier", "class_specifier"))
"""Named wherever they are used; symbols only where they are written out."""
_PIECE = 1 << 16
_DEEP = 50
"""So far in may what has its lines for itself begin; so often is a name in C wrapped up."""
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class, a function or the like; rows count from 0."""

    title: str
    level: int
    """1 for the outermost."""
    row: int
    """Of its first line, with the comments and decorators above it."""
    last_row: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the grammar made of a file."""

    symbols: tuple[Symbol, ...]
    """In order of rows; no two begin on one; those of a single line are left out."""
    unread: float
    """Share of the bytes that the grammar could not read, from 0 to 1."""


def parsed(text: str, grammar: str, *, seconds: float) -> Parsed | None:
    """Return the symbols of *text*; nothing where that takes longer than *seconds*."""
    from tree_sitter import Language

    module, _, function = grammar.partition(".")
    language = Language(getattr(import_module(module), function)())
    source, until = text.encode("utf-8", "replace"), time.monotonic() + seconds
    found = _Found(source, _OPEN | _CLOSED | _OWN_WORDS.get(module, {}))
    tree = _tree(source, language, until)
    if tree is None:
        return None
    found.walk(tree.walk())
    symbols = found.symbols(_leads(found.leads, text.split("\n")))
    return Parsed(tuple(symbols), found.unread / max(1, len(source)))


def _tree(source: bytes, language: "Language", until: float) -> "Tree | None":
    from tree_sitter import Parser

    try:
        return Parser(language).parse(
            lambda offset, _: source[offset : offset + _PIECE],
            progress_callback=lambda _offset, _error: time.monotonic() > until,
        )
    except ValueError:  # what it raises where the callback said to stop
        return None


class _Found:
    """What one pass over a tree finds. By a cursor: queries are quadratic on some broken files."""

    def __init__(self, source: bytes, words: dict[str, str]) -> None:
        self.leads: list[Node] = []
        self.unread = 0
        """Bytes that the grammar could not read."""
        self._unread_to = 0
        self._source = source
        self._words = words
        self._symbols: list[Node] = []

    def walk(self, cursor: "TreeCursor") -> None:
        """Look at everything outside of functions."""
        if cursor.node is not None and cursor.node.type == "ERROR":
            self._error(cursor.node)
        deeper = cursor.goto_first_child()
        while deeper:
            if self._keep(cursor.node) and cursor.goto_first_child():
                continue
            while deeper and not cursor.goto_next_sibling():
                deeper = cursor.goto_parent()

    def _keep(self, one: "Node | None") -> bool:
        """Take note of a symbol, and say whether there may be more within."""
        if one is None or not one.is_named:
            return False
        kind = one.type
        if kind == "ERROR":
            self._error(one)
        elif kind in _LEADS:
            self.leads.append(one)
            return False
        elif kind in self._words and _is_symbol(one):
            self._symbols.append(one)
            return kind not in _CLOSED or one.has_error
        return True

    def _error(self, one: "Node") -> None:
        self.unread += max(0, one.end_byte - max(one.start_byte, self._unread_to))
        self._unread_to = max(self._unread_to, one.end_byte)

    def symbols(self, leads: dict[int, int]) -> Iterator[Symbol]:
        """Yield those of several lines that lie in no function, in order."""
        around: list[Node] = []
        taken = -1
        for one in self._symbols:
            while around and around[-1].end_byte <= one.start_byte:
                around.pop()
            row, last = one.start_point[0], _last_row(one)
            if last == row or row <= taken or (around and around[-1].type in _CLOSED):
                continue
            taken = row
            while row - 1 in leads:
                row = leads[row - 1]
            around.append(one)
            yield Symbol(self._title(one), len(around), row, last)

    def _title(self, one: "Node") -> str:
        word = self._words[one.type]
        name = one.child_by_field_name("name") or one.child_by_field_name("property")
        if name is None and one.child_by_field_name("declarator") is not None:
            name = _declared(one)
        if name is None or not word:
            return self._head(one)
        of = one.child_by_field_name("receiver") or one.child_by_field_name("object")
        joined = f"{self._text(of)}." if of and of.type == "self" else f"{self._text(of)} "
        return f"{word} {joined.lstrip()}{self._text(name)}"[:_LONGEST]

    def _head(self, one: "Node") -> str:
        """Return what stands before the body, or the first line."""
        body = one.child_by_field_name("body")
        end = min(body.start_byte if body else one.end_byte, one.start_byte + 4 * _LONGEST)
        head = self._source[one.start_byte : end].decode("utf-8", "replace").strip()
        return one_line(head if body else head.partition("\n")[0]).rstrip(" {")[:_LONGEST]

    def _text(self, one: "Node | None") -> str:
        if one is None:
            return ""
        end = min(one.end_byte, one.start_byte + 4 * _LONGEST)
        return one_line(self._source[one.start_byte : end].decode("utf-8", "replace"))


def _leads(found: "list[Node]", lines: list[str]) -> dict[int, int]:
    """Return by their last row where those begin that have their lines for themselves."""
    leads = {}
    for lead in found:
        row, column = lead.start_point
        if column < _DEEP and lines[row][:_DEEP].encode()[:column].strip() in {b"", b"template"}:
            leads[_last_row(lead)] = row
    return leads


def _last_row(found: "Node") -> int:
    row, column = found.end_point
    return row - 1 if not column and row > found.start_point[0] else row


def _is_symbol(found: "Node") -> bool:
    if found.type in _VALUED:
        value = found.child_by_field_name("value")
        return value is not None and value.type in _FUNCTIONS
    return found.type not in _BODIED or found.child_by_field_name("body") is not None


def _declared(found: "Node") -> "Node":
    """Go through pointers, references and parameters to the name that C declares."""
    for _ in range(_DEEP):
        inner = found.child_by_field_name("declarator")
        if inner is None and found.type == "reference_declarator" and found.named_child_count:
            inner = found.named_children[-1]
        if inner is None:
            break
        found = inner
    return found
