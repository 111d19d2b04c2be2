"""Kinds of source code: what their files are called, and which of them are read by symbol."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Kind:
    """A programming language, or what is written like one."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    """Of file names, in lower case; or whole names."""
    grammar: str = ""
    """Module and function of its tree-sitter grammar; empty for what is kept as lines."""


_KINDS = (
    Kind("Python", "text/x-python", (".py", ".pyi", ".pyw"), "tree_sitter_python.language"),
    Kind(
        "JavaScript",
        "text/javascript",
        (".js", ".jsx", ".mjs", ".cjs"),
        "tree_sitter_javascript.language",
    ),
    Kind(
        "TypeScript",
        "text/x-typescript",
        (".ts", ".mts", ".cts"),
        "tree_sitter_typescript.language_typescript",
    ),
    Kind("TSX", "text/x-tsx", (".tsx",), "tree_sitter_typescript.language_tsx"),
    Kind("Java", "text/x-java", (".java",), "tree_sitter_java.language"),
    Kind("C", "text/x-c", (".c", ".h"), "tree_sitter_c.language"),
    Kind(
        "C++",
        "text/x-c++",
        (".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".ipp"),
        "tree_sitter_cpp.language",
    ),
    Kind("Go", "text/x-go", (".go",), "tree_sitter_go.language"),
    Kind("Rust", "text/x-rust", (".rs",), "tree_sitter_rust.language"),
    Kind(
        "Ruby", "text/x-ruby", (".rb", ".rake", "gemfile", "rakefile"), "tree_sitter_ruby.language"
    ),
    Kind("C#", "text/x-csharp", (".cs", ".csx"), "tree_sitter_c_sharp.language"),
    Kind("PHP", "text/x-php", (".php", ".phtml"), "tree_sitter_php.language_php"),
    Kind("Shell", "text/x-shellscript", (".sh", ".bash"), "tree_sitter_bash.language"),
    Kind("SQL", "application/sql", (".sql",)),
    Kind("CSS", "text/css", (".css", ".scss", ".sass", ".less")),
    Kind("Make", "text/x-makefile", ("makefile", "gnumakefile", ".mk")),
    Kind("Dockerfile", "text/x-dockerfile", ("dockerfile", "containerfile", ".dockerfile")),
    Kind("CMake", "text/x-cmake", ("cmakelists.txt", ".cmake")),
    Kind("YAML", "application/yaml", (".yaml", ".yml")),
    Kind("TOML", "application/toml", (".toml",)),
    Kind("INI", "text/x-ini", (".ini", ".cfg", ".conf", ".properties", ".env")),
    Kind("Kotlin", "text/x-kotlin", (".kt", ".kts")),
    Kind("Swift", "text/x-swift", (".swift",)),
    Kind("Scala", "text/x-scala", (".scala", ".sc")),
    Kind("Perl", "text/x-perl", (".pl", ".pm")),
    Kind("Lua", "text/x-lua", (".lua",)),
    Kind("R", "text/x-r", (".r",)),
    Kind("Julia", "text/x-julia", (".jl",)),
    Kind("Haskell", "text/x-haskell", (".hs",)),
    Kind("Elixir", "text/x-elixir", (".ex", ".exs")),
    Kind("Clojure", "text/x-clojure", (".clj", ".cljs")),
    Kind("Dart", "text/x-dart", (".dart",)),
    Kind("Zig", "text/x-zig", (".zig",)),
    Kind("PowerShell", "text/x-powershell", (".ps1", ".psm1")),
    Kind("Batch", "text/x-batch", (".bat", ".cmd")),
    Kind("Visual Basic", "text/x-vb", (".vb", ".bas", ".vbs")),
    Kind("Fortran", "text/x-fortran", (".f90", ".f95", ".f")),
    Kind("Assembler", "text/x-asm", (".asm", ".s")),
    Kind("HCL", "text/x-hcl", (".tf", ".hcl")),
    Kind("Protocol Buffers", "text/x-protobuf", (".proto",)),
    Kind("GraphQL", "application/graphql", (".graphql", ".gql")),
    Kind("Vue", "text/x-vue", (".vue",)),
    Kind("Svelte", "text/x-svelte", (".svelte",)),
)
KINDS = {kind.media_type: kind for kind in _KINDS}
"""By media type."""
_BY_ENDING = {ending: kind for kind in _KINDS for ending in kind.endings}
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?([a-z]+)[\d.]*(?!\S)(?:(?:\s+-\S+)*\s+([a-z]+)[\d.]*(?!\S))?")
_PROGRAMS = {
    "python": ".py", "pypy": ".py", "sh": ".sh", "bash": ".sh", "zsh": ".sh", "dash": ".sh",
    "ksh": ".sh", "node": ".js", "deno": ".ts", "ruby": ".rb", "php": ".php", "perl": ".pl",
    "lua": ".lua", "make": ".mk",
}  # fmt: skip
_CPP = re.compile(
    r"^\s*(?:class\s+\w+[^;]*\{|namespace\s+\w|template\s*<|using\s+\w|(?:public|private|protected):)"
    r"|\bstd::",
    re.MULTILINE,
)


def kind_of(text: str, name: str) -> Kind | None:
    """Return the kind of the file called *name*; *text* is its beginning.

    The first line decides where it names a program; a header is C++ where it is written so.
    """
    path = PurePosixPath(name.lower())
    called = _shebang(text) or (path.name if path.name in _BY_ENDING else path.suffix)
    kind = _BY_ENDING.get(called)
    if kind is not None and kind.name == "PHP" and "<?" not in text:
        return None
    if kind is not None and path.suffix == ".h" and _CPP.search(text):
        return KINDS["text/x-c++"]
    return kind


def _shebang(text: str) -> str:
    """Return the ending of files for the program that the first line names, or nothing."""
    match = _SHEBANG.match(text.lstrip("\ufeff")[:200].partition("\n")[0])
    if match is None:
        return ""
    program = match[2] if match[1] == "env" and match[2] else match[1]
    return _PROGRAMS.get(program, "")
