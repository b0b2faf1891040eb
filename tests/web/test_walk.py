"""The picking page used from start to print: how many presses it takes, by mouse and by keyboard, and what helps on the way."""

import json

from tests.browsing import add, chosen, drawn, until
from tests.making import LONG_NOTE

NAME, GOAL = "Zoë Şen", "Run 5 km without stopping"
MOST_CLICKS, BROWSERS_OWN = 15, 1
"""The last press is Print in the browser's own window."""
_COUNT = """() => {
  window.pressed = {clicks: 0, keys: 0, printed: 0};
  addEventListener('pointerdown', () => { window.pressed.clicks += 1; }, true);
  addEventListener('keydown', () => { window.pressed.keys += 1; }, true);
  const own = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
  Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {get() {
    own.get.call(this);
    return {focus() {}, print() { window.pressed.printed += 1; }};
  }});
  window.open = () => { window.pressed.printed += 1; return {}; };
}"""


def printed(page):
    until(lambda: page.evaluate("window.pressed.printed") == 1, "the print")
    return page.evaluate("window.pressed")


def dose(page, number, field):
    return page.locator(".card").nth(number).locator(f'[data-field="{field}"]')


def test_four_exercises_with_two_doses_changed_are_printed_in_twelve_clicks(opened):
    page = opened()
    page.evaluate(_COUNT)
    page.keyboard.type(NAME)  # the focus is there already
    page.locator("#who .seg label", has_text="Right").click()
    page.locator('[data-field="goal"]').click()
    page.keyboard.type(GOAL)
    page.get_by_role("button", name="Review in 4 wk").click()
    for name in ("couch-stretch", "single-leg-balance", "hip-hinge", "bulgarian-split-squat"):
        page.locator(f'.hit[data-id="{name}"]').click(force=True)
    page.get_by_role("button", name="Fewer: Sets").nth(1).click()
    for _ in range(2):
        page.get_by_role("button", name="More: Repeats").nth(1).click()
    drawn(page, 4)
    assert [dose(page, 1, "sets").input_value(), dose(page, 3, "reps").input_value()] == ["2", "10"]
    page.locator("#print").click()
    pressed = printed(page)
    assert pressed["clicks"] + BROWSERS_OWN == 12
    assert page.input_value('[data-field="name"]') == NAME


def test_a_pack_is_printed_in_five_clicks(opened):
    page = opened()
    page.evaluate(_COUNT)
    page.keyboard.type(NAME)
    page.locator(".pack").first.click()
    page.locator("#who .seg label", has_text="Right").click()
    page.get_by_role("button", name="Review in 4 wk").click()
    drawn(page)
    page.locator("#print").click()
    assert printed(page)["clicks"] + BROWSERS_OWN == 5


def test_the_same_plan_is_printed_by_keyboard_alone(opened):
    page = opened()
    page.evaluate(_COUNT)
    keys = page.keyboard
    keys.type(NAME)
    for key in ("Tab", "Tab", "r", "Tab"):
        keys.press(key)
    keys.type(GOAL)
    keys.press("Tab")
    keys.type("4 wk")
    keys.press("Tab")  # to the button for four weeks, where single keys work
    keys.press("/")
    for start in ("cou", "sin", "hin", "bul"):
        keys.type(start)
        keys.press("Enter")
    for key in ("Escape", "ArrowDown", "2", "ArrowDown", "Shift+Tab", "4", "Tab", "ArrowUp", "ArrowUp"):
        keys.press(key)
    drawn(page, 4)
    assert chosen(page) == ["Couch stretch", "Single-leg balance", "Hip hinge", "Bulgarian split squat"]
    assert [dose(page, 1, "sets").input_value(), dose(page, 3, "reps").input_value()] == ["2", "10"]
    assert page.input_value('[data-field="review"]') != ""
    keys.press("Control+p")
    pressed = printed(page)
    assert pressed["clicks"] == 0
    assert pressed["keys"] - len(NAME) - len(GOAL) < 60


def test_every_control_is_reached_by_tab_and_shows_the_focus(opened):
    page = opened("small desk")
    add(page, "couch-stretch", "hip-hinge")
    drawn(page)
    page.locator(".skip a").first.focus()
    seen = set()
    for _ in range(140):
        page.keyboard.press("Tab")
        told = page.evaluate("""() => {
          const one = document.activeElement;
          if (one === document.body) return null;
          const shown = [one, one.parentElement, one.closest('.st, .in, label')].filter(Boolean).some((part) => {
            const style = getComputedStyle(part);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
          });
          const name = one.getAttribute('aria-label') || one.id || one.dataset.field || one.textContent.trim() || one.value;
          return [name, shown || one.matches('.skip a')];
        }""")
        if told is None:
            break
        assert told[1], told
        seen.add(told[0])
    wanted = ("Undo", "open", "Search exercises", "filter", "name", "Sets, Couch stretch", "Remove Hip hinge", "layout", "print", "pdf")
    assert [name for name in wanted if not any(name.lower() in one.lower() for one in seen)] == [], sorted(seen)


def test_a_dose_field_says_what_may_stand_in_it_and_what_is_usual(opened):
    page = opened()
    add(page, "couch-stretch")
    field = dose(page, 0, "hold_s")
    hint = page.locator(".card .tip", has_text="600")
    assert not hint.first.is_visible()
    field.focus()
    assert hint.first.inner_text() == "1 to 600. Usual: 30"
    assert hint.first.get_attribute("id") in field.get_attribute("aria-describedby").split()
    page.keyboard.press("Escape")
    assert not hint.first.is_visible()
    assert field.evaluate("(one) => one === document.activeElement")
    page.locator(".card .more-b").click()
    page.locator('.card [data-field="load"]').focus()
    assert "green band" in page.locator(".card .more .tip:visible").inner_text()


def test_pressing_a_number_lets_the_next_digit_take_its_place(opened):
    page = opened()
    add(page, "couch-stretch")
    dose(page, 0, "sets").click()
    page.keyboard.press("4")
    assert dose(page, 0, "sets").input_value() == "4"


def test_a_long_note_is_shortened_with_one_key(opened):
    page = opened()
    add(page, "couch-stretch")
    card = page.locator(".card").first
    card.locator(".more-b").click()
    card.locator('[data-field="note"]').fill(LONG_NOTE)
    card.locator(".more-b").click()
    assert "of 25 words" in card.locator(".msgs").inner_text()
    card.get_by_role("button", name="Shorten the note").click()
    page.keyboard.press("Delete")
    note = card.locator('[data-field="note"]').input_value()
    assert len(note.split()) == 25
    assert LONG_NOTE.startswith(note)
    assert card.get_by_role("button", name="Shorten the note").count() == 0


def test_after_many_quick_changes_the_pages_are_those_of_the_last(opened):
    page = opened()
    add(page, "couch-stretch", "single-leg-balance", "hip-hinge", "bulgarian-split-squat")
    drawn(page, 4)
    answers = []
    page.on("response", lambda one: answers.append(one) if one.url.endswith("/api/sheet") else None)
    for number in range(12):
        page.get_by_role("button", name="More: Sets").nth(number % 3).click()
    dose(page, 3, "sets").click()
    page.keyboard.type("7")
    page.fill('[data-field="name"]', NAME)
    page.wait_for_timeout(500)
    until(lambda: page.locator("#sheet.busy").count() == 0, "an end")
    leaves = answers[-1].json()["leaves"]
    signs = "[...document.querySelectorAll('.page')].map((one) => one.dataset.sign.split(' ')[0])"
    until(lambda: page.evaluate(signs) == leaves, "the last pages")


PLAN = """section: hip
exercises:
  - id: couch-strech
    dose: {sets: 5}
  - hip-hinge
  - zzz
patient: {name: Zoë Şen}
given_on: 2020-01-01
"""


def opens(page, text, count):
    page.set_input_files("#plan-file", {"name": "plan.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    until(lambda: len(chosen(page)) == count, "the plan")


def test_a_plan_with_exercises_that_are_not_here_is_finished_card_by_card(opened):
    page = opened()
    add(page, "single-leg-balance")
    drawn(page)
    opens(page, PLAN, 3)
    assert chosen(page) == ["Hip hinge", "couch-strech", "zzz"]
    assert "Not in this library" in page.locator(".card").nth(1).inner_text()
    assert "2 things to finish" in page.inner_text("#print")
    assert page.locator(".page").count() == 0  # another patient's sheet must not stay in sight
    assert "version" in page.inner_text("#open-failed")
    page.get_by_role("button", name="Use Couch stretch").click()
    assert chosen(page) == ["Hip hinge", "Couch stretch", "zzz"]
    assert dose(page, 1, "sets").input_value() == "5"
    page.locator("#print").click()  # goes to what is to be done
    page.keyboard.press("Enter")
    drawn(page)
    assert chosen(page) == ["Hip hinge", "Couch stretch"]


def test_a_pack_in_a_plan_file_is_opened_with_its_exercises(opened):
    page = opened()
    opens(page, "pack: hip-starter\npatient: {name: Zoë Şen}\n", 3)
    drawn(page)
    assert page.input_value('[data-field="name"]') == "Zoë Şen"


FOUND = [
    {
        "message": "not for a patient with a bone stress injury",
        "level": "error",
        "about": "hip-hinge",
        "check": "S05",
        "why": "It loads the bone.",
    },
    {"message": "look at this dose", "level": "warning", "about": "hip-hinge", "field": "sets", "check": "A03"},
    {"message": "the plan as a whole", "level": "warning", "about": None, "check": "A09"},
]


def test_what_a_check_finds_stands_beside_what_it_concerns_and_a_reason_goes_into_the_plan(opened):
    page = opened()
    sent = []

    def answer(route):
        data = json.loads(route.request.post_data)
        sent.append(data["plan"])
        cleared = data["plan"].pop("cleared", None)
        real = route.fetch(post_data=json.dumps(data)).json()
        real["notes"] = [] if cleared else [{"field": None, **one} for one in FOUND]
        route.fulfill(json=real)

    page.route("**/api/sheet", answer)
    add(page, "couch-stretch", "hip-hinge")
    card = page.locator(".card").nth(1)
    until(lambda: "bone stress" in card.inner_text(), "what was found")
    assert "It loads the bone." in card.inner_text()
    assert "Look at this dose" in card.inner_text()
    assert "The plan as a whole" in page.inner_text("#plan-messages")
    assert "1 thing to finish" in page.inner_text("#print")
    assert page.locator(".reason:visible").count() == 1
    page.locator("#print").click()
    page.keyboard.type("Cleared by the surgeon")  # the focus went to the field
    until(lambda: "bone stress" not in card.inner_text(), "the sheet with its reason")
    assert card.locator(".reason").is_visible()
    drawn(page)
    page.unroute("**/api/sheet")
    assert len(sent) > 1


def test_flag_of_the_patient_asks_for_a_reason_and_the_reason_lets_the_sheet_be_printed(opened):
    page = opened()
    page.fill('[data-field="name"]', NAME)
    add(page, "couch-stretch")
    page.locator(".marks summary").click()
    page.locator('[data-mark="bone-stress"]').click()
    card = page.locator(".card").first
    until(lambda: "Not for a patient with bone stress injury unless cleared" in card.inner_text(), "the refusal")
    assert "1 thing to finish before printing" in page.locator(".acts").inner_text()
    page.fill('[data-field="cleared"]', "Ms Khan agreed")
    until(lambda: "Given in spite of bone stress injury" in card.inner_text(), "the note")
    until(lambda: page.locator("#print").inner_text().startswith("Print"), "the print button")
    assert "bone stress injury" in page.locator(".marks summary").inner_text()
    assert page.locator('[data-mark="bone-stress"]').get_attribute("aria-pressed") == "true"
