"""An executor of processes that outlives them: each has a pipe of its own, so one that dies loses its own job and no other.

`concurrent.futures.ProcessPoolExecutor` gives up every job in the air when one worker dies, and it waits for ever when one dies
while another is being started (CPython 3.11, one of two runs whose first row crashed). Here a thread stands behind each process:
it hands over a job, waits for the answer or the end of the pipe, and starts another process when it needs one.
"""

import contextlib
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
_Waiting = tuple[Future[Any], Call]
_CAN_BE_DEAF = hasattr(signal, "pthread_sigmask")
_PATIENCE_S = 10
"""How long what is being made is waited for when all is to end; a sheet takes a tenth of a second."""


class WorkerDiedError(BrokenExecutor):
    """The process that had a job is gone."""


class Workers(Executor):
    """So many processes, each made ready by `prepare(*given)` when it starts; they start with the first jobs."""

    def __init__(self, context: SpawnContext, size: int, prepare: Callable[..., None], given: tuple[Any, ...]) -> None:
        self._context, self._prepare, self._given = context, prepare, given
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._running: dict[int, BaseProcess] = {}
        self._ready: set[int] = set()
        self._ends_now = False
        if _CAN_BE_DEAF:
            resource_tracker.ensure_running()  # here, since it lets Ctrl-C through again in the thread that starts it
        self._threads = [threading.Thread(target=self._serve, args=(number,), daemon=True) for number in range(size)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand in a job for the next process that is free."""
        future: Future[Any] = Future()
        self._waiting.put((future, (fn, args, kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  the signature of Executor
        """End all processes when they have finished what they are at.

        Where what waits is cancelled, those that have not begun yet are killed, and in the end those that do not finish.
        """
        self._ends_now = cancel_futures
        for number, starting in list(self._running.items()):
            if cancel_futures and number not in self._ready:
                starting.kill()
        with contextlib.suppress(queue.Empty):
            while cancel_futures:
                if (item := self._waiting.get_nowait()) is not None:
                    item[0].cancel()
        for _ in self._threads:
            self._waiting.put(None)
        end = time.monotonic() + _PATIENCE_S
        for number, thread in enumerate(self._threads):
            if wait and cancel_futures:
                thread.join(max(0, end - time.monotonic()))
                if thread.is_alive() and (process := self._running.get(number)) is not None:
                    process.kill()
            if wait:
                thread.join()

    def _serve(self, number: int) -> None:
        """Be the thread behind one process: its jobs, its death, the next process."""
        if _CAN_BE_DEAF:  # processes started here are born so: they would die of Ctrl-C with a traceback
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        pipe: Connection | None = None
        while (item := self._waiting.get()) is not None:
            future, call = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                pipe = pipe or self._start(number)
                pipe.send(call)
                answer, error = pipe.recv()
            except (EOFError, OSError):
                self._end(number, pipe)
                pipe = None
                future.set_exception(WorkerDiedError("the process that had this job is gone"))
            except Exception as failed:  # noqa: BLE001  what cannot be sent; an executor hands every exception to its future
                future.set_exception(failed)
            else:
                future.set_exception(error) if error is not None else future.set_result(answer)
        self._end(number, pipe)

    def _start(self, number: int) -> Connection:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs,), daemon=True)
        process.start()
        self._running[number] = process
        theirs.close()  # so that the pipe ends with the process
        if self._ends_now:
            process.kill()
        ours.send((self._prepare, self._given))  # not with the start, which would take until all of it is read
        ours.recv()
        self._ready.add(number)
        return ours

    def _end(self, number: int, pipe: Connection | None) -> None:
        """Close the pipe, by which the process ends, and collect it."""
        self._ready.discard(number)
        if pipe is not None:
            pipe.close()
        if (process := self._running.pop(number, None)) is not None:
            process.join()


def _work(pipe: Connection) -> None:
    """Be the process: get ready, say so, and do what comes through the pipe until it ends."""
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        prepare, given = pipe.recv()
        prepare(*given)
        pipe.send("ready")
        while True:
            call, args, named = pipe.recv()
            answer = _answer(call, args, named)
            try:
                pipe.send(answer)
            except (TypeError, AttributeError, pickle.PicklingError) as error:
                pipe.send((None, RuntimeError(f"the answer cannot be sent: {type(error).__name__}")))


def _answer(call: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, Exception | None]:
    try:
        return call(*args, **named), None
    except Exception as error:  # noqa: BLE001  an executor hands every exception to its future
        return None, error
