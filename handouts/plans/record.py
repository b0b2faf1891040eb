"""A handout as the record for the patient's file: plain text to paste, with exercises, doses, advice and versions; no patient's name."""

from collections.abc import Iterator

from handouts.library.language import dose_words
from handouts.library.language.language import fill, print_date
from handouts.plans.exercises import PlannedExercise
from handouts.plans.resolve import Handout


def record(handout: Handout) -> str:
    """Return the record, a line for each exercise."""
    return "\n".join(_lines(handout))


def _lines(handout: Handout) -> Iterator[str]:
    words, doc = handout.phrases, handout.doc
    if handout.plan.given_on is None:
        yield fill(words.note.undated, section=handout.section_name)
    else:
        yield fill(words.note.head, section=handout.section_name, date=print_date(handout.plan.given_on, words))
    for item in handout.items:
        yield f"{item.number}. {item.name}: {_dose(item, handout)}"
        if item.note:
            yield f"   {words.card.note}: {item.note}"
    if handout.stopped:
        yield f"{words.glance.stopped}: {', '.join(handout.stopped)}"
    yield from handout.on_record
    yield from _beside(handout)
    if handout.pain.short:
        kind = words.pain.kinds[handout.pain.rule.kind]
        yield fill(words.note.pain, kind=kind, short=handout.pain.short)
    yield words.note.advice
    if handout.plan.review_on is not None:
        yield f"{words.sheet.next_visit}: {print_date(handout.plan.review_on, words)}"
    yield fill(words.note.sheet, code=doc.code, version=doc.version, hash=handout.content_hash)


def _beside(handout: Handout) -> Iterator[str]:
    """Yield what was given beside the exercises."""
    words = handout.phrases
    if handout.topics:
        yield f"{', '.join(text.topic.title for text in handout.topics)}."
    if handout.return_to_run is not None:
        yield f"{words.return_to_run.head}."
    if handout.plan.main_message:
        yield handout.plan.main_message
    if handout.plan.goal:
        yield f"{words.my_plan.goal}: {handout.plan.goal}"


def _dose(item: PlannedExercise, handout: Handout) -> str:
    words = handout.phrases
    said = dose_words.strip_sentence(item.dose, words, item.means, handout.plan.pen)
    more = [f"{label.lower()} {text}" for label, text in dose_words.extras(item.dose, item.ways, words, lift_first=item.lift_first)]
    return ", ".join([said, *more])
