"""The page on a port of this computer: started, opened in the browser, and stopped when nobody uses it."""

import asyncio
import contextlib
import html
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.errors import HandoutError
from handouts.layout.files import load_layout
from handouts.library.clinic import load_clinic
from handouts.library.library import load_library
from handouts.reading.extras import how_to_install
from handouts.web.facts import Desk, start_facts

if TYPE_CHECKING:
    from uvicorn import Server

    from handouts.web.gate import Session
    from handouts.web.shelf import Shelf

LOOPBACK = "127.0.0.1"
_LOOK_EVERY_S = 5.0
_NEEDED = ("jinja2", "pypdfium2", "starlette", "uvicorn")
"""What `handouts[page]` installs."""
_LEADS_ON = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Exercise sheets</title>
<meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url={link}"></head>
<body><p><a href="{link}">Open the picking page</a></p></body></html>
"""
_QUIET: dict[str, Any] = {
    "log_level": "critical",
    "access_log": False,
    "server_header": False,
    "date_header": False,
    "lifespan": "off",
    "timeout_graceful_shutdown": 3,  # a request that never ends must not keep the program, nor its patients, alive
    "ws": "none",
}


@dataclass(frozen=True, slots=True)
class ServingOptions:
    """Which port (0: any that is free), and whether the browser is opened."""

    port: int = 0
    opens: bool = True


def serve(clinic_path: Path | None, wish: ServingOptions) -> None:
    """Serve the page until Ctrl-C, or until nobody has used it for half an hour. Raises HandoutError."""
    _refuse_without_extra()
    import uvicorn

    from handouts.web.app import page_app
    from handouts.web.gate import Session
    from handouts.web.lines import PageConnection
    from handouts.web.shelf import Shelf

    clinic = load_clinic(clinic_path)
    folder = clinic_path if clinic_path is None or clinic_path.is_dir() else clinic_path.parent
    shelf = Shelf(Desk(clinic, load_library(*clinic.content), folder))
    start_facts(shelf.desk)  # a fault in the clinic's layouts is said here rather than in the browser
    load_layout(clinic.facts.layout, clinic.layouts)
    listening = _listen(wish.port)
    session = Session(listening.getsockname()[1])
    logging.getLogger("handouts.page").addHandler(logging.StreamHandler(sys.stderr))
    server = uvicorn.Server(uvicorn.Config(page_app(shelf, session), http=PageConnection, **_QUIET))
    session.is_over = lambda: server.should_exit  # an open page that waits for the end is told, and forgets its patient
    click.echo(f"Open this link in your browser, once:\n  {session.link}\nCtrl-C stops the page.", err=True)
    if clinic.facts.mail is not None:
        click.echo(f"To send e-mail, the page asks once for this code: {session.code}", err=True)
    threading.Thread(target=shelf.warm_up, daemon=True).start()
    with _link_file(session.link) if wish.opens else contextlib.nullcontext() as file, contextlib.suppress(KeyboardInterrupt):
        if file is not None:
            threading.Timer(0.5, webbrowser.open, (file.as_uri(),)).start()
        asyncio.run(_until_idle(server, listening, session, shelf))


@contextlib.contextmanager
def _link_file(link: str) -> Iterator[Path | None]:
    """Give a file that leads a browser to the link, for as long as the page runs; only its owner can read it.

    What a browser is started with can be read by every account of the computer, so that the link itself must not stand there.
    """
    folder = (
        Path.home() if sys.platform == "linux" and Path.home().is_dir() else None
    )  # browsers in a box of their own read no hidden or temporary folder
    try:
        number, name = tempfile.mkstemp(prefix="handouts-page-", suffix=".html", dir=folder)
    except OSError:
        yield None
        return
    file = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as written:
            written.write(_LEADS_ON.format(link=html.escape(link)))
        yield file
    finally:
        with contextlib.suppress(OSError):
            file.unlink()


def _refuse_without_extra() -> None:
    missing = next((name for name in _NEEDED if find_spec(name) is None), None)
    if missing is not None:
        raise HandoutError.of(f"the page needs {missing}; install it with: {how_to_install('page')}")


async def _until_idle(server: "Server", listening: socket.socket, session: "Session", shelf: "Shelf") -> None:
    """Serve until told to stop, or until nobody has used the page for long; then keep nothing."""
    if sys.platform != "win32":
        _end_in_peace(server)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not serving.done() and session.idle_left_s > 0:
            await asyncio.wait([serving], timeout=_LOOK_EVERY_S)
        if not serving.done():
            click.echo("Stopped, since nobody used the page for half an hour.", err=True)
            server.should_exit = True
        await serving
    finally:
        shelf.close()


def _end_in_peace(server: "Server") -> None:
    """End the page whole at Ctrl-C, when it is told to stop, and when the window it was started in is closed; at once when told twice."""

    def told() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]  # it would end the program before its files are taken away


def _listen(port: int) -> socket.socket:
    """Return a socket that only this computer can reach."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio waits 40 ms to fill packets
    if sys.platform != "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise HandoutError.of(f"port {port} cannot be used ({error.strerror}); choose another with --port") from None
    return listening
