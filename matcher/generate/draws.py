"""Small helpers over numpy's generator."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

Code = TypeVar("Code")

KM_PER_DEGREE = 111.195


def pick(
    rng: np.random.Generator, count: int, weights: Sequence[float] | FloatArray
) -> IntArray:
    """Return ``count`` indices drawn with probability in proportion to ``weights``."""
    share = np.asarray(weights, dtype=float)
    drawn: IntArray = rng.choice(len(share), size=count, p=share / share.sum())
    return drawn


def spread(
    rng: np.random.Generator, count: int, weights: Sequence[float] | FloatArray
) -> IntArray:
    """Return ``count`` indices in random order, each as often as its weight within 1.

    Systematic sampling: evenly spaced points on the summed weights, from a random
    start, so that small weights get their turn too.
    """
    edges = np.cumsum(np.asarray(weights, dtype=float))
    points = (np.arange(count) + rng.random()) / count * edges[-1]
    drawn: IntArray = np.searchsorted(edges[:-1], points, side="right")
    return rng.permutation(drawn)


def chosen_share(rng: np.random.Generator, count: int, share: float) -> BoolArray:
    """Return a mask of ``count`` with just ``share`` of them set, rounded."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[rng.permutation(count)[: round(count * share)]] = True
    return mask


def scatter(rng: np.random.Generator, points: FloatArray, km: float) -> FloatArray:
    """Return ``points`` (n × 2, degrees) moved by a normal cloud of ``km`` each way."""
    moved = rng.normal(0.0, km, points.shape) / KM_PER_DEGREE
    moved[:, 1] /= np.cos(np.radians(points[:, 0]))
    return points + moved


def draw_sets(
    rng: np.random.Generator, count: int, shares: Mapping[Code, float]
) -> list[frozenset[Code]]:
    """Return for each of ``count`` the codes drawn, each with its own chance."""
    codes = tuple(shares)
    has = rng.random((count, len(codes))) < np.array(list(shares.values()))
    return [
        frozenset(code for code, held in zip(codes, row, strict=True) if held)
        for row in has.tolist()
    ]
