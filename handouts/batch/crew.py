"""Who makes the jobs: this process, several processes, or a cluster; to the batch all are a `concurrent.futures.Executor`.

Content goes to each worker once.
"""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, Protocol

from handouts.batch.jobs import Job
from handouts.batch.work import HERE, Content, Order, Result, do_job, look_for_garbage_seldom, start_worker
from handouts.batch.workers import WorkerDiedError, Workers
from handouts.errors import HandoutError
from handouts.reading.extras import how_to_install


class Crew(Protocol):
    """Where jobs are made."""

    @property
    def size(self) -> int:
        """How many jobs are made at once."""

    @property
    def writes(self) -> bool:
        """Whether the workers write into our folder; else each file comes back as bytes."""

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """The errors which say that a worker died with a job, be it of this job or not."""

    @property
    def patience_s(self) -> float | None:
        """How long no job may be finished before it is asked whether anybody is still there; None where that cannot be."""

    def is_gone(self) -> bool:
        """Return whether nobody is there who could finish a job."""

    def submit(self, job: Job, order: Order) -> Future[Result]:
        """Hand in a job."""

    def close(self) -> None:
        """Let go of all workers, at once."""


class OneByOne(Executor):
    """An executor that does each job when it is handed in: no processes, nothing to start."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  an executor hands every exception to its future
            future.set_exception(error)
        return future


class Alone:
    """This process does everything itself."""

    size: int = 1
    writes: bool = True
    deaths: tuple[type[BaseException], ...] = ()
    patience_s: float | None = None

    def __init__(self, content: Content) -> None:
        self._content, self._executor = content, OneByOne()
        look_for_garbage_seldom()

    def submit(self, job: Job, order: Order) -> Future[Result]:
        """Do the job now."""
        return self._executor.submit(do_job, self._content, job, order)

    def is_gone(self) -> bool:
        """Return False: it is us."""
        return False

    def close(self) -> None:
        """Nothing to let go of."""


class Processes:
    """Processes on this computer, as many as asked for; each gets the content when it starts.

    They are spawned: a fork server would be quicker to start by half a second, but it needs a socket in the temporary folder, which
    stays there when the program is killed, and which cannot be made where that folder has a long name.
    """

    writes: bool = True
    deaths: tuple[type[BaseException], ...] = (WorkerDiedError,)
    patience_s: float | None = None

    def __init__(self, content: Content, size: int) -> None:
        self.size = size
        self._executor = Workers(multiprocessing.get_context("spawn"), size, start_worker, (content,))

    def submit(self, job: Job, order: Order) -> Future[Result]:
        """Hand in a job; a worker that has the content already takes it."""
        return self._executor.submit(do_job, HERE, job, order)

    def is_gone(self) -> bool:
        """Return False: a process that is gone is replaced."""
        return False

    def close(self) -> None:
        """End the processes; what is being made is finished, what is waiting is not."""
        self._executor.shutdown(cancel_futures=True)


def crew_of(content: Content, workers: int, dask: str | None) -> Crew:
    """Return the crew that was asked for; 0 workers are as many as this computer has cores."""
    if dask is not None:
        try:
            from handouts.batch.cluster import Cluster
        except ImportError:
            raise HandoutError.of(f"--dask needs the cluster extra; install it with: {how_to_install('cluster')}") from None
        return Cluster(content, dask)
    count = workers or os.cpu_count() or 1
    return Alone(content) if count == 1 else Processes(content, count)
