"""Page numbers and running heads go; whatever else is a number on its own line stays."""

import pytest

from corpora.reading.document import document_from_text

SENTENCES = [
    "The harbour authority said on Monday that fares would rise by five percent from July.",
    "Fishermen hope that there will be earlier boats, and more of them, once the ships are new.",
    "Last year the ferries carried three million passengers, of whom half were islanders.",
    "Number {i} of the hearings will be held in the old customs house beside the lighthouse.",
]


def printed(count, *, foot, head="", lines_a_page=10):
    """``count`` sentences set in lines of 60 columns on pages."""
    words = " ".join(SENTENCES[i % 4].format(i=i) for i in range(count)).split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 60:
            lines.append(line)
            line = ""
        line += word + " "
    lines.append(line)
    pages = []
    for number, start in enumerate(range(0, len(lines), lines_a_page), 1):
        pages += [head.format(number)] if head else []
        pages += lines[start : start + lines_a_page]
        pages += [foot.format(number)]
    return "\n".join(pages)


@pytest.mark.parametrize(
    ("foot", "head"),
    [
        ("{}", ""),
        ("- {} -", ""),
        ("Page {} of 9", ""),
        ("{} / 9", "Ferry Report 2031"),
        ("Page {}", "Ferry Report 2031"),
        ("\n\n{}\n\n\f", "Ferry Report, page {}"),
    ],
)
def test_pages_leave_no_trace(foot, head):
    document = document_from_text(printed(40, foot=foot, head=head), name="case")
    expected = [SENTENCES[i % 4].format(i=i) for i in range(40)]
    found = [segment.text for segment in document.segments]
    # On the first page the running head is as good as a title.
    assert found == ([head.format(1)] if head else []) + expected
    assert "page numbers and running heads" in document.notes[0]


def test_chinese_pages():
    sentence = "港口管理局今日宣布，渡轮票价将于七月一日起上调，学生和老人不受影响。"
    text = "".join(
        f"{sentence}第{i}次听证会将在下月举行，地点是灯塔旁边的旧海关大楼。" for i in range(20)
    )
    lines = [text[i : i + 30] for i in range(0, len(text), 30)]
    pages = []
    for number, start in enumerate(range(0, len(lines), 9), 1):
        pages += ["渡轮年报", *lines[start : start + 9], f"第{number}页"]
    document = document_from_text("\n".join(pages), name="case")
    assert "".join(segment.text for segment in document.segments) == "渡轮年报" + text


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{i}\nThe boats were late on that day.\nNobody minded." for i in range(1, 9)),
        "\n".join(["Trips", "1", "Fares", "2", "Boats", "3", "Crew", "4"]),
        "\n\n".join(
            "\n".join([str(i), *["It was a good day at sea, and we went home."] * 12])
            for i in range(1, 6)
        ),
    ],
    ids=["numbered paragraphs", "a table", "numbered chapters"],
)
def test_other_numbers_stay(text):
    document = document_from_text(text, name="case")
    assert document.text == text
    assert document.notes == ()


def test_spaces_between_all_chinese_characters_go():
    text = "港口管理局今日宣布，渡轮票价将上调百分之五。新票价自七月一日起实行。"
    document = document_from_text(" ".join(text), name="case")
    assert document.text == text
    assert "spaces" in document.notes[0]
    assert document_from_text("渡轮 票价 " + text, name="case").notes == ()


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("pas-\nsengers", "passengers"),
        ("long-\nterm", "long-term"),
        ("boat-\nbridge", "boat-bridge"),
    ],
)
def test_hyphens_at_line_ends(broken, whole):
    lines = [
        "The boat crosses the bridge every day of the week, and the",
        "bridge opens for the boat whenever it comes in from the sea.",
        f"In the opinion of those who run it, much depends on {broken} and their",
        "plans for the years that follow, which nobody can know so far.",
        "That is what the authority of the harbour has said about the",
        "matter in its last report to the public and to the islanders.",
    ]
    document = document_from_text("\n".join(lines), name="case")
    assert f"depends on {whole} and" in document.text
