"""handouts.storing.whole_file: a file that another program holds for a moment, or for good."""

from pathlib import Path

import pytest

from handouts.errors import HandoutError
from handouts.storing import whole_file as module
from handouts.storing.whole_file import whole_file


def refusing(monkeypatch, times):
    """Let the first so many renames be refused, as Windows does for a file that another program holds; return the pauses made."""
    left, real, pauses = [times], Path.replace, []

    def replace(self, target):
        if left[0] > 0:
            left[0] -= 1
            raise PermissionError(13, "Access is denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(module.time, "sleep", pauses.append)
    return pauses


@pytest.mark.parametrize("times", [1, 4])
def test_a_file_that_is_held_for_a_moment_is_written_all_the_same(tmp_path, monkeypatch, times):
    pauses = refusing(monkeypatch, times)
    with whole_file(tmp_path / "s.pdf", "s.pdf") as file:
        file.write(b"whole")
    assert (tmp_path / "s.pdf").read_bytes() == b"whole"
    assert len(pauses) == times
    assert sum(pauses) < 1


def test_one_that_stays_open_is_said_to_be_and_is_left_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "s.pdf").write_bytes(b"before")
    refusing(monkeypatch, 99)
    with pytest.raises(HandoutError, match="close it in any other program"), whole_file(tmp_path / "s.pdf", "s.pdf") as file:
        file.write(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["s.pdf"]
    assert (tmp_path / "s.pdf").read_bytes() == b"before"
