"""How much of a measurement a run of the tests makes: a part that is soon done, or with HANDOUTS_FULL=1 all of .github/SECURITY.md."""

import os

SHARE = float(os.environ.get("HANDOUTS_FULL", "0"))
"""0 for the usual part; 1 for the whole; 0.1 for a tenth of it, on a machine that has other work."""


def full(usual: int, whole: int) -> int:
    """Return how often something is tried: the whole number, a share of it, or the usual few."""
    return max(usual, round(whole * SHARE))
