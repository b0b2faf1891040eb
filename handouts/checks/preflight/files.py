"""A file that was read, in; everything preflight finds in it, out. Word lists and drawings are read once for all files."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from handouts.checks.preflight.content_checks import content_findings, unsigned
from handouts.checks.preflight.drawn import DrawnExercises, drawn_in
from handouts.checks.preflight.findings import Finding
from handouts.checks.preflight.language_checks import WordLists, language_findings
from handouts.checks.preflight.review import review_findings
from handouts.checks.preflight.sign_checks import catalogue_findings, catalogue_texts
from handouts.checks.preflight.texts import at, section_texts, wording_texts
from handouts.checks.preflight.wordlist import load_plain_words
from handouts.errors import Problem
from handouts.library.content_folders import STORED
from handouts.library.language.phrases import Phrases
from handouts.library.language.plurals import base
from handouts.library.language.wording import language_of
from handouts.library.library import catalogues_of, model_of
from handouts.library.signs.catalogue import Catalogue
from handouts.library.standards import CHECKS
from handouts.reading.yamlfile import Data, YamlFile


class Preflight:
    """Checks files of content; `folders` are a clinic's own content folders."""

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        self._folders = folders
        self._lists: dict[str, WordLists | None] = {}
        self._drawn: DrawnExercises | None = None
        self._catalogues: dict[str, Catalogue] | None = None

    @property
    def drawn(self) -> DrawnExercises:
        """What is known of the drawings."""
        if self._drawn is None:
            self._drawn = drawn_in([folder / "figures" / STORED for folder in self._folders])
        return self._drawn

    def lists(self, language: str) -> WordLists | None:
        """Return the words to look for in a language, or None. Raises HandoutError."""
        if language not in self._lists:
            words = load_plain_words(language, self._folders)
            self._lists[language] = WordLists(words) if words is not None else None
        return self._lists[language]

    def _signs(self, data: Data) -> Catalogue | None:
        """Return the warning signs in the language of a file."""
        if self._catalogues is None:
            self._catalogues = catalogues_of(self._folders)
        language = language_of(data, "en-GB")
        return self._catalogues.get(language) or next((one for name, one in self._catalogues.items() if base(name) == base(language)), None)

    def file(self, source: YamlFile, path: Path) -> list[Problem]:
        """Return what is found in a file of content, in the order of its lines."""
        every = list(placed(source, self._findings(source, path)))
        return sorted(every, key=lambda problem: (problem.line, problem.column))

    def _findings(self, source: YamlFile, path: Path) -> Iterator[Finding]:
        data = source.data
        if at(data, "exercises") is not None or at(data, "topics") is not None:
            if model_of(source, path).__name__ == "Pack":
                return
            signs = self._signs(data)
            yield from content_findings(data, self.drawn, date.today(), signs)  # noqa: DTZ011  the clinic's own calendar day
            yield from review_findings(data, self.drawn.digests)
            language = at(data, "language")
            lists = self.lists(language if isinstance(language, str) else "en-GB")
            yield from language_findings(list(section_texts(data)), lists) if lists is not None else ()
        elif model_of(source, path) is Catalogue:
            yield from catalogue_findings(data, self._signs(data))
            yield from unsigned(data, date.today())  # noqa: DTZ011
            yield from review_findings(data, self.drawn.digests)
            lists = self.lists(language_of(data, "en-GB"))
            yield from language_findings(list(catalogue_texts(data)), lists) if lists is not None else ()
        elif model_of(source, path) is Phrases:
            lists = self.lists(path.stem)
            yield from language_findings(list(wording_texts(source)), lists) if lists is not None else ()


def placed(source: YamlFile, findings: Iterable[Finding]) -> Iterator[Problem]:
    """Yield findings as problems with their place in a file."""
    for one in findings:
        line, column = source.place(one.path)
        level = one.level or CHECKS[one.check].level
        yield Problem(
            message=one.message, kind=one.check, file=source.file, line=line, column=column, level=level, words=one.words, at=one.path
        )
