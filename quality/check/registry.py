"""The checks there are, in the order in which they run and are told of."""

from __future__ import annotations

from quality.check.consistency import CONSISTENCY
from quality.check.coverage.omission import OMISSION
from quality.check.declaration import Check
from quality.check.form.check import FORM
from quality.check.names import NAMES
from quality.check.numbers.check import NUMBERS
from quality.check.placeholders import PLACEHOLDERS
from quality.check.terms.check import TERMS
from quality.check.terms.wording import WORDING
from quality.check.untranslated import UNTRANSLATED

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
