"""Warning signs held to library/standards.txt S02, S03, D13, G03: those of a section's file, and the catalogue that they are taken from."""

import re
from collections.abc import Iterator

from handouts.checks.preflight.findings import Finding
from handouts.checks.preflight.texts import Text, at, entries
from handouts.errors import counted
from handouts.library.content import is_id
from handouts.library.signs.catalogue import SIGN_LISTS, TIERS, Catalogue, Limits, WarningSign, covered
from handouts.reading.yamlfile import Data, DataPath, leaves

LONGEST_LIST = 7
_NUMBER = re.compile(r"\b(?:call|ring|dial|phone)\s+(999|911|112|000|111|101)\b", re.IGNORECASE)
_BONE = re.compile(r"\bstress (?:fracture|injury)|\bbone stress\b|\bdeep ache\b|\bache in your (?:groin|shin|foot)", re.IGNORECASE)
BONE_STRESS_SECTIONS = ("hip", "groin", "thigh", "knee", "shin", "calf", "leg", "ankle", "foot", "pelvis")
_BONE_DANGERS = {"bone-deep", "bone-spot"}


def own_sentences(flags: Data) -> list[str]:
    """Return the sentences of its own that a section prints as warning signs: those that are no ids."""
    return [text for name in SIGN_LISTS for _, text in leaves(at(flags, name)) if not is_id(text)]


def red_flag_findings(data: Data, catalogue: Catalogue | None) -> Iterator[Finding]:
    """Yield S02, S03, D13 of a section: two tiers, all dangers of its part of the body, no country's number, sources of own sentences."""
    flags, place, section = at(data, "red_flags"), ("red_flags",), at(data, "section")
    for tier in TIERS:
        signs = entries(data, "red_flags") or entries(flags, tier)
        if not signs:
            here = (*place, tier) if isinstance(flags, dict) else place
            yield Finding("S02", here, f"has no warning signs that are '{tier}'; write them from sources for this part of the body")
        elif len(signs) > LONGEST_LIST:
            yield Finding("D13", (*place, tier), f"{len(signs)} signs in one list; {LONGEST_LIST} at most")
    own, ids = own_sentences(flags), [text for tier in TIERS for _, text in leaves(at(flags, tier)) if is_id(text)]
    named = [one for one in ids if catalogue is not None and one in catalogue.by_id]
    told = covered(catalogue, named, [str(section)]) if catalogue is not None else set[str]()
    if isinstance(section, str):
        known = catalogue.sections.get(section) if catalogue is not None and named else None
        lost = sorted({*known.needs} - told) if known is not None else []
        if lost:
            message = f"no sign in the catalogue's words of: {', '.join(lost)}; name one that tells of it"
            yield Finding("S02", place, message + (", or say it yourself" if own else ""), level="warning" if own else "error")
        elif set(section.split("-")) & set(BONE_STRESS_SECTIONS) and not any(map(_BONE.search, own)) and not told & _BONE_DANGERS:
            message = "no sign of a bone stress injury, the one not to miss here; write it in, such as a deep ache on landing"
            yield Finding("S02", place, message)
    for match in filter(None, map(_NUMBER.search, own)):
        yield Finding("S03", place, f"'{match[0]}' is one country's number; leave it to the clinic's country", match[0], "warning")
    for key in ("sources", "review") if own or not ids else ():
        if not at(data, "red_flags", key):
            yield Finding("S02", (*place, key), f"the warning signs have no {key}")


def catalogue_findings(data: Data, catalogue: Catalogue | None) -> Iterator[Finding]:
    """Yield S02, S03 of a file of warning signs: wordings that are too long or name a country's number, and what is to be confirmed."""
    limits = (catalogue.limits if catalogue is not None else None) or Limits()
    known = catalogue.by_id if catalogue is not None else {}
    for text in catalogue_texts(data):
        match = _NUMBER.search(text.text)
        if match:
            message = f"'{match[0]}' is one country's number; write {{number}}, or leave it to the clinic's country"
            yield Finding("S03", text.path, message, match[0], "warning")
    for index, flag in enumerate(entries(data, "flags")):
        one = known.get(str(at(flag, "id")))
        yield from _too_long(one, limits, ("flags", index)) if one is not None else ()
    points = len(entries(data, "to_confirm"))
    if points:
        said = counted(points, "point is", "points are")
        yield Finding("S02", ("to_confirm",), f"{said} for a clinician to confirm before print", level="info")


def _too_long(flag: WarningSign, limits: Limits, place: DataPath) -> Iterator[Finding]:
    wordings: list[tuple[DataPath, str, int]] = [(("text",), flag.text, limits.text_letters)]
    for key in ("texts", "merged_with", "if_present"):
        wordings += [((key, section), text, limits.section_text_letters) for section, text in getattr(flag, key).items()]
    wordings += [(("merged",), flag.merged, limits.section_text_letters)] if flag.merged else []
    wordings += [(("tight",), flag.tight, limits.tight_letters)] if flag.tight else []
    for path, text, most in wordings:
        letters = len(text.replace("{parts}", "groin"))
        if letters > most:
            yield Finding(
                "S02", (*place, *path), f"the wording has {letters} letters; {most} at most, or the stop box grows", text, "warning"
            )


_WORDINGS = ("text", "texts", "merged", "merged_without_parts", "merged_with", "if_present", "tight")


def catalogue_texts(data: Data) -> Iterator[Text]:
    """Yield every wording of a file of warning signs, with its parts of the body filled."""
    for index, call in enumerate(entries(data, "calls")):
        yield from (Text(path, ("calls",), "sign", text) for path, text in leaves(at(call, "head"), ("calls", index, "head")))
    for index, entry in enumerate(entries(data, "for_patients")):
        for path, text in leaves(at(entry, "words"), ("for_patients", index, "words")):
            yield Text(path, ("for_patients",), "sign", text)
    for block in ("flags", "tell_us"):
        for index, one in enumerate(entries(data, block)):
            for key in _WORDINGS:
                for path, text in leaves(at(one, key), (block, index, key)):
                    yield Text(path, (block,), "sign", text.replace("{parts}", "hip").replace("{number}", "us"))
