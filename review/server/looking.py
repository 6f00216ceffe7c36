"""Looking closer at a pair: why it was paired, which words translate which; and searching."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from corpora.errors import InputError
from corpora.language.clauses import split_clauses
from corpora.numbers import find_quantities
from corpora.units import Span, is_chinese
from quality.check.numbers.agreement import match_quantities
from review.project import Pair, Project
from review.server.changes import Known
from review.server.phrases import find_in_pair, finder_of
from review.server.reading import document_of, language_of
from review.server.reasons import reasons
from review.server.session import crew_of, opened_of
from review.server.shown import Json, sentence_spans
from review.server.wire import Json as JsonResponse
from review.server.wire import NotFoundError

# Neighbours that tell each other what words mean, on either side.
_AROUND = 16
_LONGEST_LINKED = 3_000


async def why(request: Request) -> Response:
    """What spoke for a pair, and which words, numbers and terms belong together in it.

    With ``links=0`` nobody waits for word links: they come where they are known already.
    """
    opened = opened_of(request)
    language = language_of(request)
    number = request.path_params["number"]

    def look(project: Project, known: Known) -> tuple[Json, Pair, list[Pair], tuple[str, str]]:
        document = document_of(project, request)
        pair = pair_of(project, number, document)
        source, target = project.texts(document)
        languages = source.language, target.language
        told: Json = {
            "number": number,
            "document": document,
            "reasons": reasons(pair, language),
            "confidence": pair.confidence,
            "numbers": _numbers(pair, languages),
            "terms": known.terms_in(document, number),
            "source_speaker": pair.source_speaker,
            "target_speaker": pair.target_speaker,
        }
        around = known.around(document, number, _AROUND)
        return told, pair, around, languages

    told, pair, around, languages = await opened.read(look)
    links = opened.links.of(pair)
    wants_links = request.query_params.get("links") != "0"
    if wants_links and links is None and pair.source and pair.target:
        wanted = [one for one in around if one.source and one.target and _is_linkable(one)]
        if _is_linkable(pair):
            found = await crew_of(request).quick.do(
                "links",
                source_language=languages[0],
                target_language=languages[1],
                units=[(one.source, one.target) for one in wanted],
            )
            opened.links.keep(wanted, found)
        links = opened.links.of(pair)
    return JsonResponse({**told, "links": links or []})


def _is_linkable(pair: Pair) -> bool:
    return max(len(pair.source), len(pair.target)) <= _LONGEST_LINKED


def pair_of(project: Project, number: str, document: str) -> Pair:
    """A pair by its number.

    Raises:
        NotFoundError: there is none.
    """
    try:
        return project.pair(number, document)
    except InputError as error:
        raise NotFoundError("there is no such pair") from error


def _numbers(pair: Pair, languages: Sequence[str]) -> list[tuple[list[Span], list[Span]]]:
    """Equal quantities of both sides."""
    source, target = (
        find_quantities(text, language)
        for text, language in zip((pair.source, pair.target), languages, strict=True)
    )
    ours, _theirs = match_quantities(source, target)
    found = []
    for item in ours:
        if item.partner is not None:
            one, other = item.quantity, item.partner.quantity
            spans = ([(one.start, one.end)], [(other.start, other.end)])
            if spans not in found:
                found.append(spans)
    return found


async def clauses(request: Request) -> Response:
    """Where the sentences of a pair may be cut: the clause borders that the aligner looks at."""
    number = request.path_params["number"]

    def look(project: Project, _known: Known) -> Json:
        document = document_of(project, request)
        pair = pair_of(project, number, document)
        sides = zip(
            ("source", "target"),
            (pair.source, pair.target),
            (pair.source_sentences, pair.target_sentences),
            project.texts(document),
            strict=True,
        )
        return {
            name: [
                _borders(text[a:b], language=read.language)
                for a, b in sentence_spans(text, sentences)
            ]
            for name, text, sentences, read in sides
        }

    return JsonResponse(await opened_of(request).read(look))


def _borders(sentence: str, *, language: str) -> list[int]:
    """Offsets into a sentence between its clauses."""
    borders, at = [], 0
    for clause in split_clauses(sentence, chinese=is_chinese(language))[:-1]:
        at += len(clause)
        borders.append(at)
    return borders


async def search(request: Request) -> Response:
    """Every pair with a phrase or a pattern on either side."""
    document = request.query_params.get("document")
    finder = finder_of(request)

    def look(project: Project, _known: Known) -> Json:
        names = project.document_names() if document is None else (document_of(project, request),)
        found: list[Json] = []
        total = 0
        for name in names:
            for pair in project.pairs(name):
                spans = find_in_pair(finder, pair)
                if spans is not None:
                    found.append(
                        {"number": pair.number, "document": name, "source": spans[0],
                         "target": spans[1]}
                    )  # fmt: skip
                    total += len(spans[0]) + len(spans[1])
        return {"pairs": found, "total": len(found), "places": total}

    return JsonResponse(await opened_of(request).read(look))
