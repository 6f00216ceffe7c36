"""Cleaning memories: what people take out by hand, taken out by rules that say why."""

from __future__ import annotations

import html
import html.entities
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpora.errors import InputError, Option, OptionError, check_name, check_share
from corpora.files import check_outputs, note_inputs, outputs_together, written_whole
from corpora.formats import open_units, write_units
from corpora.formats.documents.blanks import close_up
from corpora.formats.streams import STANDARD, Head, ReadOptions, WriteOptions
from corpora.formats.tables import tsv
from corpora.formats.xml.unit_props import writable
from corpora.formats.xml.xmltext import UNWRITABLE
from corpora.language.han import HAN, han_share
from corpora.language.languages import detect_language
from corpora.language.other_languages import other_language
from corpora.language.pasted import find_pasted
from corpora.language.scripts import mixed_characters
from corpora.memory.duplicates import RULES, Ranking
from corpora.memory.splitting import moment
from corpora.progress import Progress, silent
from corpora.units import TranslationUnit, is_chinese
from corpora.values import Value, freeze

CHECKS = (
    "empty", "same", "broken", "lost", "pasted", "language", "script", "length", "duplicate",
)  # fmt: skip
REASONS = {
    "": "kept",
    "empty": "one side is empty",
    "same": "source and target are the same",
    "broken": "broken characters",
    "lost": "a side has question marks only",
    "pasted": "the source stands in the translation",
    "language": "a side is in the wrong language",
    "script": "the Chinese is in the other script",
    "length": "one side is far too long for the other",
    "duplicate": "the same pair is there already",
    "loses": "another target of the same source wins",
    "filter": "not what was asked for",
}
_CODES = {name: code for code, name in enumerate(REASONS)}
# Traces of text read in a wrong encoding: replacement characters, and what UTF-8 looks like as
# Latin-1 or GBK, or GBK as Latin-1.
_BROKEN = re.compile(
    "[\ufffd\ud800-\udfff]|锟斤拷|烫烫烫|[ÃÂ][\x80-\xbf]|â€[™œ\x9d“”]|ï»¿|[\x80-\xff]{4,}"
)
_QUESTION_MARKS = re.compile(r"[?？\s]*[?？]{2}[?？\s]*")
_ENTITY = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31})|#\d{2,7}|#[xX][0-9A-Fa-f]{2,6});")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_DATE = re.compile(r"\d{4}(\d\d(\d\d(T\d{6}Z)?)?)?", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_SHORTEST_MEASURED = 40
_SMOOTHING = 4
_LEAST_FACTOR = math.log(3)
_DEVIATIONS = 4.0
_EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanOptions:
    """What goes from a memory, and what of it is wanted at all.

    Attributes:
        checks: which of ``CHECKS`` are made; all by default.
        duplicates: several targets of one source: ``keep``, ``best`` (the most confident),
            ``latest`` (by date) or ``first`` (of the files in the order given, so that the
            first file wins).
        mend: take out control and invisible characters, entities of HTML and the blanks of
            spaced-out Chinese from units that stay.
        since: keep units touched at or after this, ``YYYYMMDD`` and more; undated ones go.
        before: keep units touched before this; undated ones go.
        documents: keep units of documents that match one of these patterns (``*`` and ``?``).
        speakers: keep units in which one of these speaks, on either side.
        min_confidence: keep units at least this sure, 0 to 1; those without stay.
        read: how the files are read.
    """

    checks: tuple[str, ...] = CHECKS
    duplicates: str = "keep"
    mend: bool = True
    since: str | None = None
    before: str | None = None
    documents: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    min_confidence: float | None = None
    read: ReadOptions = field(default_factory=ReadOptions)

    def __post_init__(self) -> None:
        for check in self.checks:
            check_name(check, CHECKS, "a check of memories")
        check_name(self.duplicates, RULES, "a rule for duplicates")
        if self.min_confidence is not None:
            check_share(self.min_confidence, "min_confidence")
        for date in (self.since, self.before):
            if date is not None and not _DATE.fullmatch(date):
                raise OptionError(f"“{date}” is no date", hint="write it as YYYYMMDD")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cleaned(Value):
    """What a cleaning came to.

    ``reasons`` counts the units that went by reason in plain words, ``examples`` shows up to
    five (source, target) of each; ``mended`` counts units changed in place. ``path`` is
    ``None`` after a dry run.
    """

    path: str | None
    units: int
    kept: int
    reasons: Mapping[str, int]
    mended: int
    examples: Mapping[str, tuple[tuple[str, str], ...]]
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self, "reasons", "examples")

    def to_dict(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "path": self.path,
            "units": self.units,
            "kept": self.kept,
            "reasons": dict(self.reasons),
            "mended": self.mended,
            "examples": {why: [list(pair) for pair in some] for why, some in self.examples.items()},
            "notes": list(self.notes),
        }


@outputs_together()
def clean_bitexts(
    paths: Sequence[str | Path],
    out: str | Path | None,
    options: CleanOptions = CleanOptions(),
    *,
    removed: str | Path | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Cleaned:
    """Clean one memory, or merge several into one.

    The files are read twice, unit by unit: first to judge, then to write.

    Args:
        paths: files of pairs, all in the same languages; the order matters for ``first``.
        out: the file to write; ``None`` for a dry run.
        options: see there.
        removed: a table (.tsv) of all that went: reason, source, target, file.
        force: overwrite what is there.
        progress: told units done of 0: the total is not known.

    Raises:
        InputError: a file cannot be used or written, or languages differ.
    """
    note_inputs(*paths)
    check_outputs(None if str(out) == STANDARD else out, removed, force=force)
    head = _common_head(paths, options.read)
    verdicts = _judge(paths, head, options, progress)
    tally = _Tally(options, head)
    stream = tally.kept(_all_units(paths, options.read, tally.notes), verdicts)
    if out is None:
        for _unit in stream:
            pass
    else:
        write_units(stream, head, out, force=force, options=WriteOptions(gaps=True))
    if removed is not None:
        _write_removed(paths, verdicts, options, Path(removed), force)
    return Cleaned(
        path=None if out is None else str(out),
        units=len(verdicts),
        kept=int((verdicts == 0).sum()),
        reasons={REASONS[name]: n for name, n in tally.counts.most_common()},
        mended=tally.mended,
        examples={REASONS[name]: tuple(some) for name, some in tally.examples.items()},
        notes=tuple(tally.notes),
    )


def _common_head(paths: Sequence[str | Path], read: ReadOptions) -> Head:
    if not paths:
        raise InputError("no file to clean", hint="name at least one")
    heads = [open_units(path, read).head for path in paths]
    first = heads[0]
    pair = (first.source_language, first.target_language)
    for path, head in zip(paths, heads, strict=True):
        found = (head.source_language, head.target_language)
        if found != pair:
            raise InputError(
                f"is {' to '.join(found)}, the first file is {' to '.join(pair)}",
                path=path,
                hint="merge files of the same languages; convert turns one round by "
                f"{Option.SOURCE_LANGUAGE} and {Option.TARGET_LANGUAGE}",
            )
    return first


def _all_units(
    paths: Sequence[str | Path], read: ReadOptions, notes: list[str]
) -> Iterator[TranslationUnit]:
    for path in paths:
        stream = open_units(path, read)
        yield from stream.units
        notes.extend(f"{Path(path).name}: {note}" for note in (*stream.notes, *stream.damage))


Verdicts = npt.NDArray[np.uint8]


def _judge(
    paths: Sequence[str | Path], head: Head, options: CleanOptions, progress: Progress
) -> Verdicts:
    """A code of ``REASONS`` for each unit; 0 keeps it."""
    codes, ratios = array("B"), array("d")
    ranking = Ranking()
    for number, unit in enumerate(_all_units(paths, options.read, [])):
        if number % 5_000 == 0:
            progress("judging", number, 0)
        codes.append(_CODES[verdict(unit, head, options)])
        ratios.append(_log_ratio(unit))
        ranking.add(unit)
    verdicts = np.array(codes, dtype=np.uint8)
    if "length" in options.checks:
        verdicts[(verdicts == 0) & outliers(np.array(ratios))] = _CODES["length"]
    if "duplicate" in options.checks:
        again = ranking.repeated(verdicts == 0, options.duplicates)
        verdicts[again] = _CODES["duplicate"]
    if options.duplicates != "keep":
        losers = ranking.losers(verdicts == 0, options.duplicates)
        verdicts[losers] = _CODES["loses"]
    return verdicts


def verdict(unit: TranslationUnit, head: Head, options: CleanOptions) -> str:
    """Why a unit goes, looked at alone: a key of ``REASONS``, empty if it stays."""
    if not _is_wanted(unit, options):
        return "filter"
    source, target = writable(unit.source), writable(unit.target)
    if not source or not target:
        return "empty" if "empty" in options.checks else ""
    sides = ((source, head.source_language), (target, head.target_language))
    tests = {
        "same": source == target and bool(_LETTER.search(source)),
        "broken": any(_is_broken(text) for text in (unit.source, unit.target)),
        "lost": _is_lost(source, target) or _is_lost(target, source),
        "pasted": _is_pasted(source, target, head),
        "language": any(is_wrong_language(text, language) for text, language in sides),
        "script": any(is_wrong_script(text, language) for text, language in sides),
    }
    return next((name for name, failed in tests.items() if failed and name in options.checks), "")


def _is_broken(text: str) -> bool:
    return not text.isascii() and _BROKEN.search(text) is not None


def _is_lost(text: str, other: str) -> bool:
    """Whether an encoding without Chinese left nothing of a text that had words."""
    return bool(_QUESTION_MARKS.fullmatch(text)) and bool(_LETTER.search(other))


def _is_pasted(source: str, target: str, head: Head) -> bool:
    """Whether one side stands whole in the other, before or after what belongs there."""
    return (
        find_pasted(source, target, head.source_language) is not None
        or find_pasted(target, source, head.target_language) is not None
    )


def is_wrong_language(text: str, language: str) -> bool:
    """Whether a text is plainly not in a language: Chinese on the English side, a sentence
    without a Chinese character on the Chinese side, or a third language on either. Names and
    codes are not sentences.

    >>> is_wrong_language("WTO", "zh-Hans"), is_wrong_language("It was not done yet.", "zh-Hans")
    (False, True)
    >>> is_wrong_language("The term 新质生产力 means this.", "en"), is_wrong_language("好的", "en")
    (False, True)
    """
    if (is_chinese(language) or language == "en") and other_language(text):
        return True
    if is_chinese(language):
        return not HAN.search(text) and len(_WORD.findall(text)) >= 4
    return language == "en" and han_share(text) > 0.5


def is_wrong_script(text: str, language: str) -> bool:
    """Whether a Chinese text of some length is in the other script.

    >>> is_wrong_script("經濟發展與環境保護", "zh-Hans"), is_wrong_script("后面", "zh-Hant")
    (True, False)
    """
    if not is_chinese(language) or text.isascii():
        return False
    # What fits into a script's own encoding is not the other one: most texts need no more.
    if _in_encoding(text, "big5" if language == "zh-Hant" else "gb2312"):
        return False
    if len(HAN.findall(text)) < 4:
        return False
    found = detect_language(text)
    if language == "zh-Hans":
        return found == "zh-Hant"
    return language == "zh-Hant" and found == "zh-Hans" and _has_simplified(text)


def _has_simplified(text: str) -> bool:
    """Whether some character can only be simplified: Big5, which lacks those, cannot hold it."""
    lacking = sum(not _in_encoding(char, "big5") for char in HAN.findall(text))
    return lacking * 5 >= len(HAN.findall(text))


def _in_encoding(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_wanted(unit: TranslationUnit, options: CleanOptions) -> bool:
    when = moment(unit)
    if options.since and when < options.since:
        return False
    if options.before and (not when or when >= options.before):
        return False
    documents = options.documents
    if documents and not any(fnmatchcase(unit.document or "", one) for one in documents):
        return False
    speakers = {unit.source_speaker, unit.target_speaker}
    if options.speakers and not speakers & set(options.speakers):
        return False
    return (
        options.min_confidence is None
        or unit.confidence is None
        or unit.confidence >= options.min_confidence
    )


def _log_ratio(unit: TranslationUnit) -> float:
    """Target length over source length, as a logarithm; not a number where both are short."""
    source, target = len(unit.source.strip()), len(unit.target.strip())
    if not source or not target or max(source, target) < _SHORTEST_MEASURED:
        return math.nan
    return math.log((target + _SMOOTHING) / (source + _SMOOTHING))


def outliers(ratios: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which log ratios lie more than four deviations, and a factor of three, off the median.

    The deviation is the median absolute one times 1.4826, so that outliers do not hide
    themselves; fewer than ten ratios judge nobody.
    """
    known = ratios[~np.isnan(ratios)]
    if len(known) < 10:
        return np.zeros(len(ratios), dtype=bool)
    middle = float(np.median(known))
    deviation = 1.4826 * float(np.median(np.abs(known - middle)))
    limit = max(_DEVIATIONS * deviation, _LEAST_FACTOR)
    return np.abs(np.nan_to_num(ratios, nan=middle) - middle) > limit


def mended(text: str) -> str:
    r"""A text without control and invisible characters, HTML's entities and spaced-out Chinese.

    >>> mended("a\x0bb\u200bc"), mended("R&amp;D&nbsp;— &unheard;"), mended("今 天 有 雨 。")
    ('abc', 'R&D — &unheard;', '今天有雨。')
    """
    if "&" in text and _ENTITY.search(text):
        text = _ENTITY.sub(_character, text)
    if " " in text and not text.isascii():
        text = close_up(text)
    if text.isprintable() and "\u00ad" not in text:
        return text
    return _INVISIBLE.sub("", UNWRITABLE.sub("", text))


def _character(entity: re.Match[str]) -> str:
    is_known = entity[1] is None or f"{entity[1]};" in html.entities.html5
    return html.unescape(entity[0]).replace("\xa0", " ") if is_known else entity[0]


class _Tally:
    """Counts what goes and why while the rest passes."""

    def __init__(self, options: CleanOptions, head: Head) -> None:
        self.options = options
        self.head = head
        self.mixed = 0
        self.mixture: dict[str, None] = {}
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[tuple[str, str]]] = {}
        self.mended = 0
        self.notes: list[str] = []

    def kept(
        self, units: Iterable[TranslationUnit], verdicts: Verdicts
    ) -> Iterator[TranslationUnit]:
        names = list(REASONS)
        for unit, code in zip(units, verdicts.tolist(), strict=True):
            if code:
                self._count(names[code], unit)
                continue
            self._look_for_mixture(unit)
            yield self._mended(unit) if self.options.mend else unit
        if self.mixed:
            shown = "".join([*self.mixture][:_EXAMPLES])
            what = "units mix" if self.mixed > 1 else "unit mixes"
            self.notes.append(f"{self.mixed} {what} Simplified and Traditional ({shown})")

    def _look_for_mixture(self, unit: TranslationUnit) -> None:
        sides = ((unit.source, self.head.source_language), (unit.target, self.head.target_language))
        found = "".join(mixed_characters(t, lang) for t, lang in sides if is_chinese(lang))
        self.mixed += bool(found)
        self.mixture.update(dict.fromkeys(found))

    def _count(self, name: str, unit: TranslationUnit) -> None:
        self.counts[name] += 1
        some = self.examples.setdefault(name, [])
        if len(some) < _EXAMPLES:
            some.append((unit.source, unit.target))

    def _mended(self, unit: TranslationUnit) -> TranslationUnit:
        source, target = mended(unit.source), mended(unit.target)
        if source == unit.source and target == unit.target:
            return unit
        self.mended += 1
        return replace(unit, source=source, target=target)


def _write_removed(
    paths: Sequence[str | Path], verdicts: Verdicts, options: CleanOptions, out: Path, force: bool
) -> None:
    names = list(REASONS)
    codes = iter(verdicts.tolist())
    with written_whole(out, force=force) as file:
        file.write(b"reason\tsource\ttarget\tfile\n")
        for path in paths:
            for unit in open_units(path, options.read).units:
                code = next(codes)
                if code:
                    cells = (REASONS[names[code]], unit.source, unit.target, Path(path).name)
                    line = "\t".join(tsv.escape(cell) for cell in cells) + "\n"
                    file.write(line.encode("utf-8", "replace"))
