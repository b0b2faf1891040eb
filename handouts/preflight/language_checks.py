"""The language of patients' texts held to guide/checks.md L01 to L10 and C20: texts in, findings with the words concerned out.

Only what can be decided with few false alarms is looked for; what is flagged is for a person to judge. Where there is no list of
words for a language, nothing is said of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from handouts.errors import Level
from handouts.preflight.plain import Dictionary, dictionary, ease, sentences_of, words_of
from handouts.preflight.texts import Kind, Text
from handouts.preflight.wordlist import Found, PlainWords, Terms, claim_pattern
from handouts.yamlfile import DataPath

MOST_WORDS, MOST_ACTIONS = 20, 3
FAIR_GRADE, WORST_GRADE = 6.0, 8.0
"""L01: a warning above the first, an error above the second (AMA, NIH)."""
_RANGE = re.compile(r"(?<![\d.])(\d+)\s*(?:-|–|—|to|or)\s*(\d+)(?!\d)")
_SCALE = ("0", "10")
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s?%|\bper ?cent\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.,])(?<!effort )(?<!to )\d+(?=\s*(?:[.,;!?)]|$))(?![.,]\d)")
_SUM = re.compile(r"\b(?:multiply|divided? by|minus|add up|twice as (?:many|long)|half as (?:many|long)|times your)\b", re.IGNORECASE)
_SPELT = re.compile(r"\b(?:eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety)\b", re.IGNORECASE)
_LATIN = re.compile(r"(?<![\w.])(?:i\.?e|e\.?g|etc|viz|nb)(?![\w’'-])\.?", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|</?[a-z]+>|`")
_CAPITALS = re.compile(r"\b[A-Z]{2,}(?:[’'][A-Z]+)?(?:\s+[A-Z]{2,})+\b|\b[A-Z]{5,}\b")
_SHORT_FORM = re.compile(r"(?<![\w-])[A-Z]{2,5}s?(?![\w-])")
_ODD_CAPITALS = re.compile(r"\b(?:[A-Z]{2,}[a-z]{2,}|[a-z]+[A-Z]+)\w*\b")
_NO_SPACE = re.compile(r"\b[A-Za-z]{2,}[.?!,;:][A-Z][a-z]+")
_TWICE = re.compile(r"\b(\w+)\s+\1\b", re.IGNORECASE)
_LOOSE = re.compile(r"\w\s+[,.;:?!](?!\d)|[,;:]{2,}|\.\.(?!\.)|\(\s|\s\)")
_DANGLING = re.compile(r"(?:&|\band|\bor|\bof|\bthe|:|,|;|-|–)$", re.IGNORECASE)
_FAIR = re.compile(r"\b(?:can|may|might|could|not|n[’']t|cannot|whether|if|no|some|sometimes|often|possible|seldom)\b", re.IGNORECASE)
_PATIENT = re.compile(r"\b(?:the patient|patients? (?:should|must|will)|the client|the runner should|one should)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in a text: the check, the place, what to write, the words concerned; a level where it is not the check's own."""

    check: str
    path: DataPath
    message: str
    words: str = ""
    level: Level | None = None


class Lists:
    """The words of one language, ready to be looked for."""

    def __init__(self, words: PlainWords) -> None:
        self.explain, self.alarm, self.claims = Terms(words.explain), Terms(words.alarm), Terms(words.claims)
        self.prefer, self.vague = Terms(words.prefer), Terms(words.vague)
        self.verbs, self.first = frozenset(words.verbs), frozenset((*words.verbs, *words.openers))
        self.adjectives = frozenset(words.adjectives)
        self.short_forms = frozenset(words.short_forms)
        self.known = frozenset(word.casefold() for word in (*words.known, *_single(words.explain)))
        self.wrong = [(claim_pattern(claim.says), claim) for claim in words.wrong_claims]
        self.passive = re.compile(
            rf"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?((?:\w{{3,}}ed|{'|'.join(map(re.escape, words.participles)) or '-'}))\b",
            re.IGNORECASE,
        )
        self.dictionary: Dictionary | None = dictionary(words.language)


def _single(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if "*" not in word and " " not in word)


def language_findings(texts: Sequence[Text], lists: Lists) -> Iterator[Finding]:
    """Yield what is found in the texts, one after the other; grades come last."""
    explained: set[tuple[DataPath, str]] = set()
    spelled: set[str] = set()
    for text in texts:
        for check in _CHECKS:
            yield from check(text, lists)
        yield from _unexplained(text, lists, explained)
        yield from _unknown_words(text, lists, spelled)
    yield from _grades(texts)


def _long_sentences(text: Text, lists: Lists) -> Iterator[Finding]:  # noqa: ARG001
    for sentence in sentences_of(text.text):
        count = len(words_of(sentence)) + len(re.findall(r"(?<!\w)\d+(?!\w)", sentence))
        if count > MOST_WORDS:
            start = " ".join(sentence.split()[:4])
            yield Finding(
                "L02", text.path, f"{count} words in one sentence ('{start} ...'); {MOST_WORDS} at most, so make it two", sentence
            )


def _first_word(text: Text, lists: Lists) -> Iterator[Finding]:
    if text.kind != "step" or not lists.first:
        return
    words = words_of(text.text)
    first = words[0].casefold() if words else ""
    if first and first not in lists.first and not first.endswith("ly") and " ".join(words[:2]).casefold() not in lists.first:
        yield Finding("L04", text.path, f"starts with '{words[0]}'; start a step with what to do: Bend, Lift, Hold", words[0])


def _actions(text: Text, lists: Lists) -> Iterator[Finding]:
    """Yield a step that asks for many things at once."""
    if text.kind != "step":
        return
    if ";" in text.text or re.search(r"\band then\b", text.text, re.IGNORECASE):
        yield Finding("C04", text.path, "joins two actions (';' or 'and then'); make it two steps or two sentences", text.text)
    for sentence in sentences_of(text.text):
        starts = re.findall(r"(?:^|,\s*(?:and |then |or )?|\b(?:and|then|or)\s+)([A-Za-z]+)", sentence)
        actions = [word for word in starts if word.casefold() in lists.verbs]
        if len(actions) > MOST_ACTIONS:
            shown = ", ".join(actions[:6])
            yield Finding("C04", text.path, f"{len(actions)} actions in one sentence ({shown}); give each its own step", sentence)


def _to_you(text: Text, lists: Lists) -> Iterator[Finding]:
    for match in _PATIENT.finditer(text.text):
        yield Finding("L04", text.path, f"'{match[0]}' speaks about the reader; write 'you', or only what to do", match[0])
    if text.kind == "step" or text.path[-1] in ("start", "easier", "harder"):
        for found in lists.vague.find(text.text):
            yield Finding("L04", text.path, f"'{found.words}' is not clear enough to do; {_instead(found)}", found.words)


def _passive(text: Text, lists: Lists) -> Iterator[Finding]:
    if text.kind in ("name", "alt"):
        return
    for match in lists.passive.finditer(text.text):
        if match[1].casefold() not in lists.adjectives:
            yield Finding("L05", text.path, f"'{match[0]}' does not say who does it; write who does what", match[0])


def _numbers(text: Text, lists: Lists) -> Iterator[Finding]:  # noqa: ARG001
    if text.kind in ("name", "wording", "alt"):
        return
    for match in _RANGE.finditer(text.text):
        if match.groups() != _SCALE:
            yield Finding("L06", text.path, f"'{match[0]}' leaves a choice to the patient; write one number", match[0])
    for pattern, why in ((_PERCENT, "is a share to work out; say it in words"), (_SUM, "asks for a sum; write the number it comes to")):
        for match in pattern.finditer(text.text):
            yield Finding("L06", text.path, f"'{match[0]}' {why}", match[0])
    if text.kind in ("step", "advice", "caution"):
        for match in _BARE.finditer(text.text):
            yield Finding("L06", text.path, f"'{match[0]}' has no unit; write what it counts, such as seconds or repeats", match[0])
        for match in _SPELT.finditer(text.text):
            yield Finding("L06", text.path, f"'{match[0]}' is slower to read than digits", match[0])


def _one_word(text: Text, lists: Lists) -> Iterator[Finding]:
    for found in lists.prefer.find(text.text):
        yield Finding("L07", text.path, f"'{found.words}': the sheet says '{found.instead}' for the same thing", found.words)


def _plain_marks(text: Text, lists: Lists) -> Iterator[Finding]:
    for match in _LATIN.finditer(text.text):
        yield Finding("L08", text.path, f"'{match[0]}' is not read by everyone; write 'for example' or 'that is'", match[0])
    if text.kind == "wording":
        return
    for match in _MARKUP.finditer(text.text):
        yield Finding("L08", text.path, f"'{match[0]}' is printed as it stands; leave it out", match[0])
    for match in _CAPITALS.finditer(text.text):
        if not set(match[0].split()) <= lists.short_forms:
            yield Finding("L08", text.path, f"'{match[0]}' is in capitals, which are slow to read; write it small", match[0])


def _slips(text: Text, lists: Lists) -> Iterator[Finding]:
    slips: tuple[tuple[re.Pattern[str], str], ...] = (
        (_ODD_CAPITALS, "has capitals inside the word"),
        (_NO_SPACE, "needs a space after the stop"),
        (_LOOSE, "has a stop or a space too many"),
    )
    for pattern, what in slips:
        for match in pattern.finditer(text.text):
            if match[0].rstrip("s") not in lists.short_forms:
                yield Finding("L09", text.path, f"'{match[0]}' {what}", match[0])
    for match in _TWICE.finditer(text.text):
        if match[1].casefold() not in ("that", "had") and not match[1].isdigit():
            yield Finding("L09", text.path, f"'{match[0]}' stands twice", match[0])


def _frightening(text: Text, lists: Lists) -> Iterator[Finding]:
    if text.kind in ("sign", "wording"):
        return
    for found in lists.alarm.find(text.text):
        yield Finding("L10", text.path, f"'{found.words}' can frighten or blame; {_instead(found)}", found.words)


def _claims(text: Text, lists: Lists) -> Iterator[Finding]:
    if text.kind == "prose" or text.path[-1] in ("purpose", "name", "title"):
        for found in lists.claims.find(text.text):
            before = " ".join(text.text[: found.start].split()[-5:])
            if not _FAIR.search(before):
                yield Finding("C20", text.path, f"'{found.words}' claims more than studies show; {_instead(found)}", found.words)
    for pattern, claim in lists.wrong:
        match = pattern.search(text.text)
        if match:
            yield Finding("C20", text.path, f"'{match[0][:60]}' is known to be wrong: {claim.right} [{claim.source}]", match[0])


def _instead(found: Found) -> str:
    """Return what to write instead of a word: the list's own words where they are an instruction, else as a proposal."""
    text = found.instead
    return text if re.match(r"(?:write|say|leave|show|put) ", text) else f"write '{text}'"


_CHECKS: tuple[Callable[[Text, Lists], Iterator[Finding]], ...] = (
    _long_sentences,
    _first_word,
    _actions,
    _to_you,
    _passive,
    _numbers,
    _one_word,
    _plain_marks,
    _slips,
    _frightening,
    _claims,
)


def _unexplained(text: Text, lists: Lists, explained: set[tuple[DataPath, str]]) -> Iterator[Finding]:
    """Yield clinical words and short forms that are not explained where they first stand in a block."""
    for found in lists.explain.find(text.text):
        key = (text.block, found.words.casefold())
        if key in explained or _is_explained(text.text, found.start, found.end):
            explained.add(key)
        else:
            explained.add(key)
            yield Finding("L03", text.path, f"'{found.words}' is a clinical word; {_instead(found)}", found.words)
    for match in _SHORT_FORM.finditer(text.text):
        key = (text.block, match[0])
        whole = _CAPITALS.search(text.text)
        if match[0].rstrip("s") in lists.short_forms or match[0] in lists.short_forms or key in explained or text.kind == "wording":
            continue
        if (whole and whole.start() <= match.start() < whole.end()) or any(True for _ in lists.explain.find(match[0])):
            continue
        explained.add(key)
        if not _is_explained(text.text, match.start(), match.end()):
            yield Finding("L03", text.path, f"'{match[0]}' is a short form that is not explained; write it in words", match[0])


def _is_explained(text: str, start: int, end: int) -> bool:
    """Return whether a word is explained where it stands: in brackets, before brackets, after 'called', or by what it is."""
    before, after = text[:start].rstrip(), text[end:]
    inside = before.count("(") > before.count(")")
    named = re.search(r"\b(?:call(?:ed|s)?\b[^.?!]*|known as|the word|means)\s*[‘'\"“]?$", before) is not None
    beside = re.search(r",\s*(?:the|a|an)?\s*$", text[:start]) is not None and after.startswith(",")
    follows = re.match(
        r"[’'\"”]?\s*(?:\(|means\b|(?:is|are)\s+(?:a|an|the|when|where|what|muscles?|any)\b|,\s*(?:the|a|an|which|or)\b)", after
    )
    return inside or named or beside or follows is not None


def _unknown_words(text: Text, lists: Lists, spelled: set[str]) -> Iterator[Finding]:
    """Yield words that are not in the dictionary, each once in a file."""
    known = lists.dictionary
    if known is None:
        return
    for word in words_of(text.text):
        low = word.casefold().replace("’", "'").removesuffix("'s")
        if low in known.words or low in lists.known or low in spelled or word.isupper() or len(low) < 2:
            continue
        if any(True for _ in lists.explain.find(low)) or low.rstrip("s") in lists.known:
            continue
        spelled.add(low)
        if low in known.abroad:
            yield Finding("L09", text.path, f"'{word}' is spelt as in the United States{_near(low, known)}", word)
        elif not _ODD_CAPITALS.fullmatch(word):
            yield Finding("L09", text.path, f"'{word}' is not in the dictionary{_near(low, known)}", word)


def _near(low: str, known: Dictionary) -> str:
    """Return the likeliest spelling of a word."""
    around = [word for word in known.words if word[:2] == low[:2] and abs(len(word) - len(low)) <= 2]
    near = get_close_matches(low, around, n=1, cutoff=0.75)
    return f"; did you mean '{near[0]}'?" if near else "; if it is right, add it to 'known' in content/plain-words"


def _grades(texts: Sequence[Text]) -> Iterator[Finding]:
    """Yield what reads hard: each topic, all cards together, and the introductions, where there are words enough."""
    graded: tuple[Kind, ...] = ("step", "advice", "caution", "prose", "sign")
    groups: dict[tuple[str, DataPath], list[Text]] = {}
    for text in texts:
        if text.kind in graded:
            topic = text.block[0] == "topics"
            groups.setdefault((str(text.block[0]), text.block if topic else text.block[:1]), []).append(text)
    for (part, block), members in groups.items():
        found = ease(member.text for member in members)
        if found.says_something and found.grade > FAIR_GRADE:
            what = {"exercises": "the cards together", "groups": "the introductions"}.get(part, "this text")
            message = f"{what} read at grade {found.grade:.1f} ({found.words} words); {FAIR_GRADE:g} or lower is meant"
            yield Finding(
                "L01", block, f"{message}: shorter words and sentences", level="error" if found.grade > WORST_GRADE else "warning"
            )


def is_cut_off(name: str) -> bool:
    """Return whether a name or heading stops in the middle: 'Glutes &'."""
    return _DANGLING.search(name.strip()) is not None
