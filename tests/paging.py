"""The picking page for a test: its application with a session of its own, and a browser that behaves as the page does, or does not.

Data in words: a `Page` is a shelf, a session and the application made of them. `ask` speaks to it as the page of the browser does,
`raw` as anybody may who can reach the port; both give starlette's answer.
"""

import asyncio
import io
import json
import warnings
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from handouts.library.clinic import load_clinic
from handouts.library.library import load_library
from handouts.web.app import page_app
from handouts.web.facts import Desk
from handouts.web.gate import Gate, Session
from handouts.web.shelf import Shelf
from tests import making

with warnings.catch_warnings():  # starlette 1.x would rather have httpx under its next name
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

PORT = 45678
ORIGIN = f"http://127.0.0.1:{PORT}"
EMPTY = {"section": ["hip"]}


@dataclass(frozen=True)
class Raw:
    """What came back for a request that no browser would send."""

    status: int
    headers: httpx.Headers
    body: bytes


class Page:
    """A page on no port, and its browser."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the built-in clinic, or a clinic's folder."""
        clinic = load_clinic(folder) if folder is not None else making.clinic()
        library = load_library(*clinic.content) if clinic.content else making.library()
        self.shelf = Shelf(Desk(clinic, library, folder))
        self.session = Session(PORT)
        self.app: Gate = page_app(self.shelf, self.session)
        self.browser = self.another_browser()
        weakref.finalize(self, self.shelf.close)  # or the file that its pages were painted from would stay open

    def another_browser(self, *, opened: bool = True) -> TestClient:
        """Return a browser that has opened the page, or has not."""
        cookies = {self.session.cookie_name: self.session.cookie} if opened else {}
        return TestClient(self.app, base_url=ORIGIN, cookies=cookies, raise_server_exceptions=False, follow_redirects=False)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Ask for something as the page does."""
        return self.browser.get(path, headers={"sec-fetch-site": "same-origin", "x-handouts": "1"}, **more)

    def post(self, path: str, data: object) -> httpx.Response:
        """Send something as the page does."""
        return self.browser.post(path, content=json.dumps(data), headers=writing())

    def ask(self, path: str, data: object) -> Any:
        """Send something as the page does; return what it is answered, which is never a crash."""
        answer = self.post(path, data)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sheet(self, plan: object, tab: str = "a") -> Any:
        """Make the sheet of a plan."""
        return self.ask("/api/sheet", {"tab": tab, "plan": plan})

    def raw(self, method: str, path: str, headers: Iterable[tuple[str, str]], body: Iterable[bytes] = (b"",)) -> Raw:
        """Send a request of exactly these headers, its body in pieces; the path is as the server has decoded it."""
        return asyncio.run(_raw(self.app, method, path, headers, list(body)))

    def head_lines(self, *leave_out: str, **instead: str) -> list[tuple[str, str]]:
        """Return the headers of a good request, some left out or with other values."""
        good = {"host": f"127.0.0.1:{PORT}", **writing(), "cookie": f"{self.session.cookie_name}={self.session.cookie}"}
        changed = good | {name.replace("_", "-"): value for name, value in instead.items()}
        return [(name, value) for name, value in changed.items() if name not in leave_out]

    def kept(self) -> dict[str, list[str]]:
        """Return the digests of the sheets that are kept, by tab."""
        return {tab: list(sheets) for tab, sheets in self.shelf._tabs.items()}


def writing() -> dict[str, str]:
    """Return the headers with which the page writes."""
    return {"origin": ORIGIN, "x-handouts": "1", "content-type": "application/json", "sec-fetch-site": "same-origin"}


CANARY = "Kanarienvogelin"
"""A patient's name that is looked for wherever it must not be."""
BROKEN = f"""
import sys
from handouts.web import shelf
real = shelf.finish
def finish(prepared):
    if prepared.handout.plan.goal == 'break':
        raise RuntimeError('the plan of {CANARY} cannot be drawn')
    return real(prepared)
shelf.finish = finish
from handouts.cli.root import main
main(sys.argv[1:], prog_name='handouts')
"""
"""The program with a defect: the sheet of a plan whose goal is `break` cannot be drawn."""


def page_plan(count: int = 2, **more: Any) -> dict[str, Any]:
    """Return a plan as the page sends it."""
    return making.plan(count, section=["hip"], **more)


def size_of(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return image.size


async def _raw(app: Gate, method: str, path: str, headers: Iterable[tuple[str, str]], body: list[bytes]) -> Raw:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", PORT),
    }
    told: list[Any] = []
    pieces = iter(body)
    left = len(body)

    async def receive() -> dict[str, Any]:
        nonlocal left
        piece = next(pieces, None)
        if piece is None:
            return {"type": "http.disconnect"}
        left -= 1
        return {"type": "http.request", "body": piece, "more_body": left > 0}

    async def send(message: Any) -> None:
        told.append(message)

    try:
        await app(scope, receive, send)
    except Exception:  # noqa: BLE001  starlette tells the server of a crash after it was answered
        assert told
    start = next(one for one in told if one["type"] == "http.response.start")
    return Raw(start["status"], httpx.Headers(start["headers"]), b"".join(one.get("body", b"") for one in told))
