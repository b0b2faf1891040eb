"""handouts.printrun.syntax: values and references of PDF objects, found where they are and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.pdf.objects import text_string
from handouts.printrun.syntax import DamagedError, read_object, read_value, text_of, written


@pytest.mark.parametrize(
    ("body", "references"),
    [
        (b"<</A(12 0 R)/B 3 0 R>>", [3]),
        (b"<</A(a (12 0 R) b 4 0 R)/B 3 0 R>>", [3]),
        (b"<</A(\\(12 0 R)/B(\\\\)/C 3 0 R/D(\\))>>", [3]),
        (b"<</A<1200>/B[1 2 0 R 3 0 0 4 0 R]/C<</D 5 0 R>>>>", [2, 4, 5]),
        (b"<</A 1 % 7 0 R\n/B 3 0 R>>", [3]),
        (b"<</A12 0/B/R>>", []),
        (b"<</A 12 0/B 1/C 0 /R 5 0 R>>", [5]),
        (b"[1 0 R]", [1]),
        (b"<</Length 5/X 2 0 R>>\nstream\n3 0 R\r\nendstream", [2]),
    ],
)
def test_references_are_found_where_they_are_and_nowhere_else(body, references):
    found = read_object(body)
    assert [number for _, _, number in found.references] == references
    changed = found.renumbered({number: number + 1000 for number in references})
    for number in references:
        assert b"%d 0 R" % (number + 1000) in changed
    assert len(changed) == len(body) + 3 * len(references)


atoms = st.one_of(
    st.integers(1, 99),
    st.sampled_from([b"/Name", b"true", b"null", b"<FEFF0041>", b"<>", b"-1.5", b".5", b"0", b"7"]),
    st.text(max_size=12).map(text_string),
    st.lists(st.sampled_from([b"\\(", b"\\)", b"\\\\", b"1 0 R", b"x", b"\n"]), max_size=6).map(
        lambda parts: b"(" + b"".join(parts) + b")"
    ),
    st.lists(st.sampled_from([b"(2 0 R)", b"\\(", b"((3 0 R))"]), max_size=3).map(lambda parts: b"(" + b"".join(parts) + b")"),
)
values = st.recursive(
    atoms,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([b"/A", b"/B", b"/C12"]), inner, max_size=3),
    max_leaves=12,
)


def references_in(value):
    if isinstance(value, int):
        return [value]
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [number for item in below for number in references_in(item)]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([b"/K", b"/P", b"/Alt"]), values, max_size=3))
def test_any_value_is_read_as_it_is_written_and_renumbered_in_its_references_only(value):
    numbers = {number: number + 1000 for number in range(1, 100)}
    body = written(value, {number: number for number in numbers})
    assert read_value(body).value == value
    assert [number for _, _, number in read_object(body).references] == references_in(value)
    assert read_object(body).renumbered(numbers) == written(value, numbers)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_as_it_was_written(text):
    assert text_of(read_value(text_string(text)).value) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"(a\\(b\\)\\\\\\101\\n\\\nc\\q)", "a(b)\\A\ncq"), (b"<414>", "A@"), (b"()", ""), (b"(\\8)", "8"), (b"(\\777)", "\xff")],
)
def test_a_text_is_read_with_its_escapes(raw, text):
    assert text_of(raw) == text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<<",
        b"<</A>>",
        b"<</A 1/A 2>>",
        b"<<1 2>>",
        b"[1",
        b"]",
        b">>",
        b"[>>",
        b"<<]",
        b"(a",
        b"(a\\",
        b"(a(b)",
        b"<4",
        b"<4 1>",
        b"<zz>",
        b"/",
        b"/A#20B",
        b"R",
        b"[1 1 R]",
        b"tru",
        b"1.2.3",
        b"[" * 40 + b"]" * 40,
        b"{}",
    ],
)
def test_what_is_no_value_is_refused(body):
    with pytest.raises(DamagedError):
        read_value(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<</Length 4>>\nstream\n12345\r\nendstream",
        b"<</Length 6>>\nstream\n12345\r\nendstream",
        b"<</Length 5>>\nstream\n12345\nendstream ",
        b"<</Length 5>> stream\n12345\r\nendstream",
        b"<</Length 3 0 R>>\nstream\n12345\r\nendstream",
        b"<<>>\nstream\n12345\r\nendstream",
        b"<</Length -5>>\nstream\n12345\r\nendstream",
        b"[5]\nstream\n12345\r\nendstream",
        b"1 1",
    ],
)
def test_a_stream_that_is_not_as_long_as_it_says_is_refused(body):
    with pytest.raises(DamagedError):
        read_object(body)
