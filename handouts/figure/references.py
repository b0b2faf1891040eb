"""The words of a figure file that must name something else: props, muscles, segments. Every one that does not is an error."""

import math
from collections.abc import Iterator

from handouts.errors import HandoutError, Problem, near_miss
from handouts.figure.bones.anatomy import SIDES
from handouts.figure.bones.places import LIMBS, PLACES, SEGMENTS
from handouts.figure.hand_words import Fault, hand_faults, helper_faults
from handouts.figure.model.figure import FigureFile, Panel
from handouts.figure.model.marks import CloseUp, FootprintsNote
from handouts.figure.model.posture import Posture, View
from handouts.figure.model.props import Solid, Wall
from handouts.figure.model.worn import Strand
from handouts.figure.muscles import split_name
from handouts.figure.pose.positions import POSITIONS
from handouts.figure.pose.presets import VIEWS
from handouts.figure.props.kinds import top_height
from handouts.reading.models import Checked
from handouts.reading.yamlfile import DataPath

_OFF_SQUARE_DEG, _LEVEL = 10.0, 0.7
"""How far a view of the face is off square; how steeply a face looks up or down where no side of the person shows it."""


def check_references(checked: Checked[FigureFile], muscles: tuple[str, ...]) -> None:
    """Raise HandoutError with every word that names nothing."""
    problems = [checked.source.problem(path, message) for path, message in _faults(checked.value, muscles)]
    if problems:
        raise HandoutError(problems)


def panel_paths(figure: FigureFile) -> tuple[tuple[str, DataPath, Panel], ...]:
    """Return name, place in the file and value of each panel, in order."""
    if figure.panels:
        return tuple((str(i + 1), ("panels", i), panel) for i, panel in enumerate(figure.panels))
    pair = (("start", figure.start), ("finish", figure.finish))
    return tuple((name, (name,), panel) for name, panel in pair if panel is not None)


def camera_angles(figure: FigureFile, panel: Panel) -> tuple[float, float]:
    """Return azimuth and elevation of a panel's camera in degrees: its own, else the figure's."""
    position = position_of(figure, panel)
    return panel.camera or (view_angles(panel.view, position) if panel.view else figure.camera or view_angles(figure.view, position))


def close_up_angles(close: CloseUp, position: str) -> tuple[float, float] | None:
    """Return azimuth and elevation of a close-up's camera in degrees, None where it is the panel's."""
    return close.camera or (view_angles(close.view, position) if close.view else None)


def position_of(figure: FigureFile, panel: Panel) -> str:
    """Return the position of a panel."""
    return panel.position or figure.always.position or "standing"


def view_angles(view: View, position: str) -> tuple[float, float]:
    """Return azimuth and elevation of a view in degrees; a face that looks up or down is seen from above."""
    if view != "face_side":
        return VIEWS[view]
    way = POSITIONS[position].axes[:, 0]
    if abs(way[2]) > _LEVEL:
        return VIEWS["above"]
    heading = math.degrees(math.atan2(way[1], way[0]))
    return heading + _OFF_SQUARE_DEG * (-1 if heading > 0 else 1), VIEWS["three_quarter"][1]


def at_path(checked: Checked[FigureFile], path: DataPath, message: str) -> Problem:
    """Return a problem at a path, or in `always` where the panel itself does not say it; a joint may be written for both sides."""
    if path[0] == "props":
        return checked.source.problem(path, message)
    inherited: DataPath = ("always", *path[2 if path[0] == "panels" else 1 :])
    places = [path, _for_both_sides(path), inherited, _for_both_sides(inherited)]
    return checked.source.problem(next((place for place in places if place in checked.source.values), path), message)


def _for_both_sides(path: DataPath) -> DataPath:
    """Return where `left_knee` of `joints` is written as `knees`."""
    if path[-2:-1] != ("joints",):
        return path
    joint = str(path[-1]).removeprefix("left_").removeprefix("right_")
    return (*path[:-1], {"toes": "toes", "scapula": "scapulae"}.get(joint, f"{joint}s"))


def _faults(figure: FigureFile, muscles: tuple[str, ...]) -> Iterator[Fault]:
    yield from _posture_faults(figure, ("always",), figure.always)
    for _, path, panel in panel_paths(figure):
        yield from _posture_faults(figure, path, panel)
        yield from _panel_faults(figure, path, panel, muscles)
        yield from _left_out(path, figure.always, panel)
        for i, helper in enumerate(panel.helpers):
            yield from helper_faults((*path, "helpers", i), helper.holds)
    if figure.wear.feet != "bare":
        for path, posture in ((("always",), figure.always), *((path, panel) for _, path, panel in panel_paths(figure))):
            yield from _hidden_in_shoes(path, posture)
    for name, prop in figure.props.items():
        if isinstance(prop, Strand):
            yield from _strand_faults(figure, name, prop)


def _strand_faults(figure: FigureFile, name: str, strand: Strand) -> Iterator[Fault]:
    """A strand that hangs from nothing: from a prop that is not there, or from higher than it reaches."""
    solids = tuple(other for other, prop in figure.props.items() if isinstance(prop, Solid))
    for i, anchor in enumerate(strand.through):
        where: DataPath = ("props", name, "through", i)
        if anchor.of is not None:
            yield from _unknown((*where, "of"), anchor.of, SEGMENTS)
        if anchor.on is None:
            continue
        if anchor.on not in solids:
            yield from _unknown((*where, "on"), anchor.on, solids)
            continue
        prop = figure.props[anchor.on]
        assert isinstance(prop, Solid)
        top = top_height(prop) - prop.up
        if not 0 <= (anchor.up or 0.0) <= top:
            yield (*where, "up"), f"the {anchor.on} is {top:g} high; the {strand.look} would hang from nothing at {anchor.up:g}"
        for panel, path, shown in panel_paths(figure):
            if anchor.on in shown.without and name not in shown.without:
                yield (*path, "without"), f"{panel}: the {name} hangs from the {anchor.on}; leave out both or neither"


def _posture_faults(figure: FigureFile, path: DataPath, posture: Posture) -> Iterator[Fault]:
    surfaces = ("floor", *figure.props)
    for part, on in posture.rest.items():
        yield from _unknown((*path, "rest", part), on, surfaces)
        wall = figure.props.get(on)
        if isinstance(wall, Wall):
            yield (*path, "rest", part), _not_on_a_wall(part, on)
    for key in ("feet", "left_foot", "right_foot"):
        foot = getattr(posture, key)
        if foot is not None:
            yield from _unknown((*path, key), foot.on, (*surfaces, "nothing", "left_knee", "right_knee"))
    for side in SIDES:
        knee = getattr(posture, f"{side}_knee")
        if knee is not None:
            yield from _unknown((*path, f"{side}_knee"), knee.on, (*surfaces, "nothing"))
    for key in ("hands", "left_hand", "right_hand"):
        hand = getattr(posture, key)
        if hand is not None:
            yield from hand_faults(figure, (*path, key), hand)


def _not_on_a_wall(part: str, wall: str) -> str:
    """Return what to write instead of a rest on a wall, which holds no body up."""
    if "hand" in part:
        return f"a hand is put to a wall by itself; write '{part}: on_wall' beside 'rest', not in it"
    words = part.replace("_", " ")
    return (
        f"'rest' is for what holds the body up, and the {wall} does not: leave this out, and bring the {words} to it with the wall's 'at' "
        "or 'pelvis: {forward: ...}'; a gap to the wall or a body through it is told"
    )


def _hidden_in_shoes(path: DataPath, posture: Posture) -> Iterator[Fault]:
    for joint in ("toes", "left_toes", "right_toes"):
        for key in ("big", "small", "spread", "arch", "shorter"):
            if getattr(getattr(posture.joints, joint), key) is not None:
                yield (*path, "joints", joint, key), f"'{key}' is hidden in a shoe; write 'wear: {{feet: bare}}'"


def _left_out(path: DataPath, always: Posture, panel: Panel) -> Iterator[Fault]:
    """Yield each prop that a panel leaves out though it needs it."""
    needs = [
        (on, f"the {part.replace('_', ' ')} are on it" if part.endswith("s") else f"the {part.replace('_', ' ')} is on it")
        for part, on in (always.rest | panel.rest).items()
    ]
    for key in ("feet", "left_foot", "right_foot", "left_knee", "right_knee"):
        one = getattr(panel, key) or getattr(always, key)
        needs += [] if one is None else [(one.on, f"the {key.replace('_', ' ')} {'are' if key == 'feet' else 'is'} on it")]
    for key in ("hands", "left_hand", "right_hand"):
        hand = getattr(panel, key) or getattr(always, key)
        needs += [] if hand is None else [(hand.holds, f"the {key.replace('_', ' ')} hold{'' if key == 'hands' else 's'} it")]
    for name, why in needs:
        if name in panel.without:
            yield (*path, "without"), f"'{name}' is left out here, but {why}; rest on something else, or leave it in"


def _panel_faults(figure: FigureFile, path: DataPath, panel: Panel, muscles: tuple[str, ...]) -> Iterator[Fault]:
    for key, names in (("muscles", panel.muscles), ("inside", panel.inside)):
        for i, muscle in enumerate(names):
            bare = split_name(muscle)[0]
            where = (*path, key, i) if len(names) > 1 else (*path, key)
            if bare not in muscles:
                yield where, f"there is no muscle '{bare}'{near_miss(bare, muscles, most=len(muscles))}"
    for i, arrow in enumerate(panel.arrows):
        for key in ("at", "follow", "about"):
            place = getattr(arrow, key)
            if place is not None and place.of is not None:
                yield from _unknown((*path, "arrows", i, key), place.of, PLACES)
    yield from _sign_faults(figure, path, panel)
    for limb in panel.ghost:
        yield from _unknown((*path, "ghost"), limb, LIMBS)
    for key in ("without", "moved"):
        for name in getattr(panel, key):
            yield from _unknown((*path, key), name, tuple(figure.props))


def _sign_faults(figure: FigureFile, path: DataPath, panel: Panel) -> Iterator[Fault]:
    """Notes and close-ups at places there are not, and those that cannot be drawn here."""
    for where, view in (((*path, "view"), panel.view), ((*path, "close_up", "view"), panel.close_up and panel.close_up.view)):
        if view == "face_side" and abs(POSITIONS[position_of(figure, panel)].axes[2, 0]) > _LEVEL:
            yield where, "lying like this the face looks up or down; write above, left_side or right_side"
    for i, note in enumerate(panel.notes):
        of = getattr(note, "of", None)
        if of is not None:
            yield from _unknown((*path, "notes", i, "of"), of, PLACES)
        if isinstance(note, FootprintsNote) and not note.at and (path[-1] == "start" or path == ("panels", 0)):
            yield (
                (*path, "notes", i),
                "footprints show where the feet were, and this panel is the first; write 'at' with their places",
            )
    if panel.close_up is None:
        return
    yield from _unknown((*path, "close_up", "of"), panel.close_up.of, PLACES)
    if any(one.travelled is not None for _, _, one in panel_paths(figure)):
        yield (*path, "close_up"), "panels that stand on one ground ('travelled') have no close-up"
    if panel.close_up.inset is None and (panel.view or panel.camera):
        yield (*path, "view" if panel.view else "camera"), "the close-up is the whole panel; write its view inside 'close_up'"


def _unknown(path: DataPath, word: str, known: tuple[str, ...]) -> Iterator[Fault]:
    if word not in known:
        yield path, f"there is no '{word}' here{near_miss(word, known, most=len(known))}"
