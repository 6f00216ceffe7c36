r"""LaTeX: what the page would say; parsed by pylatexenc.

Commands that name things (labels, citations, pictures, lengths) say nothing, their arguments
neither; formulas on lines of their own and listings are left out, those in a line keep their TeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered, code_left_out
from corpora.formats.documents.trees import refuse_too_many
from corpora.formats.encoding import decode, refuse_nonsense
from corpora.registry.formats import TEXT
from corpora.units import ParagraphKind

_HEADINGS = frozenset(
    "part chapter section subsection subsubsection title subtitle caption".split()
)
_RUN_IN = frozenset("paragraph subparagraph".split())
_NOTES = frozenset("footnote footnotetext thanks marginpar endnote".split())
_BOLD = frozenset("textbf bf bfseries strong".split())
# Commands that say how their words look.
_LOOKS = frozenset(
    "emph textit textsl textsc texttt textrm textsf textnormal textup textmd underline uline text"
    " mbox hbox fbox enquote".split()
)
_UNREAD = frozenset(
    "cite citep citet citealp citeauthor citeyear parencite textcite autocite footcite nocite ref"
    " eqref pageref autoref cref Cref nameref label index glossary bibliography bibliographystyle"
    " addbibresource printbibliography includegraphics input include usepackage documentclass"
    " RequirePackage vspace hspace vskip hskip setlength addtolength setcounter addtocounter"
    " newcommand renewcommand providecommand newenvironment renewenvironment def let pagestyle"
    " thispagestyle pagenumbering hypersetup geometry fontsize selectfont color definecolor"
    " captionsetup rule phantom hphantom vphantom hyphenation markboth markright date author"
    " tableofcontents listoffigures listoftables maketitle newpage clearpage pagebreak noindent"
    " centering raggedright raggedleft hline toprule midrule bottomrule cline cmidrule"
    " setCJKmainfont setmainfont linespread bibitem graphicspath addcontentsline".split()
)
_INCLUDED = frozenset(("input", "include", "subfile"))
_BREAKS = frozenset(("par", "\\", "newline", "item", "tabularnewline", "bigskip", "medskip"))
# The argument that is text, counted from behind.
_LAST_ONLY = frozenset(
    ("href", "textcolor", "colorbox", "parbox", "raisebox", "multicolumn", "multirow")
)
_FORMULAS = frozenset(
    "equation equation* align align* gather gather* multline multline* eqnarray eqnarray*"
    " displaymath math flalign flalign* alignat alignat* subequations".split()
)
_LISTINGS = (
    "verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "filecontents",
    "tikzpicture", "algorithmic", "picture",
)  # fmt: skip
_REFERENCES = frozenset(("thebibliography", "filecontents"))
_TABLES = frozenset("tabular tabular* tabularx tabulary longtable array tabu".split())
_NAMES = {"LaTeX": "LaTeX", "TeX": "TeX", "XeLaTeX": "XeLaTeX", "LaTeXe": "LaTeX2e"}
_SPECIALS = {"~": " ", "``": "“", "''": "”", "`": "‘", "'": "’", "---": "—", "--": "–"}
_MOST_COMMANDS = 1_000_000
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_BEFORE_MARK = re.compile(r" (?=[.,;:!?)\]，。；：！？）])")
_TITLE = re.compile(r"\\title\s{0,20}(?:\[[^\]]{0,200}\]\s{0,20})?(?=\{)")
_START, _END = "\\begin{document}", "\\end{document}"
_DELIMITERS = re.compile(r"\A(?:\$|\\\()|(?:\$|\\\))\Z")


def read_tex(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a LaTeX file: its body, with the title before it.

    Raises:
        InputError: see ``decode``; or it is nested too deeply.
    """
    text, note = decode(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    title, body = _body(text)
    body, lines = _without_listings(body)
    refuse_too_many(sum(map(body.count, "\\{$&")), _MOST_COMMANDS, "commands and groups", name)
    page = _Page()
    try:
        if title:
            page.read(_parsed("\\title" + title))
        page.read(_parsed(body))
    except RecursionError:
        raise InputError(
            "is nested too deeply", path=name, hint=f"save its text as {TEXT} instead"
        ) from None
    notes = [*([note] if note else []), *code_left_out(lines, name), *page.told(name)]
    draft = draft_from_blocks(page.blocks, notes=notes)
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


def _body(text: str) -> tuple[str, str]:
    """The title's group as it is written, and what stands between the document's ends."""
    start = text.find(_START)
    if start < 0:
        return "", text
    end = text.find(_END, start)
    found = _TITLE.search(text, 0, start)
    title = _group(text, found.end()) if found else ""
    return title, text[start + len(_START) : end if end >= 0 else len(text)]


def _group(text: str, start: int) -> str:
    """The group in braces that begins at ``start``."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return text[start : at + 1]
    return ""


def _without_listings(text: str) -> tuple[str, int]:
    """The text without listings and drawings, whose signs are none of LaTeX's, and their lines."""
    lines = 0
    for name in _LISTINGS:
        begin, end = f"\\begin{{{name}}}", f"\\end{{{name}}}"
        parts, at = [], 0
        while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start)) >= 0:
            parts.append(text[at:start] + "\n\n")
            at = stop + len(end)
            lines += text.count("\n", start, stop) - 1
        text = "".join([*parts, text[at:]])
    return text, max(0, lines)


@cache
def _context() -> Any:  # noqa: ANN401
    """What pylatexenc knows of commands, and the arguments of some that it does not."""
    from pylatexenc.latexwalker import get_default_latex_context_db
    from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

    context = get_default_latex_context_db()
    context.add_context_category(
        "more",
        prepend=True,
        macros=[
            *(MacroSpec(name, "*[{") for name in (*_HEADINGS, *_RUN_IN)),
            *(MacroSpec(name, "[{") for name in _NOTES),
            *(MacroSpec(name, "[[{") for name in ("parencite", "textcite", "autocite", "footcite")),
            *(MacroSpec(name, "{") for name in ("autoref", "cref", "Cref", "nameref", "subfile")),
            *(MacroSpec(name, "{") for name in ("url", "nolinkurl", "index", "captionsetup")),
            MacroSpec("multirow", "{{{"), MacroSpec("multicolumn", "{{{"),
            MacroSpec("cmidrule", "{"),
            MacroSpec("textcolor", "[{{"), MacroSpec("colorbox", "{{"), MacroSpec("color", "[{"),
            MacroSpec("parbox", "[{{"), MacroSpec("href", "{{"), MacroSpec("bibitem", "[{"),
            MacroSpec("setCJKmainfont", "[{"), MacroSpec("setmainfont", "[{"),
            MacroSpec("definecolor", "{{{"), MacroSpec("rule", "[{{"), MacroSpec("item", "["),
        ],
        environments=[
            EnvironmentSpec("CJK", "{{"), EnvironmentSpec("CJK*", "{{"),
            EnvironmentSpec("minipage", "[{"), EnvironmentSpec("tabularx", "{{"),
            EnvironmentSpec("tabulary", "{{"), EnvironmentSpec("longtable", "[{"),
            EnvironmentSpec("multicols", "{"), EnvironmentSpec("wrapfigure", "[{{"),
            EnvironmentSpec("figure", "["), EnvironmentSpec("table", "["),
            EnvironmentSpec("frame", "[{"), EnvironmentSpec("block", "{"),
            EnvironmentSpec("enumerate", "["), EnvironmentSpec("itemize", "["),
        ],
    )  # fmt: skip
    return context


def _parsed(text: str) -> Sequence[Any]:
    from pylatexenc.latexwalker import LatexWalker

    walker = LatexWalker(text, latex_context=_context(), tolerant_parsing=True)
    nodes: Sequence[Any] = walker.get_latex_nodes(pos=0)[0]
    return nodes


def _plain(node: Any) -> str:  # noqa: ANN401
    """The character that a command stands for, such as an accented letter; empty if unknown."""
    return str(_converter().nodelist_to_text([node]))


@cache
def _converter() -> Any:  # noqa: ANN401
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="verbatim")


@cache
def _characters() -> frozenset[str]:
    """The commands that stand for characters."""
    from pylatexenc.latex2text import get_default_latex_context_db

    known = get_default_latex_context_db()
    return frozenset(
        spec.macroname
        for category in known.categories()
        for spec in known.iter_macro_specs([category])
    )


class _Page:
    """Gathers blocks from parsed nodes."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line = Gathered()
        self._notes: list[Block] = []
        self._formulas = 0
        self._included = False

    def read(self, nodes: Sequence[Any]) -> None:
        """Gather all of a text."""
        self._walk(nodes, "body", bold=False)
        self._end("body")

    def told(self, name: str) -> Iterator[str]:
        """What was left out, in sentences."""
        if self._formulas:
            one = self._formulas == 1
            said = "1 formula" if one else f"{self._formulas} formulas"
            yield f"{said} on lines of {name} {'was' if one else 'were'} left out"
        if self._included:
            yield f"{name} takes in other files (\\input), which were not read"

    def _walk(self, nodes: Sequence[Any] | None, kind: ParagraphKind, *, bold: bool) -> None:
        for node in nodes or ():
            if node is not None:
                self._node(node, kind, bold=bold)

    def _node(self, node: Any, kind: ParagraphKind, *, bold: bool) -> None:  # noqa: ANN401
        what = type(node).__name__
        if what == "LatexCharsNode":
            self._words(node.chars, kind, bold=bold)
        elif what == "LatexGroupNode":
            self._walk(node.nodelist, kind, bold=bold)
        elif what == "LatexMacroNode":
            self._macro(node, kind, bold=bold)
        elif what == "LatexEnvironmentNode":
            self._environment(node, kind, bold=bold)
        elif what == "LatexMathNode":
            self._formula(node)
        elif what == "LatexSpecialsNode":
            self._special(node.specials_chars, kind, bold=bold)

    def _words(self, text: str, kind: ParagraphKind, *, bold: bool) -> None:
        for number, part in enumerate(_PARAGRAPH.split(text)):
            if number:
                self._end(kind)
            self._line.add(part, is_bold=bold)

    def _special(self, mark: str, kind: ParagraphKind, *, bold: bool) -> None:
        if (mark == "&" and kind == "cell") or mark.isspace():
            self._end(kind)
        else:
            self._line.add(_SPECIALS.get(mark, mark), is_bold=bold)

    def _formula(self, node: Any) -> None:  # noqa: ANN401
        if node.displaytype == "display":
            self._formulas += 1
        else:
            self._line.add(_DELIMITERS.sub("", node.latex_verbatim()), is_code=True)

    def _macro(self, node: Any, kind: ParagraphKind, *, bold: bool) -> None:  # noqa: ANN401
        name = node.macroname
        arguments = [one for one in (node.nodeargd.argnlist if node.nodeargd else ()) or () if one]
        self._included |= name in _INCLUDED
        if name in _UNREAD:
            return
        if name in _HEADINGS:
            self._end(kind)
            self._walk(arguments[-1:], "heading", bold=False)
            self._end("heading")
        elif name in _RUN_IN:
            self._end(kind)
            self._walk(arguments[-1:], kind, bold=True)
            self._line.add(" ")
        elif name in _NOTES:
            self._note(arguments[-1:])
        elif name in _BREAKS:
            self._end(kind)
            self._walk(arguments if name == "item" else (), kind, bold=bold)
            self._line.add(" ")
        elif name in _LAST_ONLY:
            self._walk(arguments[-1:], kind, bold=bold)
        elif name in ("url", "nolinkurl", "path"):
            self._line.add("".join(one.latex_verbatim() for one in arguments).strip("{}"))
        elif name in _NAMES:
            self._line.add(_NAMES[name], is_bold=bold)
        elif name in _characters() and name not in _BOLD | _LOOKS and not _holds_words(arguments):
            self._line.add(_plain(node), is_bold=bold)
        else:
            self._walk(arguments, kind, bold=bold or name in _BOLD)

    def _environment(self, node: Any, kind: ParagraphKind, *, bold: bool) -> None:  # noqa: ANN401
        name = node.environmentname
        if name in _FORMULAS:
            self._formulas += 1
            return
        if name in _REFERENCES:
            return
        inside: ParagraphKind = "cell" if name in _TABLES else kind
        self._end(kind)
        if name in ("frame", "block"):  # slides have titles
            arguments = [one for one in (node.nodeargd.argnlist or ()) if one]
            self._walk(arguments[-1:], "heading", bold=False)
            self._end("heading")
        self._walk(node.nodelist, inside, bold=bold)
        self._end(inside)

    def _note(self, nodes: Sequence[Any]) -> None:
        apart = _Page()
        apart.read(nodes)
        self._notes += apart.blocks
        self._formulas += apart._formulas

    def _end(self, kind: ParagraphKind) -> None:
        if not self._line.is_only_code():
            block = self._line.block(kind)
            # A citation that went leaves a blank before the full stop.
            text = _BEFORE_MARK.sub("", block.text)
            self.blocks.append(block if text == block.text else Block(text=text, kind=kind))
        self.blocks += self._notes
        self._line, self._notes = Gathered(), []


def _holds_words(arguments: Sequence[Any]) -> bool:
    """Whether a command's arguments are more than the letter that it puts an accent on."""
    return sum(len(one.latex_verbatim()) for one in arguments) > 4
