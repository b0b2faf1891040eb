"""Who is drawn. A figure file says what is done, never who does it: that is for the clinic and the plan to say, when a sheet is printed.

Skin, hair, headscarf and an older face are paint over one compiled drawing. A build changes the body's outline, so each of our figures
is compiled once for each of `COMPILED_BUILDS` besides the usual one; a clinic's own figures have the usual build.

Left open, one patient's sheet shows one person throughout, the usual one; a sheet of a whole section shows a mix, the same person for
an exercise every time, so that every patient finds somebody like them.
"""

import hashlib
from typing import Literal

from handouts.storing.values import dataclass

SkinTone = Literal["fair", "light", "tan", "brown", "dark"]
Hair = Literal["short", "ponytail", "headscarf"]
Build = Literal["man", "woman", "older"]
Outline = Literal["man", "woman"]
COMPILED_BUILDS: tuple[Outline, ...] = ("woman",)


@dataclass(frozen=True, slots=True)
class Person:
    """Who does an exercise. `older` has grey hair and lines on the cheeks, and the body's usual outline."""

    skin: SkinTone = "light"
    hair: Hair = "short"
    build: Build = "man"

    @property
    def outline(self) -> Outline:
        """Return the build whose compiled drawing shows this person."""
        return "woman" if self.build == "woman" else "man"


PEOPLE = (
    Person("brown", "ponytail", "woman"),
    Person("light", "short", "man"),
    Person("tan", "headscarf", "woman"),
    Person("fair", "short", "older"),
    Person("dark", "short", "man"),
    Person("light", "ponytail", "woman"),
    Person("brown", "short", "older"),
    Person("tan", "short", "man"),
    Person("dark", "ponytail", "woman"),
    Person("fair", "short", "woman"),
)
"""Those of whom a mix is made."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What a clinic or plan wants of the people drawn; None leaves it open, and `is_mixed` makes a mix of what is open."""

    skin: SkinTone | None = None
    hair: Hair | None = None
    build: Build | None = None
    is_mixed: bool = False

    def person(self, figure: str = "") -> Person:
        """Return who is drawn in a figure, named by its id; '' is a drawing that is not ours, which shows the usual person."""
        if self.is_mixed and figure:
            return self._one_of_many(figure)
        build = self.build or ("woman" if self.hair in ("ponytail", "headscarf") else "man")
        return Person(self.skin or "light", self.hair or ("ponytail" if build == "woman" else "short"), build)

    def _one_of_many(self, figure: str) -> Person:
        matching = [one for one in PEOPLE if self.hair in (None, one.hair) and self.build in (None, one.build)]
        candidates = [one for one in matching if self.skin in (None, one.skin)] or matching or list(PEOPLE)
        number = int.from_bytes(hashlib.blake2b(figure.encode(), digest_size=4).digest(), "big")
        one = candidates[number % len(candidates)]
        return Person(self.skin or one.skin, self.hair or one.hair, self.build or one.build)
