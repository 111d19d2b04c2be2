import pytest

from ingest import sniff, sniff_text

RECORD = '{"nbformat": 4, "cells": []}'


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ('{"a": [1, 2]}', "a.txt", sniff_text.JSON),
        ('[{"a": 1}]', "a", sniff_text.JSON),
        ("[1] Quill, 2003. [2] Reed, 2004", "a.txt", sniff.PLAIN),
        ("{curly} prose {here}", "a.txt", sniff.PLAIN),
        ('{"a": 1}\n{"a": 2}\n', "a.json", sniff_text.JSON_LINES),
        ('{"level": "info"}\n{"level": "warn"}\n', "a.log", sniff_text.JSON_LINES),
        ("42", "a.json", sniff_text.JSON),
        ('{"a": 1}', "a.csv", sniff_text.JSON),
        ('[{"a": 1}]', "a.md", sniff_text.JSON),
        ('{"a": 1}\n{"a": 2}\n', "a.tsv", sniff_text.JSON_LINES),
        ("[x] done\n[ ] not done", "a.md", sniff_text.MARKDOWN),
        ("{1},{2}\n{3},{4}\n", "a.csv", sniff_text.CSV),
        ("<?xml version='1.0'?><a>x</a>", "a.csv", sniff_text.XML),
        ("<?xml version='1.0'?><a>x</a>", "a.md", sniff_text.XML),
        ("<note>hello</note>\n", "a.md", sniff_text.MARKDOWN),
        ("no json at all", "a.json", sniff.PLAIN),
        (RECORD, "a.json", sniff_text.NOTEBOOK),
        (RECORD, "a.ipynb", sniff_text.NOTEBOOK),
        ("<?xml version='1.0'?><a>x</a>", "a.txt", sniff_text.XML),
        ("<?xml version='1.0'?><TS>x</TS>", "a.ts", sniff_text.XML),
        ("<note to='x'>hello</note>\n", "a", sniff_text.XML),
        ("<angry> not XML, said Ida", "a.txt", sniff.PLAIN),
        ("<b>bold", "a.xml", sniff_text.XML),
        ("<!DOCTYPE html><html></html>", "a.js", sniff.HTML),
        ("<?xml version='1.0'?><html><body/></html>", "a.xml", sniff.HTML),
        ("<html><?php echo 1 ?></html>", "a.php", "text/x-php"),
        ("just words", "a.php", sniff.PLAIN),
        ("#!/usr/bin/env python3\nx = 1\n", "run", "text/x-python"),
        ("#!/bin/sh\nls\n", "a.txt", "text/x-shellscript"),
        ("#!/usr/bin/env -S node --x\nf()\n", "run", "text/javascript"),
        ("all:\n\tcc a.c\n", "Makefile", "text/x-makefile"),
        ("class A {\n public:\n  int b;\n};\n", "a.h", "text/x-c++"),
        ("int a(void);\n", "a.h", "text/x-c"),
        ("Title\n=====\n", "a.rst", sniff_text.RST),
        ("= Title\n", "a.adoc", sniff_text.ASCIIDOC),
        ("* One\n", "a.org", sniff_text.ORG),
        (r"\section{One}", "a.tex", sniff_text.TEX),
        ("# One\n", "a.md", sniff.MARKDOWN),
    ],
)
def test_what_is_in_a_text_decides_before_its_name(content: str, name: str, expected: str) -> None:
    assert sniff.sniff(content.encode(), name) == expected
    assert sniff.sniff(content.encode("utf-8-sig"), name) == expected


def test_wide_json_is_told_too() -> None:
    assert sniff.sniff('{"a": [1, 2]}'.encode("utf-16"), "a.txt") == sniff_text.JSON


def test_json_that_goes_on_beyond_what_is_looked_at_is_told_by_its_start() -> None:
    content = '{"a": "' + "x" * 200_000 + '"}'

    assert sniff.sniff(content.encode(), "a.txt") == sniff_text.JSON
