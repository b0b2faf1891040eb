"""The house rules that no linter of ours keeps: layers that only go down, small modules and functions, docstrings, a light start."""

import ast
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "handouts"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES, MAX_FUNCTION_LINES, MAX_PARAMETERS = 400, 40, 6
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]

every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_command(function):
    """Return whether a function is a click command, whose parameters are the options a user has and so no choice of ours."""
    return any(ast.unparse(decorator).startswith(("main.command", "click.command")) for decorator in function.decorator_list)


def faults(tree):
    """Return what of a module is too long, has too many parameters or no docstring."""
    found = []
    for function in functions(tree):
        length = function.end_lineno - function.lineno + 1
        arguments = function.args
        count = len(arguments.posonlyargs + arguments.args + arguments.kwonlyargs)
        if length > MAX_FUNCTION_LINES and not is_command(function):
            found.append(f"{function.name} has {length} lines")
        if count > MAX_PARAMETERS and not is_command(function):
            found.append(f"{function.name} has {count} parameters")
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    methods = [node for one in public if isinstance(one, ast.ClassDef) for node in one.body if isinstance(node, ast.FunctionDef)]
    public += [node for node in methods if not node.name.startswith("_")]
    found += [f"{node.name} has no docstring" for node in public if not ast.get_docstring(node)]
    return found


def lint_imports(folder):
    program = Path(sys.executable).parent / "lint-imports"
    words = [str(program), "--no-cache"]
    return subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}
    )


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "handouts", ignore=shutil.ignore_patterns("__pycache__", "*.ttf"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_go_down_only(copied):
    done = lint_imports(copied)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "upward"),
    [
        ("errors.py", "handouts.cli.root"),
        ("library/content.py", "handouts.plans.plan"),
        ("sheet/place/text.py", "handouts.pdf.objects"),
        ("fonts/faces.py", "handouts.reading.models"),
    ],
)
def test_an_import_that_goes_up_is_seen(module, upward, copied):
    path = copied / "handouts" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\nimport {upward}\n", encoding="utf-8")
    done = lint_imports(copied)
    assert done.returncode == 1
    assert upward in done.stdout


def test_a_module_that_stands_in_no_layer_is_seen(copied):
    (copied / "handouts" / "utils.py").write_text('"""Nothing."""\n', encoding="utf-8")
    assert lint_imports(copied).returncode == 1
    assert LAYERS["exhaustive"] is True


@every_module
def test_no_module_is_over_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@every_module
def test_no_function_is_long_or_has_many_parameters_and_public_names_are_described(path):
    tree = tree_of(path)
    assert ast.get_docstring(tree)
    assert faults(tree) == []


def test_a_long_or_undescribed_function_is_seen():
    long = "def f(a, b, c, d, e, g, h):\n" + "    a += 1\n" * 41
    assert faults(ast.parse(long)) == ["f has 42 lines", "f has 7 parameters", "f has no docstring"]


@every_module
def test_no_module_is_named_for_nothing(path):
    assert path.stem not in ("utils", "helpers", "common", "misc", "manager", "base")


@every_module
def test_frozen_values_only(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "dataclass" and path.parent.name != "pdf":
                    assert "frozen=True" in ast.unparse(decorator), node.name


@every_module
def test_nothing_but_caches_is_kept_between_calls(path):
    for node in ast.walk(tree_of(path)):
        assert not isinstance(node, ast.Global), f"line {node.lineno}"


def modules_after(*words):
    program = (
        "import sys, json\n"
        "sys.argv = ['handouts', *json.loads(sys.argv[1])]\n"
        "from handouts.cli.root import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, json.dumps(words)], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}, done.stdout


@pytest.mark.parametrize("words", [["--help"], ["make", "--help"], ["--version"]])
def test_help_starts_without_the_heavy_parts(words):
    loaded, shown = modules_after(*words)
    assert shown
    assert not loaded & {"reportlab", "pydantic", "pydantic_core", "PIL", "uharfbuzz", "qrcodegen", "yaml", "numpy"}


def test_a_list_starts_without_the_pdf_writer():
    loaded, shown = modules_after("list", "hip")
    assert "couch-stretch" in shown
    assert not loaded & {"reportlab", "qrcodegen", "numpy"}


def test_a_list_starts_without_anything_of_figures():
    program = "import sys; from handouts.cli.root import main; main(['list'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    words_alone = {"handouts.figure", "handouts.figure.people"}  # who is drawn, which a clinic may choose
    assert {name for name in done.stdout.splitlines()[-1].split() if "figure" in name} <= words_alone


def test_a_sheet_is_made_without_numpy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    loaded, _ = modules_after("make", "hip", "-e", "couch-stretch")
    assert "numpy" not in loaded


def test_the_package_gives_its_public_names_and_no_others():
    import handouts

    for name in handouts.__all__:
        assert getattr(handouts, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = handouts.nothing


def test_only_tools_stand_beside_the_package_at_the_top():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    tops = {name.split("/")[0] for name in tracked}
    expected = {
        "handouts",
        "content",
        "layouts",
        "pyproject.toml",
        "tests",
        "README.md",
        "LICENSE",
        ".github",
        ".ci",
        ".gitignore",
        ".pre-commit-config.yaml",
    }
    assert tops <= expected
