import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import HandoutError
from handouts.plans.plan import read_plan
from handouts.reading.yamlfile import clean, parse_yaml, read_yaml

FAULTY = sorted((Path(__file__).parents[1] / "faulty").glob("*.yaml"))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_faulty_plan_is_refused_with_every_fault_in_its_place(path, library, faults_of):
    """The first lines of a faulty file, after `#!`, say which faults it has and where."""
    expected = [line[3:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#! ")]
    found = faults_of(read_plan, path, library)
    assert [line.partition(f"{path.name}:")[2] for line in found] == expected


@pytest.mark.parametrize(
    "word", ["no", "on", "off", "yes", "y", "true", "NO", "1.10", "1e3", "2026-11-22", ".inf", "8 kg", "12", "=", "0", "0.5"]
)
def test_plain_word_stays_as_it_is_written(word):
    assert parse_yaml(f"a: {word}\nb: [{word}]\n{word}: c", "f").data == {"a": word, "b": [word], word: "c"}


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_empty_value_is_nothing(nothing):
    assert parse_yaml(f"a: {nothing}\n", "f").data == {"a": None}


@pytest.mark.parametrize("written", ["'null'", "'~'", "''", "'010'", "'1:30'", "'<<'"])
def test_quotes_make_a_text_of_anything(written):
    assert parse_yaml(f"a: {written}\n", "f").data == {"a": written.strip("'")}


@pytest.mark.parametrize("number", ["010", "00", "-07", "1:30", "190:20:30", "1_000", "0x1F", "0b11", "0o17", "+5", "0131"])
def test_number_that_reads_two_ways_is_refused(number, faults_of):
    assert faults_of(parse_yaml, f"a:\n  - {number}\n", "f") == [
        f"f:2:5  {number} can be read as more than one number; put it in quotes if it is text, or write the plain number"
    ]


def test_place_of_value_and_key_count_from_one():
    source = parse_yaml("a: 1\nb:\n  - x\n  - {c: y}\n", "f")
    assert source.place(("b", 1, "c")) == (4, 9)
    assert source.place(("b", 1, "c"), key=True) == (4, 6)
    assert source.place(("b",)) == (3, 3)
    assert source.place(("b",), key=True) == (2, 1)


def test_place_of_what_is_missing_is_the_nearest_around_it():
    source = parse_yaml("a: 1\nb:\n  c: 1\n", "f")
    assert source.place(("b", "nothing", 3)) == (3, 3)
    assert parse_yaml("", "f").place(("section",)) == (1, 1)


def test_every_duplicate_and_odd_number_is_named_at_once(faults_of):
    assert [line[:5] for line in faults_of(parse_yaml, "a: 010\na: 1\nb: 1:30\nb: 2\n", "f")] == ["f:1:4", "f:2:1", "f:3:4", "f:4:1"]


def test_text_is_composed_and_its_white_space_is_single():
    assert clean("  Zoe\u0308 \t\n Şen ") == "Zoë Şen"
    assert parse_yaml("a: >-\n  one\n\n  two\n", "f").data == {"a": "one two"}


def test_a_no_break_space_is_a_space():
    assert clean("5\u00a0km") == "5 km"


def test_byte_order_mark_is_accepted(tmp_path):
    (tmp_path / "plan.yaml").write_bytes(b"\xef\xbb\xbfsection: hip\n")
    assert read_yaml(tmp_path / "plan.yaml").data == {"section": "hip"}


def test_windows_line_ends_are_accepted(tmp_path, faults_of):
    (tmp_path / "plan.yaml").write_bytes(b"section: hip\r\ngoal: run\r\n")
    assert read_yaml(tmp_path / "plan.yaml").data == {"section": "hip", "goal": "run"}
    (tmp_path / "plan.yaml").write_bytes(b"section: hip\r\ngoal: a\x00b\r\n")
    assert ":2:8  " in faults_of(read_yaml, tmp_path / "plan.yaml")[0]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_text_that_is_not_utf_8_is_refused_with_the_byte(tmp_path, faults_of, encoding):
    path = tmp_path / "plan.yaml"
    path.write_bytes("goal: Zoë\n".encode(encoding))
    byte = 9 if encoding == "latin-1" else 1
    assert faults_of(read_yaml, path, name="plan.yaml") == [f"plan.yaml:1:{byte}  is not UTF-8 text (byte {byte}); save it as UTF-8"]


def test_file_at_the_limit_is_read_and_one_byte_more_is_refused(tmp_path, faults_of):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: b\n" + b"#" * 95)
    assert read_yaml(path, max_bytes=100).data == {"a": "b"}
    assert faults_of(read_yaml, path, max_bytes=99, name="big.yaml") == ["big.yaml  is 100 bytes; at most 99 are read"]


@pytest.mark.parametrize(("size", "read"), [(1_000_000, True), (1_000_001, False)])
def test_content_files_are_read_up_to_one_megabyte(tmp_path, size, read):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: b\n" + b"#" * (size - 5))
    if read:
        assert read_yaml(path).data == {"a": "b"}
    else:
        with pytest.raises(HandoutError, match=r"1,000,001 bytes"):
            read_yaml(path)


def test_twenty_levels_are_read_and_one_more_is_refused(faults_of):
    assert parse_yaml("[" * 20 + "]" * 20, "f").data
    assert faults_of(parse_yaml, "[" * 21 + "]" * 21, "f") == ["f:1:21  nested more than 20 deep"]


def test_what_is_not_an_ordinary_file_is_refused_without_reading_it(tmp_path, faults_of, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a pipe would be waited for"))
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "round.yaml").symlink_to(tmp_path / "round.yaml")
    assert faults_of(read_yaml, tmp_path / "pipe.yaml", name="f") == ["f  is not a regular file"]
    assert faults_of(read_yaml, tmp_path / "folder.yaml", name="f") == ["f  is a folder, not a file"]
    assert faults_of(read_yaml, tmp_path / "lost.yaml", name="f") == ["f  is not there"]
    assert len(faults_of(read_yaml, tmp_path / "round.yaml", name="f")) == 1
    assert len(faults_of(read_yaml, tmp_path / ("x" * 300), name="f")) == 1
    assert len(faults_of(read_yaml, Path("nul\0byte"), name="f")) == 1


@given(st.text(max_size=200) | st.text(alphabet="-:[]{}&*!|>'\"#%@` \n\tab01_<?,\\uU", max_size=120))
def test_any_text_is_read_or_refused_with_a_reason(text):
    refused = None
    try:
        parse_yaml(text, "f")
    except HandoutError as error:
        refused = error.problems
    assert refused is None or (refused and all(problem.file == "f" and problem.message for problem in refused))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Weekly: run twice", "3:13  a colon followed by a space starts a new key here"),
        ("**Stop** if it hurts", "3:8  a text that begins with * must stand in quotes"),
        ("*Stop* if it hurts", "3:12  a text that begins with * must stand in quotes"),
        ("& then rest", "3:8  a text that begins with & must stand in quotes"),
        ("! important", "3:7  tags (!) are not accepted"),
        ("@home, 5 km", "3:7  a text cannot begin with this sign"),
        ("`run`", "3:7  a text cannot begin with this sign"),
        ("% of last year", "3:7  a text cannot begin with this sign"),
        ("> 5 km", "3:9  a text that begins with > or | must stand in quotes"),
        ("- slowly", "3:7  a text that begins with a dash must stand in quotes"),
        ("'Zoë's run'", "3:12  the text goes on after its closing quote"),
        ('"Run" by spring', "3:13  the text goes on after its closing quote"),
        ('"C\\#"', "3:10  in double quotes a backslash has a meaning of its own"),
        ("{run} 5 km", "3:13  the"),
        ("[see below] run", "3:19  the"),
        ("Run #1 in spring", "3:11  the text is cut here, for a # after a space begins a remark"),
        ("Run a race #later", "3:18  the text is cut here"),
        ("Room # 4 upstairs", "3:12  the text is cut here"),
        ("{a: Do #3 first}", "3:13  the text is cut here"),
        ("{a: slowly, then hold, b: c}", "3:19  a comma inside {...} starts a new key"),
    ],
)
def test_a_text_that_yaml_reads_otherwise_says_what_to_do_with_its_line(value, said, faults_of):
    (line,) = faults_of(parse_yaml, f"section: hip\nside: left\ngoal: {value}\n", "plan.yaml")
    assert line.startswith(f"plan.yaml:{said}")
    assert "quotes" in line


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("goal: Run 5 km  #1 of the year", "Run 5 km"),
        ("goal: Run 5 km # by spring", "Run 5 km"),
        ("goal: Run 5 km # 5 is enough".replace("# 5", "## 5"), "Run 5 km"),
        ("goal: left #or right", "left"),
        ("goal: C#", "C#"),
        ('goal: "Run #1"', "Run #1"),
        ("goal: |\n  Run #1", "Run #1"),
        ("goal:    # the patient's\n  Run", "Run"),
    ],
)
def test_a_remark_is_a_remark_and_a_sign_inside_a_text_stays(line, value):
    assert parse_yaml(f"{line}\n", "plan.yaml").data == {"goal": value}


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000"])
def test_spaces_of_a_web_page_build_a_file_as_plain_ones_do_and_are_plain_inside_a_text(space):
    text = f"patient:\n{space * 2}name:{space}Zoe\n{space}{space}reference: R 1\nexercises:\n{space} -{space}couch-stretch\n"
    more = f"  - {{id:{space}hip-hinge, note:{space}Hold 30{space}s}}\n"
    assert parse_yaml(text + more, "plan.yaml").data == {
        "patient": {"name": "Zoe", "reference": "R 1"},
        "exercises": ["couch-stretch", {"id": "hip-hinge", "note": "Hold 30 s"}],
    }
    with pytest.raises(HandoutError, match=r"^p:4:14  'x' appears twice"):  # a fault's place is where it stands in the file
        parse_yaml(f"a:\n{space}{space}b: c\nd:\n{space} - {{x: a{space}b, x: c}}\n", "p")
