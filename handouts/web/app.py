"""The page's addresses: what opens it, what it shows, and what it asks for. JSON in and out; nothing is kept but in memory."""

import asyncio
import functools
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from handouts.errors import HandoutError, listening
from handouts.library.library import load_library
from handouts.library.standards import settle
from handouts.plans.doses import told_doses
from handouts.plans.record import record
from handouts.plans.resolve import resolve
from handouts.web import facts, mailing, packing, plans
from handouts.web.figures import clinic_css, figure, logo_png, photo
from handouts.web.gate import MOST_TRIES, Gate, Session, closed_page
from handouts.web.opening import open_plan
from handouts.web.shelf import Shelf, SupersededError

HERE = Path(__file__).parent
_FONTS = HERE.parent / "fonts"
_WAIT_S, _LOOK_EVERY_S = 4.0, 0.2
"""A page that waits is answered this often, so that it notices a program that hangs."""
_SORRY = "The sheet could not be drawn. Your plan is safe. Try again"
_CODE_WORDS = {
    False: "Type the six-digit code that the program’s own window shows. It is asked for once",
    True: "Too many wrong codes. Stop the page and start it again to send e-mail; drafts can still be made",
}
_ON_TO_THE_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Exercise sheets</title><link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url=/"></head></html>"""
PageAnswer = Callable[[Shelf, dict[str, Any]], dict[str, Any]]
log = logging.getLogger("handouts.page")


class Answer(JSONResponse):
    """JSON in ASCII alone, so that half a character that somebody typed can be named in a message."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of an answer."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def page_app(shelf: Shelf, session: Session) -> Gate:
    """Return the whole page as an ASGI application behind its gate."""
    templates = Jinja2Templates(HERE / "templates")
    routes = [
        Route("/", functools.partial(_page, templates, shelf)),
        Route("/open/{key}", functools.partial(_open, session)),
        Route("/clinic.css", functools.partial(_clinic_css, shelf)),
        Route("/logo.png", functools.partial(_logo, shelf)),
        Route("/figure/{name}/{size}.svg", functools.partial(_figure, shelf)),
        Route("/figure/{name}/{size}.png", functools.partial(_photo, shelf)),
        Route("/api/start", functools.partial(_start, shelf)),
        Route("/api/alive", functools.partial(_alive, session)),
        Route("/api/bye", functools.partial(_bye, shelf), methods=["POST"]),
        Route("/sheet/{tab}/{digest}/{page:int}.png", functools.partial(_picture, shelf)),
        Route("/sheet/{tab}/{digest}/exercises.pdf", functools.partial(_pdf, shelf)),
        *(Route(path, _asks(work, shelf, session), methods=["POST"]) for path, work in _WORK.items()),
        Route("/api/email", _asks(functools.partial(_email, session), shelf, session), methods=["POST"]),
        Route("/static/fonts/{name}.ttf", _font),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    return Gate(Starlette(routes=routes, exception_handlers={Exception: _crashed, HandoutError: _in_words, 404: _not_there}), session)


def _page(templates: Jinja2Templates, shelf: Shelf, request: Request) -> Response:
    clinic = shelf.desk.clinic
    return templates.TemplateResponse(request, "page.html", {"clinic": clinic.facts.name, "has_logo": clinic.logo is not None})


def _open(session: Session, request: Request) -> Response:
    """Use up the link: a page that leads on to the picking page, so that its strict cookie is sent."""
    tried = session.tried_again
    if not session.opens_with(request.path_params["key"]):
        if session.tried_again > tried:
            log.warning("the link was opened a second time; if that was not you, stop the page (Ctrl-C) and start it again")
        return HTMLResponse(closed_page(), 403)
    answer = HTMLResponse(_ON_TO_THE_PAGE)
    answer.set_cookie(session.cookie_name, session.cookie, httponly=True, samesite="strict", path="/")
    return answer


def _font(request: Request) -> Response:
    path = _FONTS / f"{request.path_params['name']}.ttf"
    return FileResponse(path, media_type="font/ttf") if path in _FONTS.glob("*.ttf") else Response(status_code=404)


def _clinic_css(shelf: Shelf, request: Request) -> Response:  # noqa: ARG001
    return Response(clinic_css(shelf.desk.clinic.accent), media_type="text/css")


def _logo(shelf: Shelf, request: Request) -> Response:  # noqa: ARG001
    logo = shelf.desk.clinic.logo
    return Response(logo_png(logo), media_type="image/png") if logo is not None else Response(status_code=404)


def _figure(shelf: Shelf, request: Request) -> Response:
    drawn = figure(shelf.desk, request.path_params["name"], request.path_params["size"], request.query_params.get("side"))
    return Response(drawn, media_type="image/svg+xml") if drawn is not None else Response(status_code=404)


def _photo(shelf: Shelf, request: Request) -> Response:
    made = photo(shelf.desk, request.path_params["name"], request.path_params["size"])
    return Response(made, media_type="image/png") if made is not None else Response(status_code=404)


def _start(shelf: Shelf, request: Request) -> Response:  # noqa: ARG001
    return Answer(facts.start_facts(shelf.desk))


async def _alive(session: Session, request: Request) -> Response:
    """Say whether the page goes on: at once, or with `wait` as soon as it stops, so that an open page can forget its patient.

    With it goes how often somebody tried to open the page again, which the first is told.
    """
    looks = round(_WAIT_S / _LOOK_EVERY_S) if request.query_params.get("wait") == "1" else 0
    tried = session.tried_again
    for _ in range(looks):
        if session.is_over() or session.tried_again != tried:
            break
        await asyncio.sleep(_LOOK_EVERY_S)
    if session.is_over():
        return Answer({"ok": False, "problems": [{"message": "stopped", "about": None}]}, 410)
    return Answer({"ok": True, "idle_left_s": round(session.idle_left_s), "tried_again": session.tried_again})


async def _bye(shelf: Shelf, request: Request) -> Response:
    data = await _body(request)
    shelf.forget(_tab(data))
    return Response(status_code=204)


def _picture(shelf: Shelf, request: Request) -> Response:
    at = request.path_params
    width = request.query_params.get("width", "800")
    painted = shelf.picture(at["tab"], at["digest"], at["page"], int(width) if width.isdecimal() and len(width) < 6 else 800)
    return Response(painted, media_type="image/png") if painted is not None else Response(status_code=404)


def _pdf(shelf: Shelf, request: Request) -> Response:
    pdf = shelf.pdf(request.path_params["tab"], request.path_params["digest"])
    if pdf is None:
        return Response(status_code=404)
    kind = "attachment" if request.query_params.get("download") else "inline"
    return Response(pdf, media_type="application/pdf", headers={"content-disposition": f'{kind}; filename="exercises.pdf"'})


def _asks(work: PageAnswer, shelf: Shelf, session: Session) -> Callable[[Request], Any]:
    """Return an address that does its work in a thread and answers faults as problems in words."""

    async def answer(request: Request) -> Response:
        session.touch()
        data = await _body(request)
        try:
            return Answer(await run_in_threadpool(work, shelf, data))
        except HandoutError as error:
            return Answer({"ok": False, "problems": plans.refused(error, data.get("plan"))})
        except SupersededError:
            return Answer({"ok": False, "problems": [], "superseded": True})

    return answer


async def _body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request. Raises HandoutError when it is none."""
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError, ClientDisconnect):
        data = None
    if not isinstance(data, dict):
        raise HandoutError.of("the page sent what the program cannot read; load it again")
    return data


def _tab(data: dict[str, Any]) -> str:
    return str(data.get("tab", ""))[:64]


def _sheet(shelf: Shelf, data: dict[str, Any]) -> dict[str, Any]:
    """Make the sheet; whether it can be or not, tell the dose of every exercise that can be read."""
    turn, plan, desk = data.get("turn"), data.get("plan"), shelf.desk
    told = told_doses(plans.as_read(plan), desk.clinic, desk.library)
    doses = {
        "doses": {dose.id: facts.shown_dose(dose.dose) for dose in told.doses},
        "minutes": None if told.problems else told.minutes,
    }
    try:
        with listening() as heard:
            checked = plans.checked(plan, desk.library)
        made = shelf.make(_tab(data), checked, max(0, turn) if isinstance(turn, int) else 0)
        made["notes"] += [{**plans.about(dose, plan), "fits": False} for dose in settle(heard, desk.clinic.facts.checks)]
    except HandoutError as error:
        return {"ok": False, "problems": plans.refused(error, plan), **doses}
    return {**made, **doses}


def _save(shelf: Shelf, data: dict[str, Any]) -> dict[str, Any]:
    return {"ok": True, "text": plans.as_yaml(plans.checked(data.get("plan"), shelf.desk.library))}


def _open_plan(shelf: Shelf, data: dict[str, Any]) -> dict[str, Any]:
    try:
        return open_plan(str(data.get("text", "")), shelf.desk)
    except HandoutError as error:
        return {"ok": False, "problems": [{"line": problem.line or None, "message": problem.message} for problem in error.problems]}


def _note(shelf: Shelf, data: dict[str, Any]) -> dict[str, Any]:
    desk = shelf.desk
    return {"ok": True, "text": record(resolve(desk.library, plans.checked(data.get("plan"), desk.library), desk.clinic))}


def _pack(shelf: Shelf, data: dict[str, Any]) -> dict[str, Any]:
    desk = shelf.desk
    packing.save_pack(str(data.get("title", "")), plans.checked(data.get("plan"), desk.library), desk)
    folders = packing.content_folders(desk)
    shelf.desk = replace(desk, clinic=replace(desk.clinic, content=folders), library=load_library(*folders))
    return {"ok": True, "packs": facts.packs(shelf.desk)}


def _email(session: Session, shelf: Shelf, data: dict[str, Any]) -> dict[str, Any]:
    """Make a draft, or send; sending needs the code that the program's own window shows, once."""
    code, wrong = str(data.get("code", "")), session.wrong_codes
    if data.get("send") and not session.sends_with(code):
        if code and wrong >= MOST_TRIES:
            log.warning("a code was typed on the page, where no code is taken any more; if that was not you, stop it (Ctrl-C)")
        elif code:
            log.warning(
                "a wrong code was typed on the page (%d of %d); if that was not you, stop it (Ctrl-C)", session.wrong_codes, MOST_TRIES
            )
        return {"ok": False, "needs_code": True, "problems": [{"message": _CODE_WORDS[session.wrong_codes >= MOST_TRIES], "about": "code"}]}
    return mailing.email_sheet(data, shelf.desk)


_WORK: dict[str, PageAnswer] = {
    "/api/sheet": _sheet,
    "/api/plan/save": _save,
    "/api/plan/open": _open_plan,
    "/api/note": _note,
    "/api/pack": _pack,
}


def _in_words(request: Request, error: Exception) -> Response:  # noqa: ARG001
    assert isinstance(error, HandoutError)
    return Answer({"ok": False, "problems": plans.refused(error, None)})


def _crashed(request: Request, error: Exception) -> Response:
    """Answer an internal error: its kind in the terminal, without its text, which may quote a patient."""
    log.error("a request failed: %s at %s", type(error).__name__, request.url.path.split("/")[1])
    return Answer({"ok": False, "problems": [{"message": _SORRY, "about": None}]}, 500)


def _not_there(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=404)
