"""From a place with files to a plan: what each is, which belong together, what is unsure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpora
from align.documents.comparing import load_pair_model
from align.documents.matching import SURE
from align.documents.sketch import SKETCH_VERSION, Sketch, load_sketch
from corpora.errors import InputError
from corpora.language.tools import load_tools
from corpora.progress import Progress, silent
from corpora.registry import find_format, suffix_of
from corpora.storage import StoredFile, StoreError, is_remote, list_files, read_ahead
from corpora.values import FrozenDict, Value
from review.corpus.engines import Engine, start_engine
from review.corpus.ledger import KnownFile, Ledger, Mark
from review.corpus.pairing import Files, Held, Pairing
from review.corpus.plan import (
    PLAN,
    PlanRow,
    Wishes,
    find_wishes,
    parse_plan,
    read_plan,
    write_plan,
)
from review.corpus.work import (
    NEEDED_MB,
    Given,
    Outcome,
    Task,
    WorkOptions,
    carry_out,
    hash_of_file,
    unsealed,
)

# Files at this few are sketched here: starting workers takes longer.
_FEW = 8
# Before a place in the plan's own folder, as it is kept.
_HERE = "here://"
# Sketches marked in the ledger at once.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How documents are looked for and paired.

    Attributes:
        encoder: as in ``PairOptions``.
        source_language: the language that the sources are in, ``zh`` or ``en``.
        names: whether names of files and folders count.
        workers: processes that read; 0 for one a processor.
        memory_mb: as in ``start_engine``.
        sure: from which confidence on a pair is one; what is less sure is listed for a person.
    """

    encoder: str | None = None
    source_language: str = "zh"
    names: bool = True
    workers: int = 0
    memory_mb: int = 700
    sure: float = SURE


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Planned(Value):
    """What a plan came to: rows by status, files read anew, and what was passed over."""

    folder: Path
    counts: Mapping[str, int]
    documents: int
    read: int
    passed_over: Mapping[str, int]
    plan_name: str = PLAN


def make_plan(
    where: str | Path | None,
    folder: Path,
    *,
    options: PlanOptions,
    progress: Progress = silent,
) -> Planned:
    """Find the documents in a place and say which belong together.

    Made again, it reads only what is new or has changed, and keeps what people wrote into the
    plan.

    Args:
        where: a folder, a pattern, or an address; the last one where ``None``.
        folder: where the plan is, and everything else will be.
        options: how.
        progress: hears of ``reading`` and ``comparing``.

    Raises:
        InputError: there is no such place, it holds no documents, or the plan that is there makes
            no sense.
    """
    load_tools(options.encoder)  # an encoder that is not there is said before anything is read
    with Ledger(folder) as ledger:
        ledger.hold()
        where = where or _last_place(folder, ledger)
        wishes = wishes_of(folder, ledger)
        found, passed_over = find_documents(where, folder)
        files, read, too_large = _take_in(found, ledger, options, progress)
        rows = _rows(ledger, files, too_large, options, wishes, progress)
        text = write_plan(rows, folder / PLAN)
        with ledger.changing():
            ledger.put_setting("where", _as_kept(where, folder))
            ledger.put_setting("plan", text)
            ledger.put_setting("plan_encoder", load_tools(options.encoder).encoder_name)
        counts: dict[str, int] = defaultdict(int)
        for row in rows:
            counts[row.status] += 1
        return Planned(
            folder=folder,
            counts=FrozenDict(counts),
            documents=len(files),
            read=read,
            passed_over=FrozenDict(passed_over),
        )


def _as_kept(where: str | Path, folder: Path) -> str:
    """A place as it is kept, for a plan from any folder; one in the plan's own moves with it."""
    if is_remote(where):
        return str(where)
    place = Path(where).expanduser().absolute()
    if not _is_own(place, folder):
        return str(place)
    return f"{_HERE}{place.relative_to(folder.absolute()).as_posix()}"


def _last_place(folder: Path, ledger: Ledger) -> str:
    where = ledger.setting("where")
    if not where:
        raise InputError("has no plan yet", path=folder, hint="name a folder with documents")
    return str(folder / where.removeprefix(_HERE)) if where.startswith(_HERE) else where


def _is_own(where: str | Path, folder: Path) -> bool:
    """Whether a place lies in the plan's own folder."""
    return Path(where).absolute().is_relative_to(folder.absolute())


def wishes_of(folder: Path, ledger: Ledger) -> Wishes:
    """What people have written into the plan since the first one was made."""
    if not (folder / PLAN).exists():
        return Wishes()
    written = ledger.setting("plan")
    edited = read_plan(folder / PLAN)
    return find_wishes(edited, parse_plan(written) if written else [])


def find_documents(where: str | Path, folder: Path) -> tuple[list[StoredFile], dict[str, int]]:
    """The files of a place that can be documents, and how many of which suffix cannot.

    The plan's own folder is left out where it lies in that place; a folder in it may be the place.
    """
    found: list[StoredFile] = []
    passed_over: dict[str, int] = defaultdict(int)
    is_inside = (
        not is_remote(where)
        and _is_own(where, folder)
        and Path(where).absolute() != folder.absolute()
    )
    for file in list_files(where):
        if not is_inside and not is_remote(file.address) and _is_own(file.address, folder):
            continue
        if file.name.rpartition("/")[2].startswith("~$"):
            continue  # what Word leaves beside a document that is open
        suffix = suffix_of(file.name)
        kind = find_format(suffix)
        if kind is not None and "document" in kind.reads:
            found.append(file)
        else:
            passed_over[suffix or "no suffix"] += 1
    if not found:
        raise InputError(
            "holds no documents", path=where, hint="name the folder that the texts are in"
        )
    return found, dict(sorted(passed_over.items()))


# --- reading --------------------------------------------------------------------------------------


def _made_by(encoder: str) -> str:
    return f"{corpora.__version__}|{SKETCH_VERSION}|{encoder}"


def _take_in(
    found: Sequence[StoredFile], ledger: Ledger, options: PlanOptions, progress: Progress
) -> tuple[list[KnownFile], int, dict[str, str]]:
    """Bring the ledger to the files there are now: what is new or changed is read.

    Returns:
        The files, how many of them were read, and what is said of those too large to be, by hash:
        it is not kept, since another worker may take more.
    """
    before = ledger.files()
    made_by = _made_by(load_tools(options.encoder).encoder_name)
    sketched = ledger.known_hashes(made_by)
    files: list[KnownFile] = []
    wanted: dict[str, Task] = {}
    changed = (file.address for file in found if not _is_same(file, before.get(file.name)))
    hashes = read_ahead(_hash, changed)
    for number, file in enumerate(found):
        if number % 100 == 0:
            progress("looking", number, len(found))
        same = before[file.name] if _is_same(file, before.get(file.name)) else None
        known = KnownFile(
            name=file.name, address=file.address, size=file.size, stamp=file.stamp,
            hash=next(hashes) if same is None else same.hash,
        )  # fmt: skip
        files.append(known)
        if known.hash not in sketched:
            given = Given(name=file.name, address=file.address, hash=known.hash)
            work = WorkOptions(encoder=options.encoder)
            wanted.setdefault(
                known.hash,
                Task(
                    kind="sketch",
                    name=file.name,
                    inputs=(given,),
                    options=work,
                    most_mb=options.memory_mb,
                ),
            )
    progress("looking", len(found), len(found))
    too_large = _sketch(list(wanted.values()), ledger, made_by, options, progress)
    with ledger.changing():
        ledger.put_files(files)
    return files, len(wanted), too_large


def _is_same(file: StoredFile, before: KnownFile | None) -> bool:
    """Whether a file looks as it did when it was last read."""
    return (
        before is not None
        and bool(file.stamp)
        and (before.address, before.size, before.stamp) == (file.address, file.size, file.stamp)
    )


def _hash(address: str) -> str:
    """The hash of a file's bytes; empty where it cannot be read: who reads it next says why."""
    try:
        return hash_of_file(address)
    except StoreError:
        raise
    except InputError:
        return ""


def _sketch(
    tasks: Sequence[Task], ledger: Ledger, made_by: str, options: PlanOptions, progress: Progress
) -> dict[str, str]:
    """Read documents, keep of each what finds its partner, and give back what was too large."""
    by_key = {task.key: task for task in tasks}
    too_large: dict[str, str] = {}
    waiting: list[tuple[str, bytes | None, str]] = []

    def keep() -> None:
        with ledger.changing():
            for digest, data, error in waiting:
                ledger.put_sketch(digest, made_by, data, error)
        waiting.clear()

    engine: Engine | None = None
    if len(tasks) > _FEW:
        engine = start_engine("local", workers=options.workers, memory_mb=options.memory_mb)
    try:
        for done, outcome in enumerate(_outcomes(engine, tasks)):
            progress("reading", done, len(tasks))
            digest = by_key[outcome.key].inputs[0].hash
            if NEEDED_MB in outcome.facts:
                too_large[digest] = outcome.error
                continue
            data = None if outcome.data is None else unsealed(outcome.data)
            waiting.append((digest, data, outcome.error))
            if len(waiting) >= _AT_ONCE:
                keep()
    finally:
        keep()
        if engine is not None:
            engine.close()
    progress("reading", len(tasks), len(tasks))
    return too_large


def _outcomes(engine: Engine | None, tasks: Sequence[Task]) -> Iterator[Outcome]:
    for outcome in engine.run(tasks) if engine is not None else map(carry_out, tasks):
        if outcome.stop:
            raise InputError(outcome.stop.rstrip("."))
        yield outcome


# --- pairing --------------------------------------------------------------------------------------


def _rows(
    ledger: Ledger,
    files: Sequence[KnownFile],
    too_large: Mapping[str, str],
    options: PlanOptions,
    wishes: Wishes,
    progress: Progress,
) -> list[PlanRow]:
    """The rows of all files."""
    encoder = load_tools(options.encoder).encoder_name
    made_by = _made_by(encoder)
    errors = {**ledger.known_hashes(made_by), **too_large}
    by_name = {file.name: file for file in files}
    unread = {
        file.name: errors.get(file.hash) or "it cannot be read"
        for file in files
        if errors.get(file.hash, "missing")
    }
    documents = [
        _held(file, load_sketch(ledger.sketch(file.hash, made_by)))
        for file in files
        if file.name not in unread
    ]

    def shares(pairs: Sequence[Files]) -> list[float | None]:
        given = [
            tuple(
                Given(name=name, address=by_name[name].address, hash=by_name[name].hash)
                for name in pair
            )
            for pair in pairs
        ]
        return _paired_shares(given, ledger, options, progress)

    pairing = Pairing(
        documents,
        load=lambda name: load_sketch(ledger.sketch(by_name[name].hash, made_by)),
        shares=shares,
        model=load_pair_model(encoder),
        wishes=wishes,
        source_side=int(options.source_language == "en"),
        by_names=options.names,
        sure=options.sure,
        progress=progress,
    )
    rows = pairing.rows()
    return rows + [
        PlanRow(status="unread", source=name, reason=_bare(error, name))
        for name, error in sorted(unread.items())
    ]


def _held(file: KnownFile, sketch: Sketch) -> Held:
    return Held(
        name=file.name,
        language=sketch.language,
        chars=sketch.chars,
        minor_share=sketch.minor_share,
        text_hash=sketch.text_hash,
        sentences=sketch.sentences,
    )


def _bare(error: str, name: str) -> str:
    """A sentence about a file without the file's name before it."""
    return error.removeprefix(f"{name}: ")


def _paired_shares(
    pairs: Sequence[tuple[Given, ...]],
    ledger: Ledger,
    options: PlanOptions,
    progress: Progress,
) -> list[float | None]:
    """What share of each pair a quick alignment pairs; what was found before is not done again."""
    work = WorkOptions(encoder=options.encoder)
    tasks = [Task(kind="share", name="", inputs=pair, options=work) for pair in pairs]
    keys = [task.key for task in tasks]
    known = ledger.marks(keys)
    missing = [task for task in tasks if task.key not in known]
    engine: Engine | None = None
    if len(missing) > _FEW:
        engine = start_engine("local", workers=options.workers, memory_mb=options.memory_mb)
    try:
        for done, outcome in enumerate(_outcomes(engine, missing)):
            progress("looking closer", done, len(missing))
            mark = Mark(
                key=outcome.key, kind="share", digest=outcome.digest, error=outcome.error,
                facts=outcome.facts, seconds=outcome.seconds,
            )  # fmt: skip
            ledger.mark([mark])
            known[outcome.key] = mark
    finally:
        if engine is not None:
            engine.close()
    return [known[key].facts.get("share") for key in keys]
