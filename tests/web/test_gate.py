"""handouts.web.gate: who may speak to the page, and what every answer forbids (.github/SECURITY.md: W1 to W3)."""

import asyncio
import html.parser
import json
import re
import secrets
from pathlib import Path

import pytest
from starlette.routing import Mount

from handouts.web import app as page_module
from handouts.web import gate, serving
from handouts.web.gate import MOST_BYTES, Session
from tests import making
from tests.paging import ORIGIN, PORT, Page, page_plan
from tests.writing import write_clinic

TEMPLATES = Path(page_module.__file__).parent / "templates"
WRITES = ("/api/sheet", "/api/plan/save", "/api/plan/open", "/api/note", "/api/pack", "/api/email", "/api/bye")
READS = ("/", "/clinic.css", "/figure/couch-stretch/small.svg", "/api/start", "/api/alive", "/static/page.css")


@pytest.fixture
def page(tmp_path):
    made = Page(write_clinic(tmp_path / "clinic", "email: hello@clinic.example\n"))
    finished = making.made(making.plan(1))
    made.shelf._keep("kept", "d1", finished.pdf, finished.pages.pages)
    return made


def state(page):
    """Return all that a request could change."""
    files = sorted(str(path.relative_to(page.shelf.desk.folder)) for path in page.shelf.desk.folder.rglob("*"))
    return page.session.opened, page.session.used_s, page.kept(), files, id(page.shelf.desk)


def body_of_everything():
    """Return a body that each address would act on."""
    plan = page_plan(1)
    asked = {"tab": "kept", "plan": plan, "title": "Taken over", "text": "section: hip", "to": "a@example.org", "agreed_on": "2026-11-20"}
    return json.dumps(asked).encode()


def is_refused(answer, *, statuses):
    allowing = [name for name in answer.headers if name.startswith("access-control-")]
    return answer.status in statuses and allowing == [] and "set-cookie" not in answer.headers and b"%PDF" not in answer.body


# --- W1: twenty hostile requests

WRONG_HOSTS = {
    "another name": "evil.example",
    "another name on our port": f"evil.example:{PORT}",
    "our name before theirs": f"127.0.0.1:{PORT}.evil.example",
    "our name as a user": f"127.0.0.1:{PORT}@evil.example",
    "another port": "127.0.0.1:80",
    "no port": "127.0.0.1",
    "none": None,
}
WRONG_ORIGINS = {
    "another site": {"origin": "https://evil.example"},
    "a file or a sandbox": {"origin": "null"},
    "another port of this computer": {"origin": "http://127.0.0.1:8080", "sec_fetch_site": "same-site"},
    "our origin before theirs": {"origin": f"{ORIGIN}.evil.example"},
    "our host by https": {"origin": ORIGIN.replace("http:", "https:")},
    "no origin": {},
    "said by the browser to be of another site": {"origin": ORIGIN, "sec_fetch_site": "cross-site"},
}


@pytest.mark.parametrize("host", WRONG_HOSTS.values(), ids=WRONG_HOSTS)
def test_request_for_another_host_is_refused_and_changes_nothing(page, host):
    before = state(page)
    lines = page.head_lines("host") if host is None else page.head_lines(host=host)
    for path in (*READS, f"/open/{page.session.key}"):
        assert is_refused(page.raw("GET", path, lines), statuses={403})
    for path in WRITES:
        assert is_refused(page.raw("POST", path, lines, [body_of_everything()]), statuses={403})
    assert state(page) == before


@pytest.mark.parametrize("wrong", WRONG_ORIGINS.values(), ids=WRONG_ORIGINS)
def test_write_asked_for_by_another_page_is_refused_and_changes_nothing(page, wrong):
    before = state(page)
    lines = page.head_lines("origin", **wrong) if "origin" not in wrong else page.head_lines(**wrong)
    for path in WRITES:
        assert is_refused(page.raw("POST", path, lines, [body_of_everything()]), statuses={403})
    assert state(page) == before


@pytest.mark.parametrize("cookie", [None, "{name}=", "{name}=wrong; other={cookie}"], ids=["no cookie", "an empty one", "a wrong one"])
def test_request_without_the_cookie_is_refused_and_changes_nothing(page, cookie):
    before = state(page)
    value = cookie.format(name=page.session.cookie_name, cookie=page.session.cookie) if cookie else ""
    lines = page.head_lines(cookie=value) if cookie else page.head_lines("cookie")
    for path in READS[:-1]:
        assert is_refused(page.raw("GET", path, lines), statuses={401})
    for path in WRITES:
        assert is_refused(page.raw("POST", path, lines, [body_of_everything()]), statuses={401})
    (digest,) = page.kept()["kept"]
    assert is_refused(page.raw("GET", f"/sheet/kept/{digest}/exercises.pdf", lines), statuses={401})
    assert state(page) == before


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE"])
def test_method_that_the_page_never_uses_is_refused_and_changes_nothing(page, method):
    before = state(page)
    asked = [*page.head_lines(), ("access-control-request-method", "POST"), ("access-control-request-private-network", "true")]
    for path in (*READS, *WRITES):
        assert is_refused(page.raw(method, path, asked, [body_of_everything()]), statuses={405})
    assert state(page) == before


def test_there_are_twenty_hostile_kinds_and_the_good_request_that_they_are_made_from_is_let_through(page):
    assert len(WRONG_HOSTS) + len(WRONG_ORIGINS) + 3 + 3 == 20
    before = state(page)
    for path in WRITES:
        answer = page.raw("POST", path, page.head_lines(), [body_of_everything()])
        assert answer.status in (200, 204), path
        assert path == "/api/bye" or json.loads(answer.body)["ok"], answer.body
    assert state(page) != before


@pytest.mark.parametrize("path", WRITES)
def test_address_that_acts_cannot_be_reached_by_a_link(page, path):
    before = state(page)
    for method in ("GET", "HEAD"):
        assert page.raw(method, path, page.head_lines()).status == 405
    assert state(page) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", ""])
def test_write_of_a_kind_that_a_form_of_another_page_can_send_is_refused(page, kind):
    for path in WRITES:
        assert page.raw("POST", path, page.head_lines(content_type=kind), [body_of_everything()]).status == 403


def test_write_without_our_own_header_is_refused_but_for_the_goodbye_of_a_page_that_closes(page):
    answers = {path: page.raw("POST", path, page.head_lines("x-handouts"), [body_of_everything()]).status for path in WRITES}
    assert answers == {path: 204 if path == "/api/bye" else 403 for path in WRITES}


@pytest.mark.parametrize("path", ["/", "/open/"])
@pytest.mark.parametrize("name", gate._ONCE)
@pytest.mark.parametrize("first", [True, False], ids=["the good one first", "the good one last"])
def test_request_in_which_a_header_that_decides_stands_twice_is_refused(page, name, path, first):
    before = state(page)
    good = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "content-length": "0"} | dict(page.head_lines())
    for other in (good[name], "evil.example"):
        lines = [*good.items(), (name, other)] if first else [(name, other), *good.items()]
        answer = page.raw("GET", path + (page.session.key if path == "/open/" else ""), lines)
        assert is_refused(answer, statuses={403}), other
    assert state(page) == before


def test_request_that_names_another_host_before_its_path_is_refused(page):
    assert page.raw("GET", "http://evil.example/", page.head_lines()).status == 403


@pytest.mark.parametrize("origin", [wrong["origin"] for wrong in WRONG_ORIGINS.values() if wrong.get("origin", ORIGIN) != ORIGIN])
def test_nothing_is_read_and_the_link_is_not_used_up_where_another_page_asks(page, origin):
    before = state(page)
    for path in (*READS, f"/open/{page.session.key}"):
        for site in ("none", "cross-site", "same-origin"):
            assert is_refused(page.raw("GET", path, page.head_lines(origin=origin, sec_fetch_site=site)), statuses={403}), path
    assert state(page) == before


@pytest.mark.parametrize("how", [("no-cors", "image"), ("navigate", "iframe"), ("cors", "empty"), ("no-cors", "script")])
def test_the_link_is_opened_by_a_person_alone_and_not_by_a_part_of_another_page(page, how):
    before, link = state(page), f"/open/{page.session.key}"
    asked = page.head_lines("origin", sec_fetch_site="cross-site", sec_fetch_mode=how[0], sec_fetch_dest=how[1])
    assert is_refused(page.raw("GET", link, asked), statuses={403})
    assert state(page) == before
    opened = page.head_lines("origin", sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="document")
    assert "set-cookie" in page.raw("GET", link, opened).headers


def test_a_person_may_type_the_address_but_nothing_else_is_opened_from_outside(page):
    typed = page.head_lines("origin", sec_fetch_site="none")
    assert page.raw("GET", "/", typed).status == 200
    for path in READS[1:]:
        assert page.raw("GET", path, typed).status == 403
    for path in READS:
        assert page.raw("GET", path, page.head_lines("origin", sec_fetch_site="cross-site")).status == 403


def test_the_page_answers_to_localhost_too(page):
    lines = page.head_lines(host=f"localhost:{PORT}", origin=f"http://localhost:{PORT}")
    assert page.raw("POST", "/api/note", lines, [body_of_everything()]).status == 200


def test_what_is_not_http_is_not_answered(page):
    told = []

    async def never(*_):
        told.append(_)

    asyncio.run(page.app({"type": "websocket", "path": "/", "headers": []}, never, never))
    assert told == []


# --- W2: what every answer says


EVERY = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


def every_answer(page):
    """Yield an answer of every address, good and bad, and of every way to be refused."""
    made = page.kept()["kept"][0]
    for path in (*READS, "/logo.png", f"/sheet/kept/{made}/1.png", f"/sheet/kept/{made}/exercises.pdf"):
        yield path, page.get(path)
        yield path, page.browser.head(path)
    yield "gone", page.browser.get("/open/wrong")
    yield "open", page.browser.get(f"/open/{page.session.key}")
    missing = (
        "/nothing",
        "/static/nothing.js",
        "/static/fonts/nothing.ttf",
        "/figure/nothing/small.svg",
        "/figure/couch-stretch/huge.svg",
        "/figure/nothing/small.png",
    )
    for path in (*missing, f"/sheet/kept/{made}/99.png", "/sheet/kept/none/exercises.pdf", "/api/start/", "/static/fonts/"):
        yield path, page.get(path)
    for path in WRITES:
        for data in ({"tab": "t", "plan": page_plan(1)}, {"plan": 5}, []):
            yield path, page.post(path, data)
    yield "crash", crashed(page)
    yield "too long", page.post("/api/note", {"plan": "x" * (MOST_BYTES + 1)})
    yield "no cookie", page.another_browser(opened=False).get("/")
    yield "method", page.browser.put("/")
    yield "host", page.browser.get("/", headers={"host": "evil.example"})
    yield "other page", page.browser.post("/api/note", headers={"origin": "https://evil.example"})


def crashed(page):
    """Return the answer of a request that a defect of ours ends."""
    made, page.shelf.make = page.shelf.make, None
    try:
        return page.post("/api/sheet", {"plan": page_plan(1)})
    finally:
        page.shelf.make = made


def test_every_answer_forbids_what_the_page_never_does(page):
    statuses = set()
    for what, answer in every_answer(page):
        said, rules = answer.headers, answer.headers["content-security-policy"]
        statuses.add(answer.status_code)
        assert "default-src 'none'" in rules, what
        assert not any(word in rules for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:")), what
        assert {name: said[name] for name in EVERY} == EVERY, what
        assert not any(name.startswith("access-control-") for name in said), what
        assert len(said.get_list("content-security-policy")) == len(said.get_list("cache-control")) == 1, what
    assert {200, 204, 401, 403, 404, 405, 413, 500} <= statuses


def test_every_address_of_the_application_is_asked(page):
    asked = [answer.request.url.path for _, answer in every_answer(page)]
    for route in page.app._app.routes:
        if isinstance(route, Mount):
            assert any(path.startswith(f"{route.path}/") for path in asked), route.path
        else:
            assert any(route.path_regex.match(path) for path in asked), route.path


class _Inline(html.parser.HTMLParser):
    """Collects what a policy without unsafe-inline would stop."""

    def __init__(self):
        super().__init__()
        self.found, self.scripts = [], 0

    def handle_starttag(self, tag, attrs):
        names = {name: value or "" for name, value in attrs}
        self.scripts += tag == "script"
        self.found += [f"<{tag} {name}>" for name in names if name.startswith("on") or name == "style"]
        self.found += [f"<{tag}>"] * (tag == "style" or (tag == "script" and not names.get("src")))
        addresses = [names[name] for name in ("src", "href", "action") if name in names]
        self.found += [address for address in addresses if not address.startswith(("/", "#", "data:,")) or address.startswith("//")]


def inline_of(text):
    parser = _Inline()
    parser.feed(text)
    return parser.found


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_no_page_has_a_script_or_style_inside_or_reaches_another_site(name):
    assert inline_of((TEMPLATES / name).read_text(encoding="utf-8")) == []


def test_inline_parts_are_seen():
    text = '<script>1</script><style></style><p style="" onclick="">x</p><img src="https://evil.example/a"><a href="//evil.example">'
    assert inline_of(text) == ["<script>", "<style>", "<p style>", "<p onclick>", "https://evil.example/a", "//evil.example"]


def test_page_is_served_with_the_clinics_name_as_text(tmp_path):
    page = Page(write_clinic(tmp_path / "clinic"))
    facts = page.shelf.desk.clinic.facts
    object.__setattr__(facts, "name", "<script>alert(1)</script> & Sons")
    text = page.get("/").text
    assert inline_of(text) == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in text


# --- W3: one computer, one link, once


def test_socket_can_be_reached_from_this_computer_only():
    listening = serving._listen(0)
    try:
        assert listening.getsockname()[0] == "127.0.0.1"
        with pytest.raises(Exception, match="cannot be used"):
            serving._listen(listening.getsockname()[1])
    finally:
        listening.close()


def test_link_opens_the_page_once_and_its_cookie_is_for_no_script_and_no_other_site(page):
    browser = page.another_browser(opened=False)
    refused = browser.get("/")
    assert (refused.status_code, refused.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "used already" in refused.text
    answer = browser.get(page.session.link, headers={"sec-fetch-site": "none"})
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))
    assert "domain=" not in cookie
    assert browser.get("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    for again in (browser, page.another_browser(opened=False)):
        refused = again.get(page.session.link)
        assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
        assert "used already" in refused.text


def test_looking_at_the_link_does_not_use_it_up(page):
    browser = page.another_browser(opened=False)
    looked = browser.head(page.session.link, headers={"sec-fetch-site": "none"})
    assert (looked.status_code, "set-cookie" in looked.headers) == (405, False)
    assert browser.get(page.session.link, headers={"sec-fetch-site": "none"}).status_code == 200


def test_page_of_a_link_that_is_gone_needs_nothing_that_the_cookie_guards(page):
    browser = page.another_browser(opened=False)
    text = browser.get("/open/wrong").text
    parts = re.findall(r'(?:href|src)="(/[^"]+)"', text)
    assert parts
    assert {browser.get(part).status_code for part in parts} == {200}


def test_five_hundred_guesses_of_the_link_and_of_the_cookie_open_nothing(page):
    lines = page.head_lines("cookie", "origin", sec_fetch_site="none")
    guesses = [page.session.key[:-1], page.session.key.swapcase(), f"{page.session.key} ", "é", page.session.cookie]
    guesses += [secrets.token_urlsafe(32) for _ in range(495)]
    assert sum("set-cookie" in page.raw("GET", f"/open/{guess}", lines).headers for guess in guesses) == 0
    assert not any(page.session.knows(guess) for guess in (page.session.cookie[:-1], page.session.key, "", *guesses[5:]))
    assert not page.session.opened
    assert "set-cookie" in page.raw("GET", f"/open/{page.session.key}", lines).headers


def test_key_and_cookie_are_long_and_of_one_start_only():
    one, other = Session(PORT), Session(PORT)
    assert min(len(one.key), len(one.cookie)) >= 43
    assert len({one.key, one.cookie, other.key, other.cookie}) == 4


def test_link_that_nobody_opened_ends_after_a_while(page):
    page.session.born_s -= gate.LINK_S
    assert page.another_browser(opened=False).get(page.session.link).status_code == 403
    assert not page.session.opened


def test_pages_on_two_ports_do_not_take_each_others_cookie():
    assert Session(1000).cookie_name != Session(1001).cookie_name


def test_only_work_keeps_the_page_open(page):
    page.session.used_s -= 1000
    left = page.session.idle_left_s
    assert page.get("/api/alive").json()["idle_left_s"] <= round(left)
    assert page.session.idle_left_s <= left
    page.ask("/api/note", {"plan": page_plan(1)})
    assert page.session.idle_left_s > left
    page.session.used_s -= gate.IDLE_S * 2
    assert page.get("/api/alive").json() == {"ok": True, "idle_left_s": 0, "tried_again": 0}


def test_page_that_waits_is_told_when_the_program_stops(page, monkeypatch):
    looks = iter([False, False, False, True, True])
    monkeypatch.setattr(page_module, "_LOOK_EVERY_S", 0.001)
    page.session.is_over = lambda: next(looks)
    assert page.get("/api/alive", params={"wait": "1"}).status_code == 410
    assert next(looks, "all used") == "all used"


def test_page_that_waits_is_answered_after_a_while(page, monkeypatch):
    monkeypatch.setattr(page_module, "_WAIT_S", 0.05)
    monkeypatch.setattr(page_module, "_LOOK_EVERY_S", 0.01)
    assert page.get("/api/alive", params={"wait": "1"}).json()["ok"] is True


# --- bodies and paths


def test_body_over_a_megabyte_is_refused_before_anything_is_done(page):
    before = page.kept()
    large = json.dumps({"tab": "large", "plan": page_plan(1), "more": "x" * MOST_BYTES}).encode()
    assert page.raw("POST", "/api/sheet", page.head_lines(content_length=str(len(large))), [large]).status == 413
    unsaid = page.raw("POST", "/api/sheet", page.head_lines(), [large[at : at + 65536] for at in range(0, len(large), 65536)])
    assert json.loads(unsaid.body)["ok"] is False
    assert page.raw("POST", "/api/sheet", page.head_lines(content_length="9" * 5000), [large]).status == 413
    assert page.raw("POST", "/api/sheet", page.head_lines(content_length="-5"), [large]).status == 413
    assert page.kept() == before


def test_body_of_nearly_a_megabyte_is_read(page):
    data = json.dumps({"tab": "t", "plan": page_plan(1)}).encode()
    padded = data + b" " * (MOST_BYTES - len(data))
    answer = page.raw("POST", "/api/sheet", page.head_lines(content_length=str(len(padded))), [padded[:5], padded[5:]])
    assert json.loads(answer.body)["ok"] is True


BROKEN = {
    "nothing": b"",
    "half": b'{"plan": {"section"',
    "no object": b"[1, 2]",
    "a word": b'"plan"',
    "no text": b"\xff\xfe\x00",
    "very deep": b"[" * 200_000,
    "very deep and whole": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "a number too long to read": b'{"plan": ' + b"1" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_broken_body_is_answered_in_words(page, body):
    before = state(page)[2:]
    for path in WRITES:
        answer = page.raw("POST", path, page.head_lines(), [body])
        assert answer.status == 200
        said = json.loads(answer.body)
        assert said["ok"] is False
        assert "cannot read" in said["problems"][0]["message"]
    assert state(page)[2:] == before


@pytest.mark.parametrize("deep", [11, 100, 400])
@pytest.mark.parametrize("path", ["/api/sheet", "/api/email", "/api/pack"])
def test_plan_nested_deep_is_refused_in_words(page, path, deep):
    plan = '{"exercises":[' * deep + '"x"' + "]}" * deep
    body = f'{{"title": "Deep", "to": "a@example.org", "agreed_on": "2026-11-20", "plan": {plan}}}'
    said = json.loads(page.raw("POST", path, page.head_lines(), [body.encode()]).body)
    assert [problem["message"] for problem in said["problems"]] == ["nested more than 20 deep"]


def test_numbers_that_json_has_and_no_plan_may_hold_are_refused_in_words(page):
    for number in ("NaN", "Infinity", "-Infinity", "1e400", "1e5", "-1", "1.5", "1" * 4000):
        body = json.dumps({"plan": page_plan(1, exercises=[{"id": "couch-stretch", "dose": {"sets": "@"}}])}).replace('"@"', number)
        said = json.loads(page.raw("POST", "/api/sheet", page.head_lines(), [body.encode()]).body)
        assert said["ok"] is False, number
        assert (said["problems"][0]["about"], said["problems"][0]["field"]) == ("couch-stretch", "sets")


OUTSIDE = [
    "/static/../app.py",
    "/static/../../errors.py",
    "/static/fonts/../../errors.py",
    "/static/fonts/../../../pyproject.toml",
    "/static//etc/passwd",
    "/static/fonts//etc/passwd",
    "/static/..\\app.py",
    "/static/./../templates/page.html",
    "/static/\0",
    "/static/" + "a" * 5000,
    "/static",
    "/static/",
    "/static/fonts",
    "/figure/../small.svg",
    "/figure/../../content/hip.yaml/small.svg",
    "/figure/..\\compiled\\couch-stretch/small.svg",
    "/figure/couch-stretch.json/small.svg",
    "/figure/\0/small.svg",
    "/figure/couch-stretch/../../small.svg",
    "/sheet/../../exercises.pdf",
    "/sheet/kept/../exercises.pdf",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_a_folder(page, path):
    answer = page.raw("GET", path, page.head_lines())
    assert answer.status in (307, 404, 405), answer.status
    assert not any(word in answer.body for word in (b"import ", b"root:", b"<svg", b"<html", b"%PDF"))
    if answer.status == 307:
        assert answer.headers["location"].startswith(ORIGIN)


@pytest.mark.parametrize("width", ["0", "-5", "99999", "999999999999", "²", "٣٠٠", "1e3", "", "nan"])
def test_odd_width_of_a_picture_is_no_crash(page, width):
    (digest,) = page.kept()["kept"]
    assert page.get(f"/sheet/kept/{digest}/1.png", params={"width": width}).status_code == 200


@pytest.mark.parametrize("number", ["0", "99", "1" * 4000, "-1", "x", "1.5"])
def test_page_that_is_not_there_is_not_found(page, number):
    (digest,) = page.kept()["kept"]
    assert page.get(f"/sheet/kept/{digest}/{number}.png").status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/start", "/clinic.css", "/figure/couch-stretch/large.svg", "/static/page.css"])
def test_head_says_what_get_says_and_sends_nothing(page, path):
    got, head = page.get(path), page.browser.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_fonts_are_served_as_the_sheet_has_them(page):
    answer = page.another_browser(opened=False).get("/static/fonts/SourceSans3-Regular.ttf")
    assert answer.status_code == 200
    assert answer.content[:4] == b"\0\1\0\0"


def test_built_in_clinics_mark_is_shown_as_a_picture():
    page = Page()
    assert making.clinic().logo is not None
    assert page.get("/logo.png").content.startswith(b"\x89PNG")
