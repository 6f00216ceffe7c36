"""The checks there are, in the order in which they run and are told of."""

from __future__ import annotations

from quality.check.consistency import CONSISTENCY
from quality.check.coverage.omission import OMISSION
from quality.check.declaration import Check
from quality.check.form import FORM
from quality.check.names import NAMES
from quality.check.numbers.check import NUMBERS
from quality.check.placeholders import PLACEHOLDERS
from quality.check.terms import TERMS
from quality.check.untranslated import UNTRANSLATED
from quality.check.wording import WORDING

CHECKS: dict[str, Check] = {
    "numbers": NUMBERS,
    "placeholders": PLACEHOLDERS,
    "terms": TERMS,
    "wording": WORDING,
    "omission": OMISSION,
    "untranslated": UNTRANSLATED,
    "names": NAMES,
    "form": FORM,
    "consistency": CONSISTENCY,
}
