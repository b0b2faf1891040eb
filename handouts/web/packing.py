"""A plan saved as a pack of the clinic's own: exercises, doses, topics and the kind of pain rule only, nothing of the patient."""

from dataclasses import replace
from pathlib import Path

from handouts.batch.names import safe_stem
from handouts.errors import HandoutError
from handouts.library.content import Pack
from handouts.library.content_folders import PACKS
from handouts.plans.plan import Plan, unpacked
from handouts.reading.models import check_data
from handouts.storing.output import write_whole
from handouts.web.facts import Desk
from handouts.web.plans import as_read, at_path, dumped, written

_HEAD = "# A pack of ours: handouts packs lists it. It holds exercises and doses, and nothing of a patient.\n"


def save_pack(title: str, plan: Plan, desk: Desk) -> Path:
    """Write a pack into the clinic's folder. Raises HandoutError when there is none, or a pack of that name."""
    if desk.folder is None:
        raise HandoutError.of("packs are kept in your clinic's folder; start the page with --clinic")
    name = " ".join(title.split())[:100]
    if not name:
        raise HandoutError.of("give the pack a name, such as After the first visit")
    whole = unpacked(plan, desk.library)
    chosen = tuple(replace(one, note=None, dose=replace(one.dose, side=None, days=None)) for one in whole.exercises)
    if not chosen:
        raise HandoutError.of("a pack needs at least one exercise")
    pack = Pack(pack="new", title=name, section=whole.section, exercises=chosen, topics=whole.topics, pain=whole.pain)
    check_data(as_read(written(pack)), Pack, at_path)  # a title that cannot be printed would spoil the clinic's folder
    pack = replace(pack, pack=safe_stem(name))
    folder = desk.folder / "content" / PACKS
    path = folder / f"{pack.pack}.yaml"
    if pack.pack in desk.library.packs or path.exists():
        raise HandoutError.of(f"there is a pack '{pack.pack}' already; choose another name")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HandoutError.of(f"cannot be made: {error.strerror}", str(folder)) from None
    write_whole(path, (_HEAD + dumped(pack)).encode("utf-8"), path.name)
    return path


def content_folders(desk: Desk) -> tuple[Path, ...]:
    """Return the folders of the clinic's own content, which a first pack may just have made."""
    return (desk.folder / "content",) if desk.folder is not None and (desk.folder / "content").is_dir() else desk.clinic.content
