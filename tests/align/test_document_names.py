"""Names of files: which say that two documents belong together."""

from __future__ import annotations

import pytest
from case_files import cases

from align.documents.names import lateness, name_key


@pytest.mark.parametrize(("names", "belong"), cases("document_names", "input", "expected"))
def test_names_belong_together(names: list[str], belong: bool) -> None:
    first, second = map(name_key, names)
    assert (first == second) is belong


@pytest.mark.parametrize("copy", ["报告 (2).docx", "报告 - 副本.docx", "报告 (copy).docx"])
def test_a_copy_has_the_name_of_its_original(copy: str) -> None:
    assert name_key(copy) == name_key("报告.docx")


def test_later_versions_by_their_names() -> None:
    names = ["合同 定稿.docx", "合同 v10.docx", "合同.docx", "合同 v2.docx", "合同 初稿.docx"]
    assert sorted(names, key=lateness) == [names[at] for at in (4, 2, 3, 1, 0)]
