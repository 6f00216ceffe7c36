"""The start page: from two files to their pairs without a command line; files out, sheets in."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest
from made_project import LINES, write_texts
from page_checks import expect, serious_troubles

from review.project.project import open_project

_DROP = """([files, zone]) => {
  const transfer = new DataTransfer();
  for (const [name, bytes] of files) {
    transfer.items.add(new File([new Uint8Array(bytes)], name));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, {
      dataTransfer: transfer, bubbles: true, cancelable: true,
    }));
  }
}"""


def drop(page, *files):
    """Let files fall on the page as a person's hand would."""
    zone = page.locator(".drop").first.element_handle()
    page.evaluate(
        f"(given) => ({_DROP})([given.files, given.zone])",
        {"files": [(one.name, list(one.read_bytes())) for one in files], "zone": zone},
    )


@pytest.fixture
def texts(tmp_path):
    """The small project's texts as two files, the Chinese one in GB 18030."""
    return write_texts(tmp_path)


@pytest.fixture
def start(page, house):
    """The start page."""
    page.goto(f"{house.root}/#/start")
    page.wait_for_selector(".drop")
    return page


def test_two_files_are_dropped_read_and_paired(start, texts, house):
    drop(start, *texts)
    source, target = (
        start.locator(f".side-card[data-side={side}]") for side in ("source", "target")
    )
    expect(source).to_contain_text("春茶.zh.txt", timeout=60_000)
    expect(source).to_contain_text("Chinese")
    expect(source).to_contain_text("GB18030")
    expect(source).to_contain_text("sentences")
    expect(target).to_contain_text("English")
    start.locator(".swap").click()
    expect(target).to_contain_text("春茶.zh.txt")
    start.keyboard.press("Enter")
    expect(source).to_contain_text("春茶.zh.txt")
    start.get_by_label("Name of the project").fill("Spring tea")
    start.get_by_label("For which tool").select_option("omegat")
    start.get_by_role("button", name="Start", exact=True).click()
    start.wait_for_selector(".stages h2:has-text('Working on Spring tea')")
    start.wait_for_url("**/pairs*", timeout=120_000)
    start.wait_for_selector("text=云岭茶叶合作社的春天")
    with open_project(house.folder / "Spring tea") as project:
        assert len(project.pairs()) > 15
        assert project.has_terms()
    start.goto(f"{house.root}/#/start")
    expect(start.locator(".project-list a", has_text="Spring tea")).to_have_count(1)
    assert start.get_by_label("For which tool").count() == 0


def test_files_one_after_the_other_and_what_cannot_be_read(start, texts, tmp_path):
    bad = tmp_path / "photo.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    drop(start, texts[1])
    expect(start.locator(".sides")).to_contain_text("One more file is wanted", timeout=60_000)
    drop(start, bad)
    expect(start.locator(".other-files .refusal")).to_contain_text("photo.png", timeout=60_000)
    drop(start, texts[0])
    expect(start.locator(".side-card[data-side=source]")).to_contain_text(
        "春茶.zh.txt", timeout=60_000
    )
    expect(start.locator(".side-card[data-side=target]")).to_contain_text("spring.en.txt")
    start.get_by_role("button", name="Leave out photo.png").click()
    expect(start.locator(".other-files")).to_have_count(0)


def test_files_can_be_chosen_without_a_mouse(start, texts):
    # What another test began hides the place for new texts until it is done.
    start.wait_for_function(
        "async () => !(await (await fetch('/api/home')).json()).starting?.length", timeout=60_000
    )
    # Choosers are caught from here on, not from the moment of the key.
    start.on("filechooser", lambda _: None)
    start.reload()
    button = start.get_by_role("button", name="Choose files")
    button.focus()
    expect(button).to_be_focused()
    with start.expect_file_chooser() as waiting:
        start.keyboard.press("Enter")
    waiting.value.set_files([str(one) for one in texts])
    expect(start.locator(".side-card[data-side=target]")).to_contain_text(
        "spring.en.txt", timeout=60_000
    )


def test_one_document_in_both_languages_needs_no_second(start, tmp_path):
    both = tmp_path / "both.txt"
    lines = [f"{zh}\n{en}" for zh, en, *_rest in LINES if zh and en and "<img" not in zh]
    both.write_text("\n".join(one.replace("|", "") for one in lines), encoding="utf-8")
    drop(start, both)
    expect(start.locator(".side-card")).to_contain_text(
        "Source and translation in one document", timeout=60_000
    )
    expect(start.get_by_role("button", name="Start", exact=True)).to_be_visible()


@pytest.fixture
def folder(tmp_path):
    """Two pairs of texts and a stray one, as people keep them: a folder for each language."""
    pairs = [
        [side.replace("|", "") for side in line[:2]]
        for line in LINES
        if line[0] and line[1] and "<img" not in line[0]
    ]
    half = len(pairs) // 2
    texts = {"spring": pairs[:half], "autumn": pairs[half:]}
    folder = tmp_path / "Tea texts"
    for side, language in enumerate(("zh", "en")):
        (folder / language).mkdir(parents=True)
        for name, part in texts.items():
            text = "\n".join(one[side] for one in part)
            (folder / language / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "en" / "notes.txt").write_text("It rained in Lisbon all day. Nobody came.")
    return folder


def test_a_folder_of_several_pairs_is_one_project(start, folder, house):
    with start.expect_file_chooser() as waiting:
        start.get_by_role("button", name="Choose a folder").click()
    waiting.value.set_files(str(folder))
    pairs = start.locator(".plan-pairs li")
    expect(pairs).to_have_count(2, timeout=120_000)
    expect(pairs.first).to_contain_text("zh/autumn.txt")
    expect(start.locator(".plan-others summary")).to_have_text("1 file in no pair")
    pairs.first.get_by_role("checkbox").uncheck()
    expect(start.locator(".plan b")).to_have_text("1 pair of texts in one project")
    pairs.first.get_by_role("checkbox").check()
    assert not serious_troubles(start)
    start.locator(".go").click()
    steps = start.locator(".stage-list li")
    expect(steps).to_have_count(5)
    start.reload()  # the work goes on, and is found again
    expect(steps).to_have_count(5)
    expect(start.locator(".stage-list li[aria-current=step]")).to_have_count(1)
    start.wait_for_url("**/pairs*", timeout=120_000)
    with open_project(house.folder / "Tea texts") as project:
        assert project.document_names() == ("zh/autumn.txt", "zh/spring.txt")
        assert len(project.pairs()) > 15


def test_work_can_be_cancelled_and_a_failure_is_told_until_it_was_seen(start, tmp_path):
    zh, en = tmp_path / "a.zh.txt", tmp_path / "b.en.txt"
    zh.write_text("今天下雨。\n我们在家。\n" * 9, encoding="utf-8")
    en.write_text("Shares fell.\n" * 40, encoding="utf-8")
    drop(start, zh, en)
    start.locator(".go").click(timeout=60_000)
    start.get_by_role("button", name="Cancel").click()
    expect(start.locator(".two-sides")).to_be_visible(timeout=60_000)
    start.locator(".go").click()
    refusal = start.locator(".stages .refusal")
    expect(refusal).to_be_visible(timeout=60_000)
    start.reload()
    expect(refusal).to_be_visible()
    start.get_by_role("button", name="Back to the files").click()
    expect(refusal).to_have_count(0)
    start.reload()
    expect(start.locator(".drop")).to_be_visible()
    expect(refusal).to_have_count(0)


def test_files_are_taken_along(page, project):
    page.goto(project.address("files"))
    page.get_by_label("For which tool").select_option("omegat")
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(".downloads a", has_text="all.zip").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        names = set(archive.namelist())
    assert {"memory.tmx", "glossary.xlsx", "findings.xlsx", "translation.docx"} <= names
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(".downloads a", has_text="decisions.json").click()
    assert json.loads(waiting.value.path().read_text(encoding="utf-8"))


def test_a_reviewed_sheet_is_given_back_and_undone(page, project, tmp_path):
    page.goto(project.address("files"))
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(".downloads a", has_text="glossary.xlsx").click()
    sheet = tmp_path / "glossary.xlsx"
    waiting.value.save_as(sheet)
    book = openpyxl.load_workbook(sheet)
    rows = book.worksheets[0]
    columns = {cell.value: cell.column for cell in rows[1]}
    for row in range(2, rows.max_row + 1):
        if rows.cell(row, columns["source_term"]).value == "冷链":
            rows.cell(row, columns["decision"]).value = "approve"
    book.save(sheet)
    drop(page, sheet)
    page.wait_for_selector(".sheet-told button", timeout=60_000)
    decided = lambda: {  # noqa: E731
        one.entry.source_term for one in _terms(project) if one.entry.decision
    }
    assert decided() == {"冷链"}
    page.locator(".sheet-told button").click()
    expect(page.locator(".sheet-told")).to_have_text("Taken back.")
    assert decided() == set()


def _terms(project):
    with open_project(project.folder) as opened:
        return opened.terms()
