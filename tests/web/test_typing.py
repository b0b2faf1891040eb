"""What is typed into the picking page stays as it was typed: it is read, or marked and said, and never changed without a word."""

import pytest

from handouts.plans.plan import MAX_NAME, load_plan
from tests import making
from tests.browsing import add, drawn, opening, served, until
from tests.writing import write_clinic

READ = [
    ("couch-stretch", "hold_s", "30s", "30"),
    ("couch-stretch", "hold_s", "1 min", "60"),
    ("couch-stretch", "hold_s", "90 sec", "90"),
    ("couch-stretch", "hold_s", "1:30", "90"),
    ("couch-stretch", "hold_s", "1,5 min", "90"),
    ("hip-hinge", "reps", "8-12", "8 to 12"),
    ("hip-hinge", "reps", "8 to 12", None),
    ("hip-hinge", "sets", "2 – 3", "2 to 3"),
    ("hip-hinge", "reps", "10", None),
]
NOT_READ = [
    ("hip-hinge", "reps", "10 each"),
    ("hip-hinge", "sets", "2.5"),
    ("hip-hinge", "sets", "24"),
    ("hip-hinge", "reps", "12-8"),
    ("hip-hinge", "reps", "30s"),
    ("hip-hinge", "reps", "ten"),
    ("couch-stretch", "hold_s", "-3"),
    ("couch-stretch", "hold_s", "8O"),
    ("couch-stretch", "hold_s", "20-30"),
    ("couch-stretch", "rest_s", "a while"),
    ("couch-stretch", "effort", "11"),
    ("couch-stretch", "load", "heavy"),
    ("couch-stretch", "tempo", "slow"),
    ("couch-stretch", "per_day", "twice"),
]


def field(page, name, number=0):
    return page.locator(".card").nth(number).locator(f'[data-field="{name}"]')


def types(page, exercise, name, text):
    """Put an exercise on the empty page, and type into one of its fields as a person does, leaving it by Tab."""
    page.reload()
    page.wait_for_selector(".ex")
    add(page, exercise)
    page.locator("#who .seg label", has_text="Left").click()
    if not field(page, name).is_visible():
        page.locator(".card .more-b").click()
    field(page, name).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


@pytest.fixture
def typing(opened):
    page = opened()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def saved(page, folder):
    with page.expect_download() as file:
        page.click("#save")
    path = folder / "plan.yaml"
    file.value.save_as(path)
    return load_plan(path, making.library())


def test_an_amount_is_read_as_people_type_it_and_stays_as_it_was_typed(typing, tmp_path):
    for exercise, name, text, reads in READ:
        types(typing, exercise, name, text)
        is_read(typing, name, text, reads)
        (one,) = saved(typing, tmp_path).exercises
        assert str(getattr(one.dose, name)) == (reads or text)


def is_read(page, name, text, reads):
    """Check that a text stands in its field, with how it was read where that is written another way."""
    words = page.locator(f'.card .fl:has([data-field="{name}"]) .reads')
    if reads is not None:
        until(words.is_visible, f"how {text} is read")
        assert words.inner_text().removesuffix(" s") == f"Reads as {reads}"
        assert words.get_attribute("id") in field(page, name).get_attribute("aria-describedby").split()
    until(lambda: page.inner_text("#print").startswith("Print "), text)
    assert words.is_visible() == (reads is not None), text
    assert field(page, name).input_value() == text


def test_what_cannot_be_read_stays_is_marked_and_is_not_printed_saved_or_copied(typing):
    downloads = []
    typing.on("download", lambda one: downloads.append(one.url))
    for exercise, name, text in NOT_READ:
        types(typing, exercise, name, text)
        is_marked(typing, name, text)
        for press in ("#save", "#copy-note", "#print"):
            leads_to(typing, press, name)
            assert field(typing, name).input_value() == text
    assert downloads == []
    assert typing.locator("#printer iframe").count() == 0


def is_marked(page, name, text):
    """Check that a text that cannot be read stands in its field, marked, with a message that says why, and stops the sheet."""
    until(lambda: "1 thing to finish" in page.inner_text("#print"), text)
    assert field(page, name).input_value() == text
    assert field(page, name).get_attribute("aria-invalid") == "true"
    said = page.locator(f"#{field(page, name).get_attribute('aria-describedby').split()[0]}").inner_text()
    assert text in said
    assert "write" in said or "must be" in said
    assert page.locator("#pdf").is_disabled()
    assert page.locator("#email").is_disabled()


def leads_to(page, press, name):
    """Press a button, which leads to the field that is to be corrected."""
    page.locator("#h-plan").focus()
    page.click(press)
    until(lambda: page.evaluate("document.activeElement.dataset.field") == name, f"the field after {press}")


def test_escape_brings_the_old_value_back_and_steps_go_on_from_what_was_read(typing):
    add(typing, "couch-stretch", "hip-hinge")
    hold = field(typing, "hold_s")
    hold.click()
    typing.keyboard.type("1 min")
    typing.keyboard.press("Escape")
    assert hold.input_value() == "30"
    hold.fill("1 min")
    until(lambda: typing.locator(".card .reads", has_text="60 s").is_visible(), "the reading")
    typing.get_by_role("button", name="More: Hold").first.click()
    assert hold.input_value() == "65"
    reps = field(typing, "reps", 1)
    reps.fill("8-12")
    until(lambda: typing.locator(".card .reads", has_text="8 to 12").is_visible(), "the reading")
    reps.press("ArrowUp")
    assert reps.input_value() == "9 to 13"
    reps.fill("90 to 100")
    reps.press("ArrowUp")
    assert reps.input_value() == "90 to 100"  # 101 is over the limit, so neither end moves
    reps.fill("10 each")
    reps.press("ArrowUp")
    assert reps.input_value() == "10 each"
    assert "not read" in typing.inner_text("#said")


def test_a_field_left_empty_shows_the_usual_value_or_says_that_it_lacks(typing):
    add(typing, "couch-stretch")
    typing.locator(".card .more-b").click()
    rest, load, hold = field(typing, "rest_s"), field(typing, "load"), field(typing, "hold_s")
    usual = rest.input_value()
    for box in (rest, load):
        box.fill("")
        box.press("Tab")
    assert (rest.input_value(), load.input_value()) == (usual, "")
    hold.fill("")
    hold.press("Tab")
    assert hold.input_value() == ""
    until(lambda: "No repeats or hold" in typing.inner_text(".card .msgs"), "what lacks")
    load.press_sequentially("8 kg ")
    assert load.input_value() == "8 kg "


def test_doses_on_the_page_are_the_clinics_and_an_opened_plan_keeps_its_own(chrome, tmp_path):
    folder = write_clinic(tmp_path / "clinic", "session_minutes: 5\ndoses:\n  couch-stretch: {sets: 4, hold_s: 60}\n")
    with served("--clinic", folder, folder=tmp_path) as server, opening(chrome, server) as open_it:
        page = open_it()
        assert page.locator('.ex:has(.hit[data-id="couch-stretch"]) small').inner_text().startswith("4 × 60 s")
        add(page, "couch-stretch")
        assert [field(page, name).input_value() for name in ("sets", "hold_s")] == ["4", "60"]
        field(page, "hold_s").focus()
        assert "Usual: 60" in page.locator(".card .tip:visible").inner_text()
        page.locator("#who .seg label", has_text="Both").click()
        drawn(page)
        assert "About 10 min" in page.inner_text("#budget")
        text = "section: hip\nexercises:\n  - {id: couch-stretch, dose: {sets: 2, hold_s: 30}}\npatient: {name: A}\nside: left\n"
        page.set_input_files("#plan-file", {"name": "plan.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
        until(lambda: field(page, "hold_s").input_value() == "30", "the plan")
        drawn(page)
        plan = saved(page, tmp_path)
        assert (plan.exercises[0].dose.sets, plan.exercises[0].dose.hold_s) == (2, 30)
        add(page, "hip-hinge", "single-leg-balance", "bulgarian-split-squat")
        until(lambda: "5 at most" in page.inner_text("#plan-messages"), "the clinic's limit")


def test_long_words_are_not_cut_but_refused(typing):
    add(typing, "couch-stretch")
    typing.fill('[data-field="name"]', "N" * (MAX_NAME + 1))
    typing.fill('[data-field="reference"]', "R" * 25)
    typing.fill('[data-field="goal"]', "G" * 161)
    until(lambda: "3 things to finish" in typing.inner_text("#print"), "the refusals")
    assert [len(typing.input_value(f'[data-field="{name}"]')) for name in ("name", "reference", "goal")] == [MAX_NAME + 1, 25, 161]
    assert typing.locator('#who [aria-invalid="true"]').count() == 3
