"""What a text claims (C20): promises beyond what studies show, what is known to be wrong, and lists that leave something out.

A claim is looked for sentence by sentence. Where its subject is only meant ('they', 'these muscles'), it is taken from what stands
before in the same block: the name or title, and earlier sentences.
"""

import re
from collections.abc import Iterator, Sequence

from handouts.checks.preflight.findings import Finding, instead
from handouts.checks.preflight.plain import sentences_of
from handouts.checks.preflight.texts import Text
from handouts.checks.preflight.wordlist import Claim, PlainWords, Terms, term_pattern

_HEDGED = re.compile(
    r"\b(?:can|may|might|could|not|cannot|seldom|sometimes|often|or|help(?:s)? to)\s+(?:\w+ly\s+)?$|n[’']t\s+(?:\w+ly\s+)?$"
    r"|\b(?:not (?:been )?show[ns]?|no (?:evidence|proof|study|trial)|not known|whether)\b[^,;:]*$"
    r"|\bdo(?:es)? not (?:know|mean|show|prove)\b[^,;:]*$|\b(?:cannot (?:show|say|tell)|could not|did not)\b[^,;:]*$",
    re.IGNORECASE,
)
_SAYS_NOT = re.compile(
    r"\bnot (?:been )?(?:show[ns]?|proven|known|the cause)\b|\bnothing to show\b|\bno (?:evidence|proof|link|difference)\b"
    r"|\bdo(?:es)? not (?:cause|know|mean|prevent|stop)\b|\b(?:cannot|could not|did not) (?:show|say|tell|find)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(r"\b(?:they|these|those|this|it|its|their|them)\b", re.IGNORECASE)
_CLAIMING = ("purpose", "name", "title")


class Claims:
    """The claims of one language, ready to be looked for."""

    def __init__(self, words: PlainWords) -> None:
        self._promises = Terms(words.claims)
        self._wrong = [
            (claim, [pattern for group in claim.says.split("...") if (pattern := _ordered(group))]) for claim in words.wrong_claims
        ]
        self._lists = [
            (whole, [term_pattern(one) for one in whole.members], term_pattern("/".join(whole.needs))) for whole in words.whole_lists
        ]

    def findings(self, texts: Sequence[Text]) -> Iterator[Finding]:
        """Yield what is claimed in the texts, in their order."""
        before: dict[tuple[str | int, ...], str] = {}
        for text in texts:
            if text.kind == "prose" or text.path[-1] in _CLAIMING:
                yield from self._promised(text)
            for sentence in sentences_of(text.text):
                context = before.get(text.block, "")
                yield from self._known_wrong(text, sentence, context)
                before[text.block] = f"{context} {sentence}"
        for block, said in before.items():
            yield from self._left_out(said, next(text for text in texts if text.block == block), texts)

    def _promised(self, text: Text) -> Iterator[Finding]:
        for found in self._promises.find(text.text):
            sentence_before = re.split(r"[.?!]", text.text[: found.start])[-1]
            if not _HEDGED.search(sentence_before) and "not_known" not in text.path:
                yield Finding("C20", text.path, f"'{found.words}' claims more than studies show; {instead(found.instead)}", found.words)

    def _known_wrong(self, text: Text, sentence: str, context: str) -> Iterator[Finding]:
        """Yield the first claim that stands in a sentence: all its parts, but for a subject that is only meant there."""
        if _SAYS_NOT.search(sentence) or "not_known" in text.path:
            return
        for claim, parts in self._wrong:
            first, *rest = parts
            here = first.search(sentence) or (bool(rest) and _may_be_meant(text, sentence) and first.search(context))
            if here and all(part.search(sentence) for part in rest):
                shown = sentence if len(sentence) <= 70 else f"{sentence[:67]}..."
                yield Finding("C20", text.path, f"'{shown}' is known to be wrong: {_right(claim)}", sentence)
                return

    def _left_out(self, said: str, first: Text, texts: Sequence[Text]) -> Iterator[Finding]:
        """Yield lists that name most of what belongs together and leave out what should not be missing."""
        if first.block[:1] not in (("topics",), ("groups",)):
            return
        for whole, members, needed in self._lists:
            if sum(bool(member.search(said)) for member in members) >= whole.least and not needed.search(said):
                place = next((t.path for t in texts if t.block == first.block and any(m.search(t.text) for m in members)), first.path)
                yield Finding("C20", place, f"this list leaves out {whole.needs[0]}: {_right(whole)}", whole.needs[0], "warning")


def _may_be_meant(text: Text, sentence: str) -> bool:
    """Return whether the subject may stand before: a pronoun says so, and a step or line of a card speaks of its exercise."""
    return text.kind in ("step", "advice") or _MEANT.search(sentence) is not None


def _ordered(group: str) -> re.Pattern[str]:
    """Return the pattern of one part of a claim: words with 'or' between, or two of them in order within six words."""
    return term_pattern(*group.split(" then "))


def _right(claim: Claim) -> str:
    return f"{claim.right} [{claim.source}]"
