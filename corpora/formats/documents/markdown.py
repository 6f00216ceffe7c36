"""Markdown: what a reader of the rendered page would read, without marks, code or tags.

Parsed by markdown-it-py (CommonMark, with tables, footnotes, definition lists, admonitions,
containers and formulas). Code, formulas on lines of their own, pictures and front matter (its
title apart) are not text; of HTML the text is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered, code_left_out
from corpora.formats.documents.html import read_fragment
from corpora.formats.documents.trees import refuse_too_many
from corpora.formats.encoding import decode, refuse_nonsense
from corpora.language.languages import BOTH, is_chinese_line
from corpora.units import ParagraphKind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# No text that people wrote nests deeper; far below what Python recurses.
_DEEPEST = 100
# What the parser makes objects of, each of one or two kilobytes.
_MARKS, _MOST_MARKS = "\n*_`[|<", 400_000
_FRONT_MATTER = re.compile(
    r"\A\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>(?:(?![-+.]{3}[ \t]*$).*\n){0,400}?)"
    r"(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)
_KEY = re.compile(r"^\s*(?:[\w.-]{1,60}\s*[:=]|[-#\[\]\"'}]|\s)", re.MULTILINE)
_TITLE = re.compile(r"^title\s*[:=]\s*(?P<quote>[\"']?)(?P<title>.+?)(?P=quote)\s*$", re.MULTILINE)
# Jekyll's and Hugo's commands, attributes in braces, a contents list.
_COMMAND = re.compile(r"\{%[^%\n]{0,300}%\}|\{\{[<%][^\n]{0,300}?[>%]\}\}")
_ATTRIBUTES = re.compile(r"[ \t]{0,4}\{[:#.][^{}\n]{0,200}\}[ \t]{0,4}$", re.MULTILINE)
_CONTENTS = re.compile(r"\[\[?_?toc_?\]?\]", re.IGNORECASE)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
# A task, a coloured box.
_MARKER = re.compile(r"\[[ xX]\]\s+|\[![A-Za-z]{1,20}\][-+]?\s*")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)")
_UNREAD = {"rt", "rp", "script", "style", "svg"}
_MODULE_LINE = re.compile(
    r"(?:import\s.{1,300}\sfrom\s+['\"]|import\s+['\"]|export\s+(?:default|const)\s)"
)
_CODE = {"fence", "code_block", "math_block", "math_block_label", "amsmath"}
_KINDS: dict[str, ParagraphKind] = {"heading_open": "heading", "th_open": "cell", "td_open": "cell"}


def read_markdown(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a Markdown file: one paragraph for each that the page would show.

    Args:
        data: the file.
        name: what to call it.
        language: ``BOTH`` keeps lines of one paragraph apart where their language changes.

    Raises:
        InputError: see ``decode``; or it is nested more than a hundred deep.
    """
    text, note = decode(data, name)
    title, text = _without_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    page = _Page(apart=language == BOTH)
    refuse_too_many(sum(map(text.count, _MARKS)), _MOST_MARKS, "lines and marks", name)
    tokens = _parser().parse(_without_commands(text))
    # At its limit the parser leaves out what it meets.
    if max((token.level for token in tokens), default=0) >= _DEEPEST - 2:
        raise InputError("is nested too deeply", path=name, hint="save the page as text instead")
    page.read(tokens)
    blocks = page.blocks
    if title and all(block.text != title for block in blocks[:3]):
        blocks.insert(0, Block(text=title, kind="heading"))
    draft = draft_from_blocks(blocks, notes=(*((note,) if note else ()), *page.told(name)))
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


def read_tables(text: str) -> tuple[list[list[str]], str]:
    """The rows of a page's tables, headers among them, and what stands outside of them.

    Cells have their words and the code in them, without marks; ``<br>`` is a line end.
    """
    rows: list[list[str]] = []
    outside: list[str] = []
    is_cell = False
    for token in _parser().parse(_without_front_matter(text)[1]):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            is_cell = True
        elif token.type in ("th_close", "td_close"):
            is_cell = False
        elif token.type == "inline" and is_cell:
            rows[-1].append(_cell_text(token.children or ()))
        elif token.type == "inline":
            outside.append(token.content)
    return rows, "\n".join(outside)


def _cell_text(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        is_break = token.type == "html_inline" and _tag_name(token.content) == "br"
        is_text = token.type in ("text", "code_inline", "math_inline", "html_inline")
        parts.append("\n" if is_break else token.content if is_text else "")
    return "".join(parts).strip()


def _without_front_matter(text: str) -> tuple[str, str]:
    """The title that the front matter gives, and the text without that matter."""
    found = _FRONT_MATTER.match(text)
    if not found or len(_KEY.findall(found["body"])) < found["body"].count("\n"):
        return "", text
    title = _TITLE.search(found["body"])
    return (title["title"].strip() if title else ""), text[found.end() :]


def _without_commands(text: str) -> str:
    """The text without what is meant for the program that makes the page."""
    text = _ATTRIBUTES.sub("", _COMMAND.sub("", text))
    return _WIKI_LINK.sub(lambda found: found[1], text) if "[[" in text else text


def _behind_comments(block: str) -> str:
    """What stands behind the comments that a block of HTML begins with; empty if it does not."""
    at = 0
    while block.startswith("<!--", at):
        end = block.find("-->", at)
        if end < 0:
            return ""
        at = end + len("-->")
        at += len(block[at : at + 4]) - len(block[at : at + 4].lstrip(" "))
    return block[at:] if at else ""


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin).use(admon_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.use(container_plugin, name="any", validate=lambda *_: True)
    return parser


class _Page:
    """Gathers blocks from the parser's tokens."""

    def __init__(self, *, apart: bool) -> None:
        self.blocks: list[Block] = []
        self._apart = apart
        self._code_lines = 0
        self._code_only = 0

    def read(self, tokens: Sequence[Token]) -> None:
        """Gather the blocks of a whole page."""
        kind: ParagraphKind = "body"
        for token in tokens:
            if token.type in _KINDS:
                kind = _KINDS[token.type]
            elif token.type.endswith("_open"):
                kind = "body" if token.type != "paragraph_open" else kind
            if token.type == "inline":
                self._inline(token, kind)
            elif token.type in _CODE:
                self._code_lines += len(token.content.strip("\n").splitlines())
            elif token.type == "html_block":
                self._html(token.content.lstrip())
            elif token.type == "container_any_open":
                # ::: tip Its title
                title = token.info.strip().partition(" ")[2].strip()
                self.blocks.append(Block(text=title, kind="heading"))
            elif token.type.endswith("_close"):
                kind = "body"

    def told(self, name: str) -> list[str]:
        """What was left out, in sentences."""
        said = code_left_out(self._code_lines, name)
        if self._code_only:
            parts = (
                "1 cell or line" if self._code_only == 1 else f"{self._code_only} cells or lines"
            )
            said.append(
                f"{parts} of {name} with nothing but code {_were(self._code_only)} left out"
            )
        return said

    def _html(self, block: str) -> None:
        """The words of HTML; what stands behind a comment on its line is Markdown again."""
        behind = _behind_comments(block)
        if behind.strip() and not behind.startswith("<"):
            self.read(_parser().parse(behind))
        else:
            self.blocks += read_fragment(block)

    def _inline(self, token: Token, kind: ParagraphKind) -> None:
        if _MODULE_LINE.match(token.content):
            self._code_lines += token.content.count("\n") + 1
            return
        line = Gathered()
        bold = unread = 0
        children = token.children or []
        closed = {_tag_name(child.content) for child in children if child.content[:2] == "</"}
        for i, child in enumerate(children):
            unread = max(0, unread + _opens_unread(child, closed))
            bold += child.nesting if child.tag == "strong" else 0
            if unread:
                continue
            if self._ends_block(children, i):
                self._end(line, kind)
                line = Gathered()
            elif child.type == "softbreak":
                line.break_line(_line_text(children, i + 1))
            elif child.type in ("text", "code_inline", "math_inline", "math_inline_double"):
                line.add(child.content, is_bold=bold > 0, is_code=child.type != "text")
        self._end(line, kind)

    def _ends_block(self, children: Sequence[Token], i: int) -> bool:
        """Whether a new paragraph begins at a break: an author's, or of language."""
        child = children[i]
        if child.type == "softbreak" and self._apart:
            before = is_chinese_line(_line_text(children, i - 1, step=-1))
            after = is_chinese_line(_line_text(children, i + 1))
            return None not in (before, after) and before != after
        return child.type == "hardbreak" or (
            child.type == "html_inline" and _tag_name(child.content) == "br"
        )

    def _end(self, line: Gathered, kind: ParagraphKind) -> None:
        line.drop_start(_MARKER)
        # Beside a Chinese mark CommonMark takes no ** for the end of bold, no * for that of stress.
        line.embolden_between("**")
        line.drop_around_marks("*")
        if line.is_only_code():
            self._code_only += 1
            return
        block = line.block(kind)
        if not _CONTENTS.fullmatch(block.text):
            self.blocks.append(block)


def _line_text(tokens: Sequence[Token], at: int, *, step: int = 1) -> str:
    """The words of a line of the file, from a token on to its end or back to its beginning."""
    parts: list[str] = []
    while 0 <= at < len(tokens) and tokens[at].type not in ("softbreak", "hardbreak"):
        parts += [tokens[at].content] if tokens[at].type in ("text", "code_inline") else []
        at += step
    return "".join(parts[::step])


def _opens_unread(token: Token, closed: set[str]) -> int:
    """1 where HTML opens what is not read, to be closed on the line; -1 where it ends; else 0."""
    found = _TAG.match(token.content) if token.type == "html_inline" else None
    if not found or found["name"].lower() not in _UNREAD & closed or token.content.endswith("/>"):
        return 0
    return -1 if found["close"] else 1


def _tag_name(tag: str) -> str:
    found = _TAG.match(tag)
    return found["name"].lower() if found else ""


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
