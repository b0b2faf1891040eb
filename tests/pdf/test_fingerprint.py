import contextlib
import hashlib
import io
import random
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import pikepdf
import pytest

from handouts.figure.store import load_compiled
from handouts.handout import make, place_prepared, prepare
from handouts.library.clinic import Figures, MailSettings
from handouts.library.content import Pack, Review
from handouts.library.dose import DoseChange
from handouts.library.logo import Logo
from handouts.pdf import fingerprint as identities
from handouts.pdf.fingerprint import IDENTITY_BYTES, identity_in
from handouts.pdf.writer import write_pdf
from handouts.plans.plan import Patient
from tests.making import clinic, layout, library, plan_of

EXERCISE = "single-leg-balance"
DATA = {
    "section": "hip",
    "exercises": [{"id": EXERCISE, "note": "Hold on."}],
    "patient": {"name": "Xaviera Quux", "reference": "R-1042"},
    "clinician": {"name": "J. Meyer", "role": "Physio"},
    "given_on": "2026-11-22",
    "review_on": "2026-12-20",
    "side": "left",
    "goal": "Run 5 km",
    "topics": ["not-your-bursa"],
}
PHOTO = Logo(40, 20, bytes([200, 30, 30]) * 800)


def variants(value, path=""):
    """Yield a value with one leaf changed, for each of its leaves: a word longer, a number higher, a day later, a switch turned."""
    if is_dataclass(value):
        for field in fields(value):
            for where, new in variants(getattr(value, field.name), f"{path}.{field.name}"):
                with contextlib.suppress(ValueError):  # a value that contradicts itself can never be printed
                    yield where, replace(value, **{field.name: new})
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from ((where, (*value[:index], new, *value[index + 1 :])) for where, new in variants(item, f"{path}.{index}"))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ((where, {**value, key: new}) for where, new in variants(item, f"{path}.{key}"))
    elif value is not None:
        yield path, other_leaf(value)


def other_leaf(value):
    if isinstance(value, bool):
        return not value
    return f"{value} x" if isinstance(value, str) else value + (timedelta(days=1) if isinstance(value, date) else 1)


def inputs(**changed):
    """Return what a sheet is made from, some of it changed."""
    return {"library": library(), "plan": plan_of(DATA), "clinic": clinic(), "layout": layout(), **changed}


def identity_of(**changed):
    return prepare(**inputs(**changed)).identity


def identity_and_bytes(**changed):
    """Return the identity of a sheet, and its bytes without it."""
    prepared = prepare(**inputs(**changed))
    return prepared.identity, write_pdf(place_prepared(prepared)[0])


def with_exercise(exercise):
    section = library().sections["hip"]
    exercises = tuple(exercise if one.id == exercise.id else one for one in section.exercises)
    return replace(library(), sections={"hip": replace(section, exercises=exercises)})


def with_facts(**facts):
    return replace(clinic(), facts=replace(clinic().facts, **facts))


def exercise_of(name=EXERCISE):
    return library().find(name)[1]


NAMES = (".id", ".group", ".position", ".equipment.0", ".dose.side", ".side_means", ".section.0", ".exercises.0.id", ".side", ".topics.0")
"""Leaves that are names of other things; a longer one is the name of nothing."""


def test_identity_changes_just_when_the_bytes_do_whatever_of_an_exercise_is_changed():
    before, bytes_before = identity_and_bytes()
    printed = 0
    for where, exercise in variants(exercise_of()):
        if where not in NAMES:
            now, bytes_now = identity_and_bytes(library=with_exercise(exercise))
            assert (now != before) == (bytes_now != bytes_before), where
            printed += now != before
    assert printed > 15


def test_identity_changes_just_when_the_bytes_do_whatever_of_a_plan_is_changed():
    before, bytes_before = identity_and_bytes()
    printed = 0
    for where, plan in variants(plan_of(DATA)):
        if where not in NAMES:
            now, bytes_now = identity_and_bytes(plan=plan)
            assert (now != before) == (bytes_now != bytes_before), where
            printed += now != before
    assert printed >= 9


def test_identity_changes_with_every_fixed_word():
    before = identity_of()
    words = list(variants(library().phrases("en-GB")))
    assert len(words) > 100
    for where, phrases in words:
        changed = replace(library(), languages={**library().languages, "en-GB": phrases})
        assert identity_of(library=changed) != before, where


def test_identity_changes_with_every_number_of_the_layout():
    before = identity_of()
    numbers = [(where, new) for where, new in variants(layout()) if where not in (".layout", ".title", ".use")]
    assert len(numbers) > 80
    for where, changed in numbers:
        try:
            assert identity_of(layout=changed) != before, where
        except KeyError:  # a layout that names a weight or a part that there is none of is never read
            continue


def test_identity_changes_with_every_word_of_the_clinic():
    before = identity_of()
    for key in ("name", "address", "hours", "registration", "phone", "email", "web", "booking"):
        assert identity_of(clinic=with_facts(**{key: "https://changed.example"})) != before, key
    assert identity_of(clinic=with_facts(example=not clinic().facts.example)) != before
    assert identity_of(clinic=with_facts(pain=replace(clinic().facts.pain, fine_max=2))) != before


def test_identity_changes_with_red_flags_and_topics():
    section = library().sections["hip"]
    before = identity_of()
    flags = replace(section, red_flags=replace(section.red_flags, urgent=(*section.red_flags.urgent[:-1], "Something else.")))
    assert identity_of(library=replace(library(), sections={"hip": flags})) != before
    topics = tuple(replace(one, key="Another key.") if one.id == "not-your-bursa" else one for one in section.topics)
    assert identity_of(library=replace(library(), sections={"hip": replace(section, topics=topics)})) != before


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("clinic colour", {"clinic": lambda: replace(clinic(), accent=replace(clinic().accent, red=100))}),
        ("paper", {"plan": lambda: replace(plan_of(DATA), paper="Letter")}),
        ("ink", {"plan": lambda: replace(plan_of(DATA), ink="grey")}),
        ("who is drawn", {"plan": lambda: replace(plan_of(DATA), figures=Figures(skin="dark"))}),
        ("layout", {"layout": lambda: layout("large")}),
        ("palette", {"layout": lambda: replace(layout(), colors=replace(layout().colors, rule=clinic().accent))}),
        ("clinic's dose", {"clinic": lambda: with_facts(doses={EXERCISE: DoseChange(sets=5)})}),
        ("clinic's dose of a group", {"clinic": lambda: with_facts(doses={"stability": DoseChange(sets=5)})}),
        ("next visit", {"clinic": lambda: with_facts(review_weeks=6), "plan": lambda: replace(plan_of(DATA), review_on=None)}),
        ("country", {"clinic": lambda: with_facts(country="US")}),
        ("logo", {"clinic": lambda: replace(clinic(), logo=PHOTO)}),
        ("own picture", {"library": lambda: replace(library(), pictures={EXERCISE: PHOTO})}),
        ("own drawing", {"library": lambda: replace(library(), drawings={EXERCISE: load_compiled("couch-stretch").panels})}),
    ],
)
def test_identity_changes_with_every_other_input(name, changed):
    assert identity_of(**{key: value() for key, value in changed.items()}) != identity_of(), name


@pytest.mark.parametrize("at", [0, 1199, 2399])
def test_identity_changes_with_one_pixel_of_the_logo_or_a_picture(at):
    pixels = bytearray(PHOTO.rgb)
    pixels[at] ^= 1
    other = replace(PHOTO, rgb=bytes(pixels))
    assert identity_of(clinic=replace(clinic(), logo=other)) != identity_of(clinic=replace(clinic(), logo=PHOTO))
    one, two = (identity_of(library=replace(library(), pictures={EXERCISE: picture})) for picture in (PHOTO, other))
    assert one != two


def test_identity_changes_with_the_shape_of_a_picture_of_the_same_pixels():
    tall = replace(PHOTO, width_px=20, height_px=40)
    one, two = (identity_of(library=replace(library(), pictures={EXERCISE: picture})) for picture in (PHOTO, tall))
    assert one != two


def test_identity_changes_with_the_program(monkeypatch):
    before = identity_of()
    monkeypatch.setattr(identities, "__version__", "0.0.0")
    assert identity_of() != before


def test_identity_changes_with_a_mark_of_what_is_new_since_the_last_plan():
    assert identity_of(since=plan_of({"section": "hip", "exercises": ["couch-stretch"]})) != identity_of()


def test_identity_does_not_change_with_what_is_not_printed():
    before = identity_of()
    section, exercise = library().sections["hip"], exercise_of()
    other = exercise_of("couch-stretch")
    same = {
        "aliases": with_exercise(replace(exercise, aliases=("wobbling",))),
        "evidence": with_exercise(replace(exercise, evidence=replace(exercise.evidence, text="Other.", grade="D"))),
        "review": with_exercise(replace(exercise, review=replace(exercise.review, reviewed_by="A", reviewed_on=date(2026, 1, 1)))),
        "another exercise": with_exercise(replace(other, steps=("One.", "Two.", "Three."))),
        "another picture": replace(library(), pictures={"couch-stretch": PHOTO}),
        "a topic that is not printed": replace(
            library(),
            sections={"hip": replace(section, topics=tuple(one for one in section.topics if one.id == "not-your-bursa"))},
        ),
        "a pack": replace(library(), packs={"x": Pack(pack="x", title="X", section=("hip",), exercises=plan_of(DATA).exercises)}),
        "sources": replace(library(), sources={}),
        "another language": replace(library(), languages={"en-GB": library().phrases("en-GB")}),
    }
    assert {name for name, changed in same.items() if identity_of(library=changed) != before} == set()
    plan = plan_of(DATA)
    patient = Patient(name="Xaviera Quux", reference="R-1042", email="x@mail.example", email_ok=date(2026, 11, 1))
    assert identity_of(plan=replace(plan, patient=patient)) == before
    assert identity_of(plan=replace(plan, equipment=("stick",), layout="cards", paper="A4")) == before
    assert identity_of(clinic=with_facts(doses={"couch-stretch": DoseChange(sets=5)}, review_weeks=3, layout="large", paper="A4")) == before
    assert identity_of(clinic=with_facts(mail=MailSettings(host="smtp.mail.example"))) == before


def test_the_same_pack_spelt_out_is_the_same_sheet():
    pack = library().packs["hip-starter"]
    spelt = {"section": "hip", "exercises": [chosen.id for chosen in pack.exercises]}
    assert identity_of(plan=plan_of({"pack": "hip-starter"})) == identity_of(plan=plan_of(spelt))


# -- in the file -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf():
    return make(**inputs()).pdf


@pytest.fixture
def found(tmp_path):
    """Return what writes bytes into a file and reads the identity in it."""

    def run(data):
        (tmp_path / "sheet.pdf").write_bytes(data)
        return identity_in(tmp_path / "sheet.pdf")

    return run


def test_the_identity_stands_in_the_file(found, pdf):
    assert found(pdf) == identity_of()
    assert len(identity_of()) == IDENTITY_BYTES


@pytest.mark.parametrize("kind", ["section", "large", "phone", "long"])
def test_the_identity_is_found_in_every_kind_of_sheet(found, kind):
    chosen = {"section": {"plan": plan_of({"section": "hip"})}, "long": {"plan": plan_of({**DATA, "exercises": []})}}
    changed = chosen.get(kind, {"layout": layout(kind) if kind in ("large", "phone") else layout()})
    assert found(make(**inputs(**changed)).pdf) == identity_of(**changed)


def test_there_is_none_where_there_is_no_file(tmp_path):
    assert identity_in(tmp_path / "none.pdf") is None
    assert identity_in(tmp_path) is None


@pytest.mark.parametrize("data", [b"", b"my letter", b"%PDF-1.7\n%%EOF\n", b"startxref\n0\n%%EOF\n"])
def test_there_is_none_in_a_file_of_somebody_else(found, data):
    assert found(data) is None


def test_a_torn_file_is_not_taken_for_done(found, pdf):
    chance = random.Random(3)
    for at in [0, 1, 100, len(pdf) // 2, *chance.sample(range(len(pdf)), 60), *range(len(pdf) - 300, len(pdf))]:
        assert found(pdf[:at]) is None, at
        assert found(pdf[at + 1 :]) is None, at


def test_a_file_with_a_hole_of_zeros_is_not_taken_for_done(found, pdf):
    for at in range(0, len(pdf) - 4096, 4096):
        assert found(pdf[:at] + bytes(4096) + pdf[at + 4096 :]) is None, at


def test_a_file_with_any_byte_changed_is_not_taken_for_done(found, pdf):
    chance, good = random.Random(4), identity_of()
    table = pdf.rindex(b"xref\n0 ")
    for at in [*chance.sample(range(table), 150), *chance.sample(range(table, len(pdf)), 300), *range(len(pdf) - 300, len(pdf))]:
        changed = bytearray(pdf)
        changed[at] ^= 1 << chance.randrange(8)
        assert found(bytes(changed)) != good, (at, pdf[at : at + 1], changed[at : at + 1])


def test_a_file_with_something_behind_it_or_before_it_is_not_taken_for_done(found, pdf):
    for more in (b"x", b"\n", b"\0" * 512, pdf):
        assert found(pdf + more) is None
        assert found(more + pdf) is None


@pytest.mark.parametrize("edit", ["as it is", "a title", "a page less"])
def test_a_file_that_another_program_has_saved_is_not_taken_for_done(found, pdf, edit):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if edit == "a title":
            opened.docinfo["/Title"] = "Mine"
        if edit == "a page less":
            del opened.pages[0]
        opened.save(target, static_id=False)
    assert found(target.getvalue()) is None


def test_nothing_of_a_patient_can_be_read_from_it(pdf):
    name, reference = b"Xaviera Quux", b"R-1042"
    trailer = pdf[pdf.rindex(b"trailer") :]
    for known in (name, reference):
        assert known not in trailer
        assert hashlib.sha256(known).digest()[:6] not in identity_of()
        assert hashlib.md5(known).hexdigest().encode() not in pdf  # noqa: S324  what somebody might have taken
    assert re.fullmatch(rb"trailer\n<<\n/ID \[<[0-9a-f]{32}><[0-9a-f]{32}>\]\n/Info \d+ 0 R\n/Root \d+ 0 R\n.*", trailer, re.DOTALL)


def test_two_sheets_of_one_patient_have_nothing_in_common():
    one, two = identity_of(), identity_of(plan=replace(plan_of(DATA), goal="Swim"))
    assert sum(a == b for a, b in zip(one, two, strict=True)) <= 3


def test_signature_under_a_text_makes_no_sheet_out_of_date():
    before = identity_of()
    section = library().sections["hip"]
    signed = Review(reviewed_by="A. Physio", reviewed_on=date(2026, 12, 1))
    topics = tuple(replace(topic, review=signed) for topic in section.topics)
    hip = replace(section, topics=topics, red_flags=replace(section.red_flags, review=signed))
    signs = {name: replace(one, review=signed) for name, one in library().catalogues.items()}
    assert identity_of(library=replace(library(), catalogues=signs)) == before
    assert identity_of(library=replace(library(), sections={"hip": hip})) == before
