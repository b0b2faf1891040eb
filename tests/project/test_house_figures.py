"""The figures of the house stay within their goals, and each is seen to rise when the house gets worse."""

import ast

import pytest

from tests import house


@pytest.fixture(scope="module")
def figures():
    return house.figures()


@pytest.mark.parametrize("name", house.GOALS)
def test_no_figure_of_the_house_is_over_its_goal(figures, name):
    assert figures[name] <= house.GOALS[name]


def test_every_figure_has_its_goal(figures):
    assert figures.keys() == house.GOALS.keys()


def module(name, text):
    return house.Module(name, ast.parse(text))


def test_an_arrow_is_seen_however_it_is_imported():
    found = [
        module("sheet.text", "from handouts.fonts import faces\nfrom handouts.errors import Problem"),
        module("pdf.writer", "def f():\n    import handouts.sheet.text"),
        module("", "from handouts.errors import Problem"),
        module("fonts.faces", ""),
        module("errors", ""),
    ]
    assert house.arrows(found) == {("sheet", "fonts"), ("sheet", "errors"), ("pdf", "sheet")}


def test_floors_rise_by_what_is_imported_and_a_circle_has_none():
    pairs = {("pdf", "sheet"), ("sheet", "fonts"), ("pdf", "fonts")}
    assert house.floors(pairs, ["pdf", "sheet", "fonts"]) == {"fonts": 1, "sheet": 2, "pdf": 3}
    with pytest.raises(RecursionError):
        house.floors({("pdf", "sheet"), ("sheet", "pdf")}, ["pdf", "sheet"])


def test_rooms_that_meet_both_ways_are_one_pair():
    assert house.both_ways({("pdf", "sheet"), ("sheet", "pdf"), ("sheet", "fonts")}) == {("pdf", "sheet")}


def test_a_cache_is_counted_as_decorator_and_as_a_cache_over_a_function():
    text = "@functools.lru_cache(maxsize=3)\ndef f(): ...\n@cache\ndef g(): ...\n@kept(4)\ndef h(): ...\n"
    text += "k = functools.lru_cache(maxsize=3)(f)\n"
    assert house.cached([module("a", text)]) == {"a": 4}


def test_a_name_of_two_classes_is_seen_and_a_type_written_alike_is_none():
    found = [
        module("mail.outbox", "class Held: ...\nWord = Annotated[str, 60]"),
        module("printrun.whose", "class Held: ...\nWord = Annotated[str, 60]"),
        module("figure.panels", "class Box: ...\nPoint = tuple[float, float]"),
        module("pdf.pieces", "Box = tuple[float, float]\nPoint = tuple[float, float, float]"),
        module("web.lines", "class Held_:\n    class Held: ..."),
    ]
    assert house.names_of_two(found).keys() == {"Held", "Box", "Point"}


def test_an_empty_name_is_seen_on_a_function_a_parameter_and_over_many_lines():
    text = "def found(): ...\ndef f(a, *, one): ...\ndef g():\n    return [one for one in a]\n"
    assert house.empty_signatures([module("a", text)]) == ["a:1", "a:2"]
    far = "def f():\n    found = 1\n    def g():\n        return found\n\n\n    return found\n"
    assert house.empty_far([module("a", far), module("b", text), module("c", far.replace("\n\n\n", "\n"))]) == ["a:2 found"]
