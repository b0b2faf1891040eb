"""Frozen dataclasses that cost little to import: what they do is what those of the standard library do."""

import contextlib
import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from dataclasses import FrozenInstanceError, field, replace

import pytest

import handouts
from handouts.storing.values import dataclass


def both(**how):
    """Return one class made here and one by the standard library."""

    def body():
        class Point:
            x: int
            label: str = field(default="", compare=False)
            tags: list[str] = field(default_factory=list, repr=False)
            size: int = field(init=False, repr=False, default=7)

            def __post_init__(self):
                object.__setattr__(self, "size", self.x * 2)

        return Point

    return dataclass(frozen=True, **how)(body()), dataclasses.dataclass(frozen=True, **how)(body())


HOW = [{}, {"slots": True}, {"slots": True, "kw_only": True}, {"kw_only": True}]


@pytest.mark.parametrize("how", HOW)
def test_a_value_is_made_shown_and_compared_as_by_the_standard_library(how):
    ours, theirs = both(**how)
    for kind in (ours, theirs):
        one, same, other = kind(x=1), kind(x=1, label="seen"), kind(x=2, tags=["a"])
        assert repr(one).endswith("Point(x=1, label='')")
        assert (one == same, one == other, one == (1, [], 2)) == (True, False, False)
        assert (one.size, replace(one, x=5).size) == (2, 10)
        assert one.tags is not same.tags
    assert ours(x=1) != theirs(x=1)
    assert repr(ours(x=1)) == repr(theirs(x=1))


@pytest.mark.parametrize("how", HOW)
def test_a_value_is_frozen(how):
    for kind in both(**how):
        one = kind(x=1)
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
            one.x = 2
        with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
            del one.x
        assert kind.__dataclass_params__.frozen


@pytest.mark.parametrize("how", HOW)
def test_wrong_arguments_are_refused_in_the_same_words(how):
    said = []
    for kind in both(**how):
        for arguments, named in (((), {}), ((1, 2, 3, 4, 5), {}), ((), {"x": 1, "z": 2})):
            with pytest.raises(TypeError) as caught:
                kind(*arguments, **named)
            said.append(str(caught.value).rpartition(".")[2])
    assert said[:3] == said[3:]


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that goes to another process."""

    x: int
    many: tuple[int, ...] = ()


def test_a_value_is_copied_and_pickled():
    one = Kept(1, (2, 3))
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == copy.copy(one) == one  # noqa: S301
    assert hash(one) == hash(copy.copy(one)) == hash((1, (2, 3)))
    assert {one: "a"}[Kept(1, (2, 3))] == "a"


def test_what_a_class_says_of_itself_stays():
    @dataclass(frozen=True, slots=True)
    class Named:
        x: int

        def __hash__(self):
            return 3

        def __repr__(self):
            return "named"

    assert (hash(Named(1)), repr(Named(1)), Named(1) == Named(1)) == (3, "named", True)

    @dataclass(frozen=True, eq=False)
    class Apart:
        x: int

    assert Apart(1) != Apart(1)


def is_ours(kind, module):
    return dataclasses.is_dataclass(kind) and kind.__module__ == module


def every_value():
    """Yield every class of the program that is made here."""
    for found in pkgutil.walk_packages(handouts.__path__, "handouts."):
        if found.name.rpartition(".")[2] != "__main__":
            module = importlib.import_module(found.name)
            if getattr(module, "dataclass", None) is dataclass:
                yield from (kind for _, kind in inspect.getmembers(module, inspect.isclass) if is_ours(kind, found.name))


def test_every_class_takes_what_one_of_the_standard_library_would():
    kinds = list(every_value())
    assert len(kinds) > 150
    for kind in kinds:
        fields = [(one.name, one.type, one) for one in dataclasses.fields(kind)]
        twin = dataclasses.make_dataclass(kind.__name__, fields, namespace={"__doc__": "twin"}, frozen=True)
        ours, theirs = ([(p.name, p.kind) for p in inspect.signature(written(one)).parameters.values()] for one in (kind, twin))
        assert ours == theirs, kind


def written(kind):
    """Return the `__init__` of a class, once it has been called."""
    with contextlib.suppress(Exception):  # what it lacks does not matter here
        kind()
    return kind.__init__


def test_a_field_that_is_not_hashed_is_compared_all_the_same():
    @dataclass(frozen=True, slots=True)
    class Around:
        words: list[str] = field(hash=False)
        days: int

    assert hash(Around(["a"], 1)) == hash(Around(["b"], 1)) != hash(Around(["a"], 2))
    assert Around(["a"], 1) == Around(["a"], 1) != Around(["b"], 1)
