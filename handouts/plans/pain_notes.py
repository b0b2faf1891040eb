"""What the clinician should look at of pain and of the return to running before a sheet is handed over."""

from collections.abc import Iterator

from handouts.errors import Level, Problem
from handouts.library.pain.numbers import pain_numbers
from handouts.library.pain.rule import PainRule
from handouts.library.pain.running import follow_each_other
from handouts.library.standards import finding
from handouts.plans.plan import Plan
from handouts.reading.yamlfile import DataPath


def pain_notes(plan: Plan, rule: PainRule) -> Iterator[Problem]:
    """Yield what of a plan goes against its pain rule or its return to running; an error where a rule without numbers is given one."""
    yield from _second_numbers(plan, rule)
    if plan.run_days and "bone-stress" in plan.flags:
        message = "page 1 says not to run with bone stress injury, and the plan has run days; leave them out, or the flag if it has healed"
        yield finding("S05", message, level="warning", at=("run_days",))
    if not plan.return_to_run:
        return
    if rule.says == "nothing":
        message = "the clinic prints no pain guide, and without one there is no telling when to move on: the return to running is left out"
        yield finding("S04", message, level="warning", at=("return_to_run",))
        return
    tight = list(follow_each_other(plan.run_days, rule.days_between_runs)) if rule.days_between_runs > 1 else []
    if tight:
        pairs = ", ".join(f"{one} and {other}" for one, other in tight)
        message = f"{pairs}: with {rule.kind} leave {rule.days_between_runs} days between runs at first; write for example mon, thu"
        yield finding("S08", message, level="warning", at=("run_days",))
    if "pregnancy" in plan.flags:
        message = "the return to running is not meant for pregnancy; leave it out, or agree it with who cares for her"
        yield finding("S05", message, level="warning", at=("return_to_run",))


def _second_numbers(plan: Plan, rule: PainRule) -> Iterator[Problem]:
    """Yield numbers of pain in the clinician's own words: the sheet has one rule, and no note changes it."""
    if rule.says == "nothing":
        return
    for place, about, what, text in _own_words(plan):
        for words in pain_numbers(text):
            if rule.says == "numbers":
                message = f"{what} has a number of pain of its own; the pain guide says the numbers, so write 'see the pain guide'"
            else:
                message = f"{what} has a number of pain, and the rule '{rule.kind}' has none; take it out"
            level: Level = "warning" if rule.says == "numbers" else "error"
            yield finding("S04", message, words=words, level=level, at=place, about=about)
            break


def _own_words(plan: Plan) -> Iterator[tuple[DataPath, tuple[str, ...], str, str]]:
    """Yield the clinician's own words on a sheet: where they stand, of which exercise, what they are, the text."""
    for at, one in enumerate(plan.exercises):
        if one.note is not None:
            yield ("exercises", at, "note"), (one.id,), "the note", one.note
    if plan.main_message is not None:
        yield ("main_message",), (), "the message", plan.main_message
