"""A Dask cluster: distributed's own executor, and the content brought to each worker once, to one that starts later too.

The content is a plugin of the workers. As a scattered value it would be lost with the workers that hold it, and with it all that
is still to be made, when a row kills one worker after another.
"""

import contextlib
import logging
import re
import uuid
from concurrent.futures import Future
from typing import Any

from distributed import Client, KilledWorker, WorkerPlugin

from handouts.batch.jobs import Job
from handouts.batch.work import Content, Order, Result, do_job, hold, let_go, program_version
from handouts.errors import HandoutError

_ADDRESS = re.compile(r"(tcp|tls)://([^\s/:]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
_PATIENCE_S = 10
"""How long the cluster and its first worker are waited for."""


class Bringing(WorkerPlugin):  # type: ignore[misc]
    """What each worker does when it starts, or when a batch begins: keep the content until the batch is over."""

    def __init__(self, name: str, content: Content) -> None:
        self.name, self.content = name, content

    def setup(self, worker: Any) -> None:  # noqa: ARG002  distributed says which
        """Keep the content."""
        hold(self.name, self.content)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        """Forget it."""
        let_go(self.name)


class Cluster:
    """The workers of a Dask cluster; each file comes back as bytes, for they may not see our folder."""

    writes: bool = False
    deaths: tuple[type[BaseException], ...] = (KilledWorker,)
    patience_s: float | None = 60

    def __init__(self, content: Content, address: str) -> None:
        if not _ADDRESS.fullmatch(address):
            raise HandoutError.of(f"--dask: '{address[:80]}' is not the address of a scheduler; write tcp://host:8786")
        for name in ("distributed", "distributed.client"):  # what matters is told row by row
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise HandoutError.of(f"no Dask cluster answers at {address} ({type(error).__name__})") from None
        self._name = f"handouts-{uuid.uuid4().hex}"
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE_S)
            self._refuse_other_programs()
            self._client.register_plugin(Bringing(self._name, content), self._name)
            self._executor = self._client.get_executor(pure=False, retries=0)
            self.size = max(1, sum(self._client.nthreads().values()))
        except OSError as error:
            self._client.close()
            raise HandoutError.of(f"the Dask cluster at {address} has no workers ({type(error).__name__})") from None
        except BaseException:
            self._client.close()
            raise

    def _refuse_other_programs(self) -> None:
        """Raise HandoutError when a worker has no handouts, or another version, whose sheets would be others."""
        try:
            versions = set(self._client.run(program_version).values())
        except (ImportError, AttributeError):
            versions = {"none"}
        if versions != {program_version()}:
            found = ", ".join(sorted(versions))
            raise HandoutError.of(f"the Dask workers have handouts {found}; install {program_version()}, as here, on each of them")

    def submit(self, job: Job, order: Order) -> Future[Result]:
        """Hand in a job; the content is there already."""
        future: Future[Result] = self._executor.submit(do_job, self._name, job, order)
        return future

    def is_gone(self) -> bool:
        """Return whether the scheduler is gone, or has no workers."""
        try:
            return self._client.status != "running" or not self._client.nthreads()
        except OSError:
            return True

    def close(self) -> None:
        """Let go of the cluster; it goes on without us."""
        with contextlib.suppress(OSError, TypeError):  # a scheduler that is gone
            self._executor.shutdown(wait=False)
            self._client.unregister_worker_plugin(self._name)
        self._client.close()
