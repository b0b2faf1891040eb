"""Drawings of blocks that are kept: the same block in the same look is drawn once, and painted once, for all sheets it stands on."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, cast

from handouts.sheet.place.marks import Fragment, Kept

P = ParamSpec("P")


def kept(most: int, whose: Kept = "shared") -> Callable[[Callable[P, Fragment]], Callable[P, Fragment]]:
    """Return what makes a function keep the last `most` fragments it drew, by the values it drew them from.

    Each is marked as kept, whether it was drawn just now or before: so what a file holds never depends on what was made earlier. What says
    something of one patient is their own, and so is what stands on each page of one sheet: it is kept apart and not for long, so that what
    patients share stays.
    """

    def keeping(draw: Callable[P, Fragment]) -> Callable[P, Fragment]:
        @functools.wraps(draw)
        def drawn(*values: P.args, **named: P.kwargs) -> Fragment:
            return replace(draw(*values, **named), kept=whose)

        return cast("Callable[P, Fragment]", functools.lru_cache(maxsize=most)(drawn))

    return keeping
