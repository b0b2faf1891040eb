"""The page on a port of this computer: started, opened in the browser, and stopped when nobody uses it."""

import asyncio
import contextlib
import logging
import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.clinic import load_clinic
from handouts.errors import HandoutError
from handouts.layout_files import load_layout
from handouts.library import load_library
from handouts.web.facts import Desk, start_facts

if TYPE_CHECKING:
    from uvicorn import Server

    from handouts.web.gate import Session
    from handouts.web.shelf import Shelf

LOOPBACK = "127.0.0.1"
_LOOK_EVERY_S = 5.0
_NEEDED = ("jinja2", "pypdfium2", "starlette", "uvicorn")
"""What `handouts[page]` installs."""
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
class Wish:
    """Which port (0: any that is free), and whether the browser is opened."""

    port: int = 0
    opens: bool = True


def serve(clinic_path: Path | None, wish: Wish) -> None:
    """Serve the page until Ctrl-C, or until nobody has used it for half an hour. Raises HandoutError."""
    _refuse_without_extra()
    import uvicorn

    from handouts.web.app import page_app
    from handouts.web.gate import Session
    from handouts.web.shelf import Shelf

    clinic = load_clinic(clinic_path)
    folder = clinic_path if clinic_path is None or clinic_path.is_dir() else clinic_path.parent
    shelf = Shelf(Desk(clinic, load_library(*clinic.content), folder))
    start_facts(shelf.desk)  # a fault in the clinic's layouts is said here rather than in the browser
    load_layout(clinic.facts.layout, clinic.layouts)
    listening = _listen(wish.port)
    session = Session(listening.getsockname()[1])
    logging.getLogger("handouts.page").addHandler(logging.StreamHandler(sys.stderr))
    server = uvicorn.Server(uvicorn.Config(page_app(shelf, session), **_QUIET))
    session.is_over = lambda: server.should_exit  # an open page that waits for the end is told, and forgets its patient
    click.echo(f"Open this link in your browser, once:\n  {session.link}\nCtrl-C stops the page.", err=True)
    threading.Thread(target=shelf.warm_up, daemon=True).start()
    if wish.opens:
        threading.Timer(0.5, webbrowser.open, (session.link,)).start()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_until_idle(server, listening, session, shelf))


def _refuse_without_extra() -> None:
    missing = next((name for name in _NEEDED if find_spec(name) is None), None)
    if missing is not None:
        raise HandoutError.of(f"the page needs {missing}; install it with: pip install 'handouts[page]'")


async def _until_idle(server: "Server", listening: socket.socket, session: "Session", shelf: "Shelf") -> None:
    """Serve until told to stop, or until nobody has used the page for long; then keep nothing."""
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
