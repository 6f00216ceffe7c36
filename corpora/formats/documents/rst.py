"""reStructuredText: what the page would say, without marks, code or directives' names.

Parsed by docutils, which reads no other file here and runs nothing. Roles and directives that
Sphinx and its extensions add are taken for what they usually are: a word, or a box of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from corpora.errors import InputError
from corpora.formats.documents.draft import Block, Draft, draft_from_blocks
from corpora.formats.documents.gathering import Gathered, code_left_out
from corpora.formats.documents.trees import refuse_too_many
from corpora.formats.encoding import decode, refuse_nonsense
from corpora.registry.formats import TEXT
from corpora.units import ParagraphKind

# What the parser makes objects of; it is slow, and they are large.
_MARKS, _MOST_MARKS = "\n`*|_", 200_000
_ROLE = re.compile(r":([A-Za-z][\w.+-]{0,40}(?::[\w.+-]{1,40}){0,3}):`|`:([A-Za-z][\w.+:-]{0,40}):")
_DIRECTIVE = re.compile(r"^[ \t]{0,400}\.\. (?:\|[^|\n]{1,80}\| )?([A-Za-z][\w.+:-]{0,60})::", re.M)
_TITLED = re.compile(r"(.{1,400}?)\s*<[^<>]{1,400}>\Z", re.DOTALL)
# Roles whose text people read; others name things of programs.
_PROSE_ROLES = frozenset(
    "abbr any dfn doc download guilabel kbd menuselection numref ref term rubric".split()
)
_CODE_DIRECTIVES = frozenset(
    "code-block sourcecode prompt testcode testsetup testcleanup testoutput doctest ipython"
    " graphviz digraph graph uml mermaid plantuml productionlist literalinclude program-output"
    " jsonschema highlight parsed-literal".split()
)
_SILENT_DIRECTIVES = frozenset(
    "toctree index currentmodule module sectionauthor codeauthor rst-class tabularcolumns meta date"
    " include raw contents image grid-item-image button-link button-ref acks hlist"
    " role default-role".split()
)
# What they describe stands in their argument, as code.
_OBJECTS = re.compile(
    r"(?:.*:)?(?:auto\w*|function|method|classmethod|staticmethod|class|exception|attribute|data|object"
    r"|property|decorator\w*|module|envvar|option|cmdoption|program|confval|describe|type|member|macro"
    r"|var|struct|enum\w*|union|opcode|directive|role|setting|only|tabs|tab-set|grid)\Z"
)
_VERSIONS = frozenset(("versionadded", "versionchanged", "versionremoved", "deprecated"))
# What docutils raises on text that it does not expect.
_RAISED = (ValueError, LookupError, AttributeError, AssertionError, TypeError, OverflowError)
_HEADINGS = frozenset(("title", "subtitle", "rubric"))
_PARAGRAPHS = frozenset(("paragraph", "term", "caption", "attribution", "line"))
_LISTINGS = frozenset(("literal_block", "doctest_block", "math_block"))
_UNREAD = frozenset(
    "comment substitution_definition target system_message raw image pending index label field_name"
    " option_group classifier footnote_reference citation_reference meta".split()
)
_CODE = frozenset(("literal", "math"))


def read_rst(data: bytes, name: str, language: str | None = None) -> Draft:
    """A draft of a reStructuredText file: one paragraph for each that the page would show.

    Raises:
        InputError: see ``decode``; or it is too much for the parser.
    """
    text, note = decode(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_too_many(sum(map(text.count, _MARKS)), _MOST_MARKS, "lines and marks", name)
    page = _Page()
    try:
        page.read(_parsed(text))
    except _RAISED as error:
        raise InputError(
            "is not reStructuredText that can be read", path=name, hint=f"save it as {TEXT} instead"
        ) from error
    notes = [*([note] if note else []), *code_left_out(page.code_lines, name)]
    draft = draft_from_blocks(page.blocks, notes=notes)
    if draft.paragraphs:
        refuse_nonsense(draft.text, name)
    return draft


def _parsed(text: str) -> Any:  # noqa: ANN401 - docutils has no types
    # Slow to import for what most runs do not need.
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser
    from docutils.utils import new_document

    _know_names(text)
    parser = Parser()
    settings = get_default_settings(Parser)
    settings.file_insertion_enabled = settings.raw_enabled = False
    settings.report_level = settings.halt_level = 5  # nothing is said, nothing stops it
    settings.syntax_highlight = "none"
    document = new_document("text", settings)
    parser.parse(text, document)
    return document


def _know_names(text: str) -> None:
    """Give docutils a meaning for every role and directive of a text that it does not know."""
    from docutils.parsers.rst import directives, roles
    from docutils.parsers.rst.languages import en

    for found in _ROLE.finditer(text):
        name = (found[1] or found[2]).lower()
        if name not in en.roles:
            roles.register_local_role(name, _read_role)
    for found in _DIRECTIVE.finditer(text):
        name = found[1].lower()
        if name not in en.directives or name in _CODE_DIRECTIVES | _SILENT_DIRECTIVES:
            directives.register_directive(name, _directive())


def _read_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any,  # noqa: ANN401
    options: Any = None, content: Any = None,  # noqa: ANN401
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    """Any role: its title without its target."""
    from docutils import nodes

    plain = nodes.unescape(text)
    titled = _TITLED.match(plain)
    kind = nodes.inline if name.lower().rpartition(":")[2] in _PROSE_ROLES else nodes.literal
    return [kind(rawtext, titled[1] if titled else plain.lstrip("!~"))], []


@cache
def _directive() -> type[Any]:
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class AnyOption(dict[str, Any]):
        """Any option is one; what it says is not read."""

        def __missing__(self, _name: str) -> Any:  # noqa: ANN401
            return lambda value: value

    class AnyDirective(Directive):  # type: ignore[misc]
        """A directive of which only the name tells what it is."""

        optional_arguments = 1
        final_argument_whitespace = True
        has_content = True
        option_spec = AnyOption({"name": str})

        def run(self) -> list[Any]:
            name = self.name.lower().rpartition(":")[2]
            if name in _SILENT_DIRECTIVES or name.startswith("auto"):
                return []
            if name in _CODE_DIRECTIVES:
                code = "\n".join(self.content)
                caption = self.options.get("caption")
                shown = [nodes.paragraph(caption, caption)] if caption else []
                return [*shown, nodes.literal_block(code, code)]
            box = nodes.container()
            self._add_argument(name, box)
            self.state.nested_parse(self.content, self.content_offset, box)
            return [box]

        def _add_argument(self, name: str, box: Any) -> None:  # noqa: ANN401
            said = " ".join(" ".join(self.arguments).split())
            if name in _VERSIONS:
                said = said.partition(" ")[2]
            if said and not _OBJECTS.match(self.name.lower()):
                children, _ = self.state.inline_text(said, self.lineno)
                box += nodes.paragraph(said, "", *children)

    return AnyDirective


class _Page:
    """Gathers blocks from the parser's tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.code_lines = 0
        self._substitutions: dict[str, str] = {}

    def read(self, document: Any) -> None:  # noqa: ANN401
        """Gather the blocks of a whole page."""
        self._substitutions = {
            name: node.astext() for name, node in document.substitution_defs.items()
        }
        self._walk(document, in_table=False)

    def _walk(self, node: Any, *, in_table: bool) -> None:  # noqa: ANN401
        for child in node.children:
            tag = child.tagname
            if tag in _LISTINGS:
                self.code_lines += len(child.astext().strip("\n").splitlines())
            elif tag in _HEADINGS:
                self._end(child, "heading")
            elif tag in _PARAGRAPHS:
                self._end(child, "cell" if in_table else "body")
            elif tag not in _UNREAD and tag != "#text":
                self._walk(child, in_table=in_table or tag == "table")

    def _end(self, node: Any, kind: ParagraphKind) -> None:  # noqa: ANN401
        line = Gathered()
        for text, is_bold, is_code in self._pieces(node, bold=False, code=False):
            line.add(text, is_bold=is_bold, is_code=is_code)
        # Beside a Chinese character ** is no mark of bold, though it was meant for one.
        line.embolden_between("**")
        if line.is_only_code():
            self.code_lines += 1
            return
        self.blocks.append(line.block(kind))

    def _pieces(
        self, node: Any, *, bold: bool, code: bool  # noqa: ANN401
    ) -> Iterator[tuple[str, bool, bool]]:  # fmt: skip
        for child in node.children:
            tag = child.tagname
            if tag == "#text":
                yield child.astext(), bold, code
            elif tag == "substitution_reference":
                name = child.astext()
                yield self._substitutions.get(name, name), bold, code
            elif tag not in _UNREAD:
                yield from self._pieces(
                    child, bold=bold or tag == "strong", code=code or tag in _CODE
                )
