"""The README's pictures as the program now prints and shows them: `python -m tests.images` makes them anew, to look at and commit."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.browsing import FOUR, PATIENCE_MS, SIZES, add, browser, drawn, served

IMAGES = Path(__file__).parents[1] / ".github" / "images"
_DPI, _SCALE, _COLOURS = 90, 0.75, 192
_STILL_MS = 12_000
"""When no word of what was just done stands on the page any more."""
_GOAL = "Run 5 km by spring without hip pain"
_PLAN = f"""section: hip
exercises: [{", ".join(FOUR)}]
patient: {{name: Zoë Şen, reference: R-1042}}
clinician: J. Meyer
given_on: 2026-11-30
review_on: 2026-12-28
side: left
goal: {_GOAL}
"""


def printed(folder):
    """Make a sheet of a plan and keep its first two pages."""
    plan, sheet = folder / "plan.yaml", folder / "sheet.pdf"
    plan.write_text(_PLAN, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "handouts", "make", plan, "-o", sheet], check=True)
    subprocess.run(["pdftoppm", "-r", str(_DPI), "-l", "2", "-png", sheet, folder / "page"], check=True)
    for path in folder.glob("page-*.png"):
        keep(path, f"page-{int(path.stem.rpartition('-')[2])}")


def shown(folder):
    """Fill in the picking page as a physio would, and keep a picture of it."""
    with served(folder=folder) as server, browser() as chrome:
        width, height = SIZES["desk"]
        context = chrome.new_context(viewport={"width": width, "height": height}, device_scale_factor=_SCALE, locale="en-GB")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        server.open_in(context, page)
        page.fill('[data-field="name"]', "Zoë Şen")
        page.fill('[data-field="reference"]', "R-1042")
        page.fill('[data-field="goal"]', _GOAL)
        page.locator("#who .seg label", has_text="Left").click()
        page.get_by_role("button", name="Review in 4 wk").click()
        add(page, *FOUR)
        drawn(page)
        page.evaluate("document.querySelectorAll('body *').forEach((part) => part.scrollTo(0, 0))")
        page.wait_for_timeout(_STILL_MS)
        page.screenshot(path=folder / "picking-page.png")
    keep(folder / "picking-page.png", "picking-page")


def keep(path, name):
    """Keep a picture in few colours, so that it is small."""
    with Image.open(path) as image:
        few = image.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        printed(Path(made))
        shown(Path(made))
