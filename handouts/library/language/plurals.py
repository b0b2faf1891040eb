"""Which plural forms a language needs, and which of them a whole number takes: the cardinal rules of Unicode's CLDR, by hand.

A language that is not named here is read as English is: one, and other. Fractions take `other`.
"""

from collections.abc import Callable
from typing import Literal, get_args

PluralForm = Literal["zero", "one", "two", "few", "many", "other"]
FORMS: tuple[PluralForm, ...] = get_args(PluralForm)


def _english(n: int) -> PluralForm:
    return "one" if n == 1 else "other"


def _french(n: int) -> PluralForm:
    return "one" if n in (0, 1) else "other"


def _none(n: int) -> PluralForm:  # noqa: ARG001
    return "other"


def _polish(n: int) -> PluralForm:
    return "one" if n == 1 else "few" if _ends_in_2_to_4(n) else "many"


def _russian(n: int) -> PluralForm:
    return "one" if n % 10 == 1 and n % 100 != 11 else "few" if _ends_in_2_to_4(n) else "many"


def _croatian(n: int) -> PluralForm:
    return "one" if n % 10 == 1 and n % 100 != 11 else "few" if _ends_in_2_to_4(n) else "other"


def _ends_in_2_to_4(n: int) -> bool:
    return n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)


def _czech(n: int) -> PluralForm:
    return "one" if n == 1 else "few" if n in (2, 3, 4) else "other"


def _romanian(n: int) -> PluralForm:
    return "one" if n == 1 else "few" if n == 0 or 1 <= n % 100 <= 19 else "other"


def _arabic(n: int) -> PluralForm:
    if n <= 2:
        return FORMS[n]
    return "few" if 3 <= n % 100 <= 10 else "many" if n % 100 >= 11 else "other"


def _welsh(n: int) -> PluralForm:
    forms: dict[int, PluralForm] = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}
    return forms.get(n, "other")


def _irish(n: int) -> PluralForm:
    return "one" if n == 1 else "two" if n == 2 else "few" if 3 <= n <= 6 else "many" if 7 <= n <= 10 else "other"


def _gaelic(n: int) -> PluralForm:
    return "one" if n in (1, 11) else "two" if n in (2, 12) else "few" if 3 <= n <= 19 else "other"


def _hebrew(n: int) -> PluralForm:
    return "one" if n == 1 else "two" if n == 2 else "other"


def _lithuanian(n: int) -> PluralForm:
    teens = 11 <= n % 100 <= 19
    return "other" if teens or n % 10 == 0 else "one" if n % 10 == 1 else "few"


def _latvian(n: int) -> PluralForm:
    return "zero" if n % 10 == 0 or 11 <= n % 100 <= 19 else "one" if n % 10 == 1 else "other"


def _slovenian(n: int) -> PluralForm:
    forms: dict[int, PluralForm] = {1: "one", 2: "two", 3: "few", 4: "few"}
    return forms.get(n % 100, "other")


_Rule = tuple[Callable[[int], PluralForm], tuple[PluralForm, ...]]
_ENGLISH: _Rule = (_english, ("one", "other"))
_RULES: dict[str, _Rule] = {
    **dict.fromkeys(("fr", "pt", "hi", "bn", "gu", "pa", "fa", "am", "hy"), (_french, ("one", "other"))),
    **dict.fromkeys(("zh", "ja", "ko", "vi", "th", "id", "ms", "lo", "my"), (_none, ("other",))),
    "pl": (_polish, ("one", "few", "many", "other")),
    **dict.fromkeys(("ru", "uk", "be"), (_russian, ("one", "few", "many", "other"))),
    **dict.fromkeys(("hr", "sr", "bs"), (_croatian, ("one", "few", "other"))),
    **dict.fromkeys(("cs", "sk"), (_czech, ("one", "few", "other"))),
    "ro": (_romanian, ("one", "few", "other")),
    "ar": (_arabic, FORMS),
    "cy": (_welsh, FORMS),
    "ga": (_irish, ("one", "two", "few", "many", "other")),
    "gd": (_gaelic, ("one", "two", "few", "other")),
    "he": (_hebrew, ("one", "two", "other")),
    "lt": (_lithuanian, ("one", "few", "other")),
    "lv": (_latvian, ("zero", "one", "other")),
    "sl": (_slovenian, ("one", "two", "few", "other")),
}


def base(language: str) -> str:
    """Return a language without its country or script: en of en-GB."""
    return language.split("-", maxsplit=1)[0].lower()


def needed(language: str) -> tuple[PluralForm, ...]:
    """Return the plural forms that a language needs."""
    return _rule(language)[1]


def form_of(language: str, number: float) -> PluralForm:
    """Return the plural form of a number."""
    return _rule(language)[0](int(number)) if number == int(number) and number >= 0 else "other"


def _rule(language: str) -> _Rule:
    if language.casefold() in ("pt-pt", "pt-ao", "pt-mz"):
        return _ENGLISH
    return _RULES.get(base(language), _ENGLISH)
