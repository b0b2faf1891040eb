"""The figures as paths, for engines that draw them themselves."""

import json


def read_paths(folder):
    """Return the panels of every figure: sizes, and marks of (steps, fill, stroke, width, dash, clip)."""
    return json.loads((folder / "paths.json").read_text(encoding="utf-8"))


def steps(path):
    """Yield (operator, numbers) of a path as it is stored: numbers before `m`, `l`, `c` or `h`."""
    numbers = []
    for word in path.split():
        if word in "mlch":
            yield word, numbers
            numbers = []
        else:
            numbers.append(float(word))


def fitted(panels, width, height):
    """Return the scale at which the panels stand in equal cells of a box, and their common floor's place from its top."""
    cell = width / len(panels)
    over, under = max(one["floor"] for one in panels), max(one["height"] - one["floor"] for one in panels)
    scale = min(height / (over + under), *((cell - 5) / one["width"] for one in panels))
    return scale, over * scale, cell
