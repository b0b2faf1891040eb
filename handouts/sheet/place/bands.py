"""Bands of cards on a page: two cards on shared band tops, one card over both columns, one card down a page and overleaf."""

from collections.abc import Sequence

from handouts.sheet.blocks import Card
from handouts.sheet.place.cards import Bands, continued
from handouts.sheet.place.kept import kept
from handouts.sheet.place.marks import At, Element, Fragment, Node
from handouts.sheet.place.style import Look

_OVERLEAF_GAP_PT = 15.0


def _is_own(left: Bands, right: Bands | None, *_: object) -> bool:
    """Return whether one of two cards says words of one patient's own."""
    return left.card.is_own or (right is not None and right.card.is_own)


@kept(200, by_identity=("left", "right"), own=_is_own, most_own=6)
def pair(left: Bands, right: Bands | None, look: Look, slot_pt: float) -> Fragment | None:
    """Return two cards beside each other within a height, sharing as many band tops as fit; None when they do not fit."""
    if right is None:
        alone = left.height_pt
        return _placed([(0.0, _flow(left, 0)[0], left.card)], look, alone) if alone <= slot_pt else None
    for shared in range(len(left.fragments), -1, -1):
        tops, below = _shared_tops(left, right, shared)
        flows = [_flow(bands, shared, below) for bands in (left, right)]
        total = max(end for _, end in flows)
        if total <= slot_pt:
            columns = []
            for x, bands, (own, _) in zip((0.0, look.second_column_pt), (left, right), flows, strict=True):
                placed = [At(0, _bottom_aligned(index, top, bands, left, right), bands.fragments[index]) for index, top in enumerate(tops)]
                columns.append((x, [*placed, *own], bands.card))
            return _placed(columns, look, total)
    return None


def spread(bands: Bands, look: Look, slot_pt: float) -> Fragment | None:
    """Return one card over both columns, its doing at the left and its dose and words at the right; None when it does not fit."""
    total = spread_height(bands)
    if total > slot_pt:
        return None
    from_dose = bands.kinds.index("dose")
    moved = [At(look.second_column_pt, _under_header(bands) + at.y_pt, at.fragment) for at in _flow(bands, from_dose, 0.0)[0]]
    return _placed([(0.0, [*_flow(bands, 0, stop=from_dose)[0], *moved], bands.card)], look, total)


def spread_height(bands: Bands) -> float:
    """Return the height of a card over both columns."""
    from_dose = bands.kinds.index("dose")
    return max(_flow(bands, 0, stop=from_dose)[1], _under_header(bands) + _flow(bands, from_dose, 0.0)[1])


def _under_header(bands: Bands) -> float:
    return bands.fragments[0].height_pt + bands.gaps[1]


def down_pages(bands: Bands, look: Look, slot_pt: float) -> list[Fragment]:
    """Return one card down as many pages as it needs."""
    return [_chunk(bands, chunk, look, first=number == 0) for number, chunk in enumerate(_chunks(bands, look, slot_pt))]


def takes(bands: Bands, look: Look, slot_pt: float, most: int) -> bool:
    """Return whether a card takes at most so many pages, steps and dose on the first; a long log may have one more to itself."""
    chunks = _chunks(bands, look, slot_pt)
    fits = all(top + bands.fragments[index].height_pt <= slot_pt for chunk in chunks for top, index in chunk)
    log_alone = [bands.kinds[index] for _, index in chunks[-1]] == ["log"]
    return fits and len(chunks) - log_alone <= most and _last_of_whole(bands) in {index for _, index in chunks[0]}


def too_tall_pt(bands: Bands, slot_pt: float, most: int) -> tuple[bool, float]:
    """Return whether it is steps and dose that one page cannot hold, and by how much they, or the whole without its log, are too tall."""
    whole = _flow(bands, 0, stop=_last_of_whole(bands) + 1)[1] - slot_pt
    if whole > 0:
        return True, whole
    logs = sum(fragment.height_pt for kind, fragment in zip(bands.kinds, bands.fragments, strict=True) if kind == "log")
    return False, bands.height_pt - logs - most * slot_pt


def _last_of_whole(bands: Bands) -> int:
    return max(index for index, kind in enumerate(bands.kinds) if kind in ("doing", "dose"))


def _chunks(bands: Bands, look: Look, slot_pt: float) -> list[list[tuple[float, int]]]:
    """Return the top and index of each band, page by page."""
    chunks: list[list[tuple[float, int]]] = [[]]
    y = 0.0
    for index, (gap, fragment) in enumerate(zip(bands.gaps, bands.fragments, strict=True)):
        if not fragment.height_pt:
            continue
        top = y + gap if y else y
        if top + fragment.height_pt > slot_pt and chunks[-1]:
            chunks.append([])
            top = continued(bands.card, look).height_pt + look.u(_OVERLEAF_GAP_PT)
        chunks[-1].append((top, index))
        y = top + fragment.height_pt
    return chunks


def _chunk(bands: Bands, chunk: Sequence[tuple[float, int]], look: Look, *, first: bool) -> Fragment:
    """Return the bands of one page of a card; a page after the first has the card's name again at its head."""
    placed = [At(0, top, bands.fragments[index]) for top, index in chunk]
    total = max((at.y_pt + at.fragment.height_pt for at in placed), default=0.0)
    if first:
        return _placed([(0.0, placed, bands.card)], look, total)
    nodes: tuple[Node, ...] = (At(0, 0, continued(bands.card, look)), *placed)
    return Fragment(look.live_pt, total, (Element("Sect", nodes),))


def least_height(left: Bands, right: Bands | None) -> float:
    """Return the height two cards need when they share no band."""
    return max(left.height_pt, right.height_pt if right else 0.0)


def _shared_tops(left: Bands, right: Bands, shared: int) -> tuple[list[float], float]:
    """Return the top of each shared band, and where the shared part ends."""
    tops, y = [], 0.0
    for index in range(shared):
        tall = max(left.fragments[index].height_pt, right.fragments[index].height_pt)
        if tall:
            y += left.gaps[index]
        tops.append(y)
        y += tall
    return tops, y


def _bottom_aligned(index: int, top: float, column: Bands, left: Bands, right: Bands) -> float:
    """Return the y of a band: pictures stand at the bottom of theirs, so that they share a floor; all else at the top."""
    if column.kinds[index] != "picture":
        return top
    tall = max(left.fragments[index].height_pt, right.fragments[index].height_pt)
    return top + tall - column.fragments[index].height_pt


def _flow(bands: Bands, start: int, y: float = 0.0, stop: int | None = None) -> tuple[list[At], float]:
    """Return the bands from `start` up to `stop`, set one below the other from y, and where they end."""
    placed = []
    for gap, fragment in list(zip(bands.gaps, bands.fragments, strict=True))[start:stop]:
        if fragment.height_pt:
            y += gap if y else 0.0
            placed.append(At(0, y, fragment))
            y += fragment.height_pt
    return placed, y


def _placed(columns: Sequence[tuple[float, list[At], Card]], look: Look, total: float) -> Fragment:
    nodes: list[Node] = []
    for x, placed, card in columns:
        shifted: tuple[Node, ...] = tuple(At(at.x_pt + x, at.y_pt, at.fragment) for at in placed)
        group = ((1, card.group_name),) if card.first_of_group else ()
        nodes.append(Element("Sect", shifted, bookmarks=(*group, (2, card.name))))
    return Fragment(look.live_pt, total, tuple(nodes))
