"""ZIP files of XML, as word processors and e-books are: read with limits, whatever they claim."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from lxml import etree

from corpora.errors import InputError
from corpora.formats.damage import BROKEN

# Far above any document of text; what a few kilobytes may unpack to is bounded.
LARGEST_PART_BYTES = 100_000_000
LARGEST_WHOLE_BYTES = 400_000_000
# A tree takes much more room than its text.
MOST_TAGS = 3_000_000
# Of a file in memory these are damage too: no such part, a password, a member that ends early.
_DAMAGED = (*BROKEN, KeyError, OSError, RuntimeError, ValueError)


class Package:
    """An open package; parts are read by name.

    Attributes:
        names: the names of its parts.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, what: str, hint: str) -> None:
        self.names = frozenset(archive.namelist())
        self._archive, self._name, self._what, self._hint = archive, name, what, hint
        self._unpacked = 0

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            InputError: it is damaged, not there, or too large.
        """
        try:
            with self._archive.open(part) as file:
                # What the archive says about a part's size may be a lie.
                data = file.read(LARGEST_PART_BYTES + 1)
        except _DAMAGED as error:
            raise self.damaged() from error
        self._unpacked += len(data)
        if len(data) > LARGEST_PART_BYTES or self._unpacked > LARGEST_WHOLE_BYTES:
            raise self._too_large(f"{LARGEST_PART_BYTES // 1_000_000} MB")
        return data

    def root(self, part: str, *, data: bytes | None = None) -> etree._Element:
        """The outermost element of a part that is XML; ``data`` is the part where it was read.

        Raises:
            InputError: it is damaged, nested too deeply, not there, or too large.
        """
        data = self.read(part) if data is None else data
        if data.count(b"<") > MOST_TAGS:
            raise self._too_large(f"{MOST_TAGS // 1_000_000} million tags")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise self.damaged() from error

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part of an Office file refers to, by id: the kind's last word, and the part."""
        folder, _, file = part.rpartition("/")
        path = f"{folder}/_rels/{file}.rels".lstrip("/")
        if path not in self.names:
            return {}
        return {
            relation.get("Id") or "": (
                (relation.get("Type") or "").rpartition("/")[2],
                resolved(folder, relation.get("Target") or ""),
            )
            for relation in self.root(path)
            if relation.get("TargetMode") != "External" and isinstance(relation.tag, str)
        }

    def damaged(self) -> InputError:
        """What to say of a package that is not what it should be."""
        return InputError(
            f"is not {self._what}, or a damaged one", path=self._name, hint=self._hint
        )

    def _too_large(self, limit: str) -> InputError:
        return InputError(
            f"holds more than {limit} when unpacked", path=self._name, hint="split it into parts"
        )


@contextmanager
def opened_package(data: bytes, name: str, *, what: str, hint: str) -> Iterator[Package]:
    """A package to read from.

    Args:
        data: the file.
        name: what to call it.
        what: what it should be, with its article.
        hint: what to try where it is not.

    Raises:
        InputError: it is no ZIP file, or a damaged one.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise InputError(f"is not {what}, or a damaged one", path=name, hint=hint) from error
    with archive:
        yield Package(archive, name, what, hint)


def resolved(folder: str, target: str) -> str:
    """The name of the part that a reference in another part's folder means.

    >>> resolved("ppt/slides", "../media/a%20b.png"), resolved("word", "/word/x.xml")
    ('ppt/media/a b.png', 'word/x.xml')
    """
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(path if path.startswith("/") else f"{folder}/{path}").lstrip("/")
