"""A YAML file, read safely: text in, plain data and the place of every value out.

Data in words: a mapping is a `dict`, a list a `list`, every scalar a `str` (an empty value `None`). What a scalar means
(number, date, word) is for the model to say, so `no` stays a word and `1.10` keeps its zero. A place is (line, column),
both from 1, filed under the path of keys and list positions that leads to the value.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import yaml

from handouts.errors import HandoutError, Problem
from handouts.reading.builtin import is_built_in
from handouts.reading.unseen import Seen, same_width, seen, with_unseen
from handouts.storing.snapshots import prepared
from handouts.storing.values import dataclass

Data = dict[str, "Data"] | list["Data"] | str | None
DataPath = tuple[str | int, ...]
LineAndColumn = tuple[int, int]

MAX_DEPTH = 20
"""Deepest nesting accepted; ours needs 7 (.github/SECURITY.md)."""
MAX_BYTES = 1_000_000
"""Largest content file accepted (.github/SECURITY.md)."""

_WHITE = re.compile(r"[ \t\r\n]+")
_CLOCK = re.compile(r"\d{1,2}:[0-5]\d")
# YAML 1.1 would read these as other numbers than they look: octal, base 60, underscores, hexadecimal, signs.
_ODD_NUMBER = re.compile(r"[-+]?0\d[\d.]*|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|[-+]?\d+_[\d_]*|0[xob][\da-fA-F_]+|\+\d+")


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of one file, and where each value and each key stands in it."""

    file: str
    data: Data
    values: dict[DataPath, LineAndColumn] = field(repr=False)
    keys: dict[DataPath, LineAndColumn] = field(repr=False)

    def place(self, path: DataPath, *, key: bool = False) -> LineAndColumn:
        """Return line and column of the value at `path`, or of its key, or of the nearest value around it."""
        first = self.keys if key else self.values
        for length in range(len(path), -1, -1):
            found = first.get(path[:length]) or self.values.get(path[:length])
            if found:
                return found
        return (1, 1)

    def problem(self, path: DataPath, message: str, *, key: bool = False) -> Problem:
        """Return a problem that stands at `path` in this file."""
        line, column = self.place(path, key=key)
        return Problem(message=message, file=self.file, line=line, column=column, at=path)


class _RefusedError(Exception):
    """A construct that is not accepted, with its place."""

    def __init__(self, mark: yaml.Mark | None, message: str) -> None:
        self.mark, self.message = mark, message


class _Loader(yaml.SafeLoader):
    """PyYAML's pure Python composer without anchors, aliases, tags and deep nesting."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int | yaml.Node | None) -> yaml.Node | None:
        """Refuse what a content file never needs, then compose as usual."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(event.start_mark, "anchors (&) and aliases (*) are not accepted; write the text out, or put it in quotes")
        if getattr(event, "tag", None) is not None:
            raise _RefusedError(event.start_mark, "tags (!) are not accepted; leave it out, or put the text in quotes")
        if self._depth >= MAX_DEPTH:
            raise _RefusedError(event.start_mark, f"nested more than {MAX_DEPTH} deep")
        self._depth += 1
        try:
            return super().compose_node(parent, index)  # type: ignore[arg-type]
        finally:
            self._depth -= 1


def read_yaml(path: Path, *, max_bytes: int = MAX_BYTES, name: str | None = None, is_plan: bool = False) -> YamlFile:
    """Read a YAML file safely.

    `name` is what messages call the file (default: the path as given). What comes with the program is parsed once, until it changes;
    nobody else's words are kept, least of all a plan's. Raises HandoutError with every fault found.
    """
    shown = name or str(path)

    def read() -> YamlFile:
        return parse_yaml(_read_text(path, shown, max_bytes), shown)

    if is_plan or not is_built_in(path):
        return read()
    return replace(prepared(("yaml",), [path], read, _names_no_patient), file=shown)


def _names_no_patient(read: "YamlFile") -> bool:
    return not isinstance(read.data, dict) or not any("patient" in key for key in read.data)


def parse_yaml(text: str, file: str) -> YamlFile:
    """Return the data of a YAML text; `file` is what messages call it. Raises HandoutError."""
    text = _with_plain_spaces(text)
    try:
        root = _Loader(text).get_single_node()
    except _RefusedError as refused:
        raise HandoutError([_at(file, refused.mark, refused.message)]) from None
    except yaml.MarkedYAMLError as error:
        raise HandoutError([_syntax_problem(file, text, error)]) from None
    except yaml.reader.ReaderError as error:
        raise HandoutError([_reader_problem(file, text, error)]) from None
    except (ValueError, OverflowError, RecursionError) as error:  # e.g. "\Uffffffff": PyYAML calls chr() on it
        raise HandoutError.of(f"cannot be read as YAML: {type(error).__name__}", file) from None
    reading = _Reading(file, text)
    data = reading.convert(root, ()) if root is not None else None
    if reading.problems:
        raise HandoutError(reading.problems)
    return YamlFile(file, data, reading.values, reading.keys)


def clean(text: str) -> str:
    """Return what is seen of a text (handouts.reading.unseen), every run of white space as one space, and none of any width at its ends."""
    shown = seen(text.strip())
    single = _WHITE.sub(" ", shown).strip(" ")
    return with_unseen(single, shown.unseen) if isinstance(shown, Seen) else single


_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
"""Hyphens and dashes that other programs put in place of the one that was typed."""


def folded(text: str) -> str:
    """Return a reference or name as it is compared: composed, small letters of one width, spaces and dashes of any kind as one hyphen."""
    return re.sub(r"[\s-]+", "-", folded_before(same_width(text)))


def folded_before(text: str) -> str:
    """Return a reference or name as older versions compared it, to whom a space was no dash."""
    return clean(_HYPHENS.sub("-", re.sub(r"\s", " ", clean(text)))).casefold()


def leaves(data: Data, path: DataPath = ()) -> Iterator[tuple[DataPath, str]]:
    """Yield path and text of every scalar."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    elif data is not None:
        yield path, data


def empty(data: Data, path: DataPath = ()) -> Iterator[DataPath]:
    """Yield the path of every key that is written without a value."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        if value is None:
            yield (*path, key)
        else:
            yield from empty(value, (*path, key))


def _read_text(path: Path, shown: str, max_bytes: int) -> str:
    try:
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "is not there" if not path.exists() else "is not a regular file"
            raise HandoutError.of(what, shown)
        size = path.stat().st_size
        if size > max_bytes:
            raise HandoutError.of(f"is {size:,} bytes; at most {max_bytes:,} are read", shown)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = f"is not UTF-8 text (byte {error.start + 1}); save it as UTF-8"
        raise HandoutError([Problem(message=message, file=shown, line=line, column=column)]) from None
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        raise HandoutError.of(f"cannot be read: {reason}", shown) from None


def _at(file: str, mark: yaml.Mark | None, message: str) -> Problem:
    if mark is None:
        return Problem(message=message, file=file)
    return Problem(message=message, file=file, line=mark.line + 1, column=mark.column + 1)


_QUOTES = 'put the whole text in straight quotes: "..."'
_HINTS = (
    ("mapping values are not allowed", f"a colon followed by a space starts a new key here; {_QUOTES}"),
    ("found unknown escape character", "in double quotes a backslash has a meaning of its own; write it twice, or use single quotes"),
    ("found character '\\t'", "a tab is used for indenting; use spaces"),
    ("that cannot start any token", f"a text cannot begin with this sign; {_QUOTES}"),
    ("while scanning an alias", f"a text that begins with * must stand in quotes; {_QUOTES}"),
    ("while scanning an anchor", f"a text that begins with & must stand in quotes; {_QUOTES}"),
    ("while scanning a tag", f"a text that begins with ! must stand in quotes; {_QUOTES}"),
    ("while scanning a directive", f"a text cannot begin with %; {_QUOTES}"),
    ("while scanning a block scalar", f"a text that begins with > or | must stand in quotes; {_QUOTES}"),
    ("sequence entries are not allowed", f"a text that begins with a dash must stand in quotes; {_QUOTES}"),
    ("while parsing a flow", f"the brackets do not close here; every {{ needs its }} and every [ its ]. If it is a text, {_QUOTES}"),
    ("but found '<scalar>'", f"the text goes on after its closing quote, or the indenting does not match; {_QUOTES}"),
    ("expected <block end>", "the indenting does not match the lines above; use the same number of spaces"),
    ("found unexpected end of stream", "a quote is opened here and not closed"),
    ("could not find expected ':'", "a key without a colon; write 'key: value'"),
    ("found another document", "a second document starts here (---); keep one to a file"),
)
"""What to do, by words of PyYAML's context and problem."""


def _syntax_message(error: yaml.MarkedYAMLError) -> str:
    said = f"{error.context or ''}: {error.problem or 'is not YAML'}"
    hint = next((hint for words, hint in _HINTS if words in said), None)
    return hint or f"is not YAML here: {said.removeprefix(': ').split(';')[0]}; if it is a text, {_QUOTES}"


def _syntax_problem(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """Return what is wrong with the writing; of a text in brackets that a # cuts, the place of the #."""
    start, end = error.context_mark, error.problem_mark
    if start is not None and end is not None and "flow" in (error.context or ""):
        for number in range(start.line, end.line + 1):
            cut = _CUT.search(text.splitlines()[number]) if number < len(text.splitlines()) else None
            if cut:
                return Problem(message=_CUT_SAID, file=file, line=number + 1, column=cut.start() + 2)
    unended = start is not None and error.problem == "found unexpected end of stream"
    return _at(file, start if unended else end or start, _syntax_message(error))


_CUT = re.compile(r"\S[ \t]#")
_CUT_SAID = f"the text is cut here, for a # after a space begins a remark; {_QUOTES}, or write two spaces before a remark"
_HASH_OF_WORDS, _HASH_OF_ONE = re.compile(r"[ \t]#(\w|[ \t]\d)"), re.compile(r"[ \t]#[ \t]?\d")
_ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INDENT = re.compile(rf"(?m)^[ {_ODD_SPACES}]*[{_ODD_SPACES}][ {_ODD_SPACES}]*(?:-[ {_ODD_SPACES}]+)*|^ *(?:-[ {_ODD_SPACES}]+)+")
_AFTER_KEY = re.compile(rf"(?m)(?:^[ -]*|[{{,] *)[a-z][\w.-]*:(?=[{_ODD_SPACES}])[ {_ODD_SPACES}]+")


def _with_plain_spaces(text: str) -> str:
    """Return a text in which the spaces that say how it is built are plain ones: a web page or a word processor has others.

    Those inside a text stay: they keep a number with its unit.
    """
    if not re.search(f"[{_ODD_SPACES}]", text):
        return text
    for pattern in (_INDENT, _AFTER_KEY):
        text = pattern.sub(lambda found: re.sub(f"[{_ODD_SPACES}]", " ", found[0]), text)
    return text


def _reader_problem(file: str, text: str, error: yaml.reader.ReaderError) -> Problem:
    position = int(error.position)
    before = text[:position]
    line, column = before.count("\n") + 1, position - before.rfind("\n")
    code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "\0")
    return Problem(message=f"the character {name_character(chr(code))} cannot be used; take it out", file=file, line=line, column=column)


def name_character(character: str) -> str:
    """Return how a message names a character: itself where it can be shown, its code and its name."""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    label = f"{code} {name}".strip()
    shown = unicodedata.category(character)[0] not in "CZM"
    return f"'{character}' ({label})" if shown else label


class _Reading:
    """One walk over the composed nodes, which collects places and faults."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.values: dict[DataPath, LineAndColumn] = {}
        self.keys: dict[DataPath, LineAndColumn] = {}
        self.problems: list[Problem] = []

    def convert(self, node: yaml.Node, path: DataPath) -> Data:
        self.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: DataPath) -> Data:
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, "a key must be a plain word")
                continue
            key = clean(str(key_node.value))
            odd = next((character for character in key if unicodedata.category(character) in ("Cc", "Cs")), None)
            if odd is not None:
                self._fault(key_node, f"the character {name_character(odd)} cannot be used in a key; take it out")
                continue
            if key == "<<" and key_node.style is None:
                self._fault(key_node, "merge keys (<<) are not accepted; write the lines out")
                continue
            if key in result:
                line = self.keys[(*path, key)][0]
                self._fault(key_node, f"'{key[:60]}' appears twice; the first is in line {line}")
                continue
            if node.flow_style and " " in key and value_node.start_mark.index == value_node.end_mark.index:
                self._fault(key_node, f"a comma inside {{...}} starts a new key; {_QUOTES}")
                continue
            self.keys[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self.convert(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.Node, path: DataPath) -> str | None:
        text = str(node.value)
        if getattr(node, "style", None) is None:
            if text in ("", "~", "null"):
                return None
            is_time = bool(path) and str(path[-1]).endswith("_s") and _CLOCK.fullmatch(text)  # 1:30 is 90 s in YAML 1.1 too
            if _ODD_NUMBER.fullmatch(text) and not is_time:
                self._fault(
                    node, f"{text[:40]} can be read as more than one number; put it in quotes if it is text, or write the plain number"
                )
            self._cut(node, text)
        return clean(text)

    def _cut(self, node: yaml.Node, text: str) -> None:
        """Refuse a text that a # cuts off, as `Run #1` or `the top shelf #left`; a remark has a space after its # or two before it."""
        hash_sign = _HASH_OF_WORDS if " " in text else _HASH_OF_ONE
        if node.end_mark is not None and hash_sign.match(self.text, node.end_mark.index):
            line, column = node.end_mark.line + 1, node.end_mark.column + 2
            self.problems.append(Problem(message=_CUT_SAID, file=self.file, line=line, column=column))

    def _fault(self, node: yaml.Node, message: str) -> None:
        self.problems.append(_at(self.file, node.start_mark, message))
