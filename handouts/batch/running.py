"""The one loop that makes a batch, whoever does the work: few jobs in flight, results as they come, crashes survived.

A job whose worker died is made again at the end, with no other beside it: a worker that was killed, or was taken along by a job
beside it, is not held against the job, and a row that kills every worker is found and named.
"""

import contextlib
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import replace

from handouts.batch.crew import Crew
from handouts.batch.jobs import Job
from handouts.batch.work import Order, Result, path_of, put, there_for
from handouts.errors import HandoutError, NoRoomError, Problem

IN_FLIGHT = 3
"""Jobs handed in for each worker at a time: enough that none waits, few enough that Ctrl-C ends at once and memory stays flat."""
_CRASHED = "the program crashed while making it (an internal error); please report it. All others are made"
_GONE = "the cluster or its workers are gone; run the same command again to go on"


def run(jobs: Iterable[Job], crew: Crew, order: Order) -> Generator[Result, None, None]:
    """Yield what became of each job, in the order they are finished; the last one says so when nobody is there any more."""
    suspects: list[Job] = []
    with contextlib.closing(_together(jobs, crew, order, crew.size * IN_FLIGHT)) as coming:
        for job, future in coming:
            if _died(future, crew):
                suspects.append(job)
            else:
                yield _delivered(_result(future, job), order)
    with contextlib.closing(_together(sorted(suspects, key=lambda job: job.number), crew, order, 1)) as coming:
        for job, future in coming:
            yield _delivered(_result(future, job), order)


def _together(jobs: Iterable[Job], crew: Crew, order: Order, most: int) -> Generator[tuple[Job, Future[Result]], None, None]:
    """Yield each job with its future when that is done, so many at most in the air; when nobody is there any more, one says so."""
    waiting = iter(jobs)
    flying: dict[Future[Result], Job] = {}
    try:
        while True:
            while len(flying) < most and (job := next(waiting, None)) is not None:
                flying[_hand_in(crew, job, order)] = job
            if not flying:
                return
            done, _ = wait(flying, crew.patience_s, FIRST_COMPLETED)
            if not done and crew.is_gone():
                yield next(iter(flying.values())), _nobody()
                return
            for future in done:
                yield flying.pop(future), future
    finally:
        for future in flying:
            future.cancel()


def _hand_in(crew: Crew, job: Job, order: Order) -> Future[Result]:
    """Hand in a job; a worker that does not see the folder is told what is there."""
    if crew.writes:
        return crew.submit(job, order)
    path = path_of(job, order)
    return crew.submit(job, replace(order, folder=None, there=there_for(path, job) if path is not None else None))


def _died(future: Future[Result], crew: Crew) -> bool:
    return not future.cancelled() and isinstance(future.exception(), crew.deaths)


def _result(future: Future[Result], job: Job) -> Result:
    """Return a job's result; where there is none (its worker died, the cluster is gone, the answer cannot be read) it has failed."""
    try:
        return future.result()
    except CancelledError:
        return Result(job, "failed", problems=(Problem(message=_GONE),), stops=True)
    except Exception as error:  # noqa: BLE001  whatever befell one job, the others go on
        return Result(job, "failed", problems=(Problem(message=f"{_CRASHED} ({type(error).__name__})"),))


def _nobody() -> Future[Result]:
    """Return a future that nobody will ever fulfil."""
    future: Future[Result] = Future()
    future.cancel()
    return future


def _delivered(result: Result, order: Order) -> Result:
    """Put a sheet that came back as bytes into its folder."""
    path = path_of(result.job, order)
    if result.pdf is None or path is None:
        return result
    try:
        older = put(path, result.pdf, result.job, order)
    except HandoutError as error:
        return replace(result, status="failed", problems=tuple(error.problems), pdf=None, stops=isinstance(error, NoRoomError))
    return replace(result, pdf=None, older=older)
