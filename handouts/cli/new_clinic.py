"""A clinic's own folder, made from the starter files that come with the program."""

from collections.abc import Iterator
from pathlib import Path

from handouts.checks.schema import FOLDER as SCHEMAS
from handouts.errors import HandoutError
from handouts.storing.output import write_whole

STARTER = Path(__file__).parent / "starter"


def make_clinic_folder(folder: Path) -> list[Path]:
    """Fill a new or empty folder and return the files made. Raises HandoutError when something is in it already."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise HandoutError.of("already exists and is not an empty folder; choose another name", str(folder))
        made = []
        for source, name in _files():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, source.read_bytes(), str(target))
            made.append(target)
    except OSError as error:
        raise HandoutError.of(f"cannot be made: {error.strerror}", str(folder)) from None
    return made


def _files() -> Iterator[tuple[Path, Path]]:
    """Yield every starter file and its place in the folder."""
    for source in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        yield source, source.relative_to(STARTER)
    for source in sorted(SCHEMAS.glob("*.json")):
        yield source, Path("schemas") / source.name
