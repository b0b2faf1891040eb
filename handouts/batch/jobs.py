"""What a batch makes: sections, a folder of plans, or a table of patients, each times layouts and papers -> jobs.

A job is a plan with its layout and the name of its file. What cannot become a job (a faulty row or plan) is named and left
out; all the rest are made.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from handouts.batch.alone import whose_plan
from handouts.batch.names import joined_stem, safe_stem, stem_of_person
from handouts.batch.patients import read_patients
from handouts.errors import HandoutError, Problem, listening, near_miss
from handouts.layout.files import load_layout
from handouts.layout.layout import Layout
from handouts.library.clinic import LoadedClinic
from handouts.library.library import Library, shown_path
from handouts.pdf.person import NOBODYS, Whose, digits_of_person
from handouts.plans.duplicates import Given, given_twice, plan_copies, said, table_copies
from handouts.plans.plan import Plan, check_plan, read_plan, unpacked
from handouts.reading.folders import TABLE, copies_said, is_yaml, look_in, stem_of
from handouts.storing.secret import new_secret
from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: where it was asked for, its name without `.pdf`, the plan, the layout's name, and whose sheet it is.

    `person` is the digits by which lists call that person ("" where it is nobody's).
    """

    number: int
    source: str
    stem: str
    plan: Plan
    layout: str
    whose: Whose = NOBODYS
    person: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked for and cannot be made, with every fault."""

    source: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the batch is asked for: sections, packs, plan files, folders of plans, tables; and in which layouts, papers and inks.

    `secret` is that of the folder the sheets go to, with which digits of persons are keyed.
    """

    what: tuple[str, ...]
    layouts: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    ink: str | None = None
    secret: bytes = field(default_factory=new_secret, repr=False)


@dataclass(frozen=True, slots=True)
class Work:
    """Every job in order, what was refused, the layouts they need, files passed over, and what was told of plans as they were read."""

    jobs: tuple[Job, ...]
    refused: tuple[Refused, ...]
    layouts: dict[str, Layout]
    notes: tuple[Problem, ...] = ()
    told: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _FoundPlan:
    """One plan that was found: where, what its file is to be named for, the plan, and whose sheet it is."""

    source: str
    named: str
    plan: Plan
    whose: Whose = NOBODYS
    path: Path | None = None
    by_person: bool = False
    """Whether the name of the file goes on with digits of the person."""


def gather(asked: Asked, library: Library, clinic: LoadedClinic) -> Work:
    """Return the jobs of a batch. Raises HandoutError when what is asked for is not there."""
    plans: list[_FoundPlan] = []
    refused: list[Refused] = []
    notes: list[Problem] = []
    with listening() as told:
        for what in asked.what:
            for entry in _find(what, library):
                kept: list[Any] = refused if isinstance(entry, Refused) else notes if isinstance(entry, Problem) else plans
                kept.append(entry)
    givens = (Given(entry.source, entry.plan, entry.path) for entry in plans)
    twice = {given.source: problem for given, _, problem in given_twice(givens, library)}
    refused += [Refused(source, (problem,)) for source, problem in twice.items()]
    plans = [entry for entry in plans if entry.source not in twice]
    layouts = {name: load_layout(name, clinic.layouts) for name in asked.layouts}
    jobs: list[Job] = []
    for entry in plans:
        try:
            names = asked.layouts or (entry.plan.layout or clinic.facts.layout,)
            layouts |= {name: load_layout(name, clinic.layouts) for name in names if name not in layouts}
            jobs += _jobs_of(entry, names, asked, layouts)
        except HandoutError as error:
            refused.append(Refused(entry.source, tuple(error.problems)))
    _refuse_unknown_papers(asked, layouts)
    single, doubles = _apart(jobs)
    numbered = tuple(replace(job, number=number) for number, job in enumerate(single, start=1))
    return Work(numbered, (*refused, *doubles), layouts, tuple(notes), tuple(told))


_OF_CLINIC = ("clinic.yaml", "content", "layouts", "schemas", "manifest.csv", "who-gets-what.csv")
"""What may lie beside plans where they are kept right in the clinic's folder, or made in place."""


def _find(what: str, library: Library) -> Iterator["_FoundPlan | Refused | Problem"]:
    """Yield the plans of one thing that is asked for, and a warning for each file of a folder that is passed over."""
    path = Path(what)
    if what in library.sections:
        yield _FoundPlan(what, what, _plain_plan({"section": what}, library))
    elif what in library.packs:
        yield _FoundPlan(what, what, _plain_plan({"pack": what}, library))
    elif path.is_dir():
        listing = look_in(path, "a plan", beside=_OF_CLINIC)
        if not listing.files:
            none = Problem(message="has no plans; put plan files (.yaml) into it", file=shown_path(path))
            raise HandoutError([none, *listing.notes])
        yield from listing.notes
        for file in listing.files:
            yield _plan_file(file, library)
    elif is_yaml(path):
        yield _refused_as_copy(path, plan_copies(path)) or _plan_file(path, library)
    elif path.suffix.lower() == TABLE:
        refused = _refused_as_copy(path, table_copies(path))
        yield from (refused,) if refused is not None else _table(path, library)
    else:
        known = [*library.sections, *library.packs]
        raise HandoutError.of(f"'{what[:60]}' is not a section, pack, folder of plans, plan file or .csv table{near_miss(what, known)}")


def _refused_as_copy(path: Path, copies: Sequence[Path]) -> Refused | None:
    """Return why a file that is named alone is not read: copies of it lie beside it, and only a person can say which is right."""
    name = shown_path(path)
    return Refused(name, (Problem(message=copies_said(copies), file=name),)) if copies else None


def _plain_plan(data: dict[str, str], library: Library) -> Plan:
    return check_plan(data, library, lambda path, message, **_: Problem(message=message, at=path, about=(".".join(map(str, path)),)))  # type: ignore[arg-type]


def _plan_file(path: Path, library: Library) -> "_FoundPlan | Refused":
    try:
        plan = read_plan(path, library).value
    except HandoutError as error:
        return Refused(shown_path(path), tuple(error.problems))
    return _FoundPlan(shown_path(path), stem_of(path), plan, whose_plan(plan, str(path.resolve())), path)


def _table(path: Path, library: Library) -> Iterator["_FoundPlan | Refused"]:
    same: dict[str, int] = {}
    for row in read_patients(path, library):
        source = f"{shown_path(path)}:{row.line}"
        if not isinstance(row.plan, Plan):
            yield Refused(source, row.plan)
            continue
        whose = _whose_row(row.plan, f"{path.resolve()}:{row.line}", same)
        section = "-".join(unpacked(row.plan, library).section)
        yield _FoundPlan(source, row.file or section, row.plan, whose, by_person=not row.file)


def _whose_row(plan: Plan, origin: str, same: dict[str, int]) -> Whose:
    """Return whose sheet a row is: the patient's; a row without a name or reference is known by what it says alone.

    `same` counts such rows of a table that say the same, so that each has a sheet.
    """
    if plan.patient is not None:
        return whose_plan(plan, origin)
    says = hashlib.sha256(repr(said(plan)).encode("utf-8", "surrogatepass")).hexdigest()
    same[says] = same.get(says, 0) + 1
    return Whose(f"the row {says} {same[says]}", "", origin)


def _jobs_of(plan_found: _FoundPlan, names: Sequence[str], asked: Asked, layouts: dict[str, Layout]) -> Iterator[Job]:
    """Yield a plan's jobs: each layout on each paper that it has; the names say which, where there are several."""
    for name in names:
        layout = layouts[name]
        papers = [paper for paper in asked.papers if paper in layout.papers] if asked.papers else [None]
        if asked.papers and not papers and len(names) == 1:
            layout.paper(asked.papers[0])
        for paper in papers or [None]:
            own = _own_paper(plan_found.plan, layout, is_its_layout=not asked.layouts)
            plan = replace(plan_found.plan, layout=name, paper=paper if paper is not None else own)
            plan = replace(plan, ink=asked.ink) if asked.ink is not None else plan  # type: ignore[arg-type]
            more = [layout.layout if len(names) > 1 else "", paper if paper and len(papers) > 1 else ""]
            stem = joined_stem(_stem(plan_found, asked.secret), *(safe_stem(one, asked.secret) for one in more if one))
            yield Job(0, plan_found.source, stem, plan, name, plan_found.whose, digits_of_person(asked.secret, plan_found.whose.key))


def _stem(plan_found: _FoundPlan, secret: bytes) -> str:
    """Return the name of a plan's file; a patient's goes on with keyed digits of the person, and never holds a name."""
    digits = digits_of_person(secret, plan_found.whose.key) if plan_found.by_person else ""
    return stem_of_person(plan_found.named, digits, secret) if digits else safe_stem(plan_found.named, secret)


def _own_paper(plan: Plan, layout: Layout, *, is_its_layout: bool) -> str | None:
    """Return the plan's own paper; in a layout that it did not choose, only where that has it: a phone takes no notice of A4."""
    return plan.paper if is_its_layout or plan.paper in layout.papers else None


def _refuse_unknown_papers(asked: Asked, layouts: dict[str, Layout]) -> None:
    """Raise HandoutError for a paper that none of the layouts has: nothing would be printed on it."""
    known = list(dict.fromkeys(paper for layout in layouts.values() for paper in layout.papers))
    wrong = [paper for paper in asked.papers if known and paper not in known]
    if wrong:
        raise HandoutError(Problem(message=f"no paper '{paper[:40]}' in these layouts{near_miss(paper, known)}") for paper in wrong)


def _apart(jobs: Iterable[Job]) -> tuple[list[Job], list[Refused]]:
    """Return the jobs that have a file to themselves, and refuse the others: of two rows of one patient nobody knows which is right."""
    by_stem: dict[str, list[Job]] = {}
    for job in jobs:
        by_stem.setdefault(job.stem, []).append(job)
    single, doubles = [], []
    for stem, same in by_stem.items():
        if len(same) == 1:
            single.append(same[0])
            continue
        for job in same:
            other = next((one.source for one in same if one.source != job.source), job.source)
            message = f"would be written to {stem}.pdf, as {other} would; give it another reference, file or name"
            doubles.append(Refused(job.source, (Problem(message=message, file=job.source),)))
    return single, doubles
