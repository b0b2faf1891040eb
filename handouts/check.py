"""Preflight: every file that sheets are made of, read and checked, every fault with its place.

Content is checked as a library (ids, sources, slots), a plan together with its library and clinic, up to whether its sheet
fits on its pages. What is not yet signed by a physiotherapist is said here, and never on a patient's page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from handouts.checking import read_model
from handouts.clinic import Clinic, LoadedClinic, example_folder, load_clinic
from handouts.content import Pack, Section
from handouts.errors import HandoutError, Problem
from handouts.figure.model import FigureFile
from handouts.figure.store import FOLDER, is_fresh
from handouts.figure_files import has_numpy
from handouts.handout import lay_out
from handouts.layout import Layout
from handouts.layout_files import layout_files, load_layout, read_layout
from handouts.layout_rules import layout_problems
from handouts.library import STORED, Addition, Library, builtin_folder, content_files, load_library, model_of, shown_path
from handouts.plan import Plan, read_plan
from handouts.resolve import clinic_problems
from handouts.yamlfile import YamlFile, read_yaml


@dataclass(frozen=True, slots=True)
class Report:
    """How many files were checked, and what was found in them."""

    files: int
    problems: tuple[Problem, ...]


def check_everything(paths: Iterable[Path], clinic_path: Path | None) -> Report:
    """Check the given files and folders, or all that is built in and in the clinic's folder."""
    checking = _Checking(clinic_path)
    given = list(paths)
    if given:
        for path in given:
            checking.path(path)
    else:
        checking.all()
    return Report(checking.files, tuple(checking.problems))


class _Checking:
    """One run of checks; clinic and content folders are read once, however many files need them."""

    def __init__(self, clinic_path: Path | None) -> None:
        self.files = 0
        self.problems: list[Problem] = []
        self.clinic_path = clinic_path
        self.clinic: LoadedClinic | None = None
        self.library: Library | None = None
        self.read: set[Path] = set()
        self.can_draw = has_numpy()
        self.undrawn = False

    def all(self) -> None:
        """Check what is built in and the clinic's folder."""
        self._foundation()
        folders = self.clinic.layouts if self.clinic else ()
        for path in layout_files(folders).values():
            self._layout(path)
        if self.clinic_path and self.clinic_path.is_dir():
            for path in sorted((self.clinic_path / "plans").glob("*.yaml")):
                self._plan(path)
        for folder in (builtin_folder("content"), *(self.clinic.content if self.clinic else ())):
            for path in sorted((folder / "figures").glob("*.yaml")):
                self._figure(path)

    def path(self, path: Path) -> None:
        """Check one file, or every YAML file below a folder."""
        if path.is_dir():
            for file in sorted(path.rglob("*.yaml")):
                self._file(file)
        else:
            self._file(path)

    def _file(self, path: Path) -> None:
        if path.resolve() in self.read:
            return
        if path.suffix.lower() == ".pdf":
            self._try(lambda: self.problems.extend(_finished(path)), [path])
            return
        try:
            kind = kind_of(read_yaml(path, name=shown_path(path)), path)
        except HandoutError as error:
            self.files += 1
            self.problems += error.problems
            return
        checks = {Plan: self._plan, Layout: self._layout, Clinic: self._clinic, FigureFile: self._figure}
        checks.get(kind, self._content)(path)

    def _clinic(self, path: Path) -> None:
        self._try(lambda: self.problems.extend(load_clinic(path).notes), [path])

    def _figure(self, path: Path) -> None:
        self._try(lambda: self.problems.extend(self._figure_problems(path)), [path])

    def _figure_problems(self, path: Path) -> Iterator[Problem]:
        name = shown_path(path)
        checked = read_model(path, FigureFile, name=name)
        if path.parent.name == "figures" and checked.value.id != path.stem:
            yield checked.source.problem(("id",), f"the file is named {path.name}; both must agree, for a figure is found by its file")
        if not self.can_draw:
            if not self.undrawn:
                self.undrawn = True
                yield Problem(message="figures are read but not drawn: that needs numpy (pip install 'handouts[figures]')", level="info")
            return
        from handouts.figure.proof import proof

        # Drawing takes about a second a figure. A drawing is only ever stored after it has passed its checks (figure.build,
        # figure_files), so one whose key is still that of its file and of the engine is not drawn again.
        own = path.resolve().parent.parent != builtin_folder("content").resolve()
        if is_fresh(path, path.parent / STORED if own else FOLDER):
            return
        yield from proof(path, name).problems
        if own and path.parent.name == "figures":
            has = "print an earlier drawing of it" if (path.parent / STORED / f"{path.stem}.json").is_file() else "do not print it yet"
            yield Problem(message=f"sheets {has}; when it is right: handouts figure --store {name}", file=name, level="info")

    def _content(self, path: Path) -> None:
        folder = path.parent.parent if path.parent.name == "shared" else path.parent
        if folder.resolve() == builtin_folder("content").resolve():
            self._foundation()
            return
        place = folder if folder.name == "content" else path
        files = content_files(place)
        self._try(lambda: self.problems.extend(_content_notes(load_library(place), files)), files)

    def _foundation(self) -> None:
        """Read clinic and library, the first time this is called."""
        if builtin_folder("content").resolve() in self.read:
            return
        self.read.add(builtin_folder("content").resolve())
        self._try(self._read_clinic, [self.clinic_path or example_folder()])
        folders = (builtin_folder("content"), *(self.clinic.content if self.clinic else ()))
        files = [path for folder in folders for path in content_files(folder)]
        self._try(lambda: self._read_library(folders[1:], files), files)
        if self.clinic is not None and self.library is not None:
            self.problems += clinic_problems(self.clinic, self.library)

    def _read_clinic(self) -> None:
        self.clinic = load_clinic(self.clinic_path)
        self.problems += self.clinic.notes
        load_layout(self.clinic.facts.layout, self.clinic.layouts)

    def _read_library(self, folders: tuple[Path, ...], files: list[Path]) -> None:
        self.library = load_library(*folders)
        self.problems += _content_notes(self.library, files)

    def _layout(self, path: Path) -> None:
        def read() -> None:  # what stands in a layout that another is based on is named once
            self.problems += [problem for problem in layout_problems(read_layout(path)) if problem not in self.problems]

        self._try(read, [path])

    def _plan(self, path: Path) -> None:
        self._foundation()
        library, clinic = self.library, self.clinic

        def read() -> None:
            plan = read_plan(path, library).value
            if library is None or clinic is None or any(clinic_problems(clinic, library)):
                return
            layout = load_layout(plan.layout or clinic.facts.layout, clinic.layouts)
            _, notes = lay_out(library, plan, clinic, layout)
            self.problems += [replace(note, file=shown_path(path)) for note in notes if not note.file]

        self._try(read, [path])

    def _try(self, step: Callable[[], None], files: Iterable[Path]) -> None:
        """Take a step that reads these files; its faults are findings."""
        done = [path.resolve() for path in files]
        self.files += len(done)
        self.read.update(done)
        try:
            step()
        except HandoutError as error:
            self.problems += error.problems


def _finished(path: Path) -> Iterable[Problem]:
    """Return what is wrong with a finished PDF."""
    try:
        from handouts.finished.checks import check_pdf
    except ImportError:
        raise HandoutError.of("checking a PDF needs pikepdf; install it with: pip install 'handouts[encrypt]'", shown_path(path)) from None
    return check_pdf(path, shown_path(path))


_KINDS: tuple[type, ...] = (Plan, Pack, Section, Addition, Clinic, Layout, FigureFile)


def kind_of(source: YamlFile, path: Path) -> type:
    """Return the model a file is meant for: the one that knows most of its keys, a plan when none does."""
    if path.parent.name == "shared" or path.name in ("sources.yaml", "countries.yaml"):
        return model_of(source, path)
    keys = set(source.data) if isinstance(source.data, dict) else set()
    return max(_KINDS, key=lambda kind: len(keys & {field.name for field in fields(kind)}))


def _content_notes(library: Library, files: Iterable[Path]) -> Iterator[Problem]:
    """Yield what is not wrong but not finished: unsigned texts and overdue dates."""
    for path in files:
        section = library.sections.get(path.stem)
        if section is None:
            continue
        reviews = [section.red_flags.review, *(item.review for item in section.exercises), *(item.review for item in section.topics)]
        unsigned = sum(review.reviewed_by is None for review in reviews)
        if unsigned:
            message = f"{unsigned} texts are not signed by a physiotherapist yet (reviewed_by: null)"
            yield Problem(message=message, file=shown_path(path), level="info")
        yield from _dates(section, shown_path(path))


def _dates(section: Section, file: str) -> Iterator[Problem]:
    today = date.today()  # noqa: DTZ011  a review date is a day of the clinic's own calendar
    if section.doc.review_by < today:
        yield Problem(message=f"review was due by {section.doc.review_by}", file=file, level="error")
    if section.doc.review_by < section.doc.issued:
        yield Problem(message="review_by is before issued", file=file)
