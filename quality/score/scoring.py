"""Scoring translations: from files or segments to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpora import __version__
from corpora.errors import InputError, Option
from corpora.language.languages import detect_language
from corpora.language.tools import Tools, load_tools
from corpora.progress import Progress, silent
from corpora.units import is_chinese
from glossary.record.entries import Glossary
from quality.check.terms.check import read_rules
from quality.score.inputs import Cut, Faced, face_references, face_source
from quality.score.learned import LEARNED, learned_scores
from quality.score.marking import differing_spans
from quality.score.mending import estimate_adequacy, words_to_mend
from quality.score.one_script import in_one_script
from quality.score.overlap import (
    OverlapMetric,
    Statistics,
    bootstrap_p,
    interval,
    metric_notes,
)
from quality.score.report import (
    ADEQUACY,
    MEND,
    HypothesisScores,
    MetricScore,
    ScoreOptions,
    ScoreReport,
    TermUse,
    WorstSegment,
    order_worst_first,
)
from quality.score.terms import term_uses

if TYPE_CHECKING:
    from quality.check.context import TermRule

_ESTIMATE = (
    "without a reference, adequacy is an estimate from meaning alone: it finds omissions and "
    "mispairings, and cannot tell a good translation from a better one"
)


def score_files(
    hypotheses: Sequence[Path],
    *,
    references: Sequence[Path] = (),
    source: Path | None = None,
    options: ScoreOptions = ScoreOptions(),  # noqa: B008
    tools: Tools | None = None,
    glossary: Glossary | Sequence[TermRule] | None = None,
    progress: Progress = silent,
) -> ScoreReport:
    """Score translations as people have them.

    Plain texts of equally many lines are taken line by line, as sacreBLEU does; all else
    is cut anew to face the first reference (``quality.score.resegment``), or aligned with
    the source where there is no reference.

    Args:
        hypotheses: plain texts, documents or bitexts; at least one. The first is the one
            the others are tested against.
        references: likewise, of the same language; none gives adequacy estimates only.
        source: what was translated; needed without references and for ``glossary``, unless
            the first reference (or the hypothesis) is a bitext.
        options: see there.
        tools: encoder and dictionary; ``None`` for those of ``options.encoder``.
        glossary: adds the share of its terms rendered as approved.
        progress: hears ``aligning``, ``scoring`` and ``encoding``.

    Raises:
        InputError: a file cannot be read or used, or an option names what there is not.
    """
    _check(options, bool(references))
    if not hypotheses:
        raise InputError("there is nothing to score", hint="name the file with the translation")
    tools = tools or load_tools(options.encoder)
    if references:
        faced = face_references(
            hypotheses,
            references,
            source,
            language=options.language,
            take=options.take,
            tools=tools,
            progress=progress,
        )
    else:
        faced = face_source(
            hypotheses,
            source,
            language=options.language,
            take=options.take,
            tools=tools,
            progress=progress,
        )
    return _score(faced, options, tools, glossary, progress)


def score_segments(
    hypotheses: Mapping[str, Sequence[str]],
    *,
    references: Sequence[Sequence[str]] = (),
    source: Sequence[str] = (),
    options: ScoreOptions = ScoreOptions(),  # noqa: B008
    tools: Tools | None = None,
    glossary: Glossary | Sequence[TermRule] | None = None,
    progress: Progress = silent,
) -> ScoreReport:
    """The same for texts in memory: every sequence holds one text per segment.

    Raises:
        InputError: the numbers of segments differ, or as ``score_files``.
    """
    _check(options, bool(references))
    sizes = {len(text) for text in (*hypotheses.values(), *references)}
    if len(sizes) != 1 or 0 in sizes or len(source) not in (0, *sizes):
        raise InputError("the texts do not have the same number of segments, or none at all")
    sample = references[0] if references else next(iter(hypotheses.values()))
    faced = Faced(
        cuts=tuple(
            Cut(name=name, segments=tuple(text), sources=tuple(source), taken="given as segments")
            for name, text in hypotheses.items()
        ),
        references=tuple(tuple(text) for text in references),
        language=options.language or detect_language("\n".join(sample)),
        source_language=detect_language("\n".join(source)) if source else "",
        notes=(),
    )
    return _score(faced, options, tools or load_tools(options.encoder), glossary, progress)


def worst_segments(
    report: ScoreReport, count: int, *, hypothesis: int = 0, metric: str | None = None
) -> list[WorstSegment]:
    """The segments of one hypothesis that score worst, with the differing words marked.

    Args:
        report: what ``score_files`` gave.
        count: how many at most.
        hypothesis: which one, from 0.
        metric: the score to sort by; the report's own choice where ``None``.
    """
    one = report.hypotheses[hypothesis]
    name = metric or report.ranking_name()
    if name not in one.segment_scores:
        raise InputError(
            f"there is no score of segments called {name or metric}",
            hint=f"choose one of {', '.join(one.segment_scores)}",
        )
    scores = one.segment_scores[name]
    found = []
    for index in order_worst_first(scores, name)[:count]:
        reference = one.references[0][index] if one.references else ""
        marks = differing_spans(one.segments[index], reference) if reference else ((), ())
        found.append(
            WorstSegment(
                hypothesis_name=one.name,
                index=index,
                metric=name,
                score=scores[index],
                source=one.sources[index] if one.sources else "",
                hypothesis=one.segments[index],
                reference=reference,
                hypothesis_marks=marks[0],
                reference_marks=marks[1],
            )
        )
    return found


def _check(options: ScoreOptions, has_references: bool) -> None:
    if not has_references and any(LEARNED[name].needs_reference for name in options.learned):
        raise InputError("this metric needs a reference", hint=f"add {Option.REFERENCE}")


def _score(
    faced: Faced,
    options: ScoreOptions,
    tools: Tools,
    glossary: Glossary | Sequence[TermRule] | None,
    progress: Progress,
) -> ScoreReport:
    faced = in_one_script(faced, fold=options.fold_script)
    notes = [*tools.warnings, *faced.notes]
    corpus: list[list[MetricScore]] = [[] for _ in faced.cuts]
    segment: list[dict[str, tuple[float, ...]]] = [{} for _ in faced.cuts]
    if faced.references:
        _add_overlap(faced, options, corpus, segment, notes, progress)
    _add_meaning(faced, tools, corpus, segment, notes, progress)
    for name in options.learned:
        _add_learned(name, faced, corpus, segment)
    rules = read_rules(glossary) if isinstance(glossary, Glossary) else glossary
    if rules is not None and not any(rule.targets for rule in rules):
        notes.append("nothing in the glossary is approved yet, so there is no term to look for")
    return ScoreReport(
        hypotheses=tuple(
            HypothesisScores(
                name=cut.name,
                segments=cut.segments,
                scores=tuple(corpus[k]),
                segment_scores=segment[k],
                sources=cut.sources,
                references=faced.references,
                taken=cut.taken,
                unaligned=cut.unaligned,
                terms=_terms(rules, cut),
            )
            for k, cut in enumerate(faced.cuts)
        ),
        language=faced.language,
        signature=_signature(faced, options, tools),
        notes=tuple(dict.fromkeys(notes)),
    )


def _signature(faced: Faced, options: ScoreOptions, tools: Tools) -> str:
    taken = ",".join(dict.fromkeys(cut.taken.split(" like ")[0] for cut in faced.cuts))
    parts = [
        f"taken:{taken.replace(' ', '-')}",
        f"lang:{'zh' if is_chinese(faced.language) else faced.language}",
        *(("script:folded",) if options.fold_script else ()),
        f"encoder:{tools.encoder_name}",
        f"seed:{options.resampling.seed}",
        f"duizhao:{__version__}",
    ]
    return "|".join(parts)


def _add_overlap(
    faced: Faced,
    options: ScoreOptions,
    corpus: list[list[MetricScore]],
    segment: list[dict[str, tuple[float, ...]]],
    notes: list[str],
    progress: Progress,
) -> None:
    total = len(options.metrics) * len(faced.cuts)
    done = 0
    for name in options.metrics:
        metric = OverlapMetric(name, language=faced.language, references=faced.references)
        statistics = []
        for cut in faced.cuts:
            progress("scoring", done, total)
            statistics.append(metric.statistics(cut.segments))
            done += 1
        for k, score in enumerate(_corpus_scores(metric, statistics, options)):
            corpus[k].append(score)
            segment[k][name] = metric.segment_scores(statistics[k])
    progress("scoring", total, total)
    for k, cut in enumerate(faced.cuts):
        scores = {score.name: score.score for score in corpus[k]}
        notes += [
            f"{cut.name}: {note}" for note in metric_notes(cut.segments, faced.references, scores)
        ]


def _corpus_scores(
    metric: OverlapMetric, statistics: Sequence[Statistics], options: ScoreOptions
) -> list[MetricScore]:
    signature = metric.signature()
    how = options.resampling
    values = [metric.corpus_score(rows) for rows in statistics]
    if not options.intervals:
        return [
            MetricScore(
                name=metric.name,
                score=value,
                signature=signature,
                segments=len(statistics[0]),
                is_lower_better=metric.is_lower_better,
            )
            for value in values
        ]
    drawn = [metric.resampled_scores(rows, how) for rows in statistics]
    tested = {"ar": how.trials} if len(statistics) > 1 else {}
    return [
        MetricScore(
            name=metric.name,
            score=value,
            signature=signature,
            segments=len(statistics[0]),
            is_lower_better=metric.is_lower_better,
            interval=interval(drawn[k]),
            interval_signature=metric.signature(bs=how.resamples, seed=how.seed, **tested),
            p_bootstrap=bootstrap_p(drawn[0], drawn[k], observed=abs(values[0] - value))
            if k
            else None,
            p_randomisation=metric.randomised_p(statistics[0], statistics[k], how) if k else None,
            is_tied=k > 0 and value == values[0],
        )
        for k, value in enumerate(values)
    ]


def _add_meaning(
    faced: Faced,
    tools: Tools,
    corpus: list[list[MetricScore]],
    segment: list[dict[str, tuple[float, ...]]],
    notes: list[str],
    progress: Progress,
) -> None:
    if tools.encoder is None:
        if not faced.references:
            raise InputError(
                "without a reference there is nothing to score by but an encoder",
                hint=f"add {Option.REFERENCE}, or leave {Option.NO_ENCODER} out",
            )
        return
    if faced.references:
        found = words_to_mend(
            [cut.segments for cut in faced.cuts],
            faced.references,
            language=faced.language,
            tools=tools,
            progress=progress,
        )
        for k, scores in enumerate(found):
            segment[k][MEND] = scores
        return
    notes.append(_ESTIMATE)
    for k, cut in enumerate(faced.cuts):
        adequacy = estimate_adequacy(
            cut.segments,
            cut.sources,
            language=faced.language,
            source_language=faced.source_language,
            tools=tools,
            progress=progress,
        )
        segment[k][ADEQUACY] = adequacy.score
        segment[k][MEND] = adequacy.mend
        corpus[k].append(
            MetricScore(
                name=ADEQUACY,
                score=sum(adequacy.score) / len(adequacy.score),
                signature=f"estimate:no-reference|encoder:{tools.encoder_name}|duizhao:{__version__}",
                segments=len(cut.segments),
                is_of_hundred=False,
            )
        )


def _add_learned(
    name: str,
    faced: Faced,
    corpus: list[list[MetricScore]],
    segment: list[dict[str, tuple[float, ...]]],
) -> None:
    for k, cut in enumerate(faced.cuts):
        scored = learned_scores(name, cut.segments, faced.references, cut.sources)
        segment[k][name] = scored.segments
        corpus[k].append(
            MetricScore(
                name=name,
                score=scored.system,
                signature=scored.signature,
                segments=len(cut.segments),
                is_of_hundred=False,
            )
        )


def _terms(rules: Sequence[TermRule] | None, cut: Cut) -> tuple[TermUse, ...] | None:
    if rules is None:
        return None
    if not cut.sources:
        raise InputError(
            "terms can be counted only where the source is known",
            hint=f"add {Option.SOURCE}",
        )
    return term_uses(rules, cut.sources, cut.segments)
