"""Home-exercise sheets for physiotherapists who treat runners: content, plan, clinic and layout in, a PDF out."""

import importlib
from typing import TYPE_CHECKING, Any

from handouts.storing.version import __version__

if TYPE_CHECKING:
    from handouts.errors import HandoutError, Problem
    from handouts.handout import make_handout
    from handouts.layout.files import load_layout
    from handouts.library.clinic import load_clinic
    from handouts.library.library import load_library
    from handouts.plans.plan import Plan, load_plan

__all__ = ["HandoutError", "Plan", "Problem", "__version__", "load_clinic", "load_layout", "load_library", "load_plan", "make_handout"]

_HOMES = {
    "HandoutError": "errors",
    "Plan": "plans.plan",
    "Problem": "errors",
    "load_clinic": "library.clinic",
    "load_layout": "layout.files",
    "load_library": "library.library",
    "load_plan": "plans.plan",
    "make_handout": "handout",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `handouts --help` starts without the PDF writer."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"handouts.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'handouts' has no attribute '{name}'")
