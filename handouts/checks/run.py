"""Preflight: every file that sheets are made of, read and checked, every fault and every finding with its place.

Content is checked as a library (ids, sources, slots) and held to the standards of a sheet (handouts.checks.preflight); a plan together with
its library and clinic, up to whether its sheet fits on its pages. What a clinic has switched off, or wants at another level, is so.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import get_args

from handouts.checks.layout_rules import layout_problems
from handouts.checks.preflight.clinic_checks import clinic_findings, out_of_hours_findings
from handouts.checks.preflight.files import Preflight, placed
from handouts.checks.preflight.plan_checks import plan_findings
from handouts.checks.preflight.review import checklist
from handouts.checks.preflight.wordlist import FOLDER as WORDS
from handouts.checks.preflight.wordlist import PlainWords
from handouts.errors import HandoutError, Level, Problem, listening
from handouts.figure.model.figure import FigureFile
from handouts.figure.model.maps import BodyMapFile
from handouts.figure.store import FOLDER, has_numpy, stored_key
from handouts.handout import lay_out
from handouts.layout.files import layout_files, load_layout, read_layout
from handouts.layout.layout import Layout
from handouts.library.body_maps import undrawn_map
from handouts.library.clinic import Clinic, LoadedClinic, clinic_notes, example_folder, load_clinic
from handouts.library.content import Pack, Section
from handouts.library.content_folders import FIGURES, MAPS, PACKS, SHARED, STORED, content_files
from handouts.library.language.phrases import Phrases
from handouts.library.language.wording import retired
from handouts.library.library import RED_FLAGS, Addition, Library, load_library, model_of, shown_path
from handouts.library.signs.catalogue import Catalogue
from handouts.library.standards import CHECKS, settle
from handouts.plans.duplicates import Given, given_twice, plan_copies
from handouts.plans.plan import Plan, read_plan, unpacked
from handouts.plans.resolve import clinic_problems
from handouts.reading.builtin import builtin_folder, is_built_in
from handouts.reading.extras import how_to_install
from handouts.reading.folders import copies_beside, copies_said, copy_problems, folders_below, is_yaml, look_in, yaml_files
from handouts.reading.models import MISSING, Checked, check_source, read_model
from handouts.reading.yamlfile import YamlFile, read_yaml


@dataclass(frozen=True, slots=True)
class Report:
    """How many files were checked, and what was found in them."""

    files: int
    problems: tuple[Problem, ...]

    def from_level(self, level: Level) -> "Report":
        """Return the report without what is less grave."""
        levels = get_args(Level)
        return replace(self, problems=tuple(p for p in self.problems if levels.index(p.level) <= levels.index(level)))

    def as_json(self) -> str:
        """Return the report for other programs: each finding with why it matters and after whom."""
        return json.dumps({"files": self.files, "findings": [_plain(problem) for problem in self.problems]}, indent=1)

    def legend(self) -> Iterator[str]:
        """Yield a line for each check that found an error or a warning: what must be true, why, and after whom."""
        for name in sorted({problem.check for problem in self.problems if problem.check and problem.level != "info"}):
            check = CHECKS[name]
            yield f"{name}  {check.what}: {check.why} [{check.source}]"


def _plain(problem: Problem) -> dict[str, object]:
    check = CHECKS.get(problem.check)
    about = {"check": check.id, "what": check.what, "why": check.why, "source": check.source} if check else {"check": None}
    place = {"file": problem.file or None, "line": problem.line or None, "column": problem.column or None}
    subject = {"kind": problem.kind or None, "at": list(problem.at), "about": list(problem.about)}
    return {**about, **subject, "level": problem.level, **place, "message": problem.sentence, "words": problem.words or None}


def check_everything(paths: Iterable[Path], clinic_path: Path | None) -> Report:
    """Check the given files and folders, or all that is built in and in the clinic's folder."""
    checking = _Checking(clinic_path)
    given = list(paths)
    with listening() as told:
        if given:
            for path in given:
                checking.path(path)
        else:
            checking.all()
    checking.problems += dict.fromkeys(told)
    return Report(checking.files, tuple(checking.settled()))


class _Checking:
    """One run of checks; clinic and content folders are read once, however many files need them."""

    def __init__(self, clinic_path: Path | None) -> None:
        self.files = 0
        self.problems: list[Problem] = []
        self.clinic_path = clinic_path
        self.clinic: LoadedClinic | None = None
        self.library: Library | None = None
        self.read: set[Path] = set()
        self.sources: dict[Path, YamlFile] = {}
        self.can_draw = has_numpy()
        self.undrawn = False
        self.preflight = Preflight()
        self.plans: list[Given] = []

    def settled(self) -> Iterator[Problem]:
        """Yield what was found, as the clinic wants it."""
        twice = list(self._given_twice()) if self.library is not None else []
        return settle([*self.problems, *twice], self.clinic.facts.checks if self.clinic else {})

    def all(self) -> None:
        """Check what is built in and the clinic's folder."""
        self._foundation()
        folders = self.clinic.layouts if self.clinic else ()
        known: dict[str, Path] = {}
        self._try(lambda: known.update(layout_files(folders)), [])
        for path in known.values():
            self._layout(path)
        if self.clinic_path and self.clinic_path.is_dir():
            self._plans(self.clinic_path / "plans")
            self.problems += clinic_notes(self.clinic_path)
        for folder in (builtin_folder("content"), *(self.clinic.content if self.clinic else ())):
            for path in yaml_files(folder / FIGURES):
                self._figure(path)
            for path in yaml_files(folder / WORDS):
                self._words(path)

    def _plans(self, folder: Path) -> None:
        found = look_in(folder, "a plan")
        self.problems += found.notes
        for path in found.files:
            self._plan(path)

    def _given_twice(self) -> Iterator[Problem]:
        """Yield plans of one patient; an earlier one, kept to see what has changed, is a warning: batch and email refuse it."""
        assert self.library is not None
        for one, others, problem in given_twice(self.plans, self.library):
            is_other_day = all(other.plan.given_on != one.plan.given_on for other in others)
            yield replace(problem, level="warning") if is_other_day else problem

    def path(self, path: Path) -> None:
        """Check one file, or every YAML file below a folder."""
        if path.is_dir():
            for folder in folders_below(path):
                if folder.name != STORED or folder.parent.name not in (FIGURES, MAPS):
                    self._folder(folder)
        else:
            self._file(path)
            self._copies_beside(path)

    def _copies_beside(self, path: Path) -> None:
        """Name the copies that lie beside a file that is checked alone."""
        copies = plan_copies(path) if any(one.path == path for one in self.plans) else copies_beside(path) if is_yaml(path) else ()
        if copies:
            self.problems.append(Problem(message=copies_said(copies), file=shown_path(path)))

    def _folder(self, folder: Path) -> None:
        """Check the files right in a folder, and say what is passed over or a copy of another."""
        listing = look_in(folder, "a file of ours")
        self.problems += [note for note in listing.notes if not Path(note.file).is_dir()]
        before = len(self.plans)
        for path in listing.files:
            self._file(path)
        plans = {one.path for one in self.plans[before:]}
        self.problems += [problem for problem in copy_problems(set(listing.files) - plans) if problem not in self.problems]

    def _file(self, path: Path) -> None:
        if path.resolve() in self.read:
            return
        if path.suffix.lower() == ".pdf":
            self._try(lambda: self.problems.extend(_finished(path)), [path])
            return
        try:
            kind = kind_of(self._source(path), path)
        except HandoutError as error:
            self.files += 1
            self.problems += error.problems
            return
        checks = {Plan: self._plan, Layout: self._layout, Clinic: self._clinic, FigureFile: self._figure, PlainWords: self._words}
        checks.get(kind, self._content)(path)

    def _source(self, path: Path) -> YamlFile:
        """Return a file as it was read, the first time it is asked for. Raises HandoutError."""
        key = path.resolve()
        if key not in self.sources:
            self.sources[key] = read_yaml(path, name=shown_path(path))
        return self.sources[key]

    def _clinic(self, path: Path) -> None:
        def read() -> None:
            clinic = load_clinic(path)
            self.problems += (*clinic.notes, *clinic_findings(clinic))

        self._try(read, [path])

    def _words(self, path: Path) -> None:
        self._try(lambda: read_model(path, PlainWords, name=shown_path(path)), [path])

    def _figure(self, path: Path) -> None:
        self._try(lambda: self.problems.extend(self._figure_problems(path)), [path])

    def _figure_problems(self, path: Path) -> Iterator[Problem]:
        name = shown_path(path)
        source = self._source(path)
        checked = Checked(check_source(source, FigureFile), source)
        if path.parent.name == "figures" and checked.value.id != path.stem:
            yield checked.source.problem(("id",), f"the file is named {path.name}; both must agree, for a figure is found by its file")
        if not self.can_draw:
            if not self.undrawn:
                self.undrawn = True
                yield Problem(message=f"figures are read but not drawn: that needs numpy ({how_to_install('figures')})", level="info")
            return
        yield from _drawn_problems(checked, path, name)

    def _content(self, path: Path) -> None:
        folder = path.parent.parent if path.parent.name in ("shared", PACKS, MAPS) else path.parent
        if folder.resolve() == builtin_folder("content").resolve():
            self._foundation()
            return
        place = folder if folder.name == "content" else path
        self._library((place,))

    def _foundation(self) -> None:
        """Read clinic and library, the first time this is called."""
        if builtin_folder("content").resolve() in self.read:
            return
        self.read.add(builtin_folder("content").resolve())
        self._try(self._read_clinic, [self.clinic_path or example_folder()])
        self.library = self._library((builtin_folder("content"), *(self.clinic.content if self.clinic else ())))
        if self.clinic is not None and self.library is not None:
            self.problems += [problem for problem in clinic_problems(self.clinic, self.library) if problem not in self.problems]
            self.problems += out_of_hours_findings(self.clinic, self.library)

    def _read_clinic(self) -> None:
        self.clinic = load_clinic(self.clinic_path)
        self.preflight = Preflight(self.clinic.content)
        self.problems += (*self.clinic.notes, *clinic_findings(self.clinic))
        load_layout(self.clinic.facts.layout, self.clinic.layouts)

    def _library(self, folders: tuple[Path, ...]) -> Library | None:
        """Read content folders as one library and hold each file to the standards; None where they have faults."""
        files = [path for folder in folders for path in content_files(folder)]
        library, sources, faults = None, self.sources, list[Problem]()
        own = tuple(folder for folder in folders if folder != builtin_folder("content"))
        try:
            library = load_library(*own, sources=sources)
            faults += [problem for problems in library.unfinished.values() for problem in problems]
        except HandoutError as error:
            faults += error.problems
        self.files += len(files)
        self.read.update(path.resolve() for path in files)
        found = [one for path in files if path.resolve() in sources for one in self.preflight.file(sources[path.resolve()], path)]
        self.problems += [one for path in files if path.resolve() in sources for one in _retired_words(sources[path.resolve()], path)]
        self.problems += merged(faults, found)
        if not faults and self.can_draw:
            maps = [path for path in files if path.parent.name == MAPS and not is_built_in(path)]
            self.problems += [problem for path in maps for problem in undrawn_map(path)]
        return library

    def _layout(self, path: Path) -> None:
        def read() -> None:  # what stands in a layout that another is based on is named once
            self.problems += [problem for problem in layout_problems(read_layout(path)) if problem not in self.problems]

        self._try(read, [path])

    def _plan(self, path: Path) -> None:
        self._foundation()
        library, clinic = self.library, self.clinic

        def read() -> None:
            checked = read_plan(path, library)
            plan = checked.value
            self.plans.append(Given(checked.source.file, plan, path))
            if library is None or clinic is None or any(clinic_problems(clinic, library)):
                return
            layout = load_layout(plan.layout or clinic.facts.layout, clinic.layouts)
            whole = unpacked(plan, library)
            exercises = [exercise for name in whole.section for exercise in library.sections[name].exercises]
            lists = self.preflight.lists(plan.language or clinic.facts.language)
            self.problems += placed(checked.source, plan_findings(plan, exercises, layout, lists))
            try:
                _, notes = lay_out(library, plan, clinic, layout)
            except HandoutError as error:
                notes = error.problems
            self.problems += [_in_file(note, checked.source) for note in notes if note not in clinic.notes and note.check != "S03"]

        self._try(read, [path])

    def _try(self, step: Callable[[], object], files: Iterable[Path]) -> None:
        """Take a step that reads these files; its faults are findings."""
        done = [path.resolve() for path in files]
        self.files += len(done)
        self.read.update(done)
        try:
            step()
        except HandoutError as error:
            self.problems += error.problems


def _drawn_problems(figure: Checked[FigureFile], path: Path, name: str) -> Iterator[Problem]:
    """Yield what is found in a figure once it is drawn. One that sheets print as it is has passed these checks, and is quiet."""
    from handouts.figure.keys import figure_key
    from handouts.figure.proof import figure_problems
    from handouts.figure.seen.compile import check_figure_words

    check_figure_words(figure)
    own = path.resolve().parent.parent != builtin_folder("content").resolve()
    stored = path.parent / STORED if own else FOLDER
    has_own = (stored / f"{path.stem}.json").is_file()
    if stored_key(path.stem, stored if has_own else FOLDER) == figure_key(figure.value):
        return
    yield from figure_problems(figure, dict.fromkeys((stored, FOLDER)))
    if own and path.parent.name == "figures":
        has = "print an earlier drawing of it" if has_own else "do not print it yet"
        yield Problem(message=f"sheets {has}; when it is right: handouts figure --store {name}", file=name, level="info")


def _retired_words(source: YamlFile, path: Path) -> Iterator[Problem]:
    """Yield lines of a language file that only an earlier version printed."""
    for place in retired(source.data) if model_of(source, path) is Phrases else ():
        message = f"'{'.'.join(map(str, place))}' is no longer printed; remove it, and see what replaces it"
        yield replace(source.problem(place, message, key=True), level="warning")


def _in_file(note: Problem, source: YamlFile) -> Problem:
    """Return a note of a plan with its place in the plan's file."""
    if note.file:
        return note
    if not note.at:
        return replace(note, file=source.file)
    line, column = source.place(note.at)
    return replace(note, file=source.file, line=line, column=column)


def merged(faults: Iterable[Problem], findings: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the faults of a file and what preflight found in it; what both say, once, as a fault with its check."""
    left = list(findings)
    for fault in faults:
        says = [one for one in left if (one.file, one.at) == (fault.file, fault.at) and fault.kind in (MISSING, one.kind)]
        if says:
            left.remove(says[0])
        yield replace(fault, kind=says[0].kind) if says else fault
    yield from left


def _finished(path: Path) -> Iterable[Problem]:
    """Return what is wrong with a finished PDF."""
    try:
        from handouts.checks.finished.checks import check_pdf
    except ImportError:
        raise HandoutError.of(f"checking a PDF needs pikepdf; install it with: {how_to_install('encrypt')}", shown_path(path)) from None
    return check_pdf(path, shown_path(path))


_KINDS: tuple[type, ...] = (Plan, Pack, Section, Addition, Clinic, Layout, FigureFile, PlainWords, BodyMapFile)


def kind_of(source: YamlFile, path: Path) -> type:
    """Return the model a file is meant for: the one that knows most of its keys, a plan when none does."""
    if path.parent.name == "shared" or path.name in ("sources.yaml", "countries.yaml"):
        return model_of(source, path)
    keys = set(source.data) if isinstance(source.data, dict) else set()
    return max(_KINDS, key=lambda kind: len(keys & {field.name for field in fields(kind)}))


def review_list(paths: Iterable[Path], clinic_path: Path | None) -> Iterator[str]:
    """Yield the reviewer's list for the given files of content, or for all sections there are. Raises HandoutError."""
    clinic = load_clinic(clinic_path)
    preflight = Preflight(clinic.content)
    folders = (builtin_folder("content"), *clinic.content)
    every = [path for folder in folders for path in content_files(folder)]
    wanted = list(paths) or sorted(
        path for path in every if path.parent.name not in (SHARED, PACKS, MAPS) or path.stem.startswith(RED_FLAGS)
    )
    for path in wanted:
        source = read_yaml(path, name=shown_path(path))
        if model_of(source, path) not in (Section, Addition, Catalogue):
            raise HandoutError.of("holds no texts to sign; name a section, such as content/hip.yaml", shown_path(path))
        yield from checklist(source, preflight.drawn.digests)
