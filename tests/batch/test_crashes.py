"""Crashes, in short: what .github/SECURITY.md calls C1 to C4. `python -m tests.soak` does the same in full and says the numbers."""

import multiprocessing
import os
import random
import signal
import time

import pytest

from handouts.batch import running
from handouts.batch.crew import Alone, OneByOne, Processes, crew_of
from handouts.batch.jobs import Asked, gather
from handouts.batch.lock import LEDGER
from handouts.batch.running import run
from handouts.batch.work import Content, Order, Result
from handouts.batch.workers import WorkerDiedError, Workers
from handouts.storing.secret import SECRET
from tests import making
from tests.batching import (
    AT_ONCE_S,
    PATIENCE_S,
    alive,
    descendants,
    ended,
    environment,
    kill_all,
    parts,
    program,
    read_manifest,
    rows,
    sheets,
    start,
    torn,
    wait_for_sheets,
    wait_until,
    write_table,
)
from tests.full import full

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks processes up in /proc")  # noqa: PTH112
ROWS, KILLS, INTERRUPTS = 16, full(4, 8), full(2, 3)
TWO = ("batch", "p.csv", "-o", "out", "--workers", "2")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """Return the sheets of a table as one process makes them, undisturbed."""
    folder = tmp_path_factory.mktemp("unbroken")
    write_table(folder / "p.csv", rows(ROWS))
    code, _, err = program("batch", "p.csv", "-o", "out", "--workers", "1", folder=folder)
    assert code == 0, err
    return sheets(folder / "out")


@pytest.fixture
def table(tmp_path):
    return write_table(tmp_path / "p.csv", rows(ROWS))


@pytest.fixture
def temp(tmp_path):
    """Return an environment with a temporary folder of its own; whatever happens, nothing may stay there."""
    folder = tmp_path / "temp"
    folder.mkdir()
    yield environment(TMPDIR=str(folder))
    assert list(folder.rglob("*")) == []


@pytest.mark.usefixtures("table")
def test_c1_after_any_kill_the_same_command_makes_just_what_is_missing(tmp_path, out, unbroken, temp):
    chance = random.Random(11)
    for _ in range(KILLS):
        before = {path.stem: path.stat().st_mtime_ns for path in out.glob("*.pdf")}
        wanted = min(ROWS, len(before) + chance.choice([0, 1, 1, 2, 3]))
        process = start(*TWO, folder=tmp_path, env=temp)
        wait_for_sheets(out, wanted, process)
        time.sleep(chance.uniform(0, 0.1 if wanted > len(before) else 1))
        kill_all(process)
        now = sheets(out)
        assert torn(out) == []
        assert {name: unbroken[name] for name in now} == now
        assert {path.stem: path.stat().st_mtime_ns for path in out.glob("*.pdf") if path.stem in before} == before
    code, _, err = program(*TWO, folder=tmp_path, env=temp)
    assert code == 0, err
    assert sheets(out) == unbroken
    assert parts(out) == []
    assert sorted(path.name for path in out.iterdir()) == sorted([*(f"{name}.pdf" for name in unbroken), LEDGER, SECRET, "manifest.csv"])
    assert [row["file"] for row in read_manifest(out)] == [f"row-{number}.pdf" for number in range(1, ROWS + 1)]


@pytest.mark.usefixtures("table")
def test_c2_when_the_parent_alone_is_killed_its_helpers_go_and_the_next_run_starts(tmp_path, out, unbroken):
    for count in (0, 2):
        begun = tmp_path / f"begun-{count}"
        process = start(*TWO, folder=tmp_path, env=environment({"jobs": str(begun)}))
        wait_until(begun.exists, "the first job")
        wait_for_sheets(out, count, process)
        helpers = descendants(process.pid)
        assert len(helpers) >= 2
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda helpers=helpers: not alive(helpers), "the helpers to go", AT_ONCE_S)
        process.communicate()
    code, _, err = program(*TWO, folder=tmp_path)
    assert code == 0, err
    assert (sheets(out), parts(out)) == (unbroken, [])


@pytest.mark.usefixtures("table")
def test_c3_rows_that_kill_their_worker_are_named_and_all_others_made(tmp_path, out, unbroken):
    hooks = {"segv": ["row-1", "row-8", "row-16"], "raise": ["row-12"]}
    code, said, err = program(*TWO, folder=tmp_path, env=environment(hooks))
    assert (code, said) == (1, "")
    lost = {"row-1", "row-8", "row-12", "row-16"}
    assert sheets(out) == {name: digest for name, digest in unbroken.items() if name not in lost}
    crashed = "the program crashed while making it (an internal error); please report it. All others are made (WorkerDiedError)"
    raised = "internal error (RuntimeError); please report it. Make this one alone with 'handouts make' to see where"
    assert [line for line in err.splitlines() if line.startswith("error")] == [
        f"error: p.csv:2: {crashed}",
        f"error: p.csv:9: {crashed}",
        f"error: p.csv:13: {raised}",
        f"error: p.csv:17: {crashed}",
    ]
    assert "Traceback" not in err
    assert {row["source"] for row in read_manifest(out) if row["status"] == "failed"} == {f"p.csv:{line}" for line in (2, 9, 13, 17)}
    assert program(*TWO, folder=tmp_path)[0] == 0
    assert sheets(out) == unbroken


def test_c4_ctrl_c_while_the_workers_start_is_no_traceback(tmp_path, out):
    write_table(tmp_path / "p.csv", rows(200))
    chance = random.Random(12)
    for _ in range(INTERRUPTS):
        process = start(*TWO, folder=tmp_path)
        wait_until((out / LEDGER).exists, "the run to begin")
        time.sleep(chance.uniform(0.05, 0.8))
        os.killpg(process.pid, signal.SIGINT)
        process.wait(AT_ONCE_S)
        code, said, err = ended(process)
        assert (code, said, err) == (130, "", "stopped; run the same command again to go on\n")
        assert (torn(out), parts(out)) == ([], [])
        (out / LEDGER).unlink()
    assert len(sheets(out)) < 200


# -- the loop itself, without the program around it --------------------------------------------------------------------------------


@pytest.fixture
def work(tmp_path):
    """Return jobs, and the content they are made from."""
    found = gather(Asked((str(write_table(tmp_path / "few.csv", rows(4))),)), making.library(), making.clinic())
    return found.jobs, Content(making.library(), making.clinic(), found.layouts)


@pytest.mark.parametrize("crew", [Alone, lambda content: Processes(content, 2)], ids=["alone", "processes"])
def test_every_executor_gives_the_same_bytes(work, tmp_path, crew, unbroken):
    jobs, content = work
    mine = crew(content)
    results = list(run(jobs, mine, Order(str(tmp_path / "made"))))
    assert [result.status for result in results] == ["failed"] * 4  # there is no such folder
    (tmp_path / "made").mkdir()
    results = list(run(jobs, mine, Order(str(tmp_path / "made"))))
    mine.close()
    assert {result.status for result in results} == {"made"}
    assert sheets(tmp_path / "made") == {job.stem: unbroken[job.stem] for job in jobs}


def test_few_jobs_are_in_the_air_at_a_time(work):
    jobs, content = work
    handed = []

    class Counting(Alone):
        size = 2

        def submit(self, job, order):
            handed.append(job)
            return super().submit(job, order)

    results = run(jobs * 20, Counting(content), Order(only_check=True))
    next(results)
    assert len(handed) == 2 * running.IN_FLIGHT


def test_a_job_whose_worker_died_is_made_again_alone_and_named_when_it_dies_again(work):
    jobs, content = work
    handed = []

    class Mortal(Alone):
        deaths = (WorkerDiedError,)

        def submit(self, job, order):
            handed.append(job.number)
            if job.number == 3 or (job.number == 1 and handed.count(1) == 1):
                future = running.Future()
                future.set_exception(WorkerDiedError())
                return future
            return super().submit(job, order)

    results = list(run(jobs, Mortal(content), Order(only_check=True)))
    assert {result.job.number: result.status for result in results} == {1: "checked", 2: "checked", 3: "failed", 4: "checked"}
    assert handed == [1, 2, 3, 4, 1, 3]


@pytest.mark.parametrize("error", [running.CancelledError(), ValueError("Pat Ient")])
def test_a_job_without_an_answer_has_failed_and_its_text_is_not_repeated(work, error):
    jobs, content = work

    class Lost(Alone):
        def submit(self, job, order):
            if job.number != 2:
                return super().submit(job, order)
            future = running.Future()
            future.set_exception(error)
            return future

    results = {result.job.number: result for result in run(jobs, Lost(content), Order(only_check=True))}
    assert {number: result.status for number, result in results.items()} == {1: "checked", 2: "failed", 3: "checked", 4: "checked"}
    assert "Pat Ient" not in results[2].problems[0].sentence


# -- the executor of processes -----------------------------------------------------------------------------------------------------


def nothing():
    pass


def end_badly(code):
    os._exit(code)


def no_answer():
    return lambda: None


@pytest.fixture
def workers():
    """Return what makes an executor, and ends it after the test."""
    made = []

    def make(size, prepare=nothing, given=()):
        made.append(Workers(multiprocessing.get_context("spawn"), size, prepare, given))
        return made[-1]

    yield make
    for one in made:
        one.shutdown(cancel_futures=True)


def test_workers_answer_with_values_and_errors(workers):
    executor = workers(2)
    assert [future.result(PATIENCE_S) for future in [executor.submit(abs, -number) for number in range(20)]] == list(range(20))
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0).result(PATIENCE_S)
    with pytest.raises(TypeError):
        executor.submit(nothing, named=1).result(PATIENCE_S)


def test_a_worker_that_dies_loses_its_own_job_alone_and_another_takes_its_place(workers):
    executor = workers(2)
    futures = [executor.submit(end_badly if number in (0, 7) else abs, number) for number in range(8)]
    died = [number for number, future in enumerate(futures) if isinstance(future.exception(PATIENCE_S), WorkerDiedError)]
    assert died == [0, 7]


def test_a_worker_that_cannot_get_ready_is_a_death_of_each_job_not_an_endless_wait(workers):
    executor = workers(1, end_badly, (3,))
    assert [type(executor.submit(abs, 1).exception(PATIENCE_S)) for _ in range(2)] == [WorkerDiedError] * 2


def test_a_process_that_cannot_be_started_is_a_death_too(workers, monkeypatch):
    executor = workers(1)
    monkeypatch.setattr(executor, "_start", lambda number: (_ for _ in ()).throw(OSError(number)))
    assert isinstance(executor.submit(abs, 1).exception(PATIENCE_S), WorkerDiedError)


def test_what_cannot_travel_is_an_error_of_its_job(workers):
    executor = workers(1)
    assert executor.submit(lambda: None).exception(PATIENCE_S) is not None
    assert isinstance(executor.submit(no_answer).exception(PATIENCE_S), RuntimeError)
    assert executor.submit(abs, -1).result(PATIENCE_S) == 1


def test_an_executor_that_ends_cancels_what_waits_finishes_what_is_begun_and_leaves_no_process(workers):
    executor = workers(1)
    pid = executor.submit(os.getpid).result(PATIENCE_S)
    futures = [executor.submit(time.sleep, 0.3) for _ in range(5)]
    wait_until(futures[0].running, "the first job")
    executor.shutdown(cancel_futures=True)
    assert [future.cancelled() for future in futures] == [False, True, True, True, True]
    assert futures[0].result(0) is None
    assert alive([pid]) == []


def test_an_executor_that_ends_does_not_wait_for_a_process_to_start(workers):
    executor = workers(1, time.sleep, (600,))
    future = executor.submit(abs, 1)
    wait_until(lambda: executor._running, "the process")
    pid = executor._running[0].pid
    executor.shutdown(cancel_futures=True)
    assert isinstance(future.exception(0), WorkerDiedError)
    assert alive([pid]) == []


def test_a_job_that_does_not_end_is_killed_when_all_is_to_end(workers, monkeypatch):
    monkeypatch.setattr("handouts.batch.workers._PATIENCE_S", 0.2)
    executor = workers(1)
    pid = executor.submit(os.getpid).result(PATIENCE_S)
    future = executor.submit(time.sleep, 600)
    wait_until(future.running, "the job")
    executor.shutdown(cancel_futures=True)
    assert isinstance(future.exception(0), WorkerDiedError)
    assert alive([pid]) == []


def test_an_executor_of_nothing_hands_every_error_to_its_future():
    failed = OneByOne().submit(lambda: 1 / 0)
    assert isinstance(failed.exception(), ZeroDivisionError)
    assert OneByOne().submit(lambda: 3).result() == 3


def test_one_worker_is_this_process(work):
    assert isinstance(crew_of(work[1], 1, None), Alone)
    crew = crew_of(work[1], 3, None)
    assert isinstance(crew, Processes)
    assert crew.size == 3
    crew.close()


def test_a_result_is_a_value(work):
    with pytest.raises(AttributeError):
        Result(work[0][0], "made").pages = 3
