"""A clinic's facts held to library/standards.txt S03, G04, G05: can it be reached, and by numbers that are real and fit its country."""

import re
from collections.abc import Iterator
from dataclasses import replace

from handouts.errors import Problem
from handouts.library.clinic import LoadedClinic
from handouts.library.content import FROM_MEMORY
from handouts.library.library import Library
from handouts.library.standards import CHECKS, finding
from handouts.plans.notes import phone_notes
from handouts.reading.yamlfile import DataPath

# Country code, digits after it, and whether a number at home starts with 0 (ITU-T E.164; each regulator's numbering plan).
_PHONES = {
    "GB": ("44", (7, 10), True),
    "IE": ("353", (7, 9), True),
    "US": ("1", (10, 10), False),
    "CA": ("1", (10, 10), False),
    "AU": ("61", (9, 9), True),
    "NZ": ("64", (8, 10), True),
    "ZA": ("27", (9, 9), True),
    "DE": ("49", (6, 11), True),
    "AT": ("43", (5, 12), True),
    "CH": ("41", (9, 9), True),
    "NL": ("31", (9, 9), True),
    "FR": ("33", (9, 9), True),
    "ES": ("34", (9, 9), False),
}
_FILLED = re.compile(
    r"\.(?:example|invalid|test)(?:[/:]|$)|(?:^|[./@])example\.|\b(?:your|my)-?(?:name|clinic|domain|email|company|site)|^(?:name|clinic|email|user)@"
    r"|\bchange-?me\b|\b(?:tbc|tbd|todo|xxx+)\b|[\[<].*[\]>]",
    re.IGNORECASE,
)
"""What stands in a field that nobody has filled in."""
_SHORT = 5
"""A number of so few digits is a short code or an extension, which no plan describes."""


def clinic_findings(clinic: LoadedClinic) -> Iterator[Problem]:
    """Yield what is missing or made up in a clinic's facts, and which checks it has switched off."""
    yield from phone_notes(clinic, CHECKS["S03"].level)
    if not clinic.facts.example:
        yield from _reach(clinic)
        yield from _country(clinic)
        yield from _left_open(clinic)
    for check, change in clinic.facts.checks.items():
        what = "switched off" if change.level == "off" else f"reported as {change.level}"
        message = f"{check} ({CHECKS[check].what}) is {what}: {change.reason}"
        yield replace(_at(clinic, "", message, ("checks", check)), level="info")


def out_of_hours_findings(clinic: LoadedClinic, library: Library) -> Iterator[Problem]:
    """Yield S03 where the line for hours when the clinic is closed is its country's, and nobody has confirmed that yet."""
    facts, country = clinic.facts, library.countries.get(clinic.facts.country)
    if facts.example or facts.out_of_hours is not None or country is None or country.out_of_hours is None:
        return
    if country.out_of_hours.seen.startswith(FROM_MEMORY):
        message = f"'{country.out_of_hours.text}' is printed for when you are closed, and is not confirmed for {facts.country}"
        yield replace(_at(clinic, "S03", f"{message}; look at it, and write it as out_of_hours:", ("country",)), level="warning")


def _at(clinic: LoadedClinic, check: str, message: str, path: DataPath, words: str = "") -> Problem:
    place = clinic.source.problem(path, message)
    return finding(check, message, words=words).moved_to(place) if check else place


def _reach(clinic: LoadedClinic) -> Iterator[Problem]:
    facts = clinic.facts
    if facts.phone is None:
        message = "no phone: the box that says when to stop cannot say whom to call; write phone: '...'"
        yield replace(_at(clinic, "S03", message, ("phone",)), level="warning")
    if facts.email is None and facts.web is None:
        yield _at(clinic, "G05", "no email and no web: there is no way to write to you or give feedback", ("email",))
    if facts.phone is None and facts.email is None:
        yield _at(clinic, "G04", "other formats and languages are offered, but there is no phone or email to ask for them", ("phone",))
    for key, address in (("email", facts.email), ("web", facts.web), ("booking", facts.booking)):
        if address is not None and _FILLED.search(address):
            yield _at(clinic, "G05", f"{key} {address} is a made-up address; write your own", (key,), address)


def _left_open(clinic: LoadedClinic) -> Iterator[Problem]:
    """Yield what else stands where the clinic's own words should."""
    facts = clinic.facts
    fields: tuple[tuple[str, str | None], ...] = (
        ("name", facts.name),
        ("address", facts.address),
        ("hours", facts.hours),
        ("registration", facts.registration),
    )
    for key, text in fields:
        if text is not None and _FILLED.search(text):
            yield _at(clinic, "S03", f"{key} '{text[:40]}' is not filled in", (key,), text)


def _country(clinic: LoadedClinic) -> Iterator[Problem]:
    """Yield a phone number that cannot be one of the clinic's country."""
    phone, rule = clinic.facts.phone, _PHONES.get(clinic.facts.country)
    if phone is None or rule is None:
        return
    code, (least, most), has_zero = rule
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    if len(digits) <= _SHORT:
        return
    if phone.strip().startswith("+") or digits.startswith("00"):
        abroad = digits.removeprefix("00")
        rest = abroad.removeprefix(code) if abroad.startswith(code) else ""
    else:
        rest = digits.removeprefix("0") if has_zero and digits.startswith("0") else digits.removeprefix("1" if code == "1" else "")
        rest = rest if digits.startswith(("0", "1", "8")) or not has_zero else ""
    if not least <= len(rest) <= most:
        message = f"phone {phone} does not look like a number in {clinic.facts.country}; check it"
        yield replace(_at(clinic, "S03", message, ("phone",), phone), level="warning")
