"""Faults forced on workers from outside: Python runs this in each of its processes while the folder is on PYTHONPATH.

The workers of a batch and those of a Dask cluster all start as new interpreters, so this reaches every one of them without a hook
in the product. What is to happen stands as JSON in HANDOUTS_TEST_HOOKS: `segv` and `raise` hold names of files that
kill their worker, or raise an error that quotes the patient; each job waits for `slow_s`, and until the file `wait_for` is there;
`unpickled` and `jobs` are files that get a line for each time the content arrives somewhere, and for each job that is begun.
"""

import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import time

HOOKS = json.loads(os.environ.get("HANDOUTS_TEST_HOOKS", "{}"))
MODULE = "handouts.batch.work"


class Finder(importlib.abc.MetaPathFinder):
    """Finds the module as usual, and changes it once it has run."""

    def find_spec(self, name, path, target=None):
        if name != MODULE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            change(module)

        spec.loader.exec_module = exec_module
        return spec


def change(work):
    """Put the faults in front of a job, and a counter behind the content."""
    do, set_state = work._do, work.Content.__setstate__

    def faulty_do(content, job, order):
        if job.stem in HOOKS.get("segv", ()):
            os.kill(os.getpid(), signal.SIGSEGV)
        if job.stem in HOOKS.get("raise", ()):
            raise RuntimeError(f"cannot print {job.plan.patient.name}")
        note("jobs", job.stem)
        time.sleep(HOOKS.get("slow_s", 0))
        while "wait_for" in HOOKS and not os.path.exists(HOOKS["wait_for"]):  # noqa: PTH110  a worker may not have pathlib yet
            time.sleep(0.01)
        return do(content, job, order)

    def counting_set_state(self, state):
        note("unpickled", "content")
        set_state(self, state)

    work._do, work.Content.__setstate__ = faulty_do, counting_set_state


def note(key, line):
    """Add a line to the file that was asked for, in one write."""
    if key in HOOKS:
        number = os.open(HOOKS[key], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(number, f"{os.getpid()} {line}\n".encode())
        os.close(number)


if HOOKS:
    sys.meta_path.insert(0, Finder())
