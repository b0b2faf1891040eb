"""The picking page in a real browser: the server as its users start it, Chromium from the system, and axe-core."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

FOUR = ("couch-stretch", "single-leg-balance", "hip-hinge", "bulgarian-split-squat")
ARTEFACTS = Path(os.environ.get("HANDOUTS_ARTEFACTS") or Path(__file__).parents[1] / ".ci" / "artefacts")
"""Where the pictures of the page go that people look at; git leaves it out, and CI keeps it."""
SIZES = {"desk": (1440, 900), "small desk": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}
PATIENCE_MS = 120_000
"""A bound for what must come at all; the tests may share a small machine with other work."""
_AWAY = "Failed to load resource"
"""What the browser says of a picture that a page asked for while it was being left, and of an address that answers that all is over."""
_AXE = """async (source) => {
  if (!window.axe) (0, eval)(source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
}"""


def chromium():
    """Return the browser's file; a missing one fails where CI runs."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing, and the page must be tested in CI; tests/run installs it")
        pytest.skip("chromium is missing; tests/run installs it")
    return path


@dataclass
class Server:
    """A page that is served: its process, the link that opens it once, and the cookies it gave to who opened it."""

    process: subprocess.Popen
    link: str
    cookies: list = field(default_factory=list)

    def open_in(self, context, page):
        """Open the page: with the link the first time, later as the browser that opened it would."""
        if self.cookies:
            context.add_cookies(self.cookies)
        page.goto(self.link.split("/open/")[0] + "/" if self.cookies else self.link)
        page.wait_for_selector(".ex")
        self.cookies = self.cookies or context.cookies()


@contextlib.contextmanager
def served(*words, folder, program=("-m", "handouts")):
    """Run `handouts serve` and yield it."""
    command = [sys.executable, "-u", *program, "serve", "--no-open", *map(str, words)]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            link = next(found[0] for line in process.stderr if (found := re.search(r"http://\S+", line)))
            yield Server(process, link)
        finally:
            process.terminate()
            process.wait(60)
            process.stderr.close()


@contextlib.contextmanager
def browser():
    """Yield Chromium, without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


@contextlib.contextmanager
def opening(chrome, server):
    """Yield a way to open the page at a size, in a browser that knows nothing yet; what the browser complains of fails the test."""
    said, contexts = [], []

    def open_it(size="desk", scheme="light", *, again=False, **more):
        width, height = SIZES[size]
        if not (again and contexts):
            look = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": "en-GB"}
            contexts.append(chrome.new_context(accept_downloads=True, **look, **more))
            contexts[-1].set_default_timeout(PATIENCE_MS)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if line.type == "error" and _AWAY not in line.text else None)
        server.open_in(contexts[-1], page)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert said == []


def drawn(page, count=None):
    """Wait until the sheet of the plan is seen, of so many pages."""
    until(lambda: page.locator(".page img[src]").count() > 0, "the sheet")
    until(lambda: ("page" if count is None else f"Print {count} page") in page.inner_text("#print"), "the words of Print")


def axe(page):
    """Return what axe-core finds wrong, by WCAG 2.0 to 2.2, A and AA."""
    source = (Path(str(files("axe_playwright_python"))) / "axe.min.js").read_text(encoding="utf-8")
    return page.evaluate(_AXE, source)


def picture(page, *words):
    """Keep a picture of the page as it now looks."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"page-{'-'.join(words).replace(' ', '-')}.png")


def add(page, *ids):
    """Press the rows of these exercises."""
    for name in ids:
        page.locator(f'.hit[data-id="{name}"]').click(force=True)


def show(page, pane):
    """Bring a pane of a small screen to the front: library, plan or sheet."""
    tab, switch = (
        page.locator(f'.tabs a[href="#{pane}"]'),
        page.locator(".sw label", has_text={"library": "Exercises", "sheet": "Sheet"}.get(pane, "-")),
    )
    for way in (tab, switch):
        if way.count() and way.first.is_visible():
            way.first.click()
            return


def chosen(page):
    """Return the exercises of the plan by name, in order."""
    return page.locator(".card h3").all_inner_texts()


def until(check, what, least=60):
    """Wait until something is so."""
    for _ in range(least * 10):
        if check():
            return
        time.sleep(0.1)
    pytest.fail(f"{what} did not come")
