"""TMX: what is written is valid and avoids what CAT tools trip over; what people have is read."""

from __future__ import annotations

import codecs
import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpora.errors import InputError, Option
from corpora.formats import (
    ReadOptions,
    WriteOptions,
    dump_bitext,
    load_bitext,
    open_units,
    read_bitext,
    write_bitext,
)
from corpora.units import Bitext, TranslationUnit

HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" '
    'adminlang="en" srclang="zh-CN" datatype="plaintext"/>'
)


def tmx(*units: str, header: str = HEADER, prolog: str = "") -> str:
    return f'{prolog}<tmx version="1.4">{header}<body>{"".join(units)}</body></tmx>'


def tu(source: str, target: str, codes: tuple[str, str] = ("zh-CN", "en-US")) -> str:
    return (
        "<tu>"
        + "".join(
            f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>'
            for code, text in zip(codes, (source, target), strict=True)
        )
        + "</tu>"
    )


def load(content: str | bytes, **options: object) -> Bitext:
    data = content if isinstance(content, bytes) else content.encode()
    return load_bitext(data, suffix=".tmx", options=ReadOptions(**options))


def pairs(bitext: Bitext) -> list[tuple[str, str]]:
    return [(unit.source, unit.target) for unit in bitext.units]


def bitext_of(*some: TranslationUnit, source: str = "zh-Hans", target: str = "en") -> Bitext:
    return Bitext(name="b", source_language=source, target_language=target, units=some)


RICH = bitext_of(
    TranslationUnit(
        source="　新质生产力\x0b & <好>。", target="New quality\ttwo\u00a0words ",
        source_segments=("新质生产力",), confidence=0.973, source_speaker="金壮龙",
        target_speaker="Jin \"Z\"", document="d<1>.txt", source_span=(0, 1), target_span=(0, 2),
        status="reviewed", created_at="20240101T000000Z", created_by="A & B",
        notes=("a note <b>",), props=(("x-other", "kept"),), id="7",
    ),
    TranslationUnit(source="第二句。", target="Second.", source_span=(1, 2), document="d<1>.txt"),
    TranslationUnit(source="漏译。", target="", source_span=(2, 3)),
)  # fmt: skip


@pytest.mark.parametrize("gaps", [False, True])
def test_it_is_valid(shared_data, gaps):
    file = io.BytesIO()
    options = WriteOptions(created_at="20240229T120000Z", created_by="who & co", gaps=gaps)
    dump_bitext(RICH, file, suffix=".tmx", options=options)
    dtd = etree.DTD(str(shared_data / "schemas" / "tmx14.dtd"))
    root = etree.fromstring(file.getvalue())
    assert dtd.validate(root), dtd.error_log


ANY = st.text(st.characters(), max_size=12)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            TranslationUnit,
            source=ANY, target=ANY, id=ANY, document=ANY, status=ANY, created_by=ANY,
            created_at=ANY, source_speaker=ANY, notes=st.lists(ANY, max_size=2).map(tuple),
            props=st.lists(st.tuples(ANY, ANY), max_size=2).map(tuple),
            source_span=st.none() | st.just((0, 1)),
        ),
        max_size=4,
    ),
    st.booleans(),
)  # fmt: skip
def test_it_is_valid_whatever_is_in_it(shared_data, units, gaps):
    dtd = etree.DTD(str(shared_data / "schemas" / "tmx14.dtd"))
    root = written(bitext_of(*units), gaps=gaps)
    assert dtd.validate(root), dtd.error_log


def written(bitext: Bitext, **how: object) -> etree._Element:
    file = io.BytesIO()
    dump_bitext(bitext, file, suffix=".tmx", options=WriteOptions(**how))
    assert file.getvalue().startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return etree.fromstring(file.getvalue())


def test_the_traps_are_avoided():
    root = written(RICH)
    segs = [seg.text for seg in root.iter("seg")]
    assert segs == ["新质生产力 & <好>。", "New quality\ttwo\u00a0words", "第二句。", "Second."]
    assert root.find("header").attrib["segtype"] == "sentence"
    assert root.find("header").attrib["srclang"] == "zh-CN"
    assert {tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.iter("tuv")} == {
        "zh-CN", "en-US",
    }  # fmt: skip
    assert all(prop.get("type").startswith("x-") for prop in root.iter("prop"))
    first = {prop.get("type"): prop.text for prop in root.find("body/tu").iter("prop")}
    assert first["x-source-speaker"] == "金壮龙"
    assert first["x-confidence"] == "0.973"
    assert first["x-document"] == "d<1>.txt"
    assert first["x-kind"] == "1-1"
    assert first["x-context-post"] == "第二句。"


def test_a_gap_is_left_out_and_counted():
    result = dump_bitext(RICH, io.BytesIO(), suffix=".tmx")
    assert (result.units, result.left_out) == (2, {"with an empty side": 1})


def test_a_gap_can_be_written_with_the_side_it_has_and_read_again():
    file = io.BytesIO()
    dump_bitext(RICH, file, suffix=".tmx", options=WriteOptions(gaps=True))
    assert b"<seg></seg>" not in file.getvalue()
    assert pairs(load(file.getvalue()))[-1] == ("漏译。", "")


@pytest.mark.parametrize(
    ("language", "code"),
    [("zh-Hans", "zh-CN"), ("zh-Hant", "zh-TW"), ("en", "en-US"), ("zh_CN", "zh-CN")],
)
def test_codes_are_those_that_match(language, code):
    unit = TranslationUnit(source="a", target="b")
    root = written(bitext_of(unit, source=language, target="fr"))
    assert root.find("header").get("srclang") == code


@pytest.mark.parametrize(
    "encode",
    [
        lambda s: s.encode(),
        lambda s: codecs.BOM_UTF8 + s.encode(),
        lambda s: s.encode("utf-16"),
        lambda s: s.encode("utf-16-le"),
        lambda s: s.encode("utf-16-be"),
        lambda s: ('<?xml version="1.0" encoding="UTF-16"?>' + s).encode("utf-16"),
        lambda s: ('<?xml version="1.0" encoding="UTF-16"?>' + s).encode(),
        lambda s: ('<?xml version="1.0" encoding="utf-8"?>' + s).encode("gb18030"),
        lambda s: ('<?xml version="1.0" encoding="GB2312"?>' + s).encode("gb18030"),
        lambda s: ('<?xml version="1.0" encoding="no-such"?>' + s).encode(),
        lambda s: b"\n\n  " + ('<?xml version="1.0"?>' + s).encode(),
    ],
    ids=["utf8", "bom", "16", "16le", "16be", "16 said", "8 said 16", "gb said 8", "gb", "?", "nl"],
)
def test_any_encoding_is_read_whatever_the_file_says(encode):
    text = tmx(tu("第一句话，说的是新型工业化。", "The first sentence."), tu("𠮷", "Ji"))
    assert pairs(load(encode(text)))[0] == ("第一句话，说的是新型工业化。", "The first sentence.")


def test_a_few_bad_bytes_are_damage_not_another_encoding():
    data = tmx(
        tu("第一句话，说的是新型工业化。", "One."), tu("第二句话，说的是别的。", "Two.")
    ).encode()
    broken = data.replace("工业".encode(), b"\xe5\xb7" + "业".encode())
    with pytest.raises(InputError, match=r"line 1.*not UTF-8"):
        load(broken)
    read = load(broken, recover=True)
    assert read.units[1].source == "第二句话，说的是别的。"
    assert any("bytes" in note for note in read.notes)


def test_old_files_say_lang():
    text = tmx(tu("甲", "A")).replace("xml:lang", "lang")
    assert pairs(load(text)) == [("甲", "A")]


def test_entities_are_read_as_far_as_they_are_harmless():
    doctype = '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY co "Co. Ltd."><!ENTITY deep "&co;&co;">]>'
    text = tmx(tu("甲&nbsp;乙&hellip;", "&co; &amp; &deep;"), prolog=doctype)
    assert pairs(load(text)) == [("甲\xa0乙…", "Co. Ltd. & &deep;")]


def test_a_bomb_does_not_go_off():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    prolog = f'<!DOCTYPE tmx [<!ENTITY e0 "ha">{levels}]>'
    with pytest.raises(InputError, match="grow without end"):
        load(tmx(tu("&e11;", "A"), prolog=prolog))


def test_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    prolog = f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert "secret" not in load(tmx(tu("甲&x;", "A"), prolog=prolog)).units[0].source


LEVEL_2 = tu(
    'The <bpt i="1" type="bold">&lt;b></bpt>big<ept i="1">&lt;/b></ept> <ph x="2">{img}</ph>cat',
    '<hi type="x">Le</hi> gros chat<it pos="end">x</it>',
    ("en-US", "fr-FR"),
)


def test_markup_is_dropped_shown_or_carried_along_but_never_in_silence():
    text = tmx(LEVEL_2, header=HEADER.replace("zh-CN", "en-US"))
    plain = load(text)
    assert pairs(plain) == [("The big cat", "Le gros chat")]
    assert any("inline markup" in note for note in plain.notes)
    assert pairs(load(text, markup="placeholders")) == [
        ("The {1}big{/1} {2}cat", "{1}Le{/1} gros chat{2}")
    ]
    file = io.BytesIO()
    dump_bitext(load(text, markup="keep"), file, suffix=".tmx")
    segs = [
        etree.tostring(s, encoding="unicode") for s in etree.fromstring(file.getvalue()).iter("seg")
    ]
    assert segs[0].startswith('<seg>The <bpt i="1" type="bold">&lt;b&gt;</bpt>big')


def test_kept_codes_go_when_the_text_was_changed():
    kept = load(tmx(LEVEL_2, header=HEADER.replace("zh-CN", "en-US")), markup="keep").units[0]
    changed = TranslationUnit(source="Another cat", target=kept.target, props=kept.props)
    segs = list(written(bitext_of(changed, source="en", target="fr")).iter("seg"))
    assert (segs[0].text, len(segs[0])) == ("Another cat", 0)


def test_sub_languages_survive(tmp_path):
    source, target = tmp_path / "a.tmx", tmp_path / "b.tmx"
    source.write_text(tmx(tu("甲", "A", ("zh-hk", "en_GB"))), encoding="utf-8")
    from corpora.memory.converting import convert_file

    convert_file(source, target)
    assert 'xml:lang="zh-HK"' in target.read_text(encoding="utf-8")
    assert 'xml:lang="en-GB"' in target.read_text(encoding="utf-8")


MANY = "<tu>" + "".join(
    f'<tuv xml:lang="{code}"><seg>{code}</seg></tuv>' for code in ("de", "zh-CN", "en-US", "en-GB")
) + "</tu>"  # fmt: skip


def test_of_many_languages_two_are_read_and_the_others_counted():
    read = load(tmx(MANY))
    assert pairs(read) == [("zh-CN", "en-US")]
    assert any("text in de" in note for note in read.notes)
    chosen = load(tmx(MANY), source_language="en-GB", target_language="zh")
    assert pairs(chosen) == [("en-GB", "zh-CN")]
    with pytest.raises(InputError, match="holds no fr"):
        load(tmx(MANY), target_language="fr")


def test_several_targets_are_several_units():
    text = tmx('<tu><tuv xml:lang="zh-CN"><seg>甲</seg></tuv><tuv xml:lang="en"><seg>A</seg></tuv>'
               '<tuv xml:lang="en"><seg>B</seg></tuv></tu>')  # fmt: skip
    assert pairs(load(text)) == [("甲", "A"), ("甲", "B")]


def test_notes_and_props_survive_from_anywhere():
    text = tmx('<tu tuid="1" changedate="20240101T000000Z"><note>n1</note>'
               '<prop type="Client">c</prop>'
               '<tuv xml:lang="zh-CN"><prop type="p">v</prop><seg>甲</seg></tuv>'
               '<tuv xml:lang="en" changedate="20250101T000000Z"><note>n2</note><seg>A</seg></tuv>'
        "</tu>")  # fmt: skip
    unit = load(text).units[0]
    assert unit.notes == ("n1", "n2")
    assert unit.props == (("Client", "c"), ("p", "v"))
    assert unit.changed_at == "20250101T000000Z"


BROKEN = [
    ("cut off", tmx(tu("甲", "A"), tu("乙", "B"))[:-60], [("甲", "A")]),
    ("a lone ampersand", tmx(tu("甲", "R&D"), tu("乙", "B")), [("甲", "R&D"), ("乙", "B")]),
    ("a control character", tmx(tu("甲\x0b", "A"), tu("乙", "B")), [("甲", "A"), ("乙", "B")]),
    ("its reference", tmx(tu("甲&#11;", "A"), tu("乙", "B")), [("甲", "A"), ("乙", "B")]),
    ("a lost tag", tmx(tu("甲", "A").replace("</tuv>", "", 1), tu("乙", "B")), [("乙", "B")]),
    ("a lost end", tmx(tu("甲", "A").removesuffix("</tu>"), tu("乙", "B")), [("乙", "B")]),
    ("a bare <", tmx(tu("甲", "1 < 2"), tu("乙", "B")), [("甲", "1 < 2"), ("乙", "B")]),
    ("garbage", tmx(tu("甲", "A"), "<<<>>>&&&", tu("乙", "B")), [("甲", "A"), ("乙", "B")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "rest"), BROKEN, ids=[case[0] for case in BROKEN])
def test_damage_is_located_and_what_is_whole_can_be_had(name, text, rest):
    text = text.replace("<body>", "<body>\n")
    with pytest.raises(InputError, match="line 2") as caught:
        load(text)
    assert Option.RECOVER in caught.value.options
    assert pairs(load(text, recover=True)) == rest


def test_recovery_says_where_it_was_not_whole(tmp_path):
    path = tmp_path / "broken.tmx"
    path.write_text(tmx(tu("甲", "A"), "\n", tu("乙", "R&D")), encoding="utf-8")
    stream = open_units(path, ReadOptions(recover=True))
    assert len(list(stream.units)) == 2
    assert stream.damage == [f"{path}, line 2: a unit was mended."]


def test_packed_files(tmp_path):
    path = tmp_path / "a.tmx.gz"
    write_bitext(RICH, path)
    assert gzip.decompress(path.read_bytes()).startswith(b"<?xml")
    assert read_bitext(path).units[1].source == "第二句。"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError):
        read_bitext(path)
    path.write_bytes(b"not packed")
    with pytest.raises(InputError, match="gzip"):
        read_bitext(path)


@pytest.mark.parametrize("content", [b"<html/>", b"plain text", b"\x00\x01\x02PK", b"<tmx"])
def test_what_is_no_tmx_is_refused_in_a_sentence(content):
    with pytest.raises(InputError):
        load(content)


def test_ids_are_stable_and_unique():
    units = tuple(TranslationUnit(source=f"甲{n}", target="A") for n in range(50))
    ids = [tu.get("tuid") for tu in written(bitext_of(*units)).iter("tu")]
    assert ids == [tu.get("tuid") for tu in written(bitext_of(*units)).iter("tu")]
    assert len(set(ids)) == 50
