"""One thing that a check found in a panel, before it has a file and a line."""

from dataclasses import dataclass

from handouts.figure.model.figure import Panel
from handouts.reading.yamlfile import DataPath


@dataclass(frozen=True, slots=True)
class PanelFinding:
    """One thing found: its code (what `accept` names), where in the panel, and whether it is an error."""

    code: str
    where: DataPath
    message: str
    is_error: bool = False


def contact_place(panel: Panel, part: str) -> DataPath:
    """Return where a panel says what `left_foot`, `right_hand`, ... do: under their own name, else for both (`feet`, `hands`)."""
    both = {"foot": "feet"}.get(part.rsplit("_", 1)[-1], part.rsplit("_", 1)[-1] + "s")
    return (part,) if getattr(panel, part, None) is not None else (both,)
