"""The language of patients' texts held to library/standards.txt L01 to L10 and C20: texts in, findings with the words concerned out.

Only what can be decided with few false alarms is looked for; what is flagged is for a person to judge. Where there is no list of
words for a language, nothing is said of it.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches

from handouts.checks.preflight.claims import Claims
from handouts.checks.preflight.findings import Finding, instead
from handouts.checks.preflight.plain import Dictionary, dictionary, ease, sentences_of, words_of
from handouts.checks.preflight.texts import Text, TextKind
from handouts.checks.preflight.wordlist import PlainWords, Terms
from handouts.library.pain.numbers import pain_numbers
from handouts.reading.yamlfile import DataPath

MOST_WORDS, MOST_ACTIONS = 20, 3
MOST_OF_A_KIND = 4
"""Findings of one check about one text; more say nothing new."""
FAIR_GRADE, WORST_GRADE = 6.0, 8.0
"""L01: a warning above the first, an error above the second (AMA, NIH)."""
_RANGE = re.compile(r"(?<![\d.])(\d+)\s*(?:-|–|—|to|or)\s*(\d+)(?!\d)(?!\s*(?:out )?of 10)")
_SAID = re.compile(
    r"\b(?:one|two|three|four|five|six|eight|ten|twelve)\s+(?:to|or)\s+(?:two|three|four|five|six|eight|ten|twelve|fifteen)\b",
    re.IGNORECASE,
)
_SCALE = ("0", "10")
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s?%|\bper ?cent\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.,])(?<!effort )(?<!to )(?<!out of )(?<!at )(?<!above )(?<!below )\d+(?=\s*(?:[.,;!?)]|$))(?![.,]\d)")
_SUM = re.compile(
    r"\b(?:multiply|divided? by|minus|add up|times your|a (?:third|quarter|half) (?:fewer|less|more))\b"
    r"|\b(?:half|a third|a quarter|double) (?:of )?the (?:number|repeats|sets|time|weight|height)\b",
    re.IGNORECASE,
)
_SPELT = re.compile(r"\b(?:eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety)\b", re.IGNORECASE)
_LATIN = re.compile(r"(?<![\w.])(?:i\.?e|e\.?g|etc|viz|nb)(?![\w’'-])\.?", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|</?[a-z]+>|`")
_CAPITALS = re.compile(r"\b[A-Z]{2,}(?:[’'][A-Z]+)?(?:\s+[A-Z]{2,})+\b|\b[A-Z]{5,}\b")
_SHORT_FORM = re.compile(r"(?<![\w-])[A-Z]{2,5}s?(?![\w-])")
_ODD_CAPITALS = re.compile(r"\b(?:[A-Z]{2,}[a-z]{2,}|[a-z]+[A-Z]+)\w*\b")
_NO_SPACE = re.compile(r"\b[A-Za-z]{2,}[.?!,;:][A-Z][a-z]+")
_TWICE = re.compile(r"\b(\w+)\s+\1\b", re.IGNORECASE)
_LOOSE = re.compile(r"\w\s+[,.;:?!](?!\d)|[,;:]{2,}|\.\.(?!\.)|\(\s|\s\)")
_MIXED_UP = re.compile(
    r"\bit[’']s (?:own|place|end|side|shape|socket|best|turn)\b|\bad (?:tap|the|then|step|lift|hold|lower|keep)\b"
    r"|\b(?:runner|muscle|knee|hip|physio|patient)[’']s (?:hit|run|land|feel|get|have|need|are|start|end)\b"
    r"|\byour (?:going|standing on|sitting on|able)\b|\bloos(?:e|ing) (?:your|the) balance\b"
    r"|(?:^|[.?!]\s+|\band )breath (?:in|out|slowly)\b"
    r"|(?:^|[.?!]\s+)(?:practice|licence) (?!is|makes|run)\w+|\bto practice\b|\b(?:toward|gotten)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"(?:&|\band|\bor|\bof|\bthe|:|,|;|-|–)$", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|no|never|without|seldom)|n[’']t)\s+(?:\w+\s+){0,2}$|\bdo(?:es)? not mean\b[^,;:]*$", re.IGNORECASE)
_PATIENT = re.compile(r"\b(?:the patient|patients? (?:should|must|will)|the client|the runner should|one should)\b", re.IGNORECASE)


class WordLists:
    """The words of one language, ready to be looked for."""

    def __init__(self, words: PlainWords) -> None:
        self.explain, self.alarm, self.claims = Terms(words.explain), Terms(words.alarm), Claims(words)
        self.prefer, self.vague = Terms(words.prefer), Terms(words.vague)
        self.verbs, self.first = frozenset(words.verbs), frozenset((*words.verbs, *words.openers))
        self.adjectives = frozenset(words.adjectives)
        self.short_forms = frozenset(words.short_forms)
        self.known = frozenset(word.casefold() for word in (*words.known, *_single(words.explain)))
        self.passive = re.compile(
            rf"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?((?:\w{{3,}}ed|{'|'.join(map(re.escape, words.participles)) or '-'}))\b",
            re.IGNORECASE,
        )
        self.dictionary: Dictionary | None = dictionary(words.language)

    def has_clinical(self, word: str) -> bool:
        """Return whether a word is one of those that must be explained."""
        return any(True for _ in self.explain.find(word))


def _single(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if "*" not in word and " " not in word)


def language_findings(texts: Sequence[Text], lists: WordLists) -> Iterator[Finding]:
    """Yield what is found in the texts, one after the other; grades come last."""
    explained: set[tuple[DataPath, str]] = set()
    spelled: set[str] = set()
    for text in texts:
        for check in _CHECKS:
            yield from itertools.islice(check(text, lists), MOST_OF_A_KIND)
        yield from _unexplained(text, lists, explained)
        yield from _unknown_words(text, lists, spelled)
    yield from lists.claims.findings(texts)
    yield from _grades(texts)


def _long_sentences(text: Text, lists: WordLists) -> Iterator[Finding]:  # noqa: ARG001
    for sentence in sentences_of(text.text):
        count = len(words_of(sentence)) + len(re.findall(r"(?<!\w)\d+(?!\w)", sentence))
        if count > MOST_WORDS:
            start = " ".join(sentence.split()[:4])
            yield Finding(
                "L02", text.path, f"{count} words in one sentence ('{start} ...'); {MOST_WORDS} at most, so make it two", sentence
            )


def _first_word(text: Text, lists: WordLists) -> Iterator[Finding]:
    if text.kind != "step" or not lists.first:
        return
    words = words_of(text.text)
    first = words[0].casefold() if words else ""
    if first and first not in lists.first and not first.endswith("ly") and " ".join(words[:2]).casefold() not in lists.first:
        yield Finding("L04", text.path, f"starts with '{words[0]}'; start a step with what to do: Bend, Lift, Hold", words[0])


def _actions(text: Text, lists: WordLists) -> Iterator[Finding]:
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


def _to_you(text: Text, lists: WordLists) -> Iterator[Finding]:
    for match in _PATIENT.finditer(text.text):
        yield Finding("L04", text.path, f"'{match[0]}' speaks about the reader; write 'you', or only what to do", match[0])
    if text.kind == "step" or text.path[-1] in ("start", "easier", "harder"):
        for found in lists.vague.find(text.text):
            yield Finding("L04", text.path, f"'{found.words}' is not clear enough to do; {instead(found.instead)}", found.words)


def _passive(text: Text, lists: WordLists) -> Iterator[Finding]:
    if text.kind in ("name", "alt"):
        return
    for match in lists.passive.finditer(text.text):
        if match[1].casefold() not in lists.adjectives:
            yield Finding("L05", text.path, f"'{match[0]}' does not say who does it; write who does what", match[0])


def _numbers(text: Text, lists: WordLists) -> Iterator[Finding]:  # noqa: ARG001
    if text.kind in ("name", "wording", "alt"):
        return
    for match in _RANGE.finditer(text.text):
        if match.groups() != _SCALE:
            yield Finding("L06", text.path, f"'{match[0]}' leaves a choice to the patient; write one number", match[0])
    hard = ((_PERCENT, "is a share to work out; say it in words"), (_SUM, "asks for a sum; write the number it comes to"))
    for pattern, why in (*hard, (_SAID, "leaves a choice to the patient; write one number")):
        for match in pattern.finditer(text.text):
            yield Finding("L06", text.path, f"'{match[0]}' {why}", match[0])
    if text.kind in ("step", "advice", "caution"):
        for match in _BARE.finditer(text.text):
            yield Finding("L06", text.path, f"'{match[0]}' has no unit; write what it counts, such as seconds or repeats", match[0])
        for match in _SPELT.finditer(text.text):
            yield Finding("L06", text.path, f"'{match[0]}' is slower to read than digits", match[0])


def _one_word(text: Text, lists: WordLists) -> Iterator[Finding]:
    for found in lists.prefer.find(text.text):
        yield Finding("L07", text.path, f"'{found.words}': the sheet says '{found.instead}' for the same thing", found.words)


def _plain_marks(text: Text, lists: WordLists) -> Iterator[Finding]:
    for match in _LATIN.finditer(text.text):
        yield Finding("L08", text.path, f"'{match[0]}' is not read by everyone; write 'for example' or 'that is'", match[0])
    if text.kind == "wording":
        return
    for match in _MARKUP.finditer(text.text):
        yield Finding("L08", text.path, f"'{match[0]}' is printed as it stands; leave it out", match[0])
    for match in _CAPITALS.finditer(text.text):
        if not set(match[0].split()) <= lists.short_forms:
            yield Finding("L08", text.path, f"'{match[0]}' is in capitals, which are slow to read; use lower case", match[0])


def _slips(text: Text, lists: WordLists) -> Iterator[Finding]:
    slips: tuple[tuple[re.Pattern[str], str], ...] = (
        (_MIXED_UP, "is not the word that is meant"),
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
            yield Finding("L09", text.path, f"'{match[0]}' appears twice", match[0])


def _whole_sentences(text: Text, lists: WordLists) -> Iterator[Finding]:  # noqa: ARG001
    """Yield a line that should be a sentence and does not start or end as one."""
    if text.kind not in ("step", "advice", "caution") or text.path[-1] == "progress_when" or not text.text:
        return
    if text.text[0].islower():
        yield Finding("L09", text.path, f"'{text.text.split()[0]}' begins with a small letter; use a capital", text.text.split()[0])
    if text.text[-1] not in ".?!:”’)":
        yield Finding("L09", text.path, "does not end with a full stop", text.text.split()[-1])


def _frightening(text: Text, lists: WordLists) -> Iterator[Finding]:
    if text.kind in ("sign", "wording"):
        return
    for match in lists.alarm.find(text.text):
        if text.kind == "caution" and "?" in text.text and match.words.casefold().startswith("weak"):
            continue  # a question there is a sign to look out for
        sentence_before = re.split(r"[.?!]", text.text[: match.start])[-1]
        about_band = re.search(r"\bbands?\b", text.text, re.IGNORECASE)
        if not _DENIED.search(sentence_before) and not about_band:
            yield Finding("L10", text.path, f"'{match.words}' can frighten or blame; {instead(match.instead)}", match.words)


def _second_pain_rule(text: Text, lists: WordLists) -> Iterator[Finding]:  # noqa: ARG001
    """Yield numbers of pain in a section's texts: a sheet has one rule, whose numbers depend on kind and clinic."""
    if text.kind != "wording":
        for words in pain_numbers(text.text):
            instead_of = "write {pain_guide} for the sheet's own rule" if text.path[0] == "topics" else "say 'above your limit'"
            yield Finding("S04", text.path, f"'{words}' is a second pain rule beside the sheet's; {instead_of}", words, level="warning")


_CHECKS: tuple[Callable[[Text, WordLists], Iterator[Finding]], ...] = (
    _long_sentences,
    _first_word,
    _actions,
    _to_you,
    _passive,
    _numbers,
    _one_word,
    _plain_marks,
    _slips,
    _whole_sentences,
    _frightening,
    _second_pain_rule,
)


def _unexplained(text: Text, lists: WordLists, explained: set[tuple[DataPath, str]]) -> Iterator[Finding]:
    """Yield clinical words and short forms that are not explained where they first stand in a block."""
    for clinical in lists.explain.find(text.text):
        key = (text.block, clinical.words.casefold())
        if key in explained or _is_explained(text.text, clinical.start, clinical.end):
            explained.add(key)
        else:
            explained.add(key)
            yield Finding("L03", text.path, f"'{clinical.words}' is a clinical word; {instead(clinical.instead)}", clinical.words)
    for match in _SHORT_FORM.finditer(text.text):
        key = (text.block, match[0])
        whole = _CAPITALS.search(text.text)
        if match[0].rstrip("s") in lists.short_forms or match[0] in lists.short_forms or key in explained or text.kind == "wording":
            continue
        if (whole and whole.start() <= match.start() < whole.end()) or lists.has_clinical(match[0]):
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


def _unknown_words(text: Text, lists: WordLists, spelled: set[str]) -> Iterator[Finding]:
    """Yield words that are not in the dictionary, each once in a file."""
    known = lists.dictionary
    if known is None:
        return
    for word in words_of(text.text):
        low = word.casefold().replace("’", "'").removesuffix("'s")
        if low in known.words or low in lists.known or low in spelled or word.isupper() or len(low) < 2 or _LATIN.fullmatch(word):
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
    near = get_close_matches(low, around, n=1, cutoff=0.8)
    return f"; did you mean '{near[0]}'?" if near else "; if it is right, add it to 'known' in content/plain-words"


def _grades(texts: Sequence[Text]) -> Iterator[Finding]:
    """Yield what reads hard: each topic, all cards together, and the introductions, where there are words enough."""
    graded: tuple[TextKind, ...] = ("step", "advice", "caution", "prose", "sign")
    groups: dict[tuple[str, DataPath], list[Text]] = {}
    for text in texts:
        if text.kind in graded:
            topic = text.block[0] == "topics"
            for block in (text.block, text.block[:1]) if topic else (text.block[:1],):
                groups.setdefault((str(text.block[0]), block), []).append(text)
    for (part, block), members in groups.items():
        reading_ease = ease(member.text for member in members)
        if reading_ease.says_something and reading_ease.grade > FAIR_GRADE:
            together = {"exercises": "the cards together", "groups": "the introductions", "topics": "the topics together"}
            what = together.get(part, "this text") if len(block) == 1 else "this text"
            message = f"{what} read at grade {reading_ease.grade:.1f} ({reading_ease.words} words); {FAIR_GRADE:g} or lower is the aim"
            yield Finding(
                "L01", block, f"{message}: shorter words and sentences", level="error" if reading_ease.grade > WORST_GRADE else "warning"
            )


def is_cut_off(name: str) -> bool:
    """Return whether a name or heading stops in the middle: 'Glutes &'."""
    return _DANGLING.search(name.strip()) is not None
