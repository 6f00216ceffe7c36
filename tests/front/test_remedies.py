"""An error says what to do in the words of whoever reads it: flags, or arguments."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

import duizhao
from align import AlignOptions
from corpora.errors import InputError, Option, OptionError, check_name, worded_as_flags
from corpora.files import check_writable
from corpora.formats.streams import ReadOptions, WriteOptions
from corpora.memory.cleaning import CleanOptions
from corpora.memory.concordance import FindOptions
from corpora.memory.converting import ConvertOptions
from glossary import TermOptions
from quality.check import CheckOptions
from quality.score import ScoreOptions
from review.commands import cli
from review.jobs.aligning import WriteChoices

ROOT = Path(duizhao.__file__).parent
PACKAGES = ("corpora", "align", "glossary", "quality", "review")
FLAG = re.compile(r"(?<![\w(-])(--[a-z][a-z-]+|(?<= )-[a-z](?![\w-]))")


# A whole command to type is the same to whoever reads it.
COMMAND = re.compile(r"duizhao [a-z][^,;.]*")


def test_a_remedy_is_a_flag_for_the_one_and_an_argument_for_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").touch()
    with pytest.raises(InputError) as caught:
        check_writable(tmp_path / "a.tmx")
    assert caught.value.options == (Option.FORCE,)
    assert "or say force=True to overwrite it." in str(caught.value)
    with worded_as_flags():
        assert "or say --force to overwrite it." in str(caught.value)
    assert "force=True" in str(caught.value)


def test_the_command_line_names_flags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.tsv").write_text("你好\tHello\n", encoding="utf-8")
    (tmp_path / "b.tsv").touch()
    with pytest.raises(SystemExit):
        duizhao.main(["convert", str(tmp_path / "a.tsv"), str(tmp_path / "b.tsv")])
    assert "say --force to overwrite it" in capsys.readouterr().err
    assert "force=True" in str(InputError("is there", hint=f"say {Option.FORCE}"))


def test_a_text_that_looks_like_a_placeholder_of_nothing_stays() -> None:
    assert str(InputError("{option:NOTHING}")) == "{option:NOTHING}."


def flags_of(command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from flags_of(child)
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)


@pytest.mark.parametrize("option", list(Option), ids=lambda option: option.name)
def test_every_flag_exists(option: Option) -> None:
    flag = next(word for word in option.flag.split() if word.startswith("-"))
    assert flag in set(flags_of(cli))


def told(tree: ast.AST) -> Iterator[ast.Constant]:
    """Texts of a module that are shown to somebody: not its docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and " " in node.value  # prose; an argument for another program is none
            and not node.value.startswith("var(")
        ):
            yield node


def test_the_library_names_no_flags() -> None:
    """Only commands with their terminal, the table of options and declarations of formats do."""
    spared = {"corpora/errors.py", "corpora/registry/formats.py"}
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if place in spared or place.startswith(("review/commands/", "review/terminal/")):
                continue
            found += [
                f"{place}:{node.lineno}: {node.value}"
                for node in told(ast.parse(path.read_text("utf-8")))
                if FLAG.search(COMMAND.sub("", node.value))
            ]
    assert found == []


WRONG: dict[str, Callable[[], object]] = {
    "a bead of nothing": lambda: AlignOptions(max_bead=0),
    "no such markup": lambda: ReadOptions(markup="bold"),  # type: ignore[arg-type]
    "no such XLIFF": lambda: WriteOptions(xliff="3"),  # type: ignore[arg-type]
    "no such check of memories": lambda: CleanOptions(checks=("length", "empti")),
    "no such rule for duplicates": lambda: CleanOptions(duplicates="some"),
    "no such rule when converting": lambda: ConvertOptions(duplicates="first"),
    "no such side": lambda: FindOptions(side="left"),
    "no hits at all": lambda: FindOptions(limit=0),
    "no such view": lambda: TermOptions(view="all"),  # type: ignore[arg-type]
    "fewer rows than none": lambda: TermOptions(limit=-1),
    "more than certain": lambda: TermOptions(min_confidence=1.5),
    "no such check": lambda: CheckOptions(checks=("number",)),
    "no such severity": lambda: CheckOptions(severities={"form": "bad"}),
    "no such encoder": lambda: CheckOptions(encoder="big"),
    "no such metric": lambda: ScoreOptions(metrics=("METEOR",)),
    "no such way": lambda: ScoreOptions(take="words"),  # type: ignore[arg-type]
    "no such level": lambda: WriteChoices(level="page"),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_a_wrong_option_is_one_kind_of_error(make: Callable[[], object]) -> None:
    with pytest.raises(OptionError) as caught:
        make()
    assert isinstance(caught.value, InputError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.hint
    assert len(str(caught.value).splitlines()) == 1
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (type(caught.value), str(caught.value))


def test_the_nearest_name_is_told() -> None:
    with pytest.raises(OptionError, match="Did you mean segment"):
        check_name("segmnt", ("segment", "turn"), "a level")
