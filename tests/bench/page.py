"""How soon the sheet is seen after a change on the picking page: from the press or key to the new page on the screen, in Chromium.

    python -m tests.bench.page [CHANGES]

The program runs as its users start it, on a plan of six exercises. Goal: a median under 300 ms. A machine that does other work
meanwhile is slower, so the load is printed too.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.browsing import FOUR, SIZES, add, browser, chosen, served

CHANGES, GOAL_MS = 40, 300
SIX = (*FOUR, "hip-circles", "thomas-stretch")
_STARTS = """() => {
  let began = null;
  const start = (event) => { began ??= event.timeStamp; };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, start, {capture: true, once: true});
  window.seen = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      watch.disconnect();
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => resolve(performance.now() - began);
        painted.port2.postMessage(null);
      });
    });
    watch.observe(document.querySelector('#pages'), {childList: true, subtree: true});
  });
}"""


def press(page, number):
    """Press plus, or minus, of a card."""
    page.locator(".card").nth(number % len(SIX)).locator(".st button").nth(1 if number // len(SIX) % 2 == 0 else 0).click()


def key(page, number):
    """Press an arrow key in the sets of a card."""
    page.locator(".card").nth(number % len(SIX)).locator('[data-field="sets"]').press(
        "ArrowUp" if number // len(SIX) % 2 == 0 else "ArrowDown"
    )


def digit(page, number):
    """Type another digit into the sets of a card."""
    field = page.locator(".card").nth(number % len(SIX)).locator('[data-field="sets"]')
    field.click()
    page.evaluate(_STARTS)
    page.keyboard.press("2" if field.input_value() != "2" else "4")


def letter(page, number):
    """Type one more letter of the name."""
    page.locator('[data-field="name"]').press("abcdefghij"[number % 10])


KINDS = {"plus and minus": press, "arrow keys": key, "a digit": digit, "a letter of the name": letter}


def measured(page, change, count):
    """Return how many ms it took each time."""
    times = []
    for number in range(count):
        page.wait_for_timeout(500)
        page.evaluate(_STARTS)
        change(page, number)
        times.append(page.evaluate("window.seen"))
    return times


def main(count=CHANGES):
    """Measure each kind of change, print what it took, and return whether the goal was missed."""
    medians = []
    with tempfile.TemporaryDirectory() as folder, browser() as chrome, served(folder=Path(folder)) as server:
        width, height = SIZES["small desk"]
        page = chrome.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
        page.goto(server.link)
        page.wait_for_selector(".ex")
        page.fill('[data-field="name"]', "Zoë Şen")
        add(page, *SIX)
        assert len(chosen(page)) == len(SIX)
        page.wait_for_timeout(3000)
        print(f"{len(SIX)} exercises, {page.locator('.page').count()} pages at {page.locator('.page img').first.get_attribute('width')} px")
        for name, change in KINDS.items():
            times = measured(page, change, count)
            low, median, high = statistics.quantiles(times, n=4)
            medians.append(median)
            load = os.getloadavg()[0]
            print(
                f"{name:22} median {median:4.0f} ms, quartiles {low:.0f} to {high:.0f}, most {max(times):.0f}, n {count}, load {load:.1f}"
            )
    return max(medians) >= GOAL_MS


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
