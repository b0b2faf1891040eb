"""What the page asks and says of a patient: the side before it prints, what an opened plan brings along, the clinic's own photos."""

from pathlib import Path

import pytest

from handouts.plans.plan import load_plan
from tests import making
from tests.browsing import add, drawn, opening, served, until
from tests.writing import built_in, picture, write, write_clinic

NOTED_PRINT = """() => {
  window.printed = 0;
  const own = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
  Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {get() {
    own.get.call(this);
    return {focus() {}, print() { window.printed += 1; }};
  }});
}"""
BROUGHT = """section: hip
exercises: [couch-stretch]
patient: {name: Zoë Şen, email: zoe@example.org}
clinician: {name: J. Meyer, role: Physio}
main_message: Little and often.
topics: [hip-pain-and-running]
run_days: [tue, thu]
log_weeks: 6
pen: full
side: left
given_on: 2026-11-22
"""


def opens(page, text):
    page.set_input_files("#plan-file", {"name": "plan.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    until(lambda: page.locator(".card").count() > 0, "the plan")


def printed(page, times):
    until(lambda: page.evaluate("window.printed") == times, "the print")


def test_a_plan_without_a_side_is_warned_of_and_asked_before_it_prints(opened):
    page = opened()
    page.evaluate(NOTED_PRINT)
    page.fill('[data-field="name"]', "Zoë Şen")
    add(page, "hip-hinge")
    assert page.inner_text("#said-side") == ""  # both legs work together
    add(page, "couch-stretch")
    assert "Which side?" in page.inner_text("#said-side")
    drawn(page)
    page.click("#print")
    assert "Which side?" in page.inner_text("#no-name")
    page.locator("#no-name").get_by_role("button", name="Right").click()
    printed(page, 1)
    assert page.locator("#who .seg .on").inner_text() == "Right"
    assert page.locator(".card").nth(1).locator(".side .on").inner_text() == "Right"
    assert page.inner_text("#said-side") == page.inner_text("#no-name") == ""
    page.click("#undo")
    until(lambda: "Which side?" in page.inner_text("#said-side"), "the question")
    page.click("#print")
    page.get_by_role("button", name="Print as it is").click()
    printed(page, 2)


@pytest.mark.parametrize("pressed", ["#pdf", "#email"])
def test_a_sheet_is_not_saved_or_mailed_before_somebody_has_said_which_side(opened, pressed):
    page = opened()
    add(page, "couch-stretch")
    drawn(page)
    page.click(pressed)
    assert "Which side?" in page.inner_text("#no-name")
    assert page.locator("dialog").count() == 0
    ends(page, pressed, lambda: page.locator("#no-name").get_by_role("button", name="Left").click())
    assert page.locator("#who .seg .on").inner_text() == "Left"
    page.keyboard.press("Escape")
    page.click("#undo")
    until(lambda: "Which side?" in page.inner_text("#said-side"), "the question")
    page.click(pressed)
    ends(page, pressed, lambda: page.get_by_role("button", name="it as it is").click())


def ends(page, pressed, act):
    """Do something, and wait until the sheet is saved, or the dialog of e-mail is open."""
    if pressed == "#pdf":
        with page.expect_download() as saved:
            act()
        assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")
    else:
        act()
        page.wait_for_selector("dialog[open]")


def test_the_pain_rule_is_chosen_printed_saved_and_taken_back(opened, tmp_path):
    page = opened()
    page.fill('[data-field="reference"]', "R-1042")
    add(page, "hip-hinge")
    menu = page.locator(".menu-of select")
    kinds = [kind.id for kind in making.library().pain.kinds if kind.id != "usual"]
    assert menu.locator("option").evaluate_all("all => all.map(one => one.value)") == ["", *kinds]
    menu.select_option("heel-tendon")
    drawn(page)
    with page.expect_download() as saved:
        page.click("#save")
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "pain: heel-tendon" in text
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    page.click("#undo")
    assert menu.input_value() == ""
    page.set_input_files("#plan-file", tmp_path / "plan.yaml")
    until(lambda: menu.input_value() == "heel-tendon", "the opened plan's rule")
    assert page.inner_text("#kept") == ""


def test_a_card_offers_only_the_sides_that_its_exercise_has(opened):
    page = opened()
    for section in making.library().sections.values():
        for exercise in section.exercises:
            add(page, exercise.id)
            side = page.locator(".card").last.locator(".side")
            offered = side.locator("label").all_inner_texts()
            assert offered == ([] if exercise.dose.side == "both_together" else ["Left", "Right", "Each"]), exercise.id
            assert ("Both together" in side.inner_text()) == (offered == [])


def test_what_an_opened_plan_brings_along_is_named_kept_and_can_be_left_out(opened, tmp_path):
    page = opened()
    topic = making.TOPICS[0]
    opens(page, BROUGHT.replace("hip-pain-and-running", topic))
    kept = page.inner_text("#kept")
    for words in (
        "J. Meyer",
        "Little and often",
        "1 topic",
        "Tue Thu",
        "log of 6 weeks",
        "by pen (full)",
        "zoe@example.org",
        "22 Nov 2026",
    ):
        assert words in kept
    page.get_by_role("button", name="Leave these out").click()
    page.get_by_role("button", name="Use today’s date").click()
    assert page.inner_text("#kept") == ""
    with page.expect_download() as file:
        page.click("#save")
    file.value.save_as(tmp_path / "plan.yaml")
    plan = load_plan(tmp_path / "plan.yaml", making.library())
    assert (plan.clinician, plan.topics, plan.run_days, plan.pen, plan.patient.email) == (None, None, (), None, None)
    assert str(plan.given_on) == page.evaluate("import('/static/state.js').then(({shelf}) => shelf.start.today)")
    page.click("#undo")
    assert "22 Nov 2026" in page.inner_text("#kept")


def test_a_plan_that_names_an_exercise_twice_is_refused_and_a_near_name_makes_none(opened):
    page = opened()
    text = "section: hip\nexercises: [hip-hinge, couch-stretch, hip-hinge]\n"
    page.set_input_files("#plan-file", {"name": "plan.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    until(lambda: "twice" in page.inner_text("#open-failed"), "the refusal")
    assert "Line 2" in page.inner_text("#open-failed")
    assert page.locator(".card").count() == 0
    opens(page, "section: hip\nexercises: [couch-stretch, couch-strech]\npatient: {name: A}\nside: left\n")
    page.get_by_role("button", name="Use Couch stretch").click()
    assert "here twice" in page.locator(".card").nth(1).inner_text()
    assert "finish" in page.inner_text("#print")
    page.click("#save")
    until(lambda: "not saved" in page.inner_text("#said"), "why it is not saved")


def test_the_page_shows_the_clinics_own_photo_of_an_exercise(chrome, tmp_path):
    folder = write_clinic(tmp_path / "clinic")
    hinge = next(one for one in built_in("hip.yaml")["exercises"] if one["id"] == "hip-hinge")
    own = {**hinge, "picture": {**hinge["picture"], "file": "hinge.jpg", "licence": "own photo, 2026"}}
    write(folder / "content" / "more.yaml", {"adds_to": "hip", "exercises": [own]})
    (folder / "content" / "hinge.jpg").write_bytes(picture("JPEG", (60, 90)))
    with served("--clinic", folder, folder=tmp_path) as server, opening(chrome, server) as open_it:
        page = open_it()
        add(page, "hip-hinge")
        page.locator('.peek[aria-label="Look at Hip hinge"]').click(force=True)
        for place in ('.ex:has(.hit[data-id="hip-hinge"]) .th img', ".card .th img", "#look .fig img"):
            shows(page, place, ["png", 60, 90])


def shows(page, place, what):
    """Wait until a place shows a picture of this kind, width and height."""
    seen = "(place) => [...document.querySelectorAll(place)].map((one) => [one.src.split('.').pop(), one.naturalWidth, one.naturalHeight])"
    until(lambda: page.evaluate(seen, place) == [what], place)
