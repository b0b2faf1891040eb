"""New patient leaves nothing of the one before: not on the page, in its steps or frames, nor in the program."""

import threading
import time

from handouts.web import shelf
from tests.browsing import add, chosen, drawn, until
from tests.paging import Page, page_plan

NAME, REFERENCE, GOAL, NOTE, REASON = "Kanarienvogelin", "REFKANARI", "goal of kanari", "note of kanari", "reason of kanari"
MARKS = (NAME, REFERENCE, GOAL, NOTE, REASON, "mail-kanari@example.org", "message of kanari", "Kanaridoc", "kanari")
PLAN = f"""section: hip
exercises:
  - id: couch-stretch
    note: {NOTE}
  - id: kanari-unknown
patient: {{name: {NAME}, reference: {REFERENCE}, email: mail-kanari@example.org, email_ok: 2026-11-01}}
clinician: {{name: Kanaridoc}}
main_message: message of kanari
goal: {GOAL}
side: left
given_on: 2020-01-01
review_on: 2020-02-01
flags: [pregnancy]
ink: grey
"""
LEFT = """async () => {
  const {store, steps} = await import('/static/state.js');
  const values = [...document.querySelectorAll('input, textarea, select')].map((one) => one.value);
  const frames = [...document.querySelectorAll('iframe')].map((one) => one.src);
  const plain = (key, value) => value instanceof Map || value instanceof Set ? [...value] : value instanceof Node ? null : value;
  const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, document.title, location.href];
  return [document.documentElement.outerHTML, ...values, ...frames, JSON.stringify(store, plain), JSON.stringify(steps()), ...kept];
}"""
NOTED_PRINT = """() => {
  window.printed = [];
  const own = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
  Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {get() {
    const inside = own.get.call(this);
    return {focus() {}, print() { window.printed.push(inside.location.href); }};
  }});
}"""


def left_of(page, marks=MARKS):
    """Return which marks of the patient are found anywhere on the page."""
    said = page.evaluate(LEFT)
    return [mark for mark in marks if any(mark.lower() in text.lower() for text in said)]


def as_file(text):
    return {"name": "plan.yaml", "mimeType": "text/yaml", "buffer": text.encode()}


def filled(page):
    """Open the patient's plan, take out what is not in this library, finish, look closer, search and print."""
    page.evaluate(NOTED_PRINT)
    page.set_input_files("#plan-file", as_file(PLAN))
    until(lambda: len(chosen(page)) == 2, "the plan")
    assert {NAME, GOAL, NOTE, "Kanaridoc", "mail-kanari@example.org", "message of kanari"} <= set(left_of(page))
    page.locator(".card").nth(1).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Review in 4 wk").click()
    add(page, "hip-hinge")
    page.locator(".card .more-b").first.click()
    page.fill('[data-field="goal"]', GOAL + " and more")
    page.fill("#search", "kanari")
    page.click("#filter")
    page.locator(".chip").first.click()
    drawn(page)
    page.click("#print")
    until(lambda: page.evaluate("window.printed.length") == 1, "the print")


def test_new_patient_leaves_nothing_of_the_one_before(opened):
    page = opened()
    filled(page)
    (sheet,) = page.evaluate("window.printed")
    page.fill('[data-field="goal"]', GOAL)  # changed since the print, so it asks
    page.click("#new-patient")
    page.get_by_role("button", name="Cancel").click()
    assert NAME in left_of(page)
    page.click("#new-patient")
    page.get_by_role("button", name="Clear it").click()
    assert page.evaluate("document.activeElement.dataset.field") == "name"
    assert left_of(page) == []
    assert page.locator("#printer iframe, .page, dialog, .toast:visible").count() == 0
    assert page.locator("#open-failed > *, #no-name > *, #sheet-messages > *, #kept > *").count() == 0
    assert page.locator("#toast").is_hidden()
    for keys in ("Control+z", "Control+Shift+Z"):
        page.locator("#h-plan").focus()
        page.keyboard.press(keys)
        page.focus('[data-field="name"]')
        page.keyboard.press(keys)
        assert left_of(page) == []
    assert page.locator("#undo").is_disabled()
    assert page.input_value("#search") == ""
    assert page.locator("#filters").is_hidden()
    assert page.locator("#ink .on").inner_text() == "Colour"
    until(lambda: page.request.get(sheet).status == 404, "the end of the sheet that the program kept")
    page.wait_for_timeout(500)
    assert left_of(page) == []


def test_a_plan_that_is_saved_is_cleared_at_once_and_one_that_is_not_can_be_saved_first(opened):
    page = opened()
    page.fill('[data-field="name"]', NAME)
    add(page, "couch-stretch")
    page.click("#new-patient")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save plan first").click()
    assert NAME in saved.value.path().read_text(encoding="utf-8")
    until(lambda: chosen(page) == [], "an empty page")
    assert left_of(page) == []
    page.fill('[data-field="name"]', NAME)
    add(page, "couch-stretch")
    with page.expect_download():
        page.click("#save")
    page.click("#new-patient")
    assert page.locator("dialog").count() == 0
    assert left_of(page) == []
    add(page, "couch-stretch")
    drawn(page)  # the next patient's sheet is drawn as ever


def test_a_sheet_that_is_still_drawn_when_its_page_says_goodbye_is_not_kept(monkeypatch):
    page, real, begun = Page(), shelf.finish, threading.Event()

    def slow(prepared):
        begun.set()
        time.sleep(0.5)
        return real(prepared)

    monkeypatch.setattr(shelf, "finish", slow)
    asking = threading.Thread(target=page.sheet, args=(page_plan(1), "one"))
    asking.start()
    assert begun.wait(10)
    page.shelf.forget("one")
    asking.join()
    assert page.kept() == {}
    assert page.sheet(page_plan(1), "one") == {"ok": False, "problems": [], "superseded": True}
    assert page.sheet(page_plan(1), "two")["ok"]
