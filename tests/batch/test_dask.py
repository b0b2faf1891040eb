"""A batch on a real Dask cluster: two worker processes on loopback, as a clinic's own computers would be."""

import contextlib
import logging
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys

import pytest

from handouts.batch.jobs import Asked, gather
from handouts.batch.running import IN_FLIGHT, run
from handouts.batch.work import Content, Order, what_is_there
from handouts.errors import HandoutError
from tests import making
from tests.batching import PATIENCE_S, alive, environment, parts, program, read_manifest, rows, sheets, torn, wait_until, write_table

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
clusters = pytest.importorskip("handouts.batch.cluster")
ROWS = 10
CRASHING, RAISING = "row-4", "row-7"


class Two:
    """A cluster of two workers, and the files its hooks write to."""

    def __init__(self, cluster, folder):
        self.cluster, self.address = cluster, cluster.scheduler_address
        self.unpickled = folder / "unpickled"

    def arrivals(self):
        return self.unpickled.read_text().splitlines() if self.unpickled.exists() else []


@contextlib.contextmanager
def cluster_of_two(folder, **hooks):
    """Start two workers, each a process with one thread, with forced faults; loopback alone, no dashboard."""
    hooks |= {"unpickled": str(folder / "unpickled")}
    with pytest.MonkeyPatch.context() as patch:
        for key, value in environment(hooks).items():
            patch.setenv(key, value)
        settings = {"distributed.scheduler.allowed-failures": 0, "distributed.deploy.lost-worker-timeout": "300 s"}
        with (
            dask.config.set(settings),
            distributed.LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
                local_directory=str(folder),
            ) as cluster,
        ):
            yield Two(cluster, folder)


@pytest.fixture(scope="module")
def lasting_two(tmp_path_factory):
    with cluster_of_two(tmp_path_factory.mktemp("cluster"), segv=[CRASHING], **{"raise": [RAISING]}) as cluster:
        yield cluster


@pytest.fixture
def two(lasting_two):
    """Return the cluster when both of its workers are there: the test before may have killed one."""
    wait_until(lambda: len(lasting_two.cluster.scheduler_info["workers"]) == 2, "two workers")
    return lasting_two


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Return a table none of whose rows crashes, and the folder it stands in."""
    folder = tmp_path_factory.mktemp("table")
    return write_table(folder / "p.csv", [{**row, "file": row["file"].replace("row-", "good-")} for row in rows(ROWS)])


@pytest.fixture(scope="module")
def local(table):
    """Return the sheets as this computer makes them."""
    assert program("batch", table, "-o", "local", "--workers", "1", folder=table.parent)[0] == 0
    return sheets(table.parent / "local")


def content_and_jobs(table):
    work = gather(Asked((str(table),)), making.library(), making.clinic())
    return Content(making.library(), making.clinic(), work.layouts), work.jobs


def test_the_cluster_gives_the_same_bytes_and_gets_the_content_once(two, table, local, tmp_path):
    before = len(two.arrivals())
    code, said, err = program("batch", table, "-o", "out", "--dask", two.address, folder=tmp_path)
    assert (code, said) == (0, ""), err
    assert sheets(tmp_path / "out") == local
    assert (torn(tmp_path / "out"), parts(tmp_path / "out")) == ([], [])
    assert [row["status"] for row in read_manifest(tmp_path / "out")] == ["made"] * ROWS
    arrived = two.arrivals()[before:]
    assert len(arrived) == len({line.split()[0] for line in arrived}) == 2  # one for each worker, for all the sheets
    assert [line for line in err.splitlines() if "pages in" not in line and "sheets, about" not in line] == []


def test_a_job_that_travels_is_small_beside_the_content(table):
    content, jobs = content_and_jobs(table)
    assert max(len(pickle.dumps((job, Order()))) for job in jobs) < 4_000
    assert len(pickle.dumps(content)) > 100_000


def test_what_is_there_is_not_made_again_and_what_is_not_ours_not_written_over(two, table, local, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(table.parent / "local", out)
    before = {path.stem: path.stat().st_mtime_ns for path in out.glob("*.pdf")}
    (out / "good-2.pdf").unlink()
    (out / "good-3.pdf").write_bytes((out / "good-3.pdf").read_bytes()[:-1])
    (out / "good-4.pdf").write_bytes(b"my letter")
    code, _, err = program("batch", table, "-o", "out", "--dask", two.address, folder=tmp_path)
    assert code == 1
    assert "good-4.pdf" in err
    assert "was not made by handouts" in err
    statuses = {row["source"].rsplit(":", 1)[1]: (row["status"], row["pages"]) for row in read_manifest(out)}
    made = {"3": ("made", "3"), "4": ("made", "3"), "5": ("failed", statuses["5"][1])}
    assert statuses == {str(line): made.get(str(line), ("kept", "3")) for line in range(2, ROWS + 2)}
    changed = {path.stem for path in out.glob("*.pdf") if before[path.stem] != path.stat().st_mtime_ns}
    assert changed == {"good-2", "good-3", "good-4"}
    assert (out / "good-4.pdf").read_bytes() == b"my letter"
    assert {name: digest for name, digest in sheets(out).items() if name != "good-4"} == {
        name: digest for name, digest in local.items() if name != "good-4"
    }


def test_rows_that_crash_or_raise_on_the_cluster_are_named_and_all_others_made(two, local, tmp_path):
    write_table(tmp_path / "p.csv", rows(ROWS))
    code, said, err = program("batch", "p.csv", "-o", "out", "--dask", two.address, folder=tmp_path)
    assert (code, said) == (1, "")
    assert [line.split(" (")[0] for line in err.splitlines() if line.startswith("error")] == [
        "error: p.csv:5: the program crashed while making it",
        "error: p.csv:8: internal error",
    ]
    assert "Pat Ient" not in err
    lost = {CRASHING, RAISING}
    assert sheets(tmp_path / "out") == {f"row-{n}": local[f"good-{n}"] for n in range(1, ROWS + 1) if f"row-{n}" not in lost}


def test_a_worker_that_is_killed_is_made_good(two, table, local, tmp_path):
    content, jobs = content_and_jobs(table)
    crew = clusters.Cluster(content, two.address)
    (tmp_path / "out").mkdir()
    try:
        pids = [int(pid) for pid in crew._client.run(os.getpid).values()]
        coming = run(jobs, crew, Order(str(tmp_path / "out")))
        results = [next(coming)]
        os.kill(pids[0], signal.SIGKILL)
        results += coming
    finally:
        crew.close()
    assert {result.status for result in results} == {"made"}
    assert sheets(tmp_path / "out") == local
    wait_until(lambda: not alive(pids[:1]), "the worker to be gone", PATIENCE_S)


def test_few_jobs_are_on_the_cluster_at_a_time(two, table, monkeypatch):
    content, jobs = content_and_jobs(table)
    crew = clusters.Cluster(content, two.address)
    handed = []
    submit = crew._executor.submit
    monkeypatch.setattr(crew._executor, "submit", lambda *args: handed.append(args[2].number) or submit(*args))
    try:
        results = run(jobs, crew, Order())
        next(results)
        assert crew.size == 2
        assert handed == list(range(1, 2 * IN_FLIGHT + 1))
        results.close()
    finally:
        crew.close()


def test_a_cluster_that_goes_while_it_works_ends_the_batch_with_what_to_do(table, tmp_path, monkeypatch):
    monkeypatch.setattr(clusters.Cluster, "patience_s", 1)
    (tmp_path / "hooks").mkdir()
    with cluster_of_two(tmp_path / "hooks", wait_for=str(tmp_path / "never")) as doomed:
        content, jobs = content_and_jobs(table)
        crew = clusters.Cluster(content, doomed.address)
        coming = run(jobs, crew, Order())
        doomed.cluster.scale(0)
        wait_until(lambda: not doomed.cluster.scheduler_info["workers"], "the workers to go")
        (result,) = coming
        crew.close()
    assert (result.status, result.stops) == ("failed", True)
    assert result.problems[0].message == "the cluster or its workers are gone; run the same command again to go on"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_no_cluster_is_one_line(table, tmp_path):
    script = (
        "import sys; from handouts.batch import cluster; from handouts.cli.root import main\n"
        "cluster._PATIENCE_S = 1; sys.argv[0] = 'handouts'; main()"
    )
    address = f"tcp://127.0.0.1:{free_port()}"
    command = [sys.executable, "-c", script, "batch", str(table), "-o", "out", "--dask", address]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: no Dask cluster answers at {address} (OSError)\n")


@pytest.mark.parametrize("address", ["", "localhost", "http://localhost:8786", "tcp://localhost", "tcp://a b:1", "inproc://1"])
def test_what_is_no_address_is_one_line(table, address, faults_of):
    assert faults_of(clusters.Cluster, content_and_jobs(table)[0], address) == [
        f"--dask: '{address}' is not the address of a scheduler; write tcp://host:8786"
    ]


def test_a_cluster_without_workers_is_one_line(table, monkeypatch):
    monkeypatch.setattr(clusters, "_PATIENCE_S", 1)
    content, _ = content_and_jobs(table)
    with (
        distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL) as none,
        pytest.raises(HandoutError, match="has no workers"),
    ):
        clusters.Cluster(content, none.scheduler_address)


def test_workers_of_another_version_are_refused(two, table, monkeypatch):
    monkeypatch.setattr(clusters, "program_version", other_version)
    with pytest.raises(HandoutError, match=rf"the Dask workers have handouts \d+, \d+; install {os.getpid()}, as here, on each of them"):
        clusters.Cluster(content_and_jobs(table)[0], two.address)


def other_version():
    return str(os.getpid())


def test_a_worker_without_the_folder_is_told_what_is_there(table):
    assert what_is_there(table) is None
