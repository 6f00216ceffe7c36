"""Whatever is written is what the standards' own schemas allow.

The schemas are other people's: LISA's DTD of TMX is in the development material and in OmegaT's
program, OASIS' schemas of XLIFF are in a Debian package that scripts/install-clients fetches.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from corpora.formats import WriteOptions, dump_bitext, write_bitext
from corpora.memory.cleaning import CleanOptions, clean_bitexts
from corpora.memory.converting import ConvertOptions, convert_file
from corpora.memory.exporting import write_alignment
from corpora.memory.levels import LEVELS
from corpora.memory.tools import TOOLS
from corpora.units import Bitext, TranslationUnit

OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "duizhao" / "schemas"
SYMFONY = "usr/share/php/Symfony/Component/Translation/Resources/schemas"
ROOT = Path(__file__).resolve().parents[3]

Check = Callable[[bytes], None]


@pytest.fixture(scope="session")
def check_tmx() -> Check:
    """Fails if a memory is not valid against LISA's DTD of TMX 1.4."""
    data = Path(os.environ.get("DUIZHAO_DATA", ROOT.parent / "shared" / "data"))
    given_ = data / "schemas" / "tmx14.dtd"
    if given_.is_file():
        dtd = etree.DTD(str(given_))
    elif OMEGAT.is_file():
        with zipfile.ZipFile(OMEGAT) as program:
            dtd = etree.DTD(io.BytesIO(program.read("schemas/tmx14.dtd")))
    else:
        pytest.skip("neither the development material nor OmegaT is here: no DTD of TMX")

    def check(content: bytes) -> None:
        root = etree.fromstring(content)
        assert dtd.validate(root), dtd.error_log

    return check


class _Local(etree.Resolver):
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, url: str, public_id: str, context: object) -> object:
        if url.endswith("/xml.xsd"):
            return self.resolve_filename(str(self.folder / "xml.xsd"), context)
        return None


@pytest.fixture(scope="session")
def check_xliff(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], None]:
    """Fails if a file is not valid against OASIS' schema of its version (strict, for 1.2)."""
    folders = [CACHE / SYMFONY, Path("/") / SYMFONY]
    folder = next((one for one in folders if one.is_dir()), None)
    if folder is None:
        pytest.skip("no schemas of XLIFF are here; scripts/install-clients fetches them")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(folder))
    both = tmp_path_factory.mktemp("schema") / "both.xsd"
    both.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        '<xs:import namespace="urn:oasis:names:tc:xliff:document:1.2" '
        f'schemaLocation="{(folder / "xliff-core-1.2-strict.xsd").as_uri()}"/>'
        '<xs:import namespace="urn:duizhao:unit" '
        f'schemaLocation="{Path(__file__).with_name("unit.xsd").as_uri()}"/></xs:schema>',
        encoding="utf-8",
    )
    schemas = {
        "1.2": etree.XMLSchema(etree.parse(str(both), parser)),
        "2.1": etree.XMLSchema(etree.parse(str(folder / "xliff-core-2.0.xsd"), parser)),
    }

    def check(version: str, content: bytes) -> None:
        root = etree.fromstring(content)
        assert root.get("version") == version
        assert schemas[version].validate(root), schemas[version].error_log

    return check


def memories(folder: Path) -> Iterator[bytes]:
    found = sorted(folder.glob("*.tmx*"))
    assert found
    for path in found:
        yield gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("level", [*LEVELS, "all"])
def test_memories_of_every_level_for_every_tool(check_tmx, sample_alignment, tmp_path, level, tool):
    """The companion too: the sample has gaps and, here, doubtful beads."""
    beads = tuple(
        replace(bead, confidence=0.3 + 0.7 * (n % 7) / 7)
        for n, bead in enumerate(sample_alignment.beads)
    )
    alignment = replace(sample_alignment, beads=beads)
    for suffix in (".tmx", ".tmx.gz"):
        write_alignment(
            alignment, tmp_path / f"m{suffix}", level=level, tool=tool, labels=True,
            created_at="20240229T120000Z", created_by="甲 & <b>",
        )  # fmt: skip
    assert len(list(tmp_path.iterdir())) == 4
    for content in memories(tmp_path):
        check_tmx(content)


@pytest.mark.parametrize("level", [*LEVELS, "all"])
@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_xliff_of_every_level(check_xliff, sample_alignment, tmp_path, level, version):
    write_alignment(sample_alignment, tmp_path / "a.jsonl", level=level)
    convert_file(tmp_path / "a.jsonl", tmp_path / "a.xliff", ConvertOptions(xliff=version))
    check_xliff(version, (tmp_path / "a.xliff").read_bytes())


LEVEL_2 = (
    '<tmx version="1.4"><header srclang="zh-CN"/><body><tu tuid="1"><tuv xml:lang="zh-CN"><seg>点'
    '<bpt i="1" x="1" type="link">&lt;a></bpt><hi type="b">这里</hi><ept i="1">&lt;/a></ept>，'
    '<ph x="2">&lt;img alt="<sub>图</sub>"/></ph><it pos="begin">&lt;b></it>。<ut>x</ut>'
    "</seg></tuv>"
    '<tuv xml:lang="en"><seg>Here<it pos="end">&lt;/b></it>.</seg></tuv></tu></body></tmx>'
)


@pytest.mark.parametrize("markup", ["flatten", "placeholders", "keep"])
def test_memories_converted_and_cleaned(check_tmx, tmp_path, markup):
    from corpora.formats import ReadOptions

    (tmp_path / "in.xml").write_text(LEVEL_2, encoding="utf-8")
    source = (tmp_path / "in.xml").rename(tmp_path / "in.tmx")
    read = ReadOptions(markup=markup)
    convert_file(source, tmp_path / "out.tmx.gz", ConvertOptions(read=read))
    clean_bitexts([source], tmp_path / "clean.tmx", CleanOptions(read=read))
    source.unlink()
    for content in memories(tmp_path):
        check_tmx(content)
        assert (b"<bpt" in content) == (markup == "keep")


ANY = st.text(st.characters(), max_size=12)
UNITS = st.lists(
    st.builds(
        TranslationUnit,
        source=ANY, target=ANY, id=st.none() | ANY, document=ANY, created_by=ANY, created_at=ANY,
        status=st.none() | st.sampled_from(["initial", "needs-review", "reviewed", "final"]) | ANY,
        source_speaker=ANY, notes=st.lists(ANY, max_size=2).map(tuple),
        props=st.lists(st.tuples(ANY, ANY), max_size=2).map(tuple),
        source_span=st.none() | st.just((0, 1)),
    ),
    max_size=4,
)  # fmt: skip


def content_of(units: list[TranslationUnit], suffix: str, **how: object) -> bytes:
    file = io.BytesIO()
    bitext = Bitext(
        name='甲 <&" b', source_language="zh-Hans", target_language="en", units=tuple(units)
    )
    dump_bitext(bitext, file, suffix=suffix, options=WriteOptions(**how))
    return file.getvalue()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(UNITS, st.booleans())
def test_memories_whatever_is_in_them(check_tmx, units, gaps):
    check_tmx(content_of(units, ".tmx", gaps=gaps))


@pytest.mark.parametrize("version", ["1.2", "2.1"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units=UNITS)
def test_xliff_whatever_is_in_it(check_xliff, version, units):
    check_xliff(version, content_of(units, ".xliff", xliff=version))


@pytest.mark.parametrize(("version", "reader"), [("1.2", "xliff"), ("2.1", "xliff2")])
def test_translate_toolkit_reads_the_same_xliff(sample_alignment, tmp_path, version, reader):
    """Both sides and what needs review; the toolkit is a witness only."""
    module = pytest.importorskip(
        f"translate.storage.{reader}", reason="translate-toolkit is not installed"
    )
    units = tuple(
        replace(unit, status="needs-review" if n % 5 == 0 else None)
        for n, unit in enumerate(sample_alignment.to_bitext().units)
        if unit.source
    )
    path = tmp_path / "a.xliff"
    bitext = replace(sample_alignment.to_bitext(), units=units)
    write_bitext(bitext, path, options=WriteOptions(xliff=version))
    store = module.xlifffile if version == "1.2" else module.Xliff2File
    read = [unit for unit in store.parsefile(str(path)).units if not unit.isheader()]
    assert [(u.source, u.target or "") for u in read] == [(u.source, u.target) for u in units]
