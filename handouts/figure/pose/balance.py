"""Least squares by Levenberg and Marquardt: a few unknowns, any errors; no randomness, so the same answer each time."""

from collections.abc import Callable

import numpy as np

from handouts.figure.bones.rotation import Array

_ROUNDS, _STEP, _ENOUGH = 40, 1e-3, 1e-6


def least_squares(errors: Callable[[Array], Array], start: Array) -> Array:
    """Return the unknowns, near `start`, at which the sum of squared errors is least."""
    here, damping = start.copy(), 1e-3
    off = errors(here)
    for _ in range(_ROUNDS):
        slope = np.stack([(errors(here + step) - errors(here - step)) / (2 * _STEP) for step in np.eye(len(here)) * _STEP], axis=1)
        square = slope.T @ slope
        by = -np.linalg.solve(square + damping * np.diag(np.maximum(np.diag(square), 1e-6)), slope.T @ off)
        tried = errors(here + by)
        if float(tried @ tried) < float(off @ off):
            here, off, damping = here + by, tried, damping / 4
            if float(np.abs(by).max()) < _ENOUGH:
                break
        else:
            damping *= 6
            if damping > 1e8:
                break
    return here
