"""handouts serve: the real program on a real port of this computer, from its start to its end."""

import contextlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from handouts.reading.extras import how_to_install
from handouts.web.serving import _listen
from tests.full import full
from tests.paging import BROKEN, CANARY, page_plan
from tests.writing import write, write_clinic

PATIENCE_S = 60
JSON = {"content-type": "application/json"}
PLAIN = "import sys; from handouts.cli.root import main; main(sys.argv[1:], prog_name='handouts')"
IDLE = """
import itertools, sys, types, webbrowser
from handouts.web import gate, serving
gate.time = types.SimpleNamespace(monotonic=lambda clock=itertools.count(0, 100): float(next(clock)))
serving._LOOK_EVERY_S = 0.01
webbrowser.open = lambda link: print('opened', link)
from handouts.cli.root import main
main(sys.argv[1:], prog_name='handouts')
"""


class Served:
    """A running page: its process, its link, and all it has said."""

    def __init__(self, folder, *words, program=PLAIN, umask=-1):
        (folder / "tmp").mkdir(exist_ok=True)
        environ = {**os.environ, "TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-W", "default", "-c", program, "serve", *map(str, words)]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, umask=umask
        )
        self.lines = []
        self._reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stderr.readline, "")), daemon=True)
        self._reader.start()

    @property
    def link(self):
        found = self._wait(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/open/\S+", "".join(self.lines)))
        return found[0]

    @property
    def port(self):
        return int(self.link.split(":")[2].split("/")[0])

    def _wait(self, found):
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if (result := found()) or self.process.poll() is not None:
                return result
            time.sleep(0.02)
        raise AssertionError(f"nothing came: {self.lines}")

    def browser(self):
        """Return a browser that has opened the page with the link."""
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"origin": origin, "x-handouts": "1", "sec-fetch-site": "same-origin"}
        browser = httpx.Client(base_url=origin, headers=headers, timeout=PATIENCE_S)
        assert browser.get(self.link, headers={"sec-fetch-site": "none"}).status_code == 200
        return browser

    def ended(self):
        """Wait for its end; return its exit code, and all that it said."""
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return code, self.process.stdout.read(), "".join(self.lines)


@contextlib.contextmanager
def serving(folder, *words, **how):
    served = Served(folder, *words, **how)
    try:
        yield served
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(served.process.pid, signal.SIGKILL)
        served.process.wait(PATIENCE_S)
        served._reader.join(PATIENCE_S)
        served.process.stdout.close()
        served.process.stderr.close()


def answer_to(port, *lines):
    """Return the first line of the answer to a request of exactly these lines."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)) as line:
        line.sendall("".join(f"{one}\r\n" for one in (*lines, "Connection: close", "")).encode())
        return line.makefile("rb").readline().decode().split()[1]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_request_with_two_hosts_is_refused_by_the_running_page(tmp_path, version):
    with serving(tmp_path, "--no-open") as served:
        host, asked = f"Host: 127.0.0.1:{served.port}", f"GET /static/page.css HTTP/{version}"
        assert answer_to(served.port, asked, host) == "200"
        for hosts in ((host, host), (host, "Host: evil.example"), ("Host: evil.example", host)):
            assert answer_to(served.port, asked, *hosts) in ("400", "403")
        assert answer_to(served.port, asked.replace("GET ", "GET http://evil.example"), host) == "403"
        opened = (f"GET /open/{served.link.rpartition('/')[2]} HTTP/{version}", host)
        assert answer_to(served.port, *opened, "Origin: https://evil.example") == "403"
        assert answer_to(served.port, *opened) == "200"


def test_page_is_served_on_this_computer_only_and_ctrl_c_ends_it_quietly(tmp_path):
    with serving(tmp_path, "--no-open") as served, contextlib.closing(served.browser()) as browser:
        assert browser.get("/api/start").json()["sections"]
        assert browser.get("/").headers["content-security-policy"].startswith("default-src 'none'")
        made = browser.post("/api/sheet", json={"tab": "a", "plan": page_plan(2)}).json()
        assert browser.get(f"/sheet/a/{made['digest']}/exercises.pdf").content.startswith(b"%PDF")
        assert browser.get(f"/sheet/a/{made['digest']}/1.png").content.startswith(b"\x89PNG")
        assert listening_on(served.port) == ["0100007F"]
        upgrade = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-key": "YQ==", "sec-websocket-version": "13"}
        refused = browser.get("/api/alive", headers={**upgrade, "origin": "https://evil.example", "host": "evil.example"})
        assert (refused.status_code, "content-security-policy" in refused.headers) == (403, True)
        started = browser.get("/api/alive")
        assert not {"server", "date", "access-control-allow-origin"} & set(started.headers)
        os.killpg(served.process.pid, signal.SIGINT)  # the browser still holds its connection
        code, said, err = served.ended()
    assert (code, said) == (0, "")
    assert err == f"Open this link in your browser, once:\n  {served.link}\nCtrl-C stops the page.\n"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", served.port), PATIENCE_S)


def listening_on(port):
    """Return the addresses on which somebody listens to a port, as the system writes them, of both kinds."""
    rows = [
        line.split() for name in ("tcp", "tcp6") if (path := Path("/proc/net") / name).exists() for line in path.read_text().splitlines()
    ]
    return [row[1].split(":")[0] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"]


def test_page_that_waits_hears_of_the_end_at_once(tmp_path):
    with serving(tmp_path, "--no-open") as served, contextlib.closing(served.browser()) as browser, ThreadPoolExecutor(1) as waiting:
        browser.get("/api/alive")
        told = waiting.submit(browser.get, "/api/alive?wait=1")
        time.sleep(0.5)
        assert not told.done()
        since = time.monotonic()
        os.killpg(served.process.pid, signal.SIGINT)
        assert told.result(PATIENCE_S).status_code == 410
        assert time.monotonic() - since < 20  # a page that were not told would wait for 25
        assert served.ended()[0] == 0


def test_a_request_that_never_ends_does_not_hold_up_the_end(tmp_path):
    with serving(tmp_path, "--no-open") as served, contextlib.closing(served.browser()) as browser, contextlib.ExitStack() as lines:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        head = f"Host: 127.0.0.1:{served.port}\r\nCookie: {cookie}\r\nOrigin: http://127.0.0.1:{served.port}\r\nX-Handouts: 1\r\n"
        asked = f"POST /api/sheet HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{{"
        for _ in range(20):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", served.port), PATIENCE_S))
            line.sendall(asked.encode())
        time.sleep(0.5)
        since = time.monotonic()
        os.killpg(served.process.pid, signal.SIGINT)
        code, said, err = served.ended()
        assert time.monotonic() - since < PATIENCE_S / 2
    assert (code, said) == (0, "")
    assert err.splitlines()[3:] == []


def test_fifteen_hundred_connections_that_say_nothing_do_not_keep_the_page_from_answering(tmp_path):
    """A third of them are half a request; more files than the program may open, and still each request is answered within seconds."""
    with serving(tmp_path, "--no-open") as served, contextlib.closing(served.browser()) as browser, contextlib.ExitStack() as lines:
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
        for number in range(1500):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", served.port), PATIENCE_S))
            if number % 3 == 0:
                line.sendall(b"GET /api/alive HTTP/1.1\r\nHost: 127.0.0.1")
            if number % 100 == 99:
                since = time.monotonic()
                assert browser.get("/api/alive").status_code == 200
                assert time.monotonic() - since < PATIENCE_S / 6
        made = browser.post("/api/sheet", json={"tab": "a", "plan": page_plan(2)}).json()
        assert made["ok"]
        assert len(list(Path(f"/proc/{served.process.pid}/fd").iterdir())) < 300


def test_connection_that_asks_for_nothing_is_closed(tmp_path):
    with serving(tmp_path, "--no-open") as served, socket.create_connection(("127.0.0.1", served.port), PATIENCE_S) as line:
        line.settimeout(PATIENCE_S)
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(1) == b""


LOOKS = """
import sys, webbrowser
webbrowser.open = lambda link: print('opened', link, flush=True)
from handouts.cli.root import main
main(sys.argv[1:], prog_name='handouts')
"""


@pytest.mark.parametrize("_turn", range(full(1, 20)))
def test_link_is_never_on_a_command_line_and_its_file_is_its_owners_alone(tmp_path, _turn):
    (tmp_path / "home").mkdir()
    with serving(tmp_path, program=LOOKS) as served:
        opened = served.process.stdout.readline().split()[1]
        key = served.link.rsplit("/", 1)[1]
        assert key not in opened
        path = Path(unquote(urlsplit(opened).path))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert served.link in path.read_text(encoding="utf-8")
        commands = [one.read_bytes() for one in Path("/proc").glob("[0-9]*/cmdline") if one.exists()]
        assert not any(key.encode() in one for one in commands)
        os.killpg(served.process.pid, signal.SIGTERM)
        assert served.ended()[0] == 0
        assert not path.exists()


def test_second_opening_is_told_to_the_first_at_once_and_in_the_window(tmp_path):
    with serving(tmp_path, "--no-open") as served, contextlib.closing(served.browser()) as browser, ThreadPoolExecutor(1) as waiting:
        assert browser.get("/api/alive").json()["tried_again"] == 0
        told = waiting.submit(browser.get, "/api/alive?wait=1")
        time.sleep(0.3)
        assert httpx.get(served.link, headers={"sec-fetch-site": "none"}).status_code == 403
        assert told.result(PATIENCE_S).json()["tried_again"] == 1
        assert httpx.get(served.link[:-1] + "x", headers={"sec-fetch-site": "none"}).status_code == 403  # a guess is no opening
        assert browser.get("/api/alive").json()["tried_again"] == 1
        served._wait(lambda: "opened a second time" in "".join(served.lines))


def test_window_that_is_closed_ends_the_page(tmp_path):
    with serving(tmp_path, "--no-open") as served, contextlib.closing(served.browser()) as browser, ThreadPoolExecutor(1) as waiting:
        told = waiting.submit(browser.get, "/api/alive?wait=1")
        time.sleep(0.3)
        os.kill(served.process.pid, signal.SIGHUP)
        assert told.result(PATIENCE_S).status_code == 410
        assert served.ended()[0] == 0


def test_answers_are_sent_without_waiting_for_more():
    listening = _listen(0)
    try:
        assert listening.proto == socket.IPPROTO_TCP  # asyncio then sets TCP_NODELAY; without, every picture came 40 ms late
    finally:
        listening.close()


def test_a_port_that_all_can_reach_is_seen():
    with socket.create_server(("", 0)) as open_to_all:
        assert listening_on(open_to_all.getsockname()[1]) == ["00000000"]


def test_nothing_of_a_patient_is_left_behind_though_everything_goes_wrong(tmp_path):
    write_clinic(tmp_path / "clinic", "email: hello@clinic.example\n")
    good = page_plan(2, patient={"name": f"Zoë {CANARY}", "reference": CANARY}, goal=f"{CANARY} runs", clinician=CANARY)
    plans = [
        good,
        {**good, "goal": "break"},
        {**good, "patient": {"name": CANARY * 20}},
        {**good, "patient": {"name": f"{CANARY} \U0001f600 \ud800"}},
        {**good, "exercises": [CANARY], "side": CANARY, "given_on": CANARY, "language": CANARY, "layout": CANARY, CANARY: CANARY},
        CANARY,
        [CANARY],
    ]
    statuses = set()
    with serving(tmp_path, "--no-open", "--clinic", "clinic", program=BROKEN) as served, contextlib.closing(served.browser()) as browser:
        for plan in plans:
            for path in ("sheet", "note", "plan/save", "pack", "email"):
                data = {"tab": CANARY, "plan": plan, "title": "", "to": f"{CANARY}@example.org", "agreed_on": ""}
                statuses.add(browser.post(f"/api/{path}", content=json.dumps(data), headers=JSON).status_code)
        for text in (CANARY, f"section: {CANARY}\n{CANARY}: {CANARY}\n", f"name: [{CANARY}", f"{CANARY}: 😀\ud800"):
            statuses.add(browser.post("/api/plan/open", content=json.dumps({"text": text}), headers=JSON).status_code)
        for path in (
            f"/sheet/{CANARY}/{CANARY}/1.png",
            f"/figure/{CANARY}/small.svg",
            f"/{CANARY}",
            f"/static/{CANARY}",
            f"/open/{CANARY}",
        ):
            statuses.add(browser.get(path).status_code)
        statuses.add(browser.post("/api/sheet", content=f'{{"plan": "{CANARY}', headers=JSON).status_code)
        half = socket.create_connection(("127.0.0.1", served.port), PATIENCE_S)
        half.sendall(f"POST /api/sheet HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Length: 500\r\n\r\n{CANARY}".encode())
        half.close()
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE_S) as wild:
            wild.sendall(f"\x16\x03 {CANARY}\r\n\r\n".encode())
            wild.recv(4096)
        made = browser.post("/api/sheet", json={"tab": CANARY, "plan": good}).json()
        assert made["ok"]
        assert browser.get(f"/sheet/{CANARY}/{made['digest']}/1.png").status_code == 200
        assert CANARY.encode() not in Path(f"/proc/{served.process.pid}/cmdline").read_bytes().split(b"serve")[1]
        os.killpg(served.process.pid, signal.SIGINT)
        code, said, err = served.ended()
    assert {200, 403, 404, 500} == statuses
    assert (code, said) == (0, "")
    assert err.splitlines()[3:] == ["a request failed: RuntimeError at api"]
    assert CANARY.lower() not in (said + err).lower()
    assert [path for path in tmp_path.rglob("*") if CANARY.lower() in path.name.lower()] == []
    assert [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.lower().encode() in path.read_bytes().lower()] == []
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_a_defect_of_ours_does_not_cut_the_connection_that_the_browser_goes_on_using(tmp_path):
    broken = {"tab": "a", "plan": {**page_plan(1), "goal": "break"}}
    with serving(tmp_path, "--no-open", program=BROKEN) as served, contextlib.closing(served.browser()) as browser:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE_S)
        line.connect()
        line.auto_open = 0  # a line that was cut is an error, and is not mended behind our back
        with contextlib.closing(line):
            for _ in range(3):
                line.request("POST", "/api/sheet", json.dumps(broken), {**browser.headers, **JSON, "cookie": cookie})
                answer = line.getresponse()
                assert (answer.status, answer.read()[:11]) == (500, b'{"ok":false')
                time.sleep(0.1)  # time for the server to cut it
            line.request("GET", "/api/alive", headers={**browser.headers, "cookie": cookie})
            assert line.getresponse().status == 200


def test_files_that_are_asked_for_are_for_their_owner_alone(tmp_path):
    folder = write_clinic(tmp_path / "clinic", "email: hello@clinic.example\n")
    with (
        serving(tmp_path, "--no-open", "--clinic", "clinic/clinic.yaml", umask=0) as served,
        contextlib.closing(served.browser()) as browser,
    ):
        data = {"plan": page_plan(1), "title": "Mine", "to": "zoe@example.org", "agreed_on": "2026-11-20"}
        assert browser.post("/api/pack", json=data).json()["ok"]
        assert browser.post("/api/email", json=data).json()["ok"]
        os.killpg(served.process.pid, signal.SIGTERM)
        _, said, err = served.ended()
    assert "Traceback" not in said + err
    made = [path for path in folder.rglob("*") if path.name != "clinic.yaml"]
    assert {"mine.yaml", "who-gets-what.csv"} <= {path.name for path in made}
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in made}
    assert modes == {path.name: "0o700" if path.is_dir() else "0o600" for path in made}


def test_page_that_nobody_uses_stops_by_itself_and_says_so(tmp_path):
    with serving(tmp_path, program=IDLE) as served:
        code, said, err = served.ended()
    assert code == 0
    assert err.splitlines()[3:] == ["Stopped, since nobody used the page for half an hour."]
    assert re.fullmatch(r"opened file:///\S+/handouts-page-\w+\.html\n", said)


def test_port_in_use_is_told_in_one_line(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--no-open", "--port", port)
    assert result.exit_code == 1
    assert result.output == f"error: port {port} cannot be used (Address already in use); choose another with --port\n"


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_port_that_is_none_is_a_wrong_call(run, port):
    assert run("serve", "--no-open", "--port", port).exit_code == 2


@pytest.mark.parametrize("name", ["jinja2", "pypdfium2", "starlette", "uvicorn"])
def test_missing_extra_is_told_in_one_line(run, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    result = run("serve", "--no-open")
    assert (result.exit_code, result.output) == (1, f"error: the page needs {name}; install it with: {how_to_install('page')}\n")


def test_fault_in_the_clinics_files_is_told_before_anything_is_opened(run, tmp_path, monkeypatch):
    write_clinic(tmp_path / "clinic", "layout: ours\n")
    monkeypatch.setattr("asyncio.run", lambda work: pytest.fail(f"{work} was served"))
    missing = run("serve", "--no-open", "--clinic", "clinic")
    assert (missing.exit_code, "no layout 'ours'" in missing.output) == (1, True)
    write(tmp_path / "clinic" / "layouts" / "ours.yaml", "layout: ours\nbased_on: cards\nnothing: 5\n")
    result = run("serve", "--no-open", "--clinic", "clinic")
    assert result.exit_code == 1
    assert "ours.yaml:3" in result.output
    assert "http" not in result.output
    assert run("serve", "--no-open", "--clinic", "nowhere").exit_code == 1
