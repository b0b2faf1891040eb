import json

import pytest

from handouts.cli.listing import as_json, as_table, card_as_text, matching
from tests.library.test_content import EACH_SIDE, IDS
from tests.making import EXERCISES


def ids(found):
    return [exercise.id for _, exercise in found]


def test_without_a_filter_every_exercise_is_listed(library):
    assert ids(matching(library, None, {})) == ids(matching(library, "hip", {})) == list(EXERCISES)


@pytest.mark.parametrize("group", IDS)
def test_group_filters(library, group):
    assert ids(matching(library, "hip", {"group": group})) == list(IDS[group])


def test_equipment_and_position_filter_together(library):
    assert ids(matching(library, None, {"equipment": "foam-roller", "position": None})) == [
        "foam-roll-glutes",
        "tack-and-stretch-quads",
        "foam-roll-adductors",
    ]
    assert ids(matching(library, None, {"equipment": "foam-roller", "position": "sitting"})) == ["foam-roll-glutes"]
    assert matching(library, None, {"equipment": "foam-roller", "group": "strength"}) == []


@pytest.mark.parametrize(
    ("section", "wanted", "message"),
    [
        ("hipp", {}, "no section 'hipp' in this library; did you mean 'hip'?"),
        ("hip", {"group": "strenght"}, "--group: 'strenght' is not known; did you mean 'strength'?"),
        (None, {"equipment": "roller"}, "--equipment: 'roller' is not known; did you mean 'foam-roller'?"),
        (None, {"position": "stood"}, "--position: 'stood' is not known; choose from: standing, half-kneeling"),
    ],
)
def test_unknown_word_of_a_filter_names_the_near_miss(library, section, wanted, message, faults_of):
    (line,) = faults_of(matching, library, section, wanted)
    assert line.startswith(message)


def test_table_has_a_line_for_each_with_aligned_columns(library):
    lines = as_table(matching(library, "hip", {"group": "stability"})).splitlines()
    assert len(lines) == 4
    assert len({line.index(line.split()[2]) for line in lines}) == 1
    assert all(line == line.rstrip() for line in lines)


def test_table_of_nothing_says_so():
    assert as_table([]) == "no exercise fits"


def test_json_is_for_other_programs(library, phrases):
    rows = json.loads(as_json(matching(library, "hip", {"group": "strength"}), phrases))
    assert [row["id"] for row in rows] == list(IDS["strength"])
    assert rows[0]["equipment"] == ["stick"]
    assert as_json(matching(library, "hip", {}), phrases).isascii()  # a pipe may have any code page
    assert not set("{}") & set("".join(row["purpose"] for row in rows))


def shown(library, phrases, one, side="each"):
    section, exercise = library.find(one)
    return card_as_text(section, exercise, library, phrases, side)


@pytest.mark.parametrize("one", EXERCISES)
def test_clinician_sees_dose_evidence_sources_and_review(library, phrases, one):
    text = shown(library, phrases, one)
    exercise = library.find(one)[1]
    assert text.startswith(f"{exercise.name}  [{one}]")
    assert f"Evidence   {exercise.evidence.grade}. " in text
    assert all(key in text for key in exercise.evidence.sources)
    assert "not signed by a physiotherapist yet" in text
    assert f"{exercise.dose.sets} set" in text
    assert not set("{}|") & set(text)
    assert max(len(line) for line in text.splitlines()) <= 96 or "http" in max(text.splitlines(), key=len)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("one", EACH_SIDE)
def test_card_as_text_speaks_of_the_side_asked_for(library, phrases, one, side):
    text = shown(library, phrases, one, side)
    other = {"left": "right", "right": "left"}[side]
    assert f"your {side}" in " ".join(text.split())
    assert f"your {other}" not in " ".join(text.split())


def test_harder_exercise_is_named_by_its_id(library, phrases):
    assert "[standing-hip-abduction-board]" in shown(library, phrases, "standing-hip-abduction-hold")


def test_who_must_not_do_it_is_said(library, phrases):
    assert "Not if     knee replacement; suspected bone stress injury, until cleared" in shown(library, phrases, "couch-stretch")
