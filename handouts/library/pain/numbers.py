"""Numbers of pain in a text: `pain up to 3`, `above 2 of 10`; what the one rule alone may say (handouts.library.pain.rule)."""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.?!;\n]+")
_PAIN = re.compile(r"\b(?:pain\w*|sore\w*|hurt\w*|ach(?:e|es|ing))\b", re.IGNORECASE)
_EFFORT = re.compile(r"\beffort\b", re.IGNORECASE)
_SCORE = r"(?:10|\d)(?!\d)"
_RANGE = rf"(?!0\s*(?:to|-|–)\s*10\b){_SCORE}(?:\s*(?:to|-|–|or)\s*{_SCORE})?"
_UNITS = (
    r"%|°|k?m\b|mi(?:les?|n\w*)?\b|s(?:ec\w*)?\b|h(?:ours?|rs?)?\b|days?|weeks?|months?|years?|nights?|mornings?|times?|x\b|sets?|rep\w*"
    r"|runs?|steps?|stages?|kg|lb|degrees?|people|runners?|patients?|exercises?"
)
_UNIT = rf"(?!\d|[.,]\d|:|\s*(?:{_UNITS})|\s*(?:to|-|–|or)\s*\d)"
_OF_TEN = re.compile(rf"\b{_RANGE}\s*(?:/|of|out of)\s*10\b{_UNIT}", re.IGNORECASE)
_WHEN = r"(?:up to|at most|at|(?<!out )of|above|below|over|under|than|is|was|stays?|keep\w*|level|score\w*|max\w*|limit\w*|[:=<>≤≥])"
_AFTER = re.compile(rf"\b(?:pain\w*|sore\w*|hurt\w*)\s+(?:\w+\s+){{0,3}}?{_WHEN}\s*{_RANGE}{_UNIT}", re.IGNORECASE)
_AT_ONCE = re.compile(rf"\b(?:pain\w*|sore\w*)\s+{_RANGE}(?:\s+or\s+(?:less|more|above|below))?{_UNIT}", re.IGNORECASE)


def pain_numbers(text: str) -> Iterator[str]:
    """Yield the words of a text that give pain a number, sentence by sentence; distances, days and doses are none."""
    for sentence in _SENTENCE.findall(text):
        if not _PAIN.search(sentence):
            continue
        patterns = (_AFTER, _AT_ONCE) if _EFFORT.search(sentence) else (_OF_TEN, _AFTER, _AT_ONCE)
        match = next(filter(None, (pattern.search(sentence) for pattern in patterns)), None)
        if match:
            yield match[0].strip()
