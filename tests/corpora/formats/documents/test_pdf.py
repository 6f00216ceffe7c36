"""PDFs: small ones made here, with columns, heads, notes, hyphens, two languages, nothing."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.errors import InputError
from corpora.reading.document import read_document
from corpora.reading.pair import read_pair
from corpora.units import Document

Placed = tuple[float, float, float, str]
"""Left and base line in points, size, text."""


def pdf(pages: list[list[Placed]]) -> bytes:
    """A PDF with text at places: Latin in Helvetica, Chinese in a font that every reader has."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids "
        f"[{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [5 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    ]
    for at, page in enumerate(pages):
        content = "".join(map(_shown, page))
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /A 3 0 R "
            f"/B 4 0 R >> >> /Contents {7 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} "
        f"/Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


def _shown(placed: Placed) -> str:
    left, base, size, text = placed
    is_latin = text.isascii()
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    shown = f"({escaped})" if is_latin else f"<{text.encode('utf-16-be').hex()}>"
    return f"BT /{'A' if is_latin else 'B'} {size} Tf {left} {base} Td {shown} Tj ET\n"


def column(left: float, top: float, lines: list[str], *, size: float = 10) -> list[Placed]:
    return [(left, top - 14 * at, size, line) for at, line in enumerate(lines)]


def paragraphs(document: Document) -> list[str]:
    return [document.text[part.start : part.end] for part in document.paragraphs]


LEFT = [
    "The valley had known rain for a week when",
    "the first of the bridges gave way. Nobody",
    "had crossed it since the evening, and the",
    "keeper had long gone to bed. In the morn-",
    "ing he found the road empty, and the river",
    "a good deal wider than he remembered it.",
]
RIGHT = [
    "He sent word to the town. An engineer came",
    "on the second day and measured what there",
    "was left to measure. He wrote his report in",
    "a single night, by candle light, and it was",
    "read aloud in the council on the same after-",
    "noon. Then everybody spoke, and no one paid.",
]
JOINED = [
    "The valley had known rain for a week when the first of the bridges gave way. Nobody had "
    "crossed it since the evening, and the keeper had long gone to bed. In the morning he found "
    "the road empty, and the river a good deal wider than he remembered it.",
    "He sent word to the town. An engineer came on the second day and measured what there was left "
    "to measure. He wrote his report in a single night, by candle light, and it was read aloud in "
    "the council on the same afternoon. Then everybody spoke, and no one paid.",
]
CHINESE = [
    "山谷里下了一个星期的雨，第一座桥",
    "塌了。从傍晚起就没有人走过这座桥，",
    "看桥的人早已睡下。早上他发现路上空",
    "无一人，河比他记得的宽了许多。他往",
    "镇上送了信，第二天来了一位工程师，",
    "把剩下的都量了一遍。",
]


WORDS = ["many rain late cold", "grey some dark slow", "last deep tall thin", "high wild soft long"]


def test_columns_are_read_one_after_the_other_under_their_title():
    page = [
        (60.0, 780.0, 18.0, "A Report on the Bridges of the Valley"),
        *column(60, 700, LEFT),
        *column(320, 695, RIGHT),
    ]
    document = read_document("a.pdf", data=pdf([page]))
    assert paragraphs(document) == ["A Report on the Bridges of the Valley", *JOINED]
    assert document.segments[0].is_heading


def test_running_heads_go_and_a_paragraph_goes_on_over_the_page():
    pages = []
    for at in range(4):
        lines = [f"{word} {line}" for word, line in zip(WORDS[at].split(), LEFT, strict=False)]
        pages.append(
            [
                (60.0, 800.0, 9.0, "The Bridges"),
                *column(60, 760, lines),
                (290.0, 40.0, 9.0, f"- {at + 7} -"),
            ]
        )
    document = read_document("a.pdf", data=pdf(pages))
    assert len(paragraphs(document)) == 1
    assert "Bridges" not in document.text
    assert document.notes == ("8 page numbers and running heads of a.pdf were left out",)


def test_numbered_headings_at_the_top_of_pages_are_no_running_heads():
    """Their numbers do not count the pages, unlike those at the foot."""
    pages = [
        [
            (60.0, 800.0, 10.0, f"Article {number}"),
            *column(60, 770, [f"The {word.split()[0]} is kept by the town for all who pass."]),
            (290.0, 40.0, 9.0, f"Page {at + 1} of 4"),
        ]
        for at, (number, word) in enumerate(zip((12, 24, 28, 30), WORDS, strict=False))
    ]
    document = read_document("a.pdf", data=pdf(pages))
    assert [text for text in paragraphs(document) if text.startswith("Article")] == [
        "Article 12", "Article 24", "Article 28", "Article 30",
    ]  # fmt: skip
    assert "Page" not in document.text


def test_footnotes_wait_until_the_paragraph_ends():
    note = (60.0, 60.0, 7.0, "1 The keeper told this himself.")
    first = [*column(60, 760, [*LEFT[:3], "keeper had long gone to bed, for he was so"]), note]
    second = column(
        60, 760, ["very old that nobody knew his age at all.", "Then the rain stopped."]
    )
    document = read_document("a.pdf", data=pdf([first, second]))
    found = paragraphs(document)
    assert found[0].endswith("for he was so very old that nobody knew his age at all.")
    assert "1 The keeper told this himself." in found


def test_a_gap_and_an_indent_begin_a_paragraph_and_a_table_is_cells():
    rows = [("Length", "120 m"), ("Width", "6 m"), ("Height", "9 m")]
    page = [
        *column(60, 760, [*LEFT[:2], "had crossed it."]),
        *column(60, 690, RIGHT[:2]),
        (72.0, 662.0, 10.0, "Here a new one begins, which is indented"),
        *column(60, 648, ["and goes on."]),
        *(cell for at, (a, b) in enumerate(rows)
          for cell in ((60.0, 600.0 - 20 * at, 10.0, a), (300.0, 600.0 - 20 * at, 10.0, b))),
    ]  # fmt: skip
    document = read_document("a.pdf", data=pdf([page]))
    found = paragraphs(document)
    assert found[0].endswith("Nobody had crossed it.")
    assert found[1] == " ".join(RIGHT[:2])
    assert found[2] == "Here a new one begins, which is indented and goes on."
    assert found[3:] == ["Length", "120 m", "Width", "6 m", "Height", "9 m"]
    assert [part.kind for part in document.paragraphs][3:] == ["cell"] * 6


def test_chinese_lines_join_without_blanks():
    document = read_document("a.pdf", data=pdf([column(60, 760, CHINESE, size=12)]))
    assert paragraphs(document) == ["".join(CHINESE)]
    assert document.language == "zh-Hans"


def test_two_columns_in_two_languages_become_a_pair(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([[*column(60, 700, CHINESE), *column(320, 700, RIGHT)]]))
    source, target = read_pair(path)
    assert paragraphs(source) == ["".join(CHINESE)]
    assert paragraphs(target) == [JOINED[1]]


BAD = {
    "cut off": (pdf([column(60, 700, LEFT)])[:120], "is not a PDF, or a damaged one"),
    "a scan": (pdf([[], []]), "is a scanned PDF"),
}


@pytest.mark.parametrize(("data", "problem"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_one_sentence(data, problem):
    with pytest.raises(InputError, match=problem) as caught:
        read_document("a.pdf", data=data)
    assert caught.value.hint


WHOLE = pdf([column(60, 700, LEFT), column(60, 700, CHINESE)])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_pdf_is_read_or_refused(data):
    broken = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InputError):
        read_document("a.pdf", data=bytes(broken))
