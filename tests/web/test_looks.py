"""What the picking page looks like in every state, on three screens, light and dark: pictures for people, and what a program can check.

The pictures go to the folder of tests.browsing.ARTEFACTS; CI keeps them. In every state nothing runs past the edge, and what is pressed
is large enough; axe-core finds nothing on a desk in the light and on a phone in the dark, and with HANDOUTS_FULL=1 on every screen.
"""

import shutil

import pytest

from handouts.reading.builtin import builtin_folder
from tests.browsing import FOUR, SIZES, add, axe, drawn, picture, served, show, until
from tests.full import full
from tests.making import LONG_NOTE

_SMALL = """(least) => [...document.querySelectorAll('button, a, input, select, summary, label')].filter((one) => {
  if (one.closest('.sr, [hidden], .skip') || one.matches('.peek, .hit') || !one.checkVisibility()) return false;
  if (one.matches('label') && !one.querySelector('input[type=radio], input[type=checkbox]')) return false;
  if (one.matches('input') && one.closest('.in, .st')) return false;
  const box = one.getBoundingClientRect();
  return box.width && (box.height < least - 0.5 || box.width < (one.matches('.lnk') ? 24 : Math.min(least, 40)) - 0.5);
}).map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 30)} ${Math.round(one.getBoundingClientRect().width)}`
  + ` x ${Math.round(one.getBoundingClientRect().height)}`)"""
_OVER = """[...document.querySelectorAll('body *')].filter((one) =>
  !one.closest('.sr, [hidden], .skip, option, .large *') && one.checkVisibility()
  && one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1).map((one) => `${one.tagName} ${one.className}`)"""
MISSING = "section: hip\nexercises:\n  - couch-strech\n  - hip-hinge\npatient: {name: Zoë Şen}\ngiven_on: 2020-01-01\nside: right\n"


_LOOKED_INTO = [("small desk", "light"), ("phone", "dark")]
"""The screens on which axe-core looks at every state: each size of the layout, and both schemes of colour."""


class Looks:
    """A page of one size and scheme that is looked at, state by state."""

    def __init__(self, page, size, scheme):
        self.page, self.size, self.scheme, self.wrong = page, size, scheme, []
        self.is_touch = size in ("tablet", "phone")

    def at(self, state):
        """Keep a picture of a state, and note what is wrong with it."""
        self.page.wait_for_timeout(250)
        picture(self.page, self.size, self.scheme, state)
        is_looked_into = (self.size, self.scheme) in _LOOKED_INTO or full(0, 1)
        found = {
            "axe": axe(self.page) if is_looked_into else [],
            "over": self.page.evaluate(_OVER),
            "small": self.page.evaluate(_SMALL, 44 if self.is_touch else 24),
        }
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found["over"].append("the page itself")
        self.wrong += [f"{state}: {kind}: {one}" for kind, ones in found.items() for one in ones]

    def patient_and_plan(self):
        """Look at each pane with a plan on it."""
        page = self.page
        show(page, "plan")
        self.patient()
        for name in FOUR:
            show(page, "library")
            add(page, name)
        self.at("library")
        show(page, "plan")
        page.locator(".card").nth(0).locator(".more-b").click()
        self.at("plan")
        show(page, "sheet")
        drawn(page)
        self.at("sheet")

    def patient(self):
        """Fill in the patient, as on each screen it is done."""
        page = self.page
        if page.locator("#edit-who").is_visible():
            page.click("#edit-who")
        page.fill('[data-field="name"]', "Zoë Şen")
        page.fill('[data-field="reference"]', "NP-2041")
        page.fill('[data-field="goal"]', "Run 5 km without stopping")
        page.locator("#who .seg label", has_text="Right").click()
        page.get_by_role("button", name="Review in 4 wk").click()
        if page.locator(".who .done").is_visible():
            page.locator(".who .done").click()


# The tablet has the desk's colours and the phone's sizes, so its dark pictures would show nothing new.
@pytest.mark.parametrize(
    ("size", "scheme"), [("small desk", "light"), ("small desk", "dark"), ("tablet", "light"), ("phone", "light"), ("phone", "dark")]
)
def test_every_state_is_accessible_and_fits_its_screen(chrome, tmp_path, size, scheme):
    width, height = SIZES[size]
    context = chrome.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB", has_touch=size != "small desk", bypass_csp=True
    )
    shutil.copytree(builtin_folder("content") / "example-clinic", tmp_path / "clinic")
    with served("--clinic", "clinic", folder=tmp_path) as server:
        page = context.new_page()
        page.clock.install()
        page.goto(server.link)
        page.wait_for_selector(".ex")
        looks = Looks(page, size, scheme)
        looks.at("1 start")
        through_the_plan(looks)
        through_the_rest(looks)
        page.goto(server.link)
        looks.at("9 link used")
    context.close()
    assert "\n".join(looks.wrong) == ""


def through_the_plan(looks):
    """Fill the plan, make mistakes, and look at each state on the way."""
    page = looks.page
    show(page, "plan")
    looks.at("2 empty plan")
    looks.patient()
    show(page, "library")
    add(page, *FOUR)
    looks.at("3 library")
    show(page, "plan")
    for _ in range(3):  # the words in passing are gone by then, and the program has answered between
        page.clock.run_for(3000)
        page.wait_for_timeout(400)
    looks.at("3 plan")
    show(page, "sheet")
    drawn(page)
    looks.at("4 sheet")
    if page.locator("#change-look").is_visible():
        page.click("#change-look")
        looks.at("4 settings")
        page.click("#change-look")
    show(page, "library")
    add(page, "hip-circles", "runner-banded-hip-flexion")
    show(page, "plan")
    card = page.locator(".card").nth(5)
    card.locator(".more-b").click()
    card.locator('[data-field="note"]').fill(LONG_NOTE)
    page.locator(".card").nth(0).locator(".side label", has_text="Left").click()
    for name in ("reps", "hold_s"):
        card.locator(f'[data-field="{name}"]').fill("")
    card.locator('[data-field="sets"]').focus()
    card.scroll_into_view_if_needed()
    looks.at("5 to finish")
    page.locator(".grip").nth(1).press("Enter")
    looks.at("5 lifted")
    page.locator(".grip").nth(1).press("Escape")


def through_the_rest(looks):
    """Look at what opens over the page, at a search, and at a plan of another library."""
    page = looks.page
    show(page, "library")
    page.fill("#search", "glut")
    page.click("#filter")
    looks.at("6 search")
    page.click("#filter")
    page.fill("#search", "glutt")
    looks.at("6 no match")
    page.fill("#search", "")
    page.click("#packs")
    page.locator("#packs-menu button").first.click()
    looks.at("6 packs")
    page.keyboard.press("Escape")
    page.locator(".hit").nth(2).press(" ")
    page.wait_for_timeout(300)
    looks.at("6 look closer")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.click("#dots" if page.locator("#dots").is_visible() else "#keys")
    if page.locator("#dots-menu").is_visible():
        looks.at("7 menu")
        page.locator("#dots-menu button", has_text="Keys").click()
    looks.at("7 keys")
    page.keyboard.press("Escape")
    page.set_input_files("#plan-file", {"name": "plan.yaml", "mimeType": "text/yaml", "buffer": MISSING.encode()})
    show(page, "plan")
    until(lambda: page.locator(".card").count() == 2, "the plan")
    looks.at("8 not in this library")
    page.get_by_role("button", name="Use Couch stretch").click()
    show(page, "sheet")
    drawn(page)
    page.locator(".page").first.click()
    page.wait_for_timeout(600)
    looks.at("8 larger")
    page.keyboard.press("Escape")
    page.click("#email")
    page.fill("#to", "zoe@example.org")
    looks.at("8 e-mail")
    page.keyboard.press("Escape")
    page.route("**/api/sheet", lambda route: route.fulfill(status=500))
    show(page, "library")
    add(page, "hip-circles")
    show(page, "sheet")
    until(lambda: page.locator("#desk-failed .msg").count() > 0, "the words")
    looks.at("8 not drawn")
    page.unroute("**/api/sheet")


@pytest.mark.parametrize("percent", [200, 400])
def test_page_at_twice_and_four_times_the_size_is_read_without_scrolling_sideways(opened, percent):
    size = {"width": 1280 * 100 // percent, "height": 1024 * 100 // percent}
    page = opened("small desk")
    page.set_viewport_size(size)
    looks = Looks(page, f"zoom {percent}", "light")
    looks.patient_and_plan()
    page.locator("#print, #print-top").locator("visible=true").first.click(trial=True)
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every((one) => one.scrollWidth <= one.clientWidth + 1)")
    assert "\n".join(looks.wrong) == ""


_CUT = """[...document.querySelectorAll('button, .seg label, h2, h3, .msg, .note, .bud, .lb')].filter((one) =>
  !one.closest('.sr, [hidden], .skip') && !one.matches('.hit, .peek, .sr, .page') && one.checkVisibility()
  && getComputedStyle(one).overflow !== 'visible' && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
  .map((one) => one.className + ' ' + one.textContent)"""
_SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em }"


def test_wider_spaced_text_is_not_cut_off(opened):
    page = opened("small desk", bypass_csp=True)
    add(page, *FOUR, "hip-circles")
    drawn(page)
    page.locator(".card").nth(0).locator(".more-b").click()
    page.add_style_tag(content=_SPACED)
    page.wait_for_timeout(300)
    picture(page, "small desk", "spaced")
    assert page.evaluate(_CUT) == []
    assert page.evaluate(_OVER) == []


def test_nothing_moves_by_itself_where_less_motion_is_wanted(opened):
    page = opened(reduced_motion="reduce")
    add(page, *FOUR)
    page.locator("#pages").wait_for(state="visible")
    assert page.evaluate("document.getAnimations().length") == 0
    page = opened()
    add(page, *FOUR)
    assert page.evaluate("document.getAnimations().length") > 0


def test_chosen_and_focused_parts_are_seen_without_the_pages_own_colours(opened):
    page = opened("small desk", forced_colors="active")
    add(page, *FOUR)
    drawn(page)
    picture(page, "small desk", "forced", "plan")
    style = "(one) => { const s = getComputedStyle(one); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }"
    assert page.locator(".card .seg .on").first.evaluate(style)
    page.locator(".hit").nth(1).focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".hit:focus").evaluate(style)


def test_small_parts_and_wide_parts_are_seen(chrome):
    page = chrome.new_page()
    page.set_content("<button style='width:20px;height:20px;padding:0'>x</button><p style='width:3000px'>wide</p>")
    assert len(page.evaluate(_SMALL, 24)) == 1
    assert page.evaluate(_OVER) == ["P "]
    page.close()
