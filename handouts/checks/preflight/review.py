"""The checks that only a person can decide, as a list to tick, and what a signature stands for.

A reviewer ticks by writing the ids of the checks into the text's own `review:`, beside name, date and the digest of what was read:
`review: {reviewed_by: A. Physio, reviewed_on: 2026-12-01, judged: [C13, D14], of: 3f2a90c1}`. When the text or its picture changes
afterwards, the digest no longer fits and preflight says so.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date

from handouts.checks.preflight.content_checks import reviews
from handouts.checks.preflight.findings import Finding
from handouts.checks.preflight.texts import at, entries
from handouts.library.standards import CHECKS
from handouts.reading.yamlfile import Data, DataPath, YamlFile

ASKED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "exercises": (
        ("C13", "the picture shows the same move as the words, start and finish"),
        ("D17", "the picture is clear and shows nothing that distracts"),
        ("C04", "each step is one thing that can be done from paper alone"),
        ("C10", "cautions, contraindications and what is said for each flag are right and complete"),
        ("C06", "the usual dose is right for a runner, and its evidence grade is fair"),
        ("L11", "the purpose is plain, the order logical, the tone grown up"),
    ),
    "topics": (
        ("C20", "every sentence is what its sources show; known and not known are fair"),
        ("L11", "the purpose is plain, the order logical, the tone grown up"),
        ("D14", "title and key sentence say what follows"),
        ("L10", "risks are named without frightening"),
    ),
    "red_flags": (
        ("S02", "the signs are right and complete for this part of the body, each in the right tier"),
        ("L12", "what to do stands before why"),
    ),
    "review": (
        ("S02", "the signs are right and complete, each in the right tier, alone and joined; every point of to_confirm is decided"),
        ("L12", "what to do stands before why"),
    ),
    "section": (
        ("S08", "plans made of these exercises can be done in one session"),
        ("G08", "the sheet was tried with patients; what came of it is on record"),
    ),
}
DIGITS = 8


def checklist(source: YamlFile, drawings: Mapping[str, str]) -> Iterator[str]:
    """Yield the list for a section's file as lines of text: each text, its state, what to judge, and the line to write when all is right.

    `drawings` are the digests of the drawings by exercise.
    """
    data = source.data
    for place, review in reviews(data):
        kind, block = str(place[0]), block_at(data, place)
        name = at(block, "id") or ("warning signs" if kind in ("red_flags", "review") else "a text")
        line = source.place(place)[0]
        ticked = judged(review)
        yield f"{name}  ({source.file}:{line})  {_state(review, block, drawings)}"
        for check, what in ASKED[kind]:
            yield f"  [{'x' if check in ticked else ' '}] {check}  {what}"
        ids = ", ".join(check for check, _ in ASKED[kind])
        digest = text_digest(block, drawings)
        yield f"  when all is right: review: {{reviewed_by: YOUR NAME, reviewed_on: {date.today()}, judged: [{ids}], of: {digest}}}"  # noqa: DTZ011
        yield ""
    yield from (f"  to confirm: {point}" for point in entries(data, "to_confirm"))
    if at(data, "flags") is not None:
        return
    yield "the sheet as a whole"
    yield from (f"  [ ] {check}  {what}" for check, what in ASKED["section"])


def _state(review: Data, block: Data, drawings: Mapping[str, str]) -> str:
    if not at(review, "reviewed_by"):
        return "not signed"
    if _is_stale(review, block, drawings):
        return f"changed since {at(review, 'reviewed_by')} signed on {at(review, 'reviewed_on')}"
    return f"signed by {at(review, 'reviewed_by')} on {at(review, 'reviewed_on')}"


def review_findings(data: Data, drawings: Mapping[str, str]) -> Iterator[Finding]:
    """Yield G03 for texts that were signed and have changed since, or that were signed with checks left open."""
    for place, review in reviews(data):
        if not at(review, "reviewed_by"):
            continue
        block = block_at(data, place)
        name = at(block, "id") or "the warning signs"
        if _is_stale(review, block, drawings):
            digest = text_digest(block, drawings)
            yield Finding(
                "G03", place, f"{name}: text or picture has changed since it was signed; have it read again, then write of: {digest}"
            )
        left = [check for check, _ in ASKED[str(place[0])] if check not in judged(review)]
        if left:
            what = f"{name}: signed, but not judged: {', '.join(left)}; see handouts check --review"
            yield Finding("G03", place, what, level="warning")


def _is_stale(review: Data, block: Data, drawings: Mapping[str, str]) -> bool:
    signed = at(review, "of")
    return signed is not None and signed != text_digest(block, drawings)


def judged(review: Data) -> list[str]:
    """Return the checks that were ticked, as far as they are ids of checks."""
    value = at(review, "judged")
    return [one for one in value if isinstance(one, str) and one in CHECKS] if isinstance(value, list) else []


def block_at(data: Data, place: DataPath) -> Data:
    """Return the text that a review stands in."""
    for key in place[:-1]:
        data = data[key] if isinstance(data, list) and isinstance(key, int) else at(data, str(key))
    return data


def text_digest(block: Data, drawings: Mapping[str, str]) -> str:
    """Return the digest of a text and its drawing: what a signature stands for."""
    said = {key: value for key, value in block.items() if key != "review"} if isinstance(block, dict) else block
    drawn = drawings.get(str(at(block, "id")), "")
    return hashlib.sha256(json.dumps([said, drawn], sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:DIGITS]
