"""The door for files: what is declared is there, and a file is what it is."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest

from corpora.errors import InputError
from corpora.formats import load_bitext, read_bitext, write_bitext
from corpora.formats.encoding import decode
from corpora.reading.document import read_document
from corpora.registry import (
    FORMATS,
    find_format,
    formats,
    identify,
    refusal,
    suffixes_read,
    suffixes_written,
)
from corpora.registry.format import PACKED, Format
from corpora.registry.formats import TSV
from corpora.registry.recognising import root_name
from corpora.registry.tables import TABLES, fill
from corpora.units import TIME_PROPS, Bitext, TranslationUnit

ROOT = Path(__file__).resolve().parents[2]
PAIRS = Bitext(
    name="两句",
    source_language="zh-Hans",
    target_language="en",
    units=(
        TranslationUnit(
            source="第一句话。",
            target="The first sentence.",
            props=tuple(zip(TIME_PROPS, ("0", "1500"), strict=True)),
        ),
        TranslationUnit(
            source="第二句话，𠮷。",
            target="The second one.",
            props=tuple(zip(TIME_PROPS, ("2000", "3500"), strict=True)),
        ),
    ),
)
PAIRS_ALONE = sorted(set(suffixes_read("pairs")) - set(suffixes_read("document")))
BOTH = sorted(set(suffixes_read("pairs")) & set(suffixes_read("document")))


@pytest.mark.parametrize("kind", FORMATS, ids=str)
def test_every_reader_and_writer_that_is_declared_is_there(kind):
    for content in kind.reads:
        assert callable(kind.reader(content))
    for content in kind.writes:
        assert callable(kind.writer(content))
    assert kind.reads or kind.writes or kind.instead


def test_every_declaration_is_in_the_list():
    declared = [kind for kind in vars(formats).values() if isinstance(kind, Format)]
    assert declared
    assert all(any(kind is listed for listed in FORMATS) for kind in declared)


def test_a_suffix_names_one_kind_of_file():
    suffixes = [suffix for kind in FORMATS for suffix in (*kind.suffixes, *kind.also)]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


def test_the_pair_formats_of_the_tools_are_pairs_and_nothing_else():
    assert {".mqxliff", ".sdlxliff", ".mxliff", ".tab", ".tmx", ".csv", ".xlsx"} <= {*PAIRS_ALONE}
    assert {".txt", ".docx", ".html", ".srt", ".vtt", ".ass"} <= {*BOTH}


@pytest.mark.parametrize("suffix", PAIRS_ALONE)
def test_a_document_command_refuses_pairs_and_says_what_takes_them(suffix, tmp_path):
    kind = find_format(suffix)
    made = tmp_path / f"made{kind if kind.writes.get('pairs') else '.tsv'}"
    is_table = kind.reads["pairs"] == TSV.reads["pairs"]
    write_bitext(PAIRS, made)
    path = made.rename(tmp_path / f"memory{suffix}")
    with pytest.raises(InputError, match="pairs, not a document") as caught:
        read_document(path)
    assert "convert" in caught.value.hint
    if kind.writes.get("pairs") or is_table:
        assert [unit.source for unit in read_bitext(path).units] == [u.source for u in PAIRS.units]


@pytest.mark.parametrize("suffix", suffixes_written("pairs"))
def test_a_file_is_known_by_what_is_in_it(suffix, tmp_path):
    if suffix == ".moses":
        return  # two files, which say nothing of themselves
    path = tmp_path / f"a{suffix}"
    write_bitext(PAIRS, path)
    kind = find_format(suffix)
    found = identify(io.BytesIO(path.read_bytes()), "")
    assert found is kind or not (kind.roots or kind.members or kind.perhaps)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<a/>", "a"),
        ('<?xml version="1.0"?>\n<tmx version="1.4">', "tmx"),
        ("<!-- <b> --><!-- --><x:html>", "html"),
        ('<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx>', "tmx"),
        ('<!DOCTYPE a [<!ENTITY b "<c>">]> <a>', "a"),
        ("no markup", ""),
        ("<!-- never closed", ""),
        ("1 < 2", ""),
    ],
)
def test_the_outermost_element_is_found_behind_what_may_precede_it(text, root):
    assert root_name(text) == root


def test_a_thousand_comments_before_the_root_cost_what_a_thousand_letters_cost():
    assert root_name("<!-- a -->\n" * 50_000 + "<tmx>") == "tmx"


@pytest.mark.parametrize(
    ("suffix", "content", "said"),
    [
        (".utf8", "pairs", "a glossary, not pairs"),
        (".pdf", "pairs", "a document, not pairs"),
        (".tmx", "glossary", "pairs, not a glossary"),
        (".zip", "document", "is a ZIP archive"),
        (".sarif", "pairs", "which is not read"),
    ],
)
def test_a_refusal_says_what_the_file_is(suffix, content, said):
    error = refusal(find_format(suffix), content, path=Path(f"a{suffix}"))
    assert said in error.problem
    assert error.hint


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "utf-8"])
@pytest.mark.parametrize(
    "table", ["第一句話\t第二句話\n", "國際經濟形勢\t複雜多變\n", "今天天氣好\t明天再說\n" * 9]
)
def test_documents_and_pairs_are_decoded_by_one_decision(table, encoding):
    data = table.encode(encoding)
    assert decode(data, "a.txt")[0] == table
    assert [[unit.source, unit.target] for unit in load_bitext(data, suffix=".tab").units] == [
        line.split("\t") for line in table.splitlines()
    ]


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_tables_of_the_pages_are_those_of_the_registry(path):
    page = path.read_text(encoding="utf-8")
    assert page == fill(page), "run scripts/doc_tables.py"


def test_every_table_has_a_place():
    whole = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert all(f"<!-- table: {name} -->" in whole for name in TABLES)


# Data of our own, which nobody hands in.
_OWN_DATA = (
    "corpora/language/wordlists.py",
    "corpora/learned/cards.py",
    "corpora/numbers/tables.py",
    "glossary/bank/__init__.py",
)


def test_no_suffix_is_written_anywhere_else():
    known = [s[1:] for kind in FORMATS for s in (*kind.suffixes, *kind.also)] + [PACKED[1:]]
    suffix = re.compile(rf"(?<![\w/.])\.(?:{'|'.join(known)})\b")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
        for path in program_files()
        for node in strings_of(ast.parse(path.read_text(encoding="utf-8")))
        if suffix.search(str(node.value))
    ]
    assert not found


def program_files() -> list[Path]:
    folders = ("corpora", "align", "glossary", "quality", "review")
    files = [ROOT / "duizhao.py", *(p for name in folders for p in (ROOT / name).rglob("*.py"))]
    kept = [path for path in files if "registry" not in path.parts]
    return [path for path in kept if str(path.relative_to(ROOT)) not in _OWN_DATA]


def strings_of(tree: ast.AST) -> list[ast.Constant]:
    """The strings and bytes of a module that are no docstrings."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, described) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, (str, bytes))
        and id(node) not in docstrings
    ]
