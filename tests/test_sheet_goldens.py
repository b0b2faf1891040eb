"""Where every text of some sheets stands, of every layout on every paper, as lines to review. HANDOUTS_RENEW=1 renews; read the diff."""

import difflib
import itertools
import os
from pathlib import Path

import pytest

from tests.making import FOUR, LAYOUTS_ON_PAPER, SECTION_SHEET, made, plan
from tests.placed import MM, inks

FOLDER = Path(__file__).parent / "goldens"
TWO = plan(2, exercises=["couch-stretch", "single-leg-balance"], run_days=["tue", "sun"], log_weeks=2)
SHEETS = {
    "plan-of-four-a4": ({**FOUR, "paper": "A4"}, "cards"),
    "plan-of-four-letter": ({**FOUR, "paper": "Letter"}, "cards"),
    "section-sheet-a4": ({**SECTION_SHEET, "paper": "A4"}, "cards"),
    **{f"{name}-{paper.lower()}": ({**TWO, "paper": paper}, name) for name, paper in LAYOUTS_ON_PAPER if name != "cards"},
}
WIDEST = 100


def lines_of(data, layout_name):
    """Yield a line for each element: page, place of its first baseline in mm from the top left, tag, size in points, text."""
    for number, page in enumerate(made(data, layout_name).pages.pages, start=1):
        texts = [ink for ink in inks(page) if ink.text.strip()]
        for element, group in itertools.groupby(texts, key=lambda ink: id(ink.elements[-1])):
            run = list(group)
            assert element
            first = run[0]
            text = run[0].text
            for before, ink in itertools.pairwise(run):
                text += ink.text if abs(ink.left - before.right) < 0.5 else f" {ink.text}"
            text = " ".join(text.replace("\u00a0", " ").split())
            shown = text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."
            tag = "-" if "Artifact" in first.tags else first.tags[-1]
            yield f"page {number:<2} {first.left / MM:6.1f} {first.base / MM:6.1f} mm  {tag:<6} {first.size:4.1f}  {shown}"


@pytest.mark.parametrize("name", SHEETS)
def test_every_text_stands_where_the_reviewed_list_says(name):
    now = "\n".join(lines_of(*SHEETS[name])) + "\n"
    golden = FOLDER / f"{name}.txt"
    if os.environ.get("HANDOUTS_RENEW") == "1":
        golden.write_text(now, encoding="utf-8")
    before = golden.read_text(encoding="utf-8") if golden.exists() else ""
    changes = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "reviewed", "now", n=1, lineterm=""))
    if changes:
        pytest.fail(
            f"{len(changes)} lines of difference; if they are meant, HANDOUTS_RENEW=1 pytest {__file__}\n" + "\n".join(changes[:60]),
            pytrace=False,
        )


def test_a_moved_text_is_seen(monkeypatch):
    golden = "\n".join(lines_of(*SHEETS["plan-of-four-a4"]))
    moved = golden.replace("mm  H1", "mm  H2", 1)
    assert moved != golden
    assert len(list(difflib.unified_diff(golden.splitlines(), moved.splitlines(), n=0))) == 5
    monkeypatch.delenv("HANDOUTS_RENEW", raising=False)
