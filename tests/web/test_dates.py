"""Dates on the picking page: read in the order of the clinic's country, given back in words, and refused where they cannot be."""

import pytest

from handouts.plans.plan import load_plan
from tests import making
from tests.browsing import add, drawn, opening, served, until
from tests.paging import Page
from tests.writing import write_clinic

TODAY = "2026-11-30"
READ = {
    "day-month": {
        "3/12/2026": "2026-12-03",
        "3.12.26": "2026-12-03",
        "21/12": "2026-12-21",
        "3/4": "2027-04-03",
        "12/21/2026": None,
    },
    "month-day": {"3/12/2026": "2026-03-12", "12/21/2026": "2026-12-21", "12-21": "2026-12-21", "21/12/2026": None},
    "year-month-day": {"3/12/2026": None, "21/12/2026": None},
}
ALWAYS = {
    "2026-12-21": "2026-12-21",
    "21 Dec 2026": "2026-12-21",
    "21st December": "2026-12-21",
    "Mon 21 Dec": "2026-12-21",
    "December 21, 2026": "2026-12-21",
    "21 sept.": "2027-09-21",
    "4 wk": "2026-12-28",
    "2027-02-29": None,
    "31 Feb 2027": None,
    "0/1/2027": None,
    "31/11/2026": None,
    "21 Dez 2026": None,
    "21 marches": None,
    "soon": None,
    "2026": None,
    "21/12/1926": None,
}
PAST = {"3 Nov": "2026-11-03", "3 Dec": "2025-12-03", "2 wk": None}
READ_ALL = """async ([texts, more]) => {
  const {readDate} = await import('/static/dates.js');
  return texts.map((text) => readDate(text, more));
}"""


def read(page, texts, **more):
    return dict(zip(texts, page.evaluate(READ_ALL, [list(texts), {"today": TODAY, **more}]), strict=True))


def test_a_date_is_read_in_the_order_of_the_country_or_is_none(opened):
    page = opened()
    for order, texts in READ.items():
        assert read(page, texts, order=order) == texts, order
        assert read(page, ALWAYS, order=order) == ALWAYS, order
    assert read(page, PAST, order="day-month", past=True) == PAST


@pytest.mark.parametrize(("country", "order"), [("GB", "day-month"), ("AU", "day-month"), ("US", "month-day"), ("CA", "year-month-day")])
def test_the_order_is_that_of_the_clinics_country(tmp_path, country, order):
    start = Page(write_clinic(tmp_path / "clinic", f"country: {country}\n")).get("/api/start").json()
    assert start["dates"] == order
    assert making.library().countries[country].dates == order


def test_a_review_is_given_back_in_words_and_one_that_is_no_date_stays_and_stops_the_sheet(chrome, tmp_path):
    folder = write_clinic(tmp_path / "clinic", "country: US\n")
    with served("--clinic", folder, folder=tmp_path) as server, opening(chrome, server) as open_it:
        page = open_it()
        page.fill('[data-field="name"]', "Zoë Şen")
        page.locator("#who .seg label", has_text="Left").click()
        add(page, "couch-stretch")
        review = page.locator('[data-field="review"]')
        review.fill("2/30/2099")
        review.press("Tab")
        assert review.input_value() == "2/30/2099"
        assert review.get_attribute("aria-invalid") == "true"
        assert "“2/30/2099” is not a date here" in page.inner_text("#said-review")
        until(lambda: "1 thing to finish" in page.inner_text("#print"), "the refusal")
        page.click("#save")
        until(lambda: page.evaluate("document.activeElement.dataset.field") == "review", "the field", 10)
        review.fill("3/12/2099")
        review.press("Tab")
        assert review.input_value() == "12 Mar 2099"
        assert review.get_attribute("title") == "Thursday 12 March 2099"
        assert "Thursday 12 March 2099" in page.inner_text("#said")
        drawn(page)
        with page.expect_download() as file:
            page.click("#save")
        file.value.save_as(tmp_path / "plan.yaml")
        assert str(load_plan(tmp_path / "plan.yaml", making.library()).review_on) == "2099-03-12"
