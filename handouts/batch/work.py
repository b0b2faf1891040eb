"""One job made by one worker: resolve, see whether it is done already, lay out, write. Runs in this process, another, or elsewhere.

The content (library, clinic, layouts) travels to a worker once: to a process when it starts, to a cluster as one shared value.
"""

import gc
import os
import signal
import threading
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Literal

from handouts.batch.earlier import keep_earlier
from handouts.batch.jobs import Job
from handouts.batch.older import take_older
from handouts.errors import HandoutError, NoRoomError, Problem
from handouts.handout import finish, prepare
from handouts.layout.layout import Layout
from handouts.library.clinic import LoadedClinic
from handouts.library.library import Library
from handouts.pdf.ending import refuse_unlocking
from handouts.pdf.fingerprint import identity_in, identity_of
from handouts.pdf.person import has_mark_of, mark_in, marked, name_held, refuse_another_s
from handouts.storing.output import refuse_foreign, write_whole
from handouts.storing.secret import secret_in, secret_of
from handouts.storing.version import __version__

Status = Literal["made", "kept", "checked", "failed"]


@dataclass(frozen=True, slots=True)
class Content:
    """All that jobs are made from."""

    library: Library
    clinic: LoadedClinic
    layouts: dict[str, Layout]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with each job: write it into a folder, give its bytes back, or only see whether it can be made."""

    folder: str | None = None
    only_check: bool = False
    force: bool = False
    there: tuple[bytes, int] | None = None
    """Identity and pages of the file that is there already, for a worker who cannot see the folder."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: its file, how many pages, what to look at; `pdf` only where the worker could not write it itself."""

    job: Job
    status: Status
    pages: int = 0
    paper: str = ""
    version: str = ""
    content_hash: str = ""
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    pdf: bytes | None = None
    older: tuple[Problem, ...] = ()
    """What became of the person's sheets under names of older versions."""
    stops: bool = False
    """Whether no other sheet can be written either."""


HERE = "here"
"""The name under which a process that was started for a batch keeps its content."""
_held: dict[str, Content] = {}
"""What a worker keeps from its start, so that it does not travel with each job; on a cluster several batches may run at once."""


def hold(name: str, content: Content) -> None:
    """Keep the content of a batch for the jobs to come."""
    _held[name] = content


def let_go(name: str) -> None:
    """Forget the content of a batch that is over."""
    _held.pop(name, None)


def look_for_garbage_seldom() -> None:
    """Leave what is here for good to itself: looking through the library's half a million values again and again cost 4 of 10 seconds.

    Nearly all that a sheet makes is freed when nothing refers to it any more; what refers to itself is still looked for, less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def start_worker(content: Content) -> None:
    """Make a process ready: keep the content, leave Ctrl-C to the parent, and end when the parent is gone."""
    hold(HERE, content)
    look_for_garbage_seldom()
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def program_version() -> str:
    """Return the version of handouts that a worker runs."""
    return __version__


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def do_job(content: Content | str, job: Job, order: Order) -> Result:
    """Return what became of a job, what is wrong with it too; `content` is itself, or the name under which it is kept here."""
    try:
        return _do(_held[content] if isinstance(content, str) else content, job, order)
    except HandoutError as error:
        return Result(job, "failed", problems=tuple(error.problems), stops=isinstance(error, NoRoomError))
    except Exception as error:  # noqa: BLE001  one row's internal error must not stop the others; its text may quote a patient
        message = f"internal error ({type(error).__name__}); please report it. Make this one alone with 'handouts make' to see where"
        return Result(job, "failed", problems=(Problem(message=message),))


def _do(content: Content, job: Job, order: Order) -> Result:
    prepared = prepare(content.library, job.plan, content.clinic, content.layouts[job.layout])
    handout = prepared.handout
    about = Result(job, "made", paper=prepared.printing.paper, version=handout.doc.version, content_hash=handout.content_hash)
    path = path_of(job, order)
    there = order.there if path is None else what_is_there(path)
    is_same = there is not None and there[0] == prepared.identity
    if there is not None and is_same and not order.only_check and (path is None or _is_marked(path, job)):
        return replace(about, status="kept", pages=there[1], notes=prepared.notes)
    if path is not None and not is_same:
        refuse_other(path, job, order)
    made = finish(prepared)
    result = replace(about, pages=len(made.pages.pages), notes=made.notes)
    if order.only_check:
        return replace(result, status="checked")
    if path is None:
        return replace(result, pdf=made.pdf)
    return replace(result, older=put(path, made.pdf, job, order))


def refuse_other(path: Path, job: Job, order: Order) -> None:
    """Raise HandoutError where a job's file is another program's, or another person's sheet."""
    refuse_foreign(path, path.name, force=order.force)
    if not order.force:
        refuse_another_s(path, job.whose, path.name, "rename this plan, move that sheet elsewhere")
        refuse_unlocking(path, path.name, "move that sheet elsewhere")


def put(path: Path, pdf: bytes, job: Job, order: Order) -> tuple[Problem, ...]:
    """Put a sheet into its folder, marked with whose it is; return what became of the sheet that was there, or is under an older name."""
    sheet, kept = pdf, list[Problem]()
    if job.whose.key:
        secret = secret_of(path.parent)
        sheet = marked(pdf, job.whose, secret, name_held(path, job.whose, secret))

    def look() -> None:
        there = what_is_there(path)
        if there is None or there[0] != identity_of(pdf):
            refuse_other(path, job, order)
        if not order.force:
            kept.extend(keep_earlier(path, job.whose, pdf))

    write_whole(path, sheet, path.name, look)
    return (*kept, *take_older(path, job.whose, job.plan.patient))


def _is_marked(path: Path, job: Job) -> bool:
    """Return whether a sheet says whose it is, as this folder writes it."""
    return has_mark_of(mark_in(path), job.whose, secret_in(path.parent) or b"")


def path_of(job: Job, order: Order) -> Path | None:
    """Return where a job's file belongs; None for a worker that is not told the folder."""
    return Path(order.folder) / f"{job.stem}.pdf" if order.folder is not None else None


def there_for(path: Path, job: Job) -> tuple[bytes, int] | None:
    """Return the identity and the pages of a job's finished sheet, for a worker that does not see it; None unless it is marked for it."""
    return what_is_there(path) if _is_marked(path, job) else None


def what_is_there(path: Path) -> tuple[bytes, int] | None:
    """Return the identity and the pages of a finished sheet; None when there is none, or it is not a whole one of ours."""
    identity = identity_in(path)
    return None if identity is None else (identity, _pages_in(path))


def _pages_in(path: Path) -> int:
    found = path.read_bytes().split(b"/Type/Pages/Count ", 1)
    return int(found[1].split(b"/", 1)[0]) if len(found) > 1 else 0
