"""Who may speak to the page: this computer's own browser, with the cookie of a link that was used once, and nobody else.

Any web page can reach a port on this computer, so a request must name the right host, come from the page itself and carry the
cookie (.github/SECURITY.md). Every answer forbids what a page of ours never does.
"""

import contextlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
IDLE_S = 30 * 60
LINK_S = 120
MOST_TRIES = 5
"""So many wrong codes, and the page sends nothing more until it is started again."""
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; "
        "frame-src 'self'; object-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_READS, _WRITES = ("GET", "HEAD"), ("POST",)
_ONCE = ("host", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "cookie", "content-type", "content-length", "x-handouts")
"""What decides whether a request is let through stands in it once: of two nobody can say which one another program goes by."""


class Session:
    """The one session of a running page: its port, the link that opens it once, its cookie, and when it was last used."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.key, self.cookie = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.born_s = self.used_s = time.monotonic()
        self.opened = False
        self.tried_again = 0
        """How often somebody tried the link after it had been used."""
        self.code = f"{secrets.randbelow(1_000_000):06}"
        """What the program's own window shows and the page asks for before it sends e-mail: whoever sees only the page does not know it."""
        self.wrong_codes, self.may_send = 0, False
        self.is_over: Callable[[], bool] = lambda: False
        """Whether the program is about to stop."""

    @property
    def cookie_name(self) -> str:
        """The name of its cookie: browsers share cookies between ports, and two pages may run at once."""
        return f"handouts-{self.port}"

    @property
    def hosts(self) -> tuple[str, str]:
        """The names by which the page may be asked for."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def link(self) -> str:
        """The address that opens the page, once."""
        return f"http://127.0.0.1:{self.port}/open/{self.key}"

    def opens_with(self, key: str) -> bool:
        """Use up the link: whether this is its key, for the first time, soon after the start."""
        if not hmac.compare_digest(key.encode(), self.key.encode()):
            return False
        self.tried_again += self.opened
        good = not self.opened and time.monotonic() - self.born_s < LINK_S
        self.opened = self.opened or good
        return good

    def sends_with(self, code: str) -> bool:
        """Return whether the page may send e-mail: its code was typed, now or before."""
        if not self.may_send and code and self.wrong_codes < MOST_TRIES:
            self.may_send = hmac.compare_digest(code.strip().encode(), self.code.encode())
            self.wrong_codes += not self.may_send
        return self.may_send

    def knows(self, cookie: str) -> bool:
        """Return whether a request carries the page's cookie."""
        return hmac.compare_digest(cookie.encode(), self.cookie.encode())

    def touch(self) -> None:
        """Somebody is at work."""
        self.used_s = time.monotonic()

    @property
    def idle_left_s(self) -> float:
        """Seconds until the page stops because nobody uses it."""
        return max(0.0, IDLE_S - (time.monotonic() - self.used_s))


class Gate:
    """The outermost layer of the page: refuses, or lets through with the headers that every answer carries."""

    def __init__(self, app: ASGIApp, session: Session) -> None:
        self._app, self._session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP is refused."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        answer = self._refusal(scope)
        app: ASGIApp = answer if answer is not None else self._app
        with contextlib.suppress(Exception):  # answered and logged by the page; raised on, the server would cut a connection still in use
            await app(scope, _limited(receive), _guarded(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """Return why a request is refused, or None."""
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        if headers.get("host") not in self._session.hosts or not path.startswith("/"):
            return _no(403, "wrong host")
        if method not in (*_READS, *_WRITES) or (method == "HEAD" and path.startswith("/open/")):  # a look must not use up the link
            return _no(405, "wrong method")
        if not self._is_by_page(headers, method, path):
            return _no(403, "refused: the request came from another site")
        cookie = cookie_parser(headers.get("cookie", "")).get(self._session.cookie_name, "")
        if not path.startswith(("/open/", "/static/")) and not self._session.knows(cookie):
            return HTMLResponse(closed_page(), 401) if path == "/" else _no(401, "this link was used already; start the page again")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > MOST_BYTES:
            return _no(413, "too long for a plan")
        return None

    @property
    def _origins(self) -> list[str]:
        return [f"http://{host}" for host in self._session.hosts]

    def _is_by_page(self, headers: Headers, method: str, path: str) -> bool:
        """Return whether a request comes from the page itself, or opens it; never one that says of itself two things."""
        if any(len(headers.getlist(name)) > 1 for name in _ONCE) or headers.get("origin") not in (None, *self._origins):
            return False
        by_page = headers.get("sec-fetch-site", "same-origin") in _sites(method, path) and _is_opened(headers, path)
        return by_page and (method not in _WRITES or self._may_write(headers, path))

    def _may_write(self, headers: Headers, path: str) -> bool:
        """Return whether a write comes from the page itself; a page that is being closed cannot add our own header."""
        by_page = headers.get("origin") in self._origins and headers.get("content-type", "").split(";")[0] == "application/json"
        return by_page and (path == "/api/bye" or headers.get("x-handouts") == "1")


def closed_page() -> str:
    """Return what a person sees whose link was used already."""
    return (Path(__file__).parent / "templates" / "gone.html").read_text(encoding="utf-8")


def _sites(method: str, path: str) -> tuple[str, ...]:
    """Return from where a request may come: typed or opened by a person only for the page itself, and by a file of ours with its link."""
    if method not in _READS:
        return ("same-origin",)
    if path.startswith("/open/"):  # the key in it is known to nobody else, whoever sends the browser there
        return ("same-origin", "none", "cross-site")
    return ("same-origin", "none") if path == "/" else ("same-origin",)


def _is_opened(headers: Headers, path: str) -> bool:
    """Return whether the link is opened as a page of its own: not by a picture, a frame or a script of another page."""
    how = (headers.get("sec-fetch-mode", "navigate"), headers.get("sec-fetch-dest", "document"))
    return not path.startswith("/open/") or how == ("navigate", "document")


def _no(status: int, reason: str) -> Response:
    return JSONResponse({"ok": False, "problems": [{"message": reason, "about": None}]}, status)


def _limited(receive: Receive) -> Receive:
    """Return a way to receive that ends a body that is too long."""
    seen = 0

    async def take() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return take


def _guarded(send: Send) -> Callable[[Message], Awaitable[None]]:
    """Return a way to send that adds the headers of every answer."""

    async def give(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return give
