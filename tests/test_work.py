"""How much work a sheet is, counted in calls, bytes and allocations, so that it is the same on every machine; no test here reads a clock.

The numbers are a little above what is needed now (page 1 tries up to seven ways to set itself). Where a change needs more, look at
tests/bench/README.md before raising one.
"""

import cProfile
import gc
import json
import pstats
import subprocess
import sys

from handouts.handout import make_handout
from handouts.pdf import objects
from handouts.storing.memo import forget
from tests.bench.engines.sheets import copies, long_plan, plan_data
from tests.making import clinic, layout, library, plan_of

MOST_CALLS, MOST_BYTES, MOST_PACKED_BYTES = 17_500, 225_000, 95_000
MOST_CALLS_AN_EXERCISE, MOST_BLOCKS_A_SHEET = 320, 25
MOST_MODULES, MOST_COMPILED_CLASSES = 470, 25
HEAVY = {"pydantic", "pydantic_core", "yaml", "uharfbuzz", "PIL", "qrcodegen", "numpy", "reportlab", "tqdm"}


def sheet(number, lib=None, ids=()):
    """Lay out the plan of a patient who was not met before."""
    one = long_plan(number, ids) if lib else plan_of(plan_data(number))
    return make_handout(lib or library(), one, clinic(), layout())


def calls(step, *arguments):
    """Return how many calls a step makes, those of C functions among them."""
    profile = cProfile.Profile()
    profile.runcall(step, *arguments)
    return pstats.Stats(profile).total_calls


def warmed(count=40):
    """Make sheets as a new process does, whatever other tests have made before."""
    forget()
    for number in range(count):
        sheet(number)


def test_one_more_patient_takes_no_more_calls_than_it_should():
    warmed()
    plans = [plan_of(plan_data(number)) for number in range(100, 110)]
    assert min(calls(make_handout, library(), one, clinic(), layout()) for one in plans) <= MOST_CALLS


def test_one_more_exercise_takes_no_more_calls_than_it_should():
    lib, ids = copies(12)
    found = []
    for length in (6, 12):
        plans = [long_plan(number, ids[:length]) for number in (0, 1, 2, 1)]
        for one in plans:
            make_handout(lib, one, clinic(), layout())
        found.append(calls(make_handout, lib, plans[1], clinic(), layout()))
    assert (found[1] - found[0]) / 6 <= MOST_CALLS_AN_EXERCISE, (found[1] - found[0]) / 6


def test_a_sheet_is_no_larger_than_it_should_be():
    assert len(sheet(1)) <= MOST_BYTES


def test_no_more_is_packed_for_one_patient_than_is_theirs(monkeypatch):
    warmed()
    taken = []
    pack = objects._packed
    monkeypatch.setattr(objects, "_packed", lambda data, level: taken.append(len(data)) or pack(data, level))
    sheet(200)
    assert sum(taken) <= MOST_PACKED_BYTES


def test_what_is_kept_does_not_grow_with_the_patients():
    warmed(150)
    gc.collect()
    before = sys.getallocatedblocks()
    for number in range(150, 250):
        sheet(number)
    gc.collect()
    assert (sys.getallocatedblocks() - before) / 100 <= MOST_BLOCKS_A_SHEET


def loaded_by(folder, *words, after="sorted(sys.modules)"):
    """Return the packages a command loads, or what else holds after it."""
    program = (
        "import sys, json\n"
        "sys.argv = ['handouts', *json.loads(sys.argv[1])]\n"
        "from handouts.cli.root import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(json.dumps({after}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, json.dumps(words)], capture_output=True, text=True, check=True, cwd=folder)
    return json.loads(done.stderr.splitlines()[-1])


def test_a_section_sheet_that_was_made_before_loads_next_to_nothing(tmp_path):
    loaded_by(tmp_path, "make", "hip")
    modules = loaded_by(tmp_path, "make", "hip")
    assert not {name.split(".")[0] for name in modules} & HEAVY
    assert sorted(name for name in modules if name.startswith("handouts.")) == [
        "handouts.cli", "handouts.cli.console", "handouts.cli.kept_answers", "handouts.cli.root", "handouts.cli.shared",
        "handouts.cli.timings", "handouts.errors", "handouts.pdf", "handouts.pdf.ending", "handouts.pdf.person", "handouts.reading",
        "handouts.reading.builtin", "handouts.reading.folders", "handouts.storing", "handouts.storing.cache",
        "handouts.storing.memo", "handouts.storing.output", "handouts.storing.secret", "handouts.storing.snapshots",
        "handouts.storing.turns", "handouts.storing.values",
        "handouts.storing.version",
        "handouts.storing.whole_file",
    ]  # fmt: skip


def test_a_list_that_was_told_before_loads_next_to_nothing(tmp_path):
    loaded_by(tmp_path, "list", "hip")
    assert not {name.split(".")[0] for name in loaded_by(tmp_path, "list", "hip")} & HEAVY


COMPILED = """[str(kind) for name, module in sorted(sys.modules.items()) if name.startswith("handouts")
    for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == name and "__dataclass_fields__" in vars(kind)
    and getattr(kind.__setattr__, "__module__", "") != "handouts.storing.values"]"""
"""The frozen classes whose methods were compiled, and those that are not frozen."""


def test_a_plan_made_by_a_program_just_started_loads_and_compiles_no_more_than_it_should(tmp_path):
    (tmp_path / "plan.yaml").write_text(
        "section: hip\npatient: {name: A. Runner}\nside: left\nexercises: [hip-hinge, {id: couch-stretch}]\n"
    )
    modules = loaded_by(tmp_path, "make", "plan.yaml", "-o", "a.pdf")  # reads, checks and keeps content, clinic and layout
    assert "pydantic" in modules
    modules = loaded_by(tmp_path, "make", "plan.yaml", "-o", "b.pdf")
    assert not {name.split(".")[0] for name in modules} & {"pydantic", "pydantic_core", "numpy", "tqdm"}
    assert len(modules) <= MOST_MODULES
    compiled = loaded_by(tmp_path, "make", "plan.yaml", "-o", "c.pdf", after=COMPILED)
    assert len(compiled) <= MOST_COMPILED_CLASSES, compiled
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
