r"""Texts of programs in XML: Android's ``strings.xml``, .NET's ``.resx``, Qt's ``.ts``.

Marks within a text are part of it: it comes as it stands in the file, ``<b>``, ``%1$s`` and
``\n`` as written. Only what the file's own syntax asks for is undone: entities, and in Android's
files the backslash before a quote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from corpora.formats.codes import guess_language, language_of_code, primary
from corpora.formats.streams import Head, Origin, ReadOptions, UnitStream, count_notes
from corpora.formats.strings.keyed import Text, read_keyed, xml_root
from corpora.formats.xml.tmx_markup import flat
from corpora.formats.xml.xmltext import Node, local
from corpora.units import TranslationUnit

_NAMESPACE = re.compile(r"\sxmlns(?::[\w.-]+)?=\"[^\"]*\"")
# Tags, escapes, quotes, blanks, words: every character is in one of them.
_PIECE = re.compile(r"<[^<>]*>|\\.|\"|[ \t\r\n]+|[^<\\\" \t\r\n]+|.", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(['\"@?\\]))")
_REFERENCE = re.compile(r"[@?][\w.:]+/[\w.]+")
_GONE = ("vanished", "obsolete")


def read_android(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of ``values/strings.xml`` and its translation in ``values-zh-rCN`` or the like.

    Raises:
        InputError: see ``read_keyed``.
    """
    return read_keyed(origin, options, _parse_android)


def read_resx(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of a ``.resx`` file and of that in the other language beside it.

    Raises:
        InputError: see ``read_keyed``.
    """
    return read_keyed(origin, options, _parse_resx)


def _parse_android(origin: Origin, options: ReadOptions) -> list[Text]:
    root = xml_root(origin, options, "resources", "a file of Android's texts")
    texts = []
    for node in root:
        name = local(node) and node.get("name")
        if not name or node.get("translatable") == "false":
            continue
        if local(node) == "string":
            texts.append(Text(name, _android_text(node)))
        elif local(node) in ("plurals", "string-array"):
            items = [item for item in node if local(item) == "item"]
            for number, item in enumerate(items):
                texts.append(Text(f"{name}.{item.get('quantity') or number}", _android_text(item)))
    return [one for one in texts if not _REFERENCE.fullmatch(one.text)]


def _android_text(node: Node) -> str:
    """A text as Android shows it, its marks as written.

    Blanks outside quotes count as one; quotes that are not escaped keep them, and go.
    """
    parts: list[str] = []
    is_quoted = False
    for piece in _PIECE.findall(_inner(node)):
        if piece == '"':
            is_quoted = not is_quoted
        else:
            is_blank = not is_quoted and piece.isspace()
            parts.append(" " if is_blank else piece)
    text = "".join(parts) if is_quoted or '"' in _inner(node) else "".join(parts).strip(" ")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _inner(node: Node) -> str:
    """What stands in an element: its text plain, its elements as they are written."""
    parts = [node.text or ""]
    for child in node:
        if local(child):
            written = etree.tostring(child, encoding="unicode", with_tail=False)
            parts.append(_NAMESPACE.sub("", written))
        else:
            parts.append(str(child.text or ""))
        parts.append(child.tail or "")
    return "".join(parts)


def _parse_resx(origin: Origin, options: ReadOptions) -> list[Text]:
    root = xml_root(origin, options, "root", "a .NET file of texts")
    texts = []
    for node in root.iterchildren("{*}data"):
        name = node.get("name") or ""
        is_other = node.get("type") or node.get("mimetype") or name.startswith(">>")
        values = {local(child): flat(child) for child in node}
        if name and not is_other and "value" in values:
            texts.append(Text(name, values["value"], values.get("comment", "").strip()))
    return texts


def read_qt(origin: Origin, options: ReadOptions) -> UnitStream:
    """Units of Qt's ``.ts``, which holds both languages; what a program no longer uses is left out.

    Raises:
        InputError: it is no such file.
    """
    root = xml_root(origin, options, "ts", "a Qt file of texts (TypeScript, perhaps)")
    messages = list(root.iter("{*}message"))
    named = root.get("sourcelanguage") or "", root.get("language") or ""
    head = Head(
        name=origin.name,
        source_language=options.source_language or _tag(named[0], messages, "source"),
        target_language=options.target_language or _tag(named[1], messages, "translation"),
    )
    notes: list[str] = []

    def units() -> Iterator[TranslationUnit]:
        counts: Counter[str] = Counter()
        for message in messages:
            if _kind(message) in _GONE:
                counts["units that the program no longer uses were left out"] += 1
            else:
                yield _qt_unit(message)
        notes.extend(count_notes(counts))

    return UnitStream(head=head, units=units(), notes=notes)


def _tag(named: str, messages: list[Node], side: str) -> str:
    guessed = guess_language(_side(message, side) for message in messages[:500])
    tag = language_of_code(named) if named else guessed
    return guessed if primary(tag) == primary(guessed) == "zh" and "_" not in named else tag


def _kind(message: Node) -> str:
    translation = message.find("{*}translation")
    return "" if translation is None else translation.get("type") or ""


def _side(message: Node, name: str) -> str:
    node = message.find(f"{{*}}{name}")
    if node is None:
        return ""
    forms = [child for child in node if local(child) == "numerusform"]
    return _qt_text(forms[-1] if forms else node)  # the last form is the plural


def _qt_text(node: Node) -> str:
    """A text; bytes that XML cannot hold stand in an element of their own."""
    parts = [node.text or ""]
    for child in node:
        if local(child) == "byte":
            digits = (child.get("value") or "").lstrip("x")
            is_number = re.fullmatch(r"[0-9A-Fa-f]{1,4}", digits)
            parts.append(chr(int(digits, 16)) if is_number else "")
        else:
            parts.append(flat(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _qt_unit(message: Node) -> TranslationUnit:
    context = message.getparent()
    name = context.find("{*}name") if context is not None else None
    extra = [message.find(f"{{*}}{one}") for one in ("comment", "extracomment")]
    return TranslationUnit(
        id=message.get("id"),
        source=_side(message, "source"),
        target=_side(message, "translation"),
        status="unfinished" if _kind(message) == "unfinished" else None,
        notes=tuple(flat(one) for one in extra if one is not None and flat(one)),
        props=(("x-context", flat(name)),) if name is not None and flat(name) else (),
    )
