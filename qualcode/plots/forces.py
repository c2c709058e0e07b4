"""Where the nodes of a network go, the same every time: near where the path between them is short, and apart enough
that their names do not lie on each other.

>>> at = laid_out(np.array([[0, 1.0, 0], [1.0, 0, 0], [0, 0, 0]]))
>>> near, far = np.hypot(*(at[0] - at[1])), np.hypot(*(at[0] - at[2]))
>>> bool(near < far)
True
"""

from __future__ import annotations

import numpy as np

from qualcode.tables import Floats

_STEPS = 300
#: How much longer the weakest edge is than the strongest.
_SHORT, _LONG = 0.7, 1.5


def laid_out(weights: Floats) -> Floats:
    """Nodes × (x, y), lying down, in a square from 0 to 1: distances follow the shortest paths (Kamada & Kawai 1989),
    by majorising the stress (Gansner, Koren & North 2004). `weights` are those of edges, nodes × nodes, symmetric; a
    heavier edge is shorter."""
    count = len(weights)
    if count < 2:
        return np.full((count, 2), 0.5)
    wanted = _paths(weights)
    pull = np.zeros_like(wanted)
    others = ~np.eye(count, dtype=bool)
    pull[others] = wanted[others] ** -2.0
    angles = 2 * np.pi * np.arange(count) / count
    at = np.column_stack([np.cos(angles), np.sin(angles)]) * wanted.max() / 2
    solved = np.linalg.pinv(np.diag(pull.sum(axis=1)) - pull)
    for _step in range(_STEPS):
        apart = np.hypot(*np.moveaxis(at[:, None, :] - at[None, :, :], -1, 0))
        ratio = np.where(apart > 1e-9, pull * wanted / np.maximum(apart, 1e-9), 0.0)
        at = solved @ ((np.diag(ratio.sum(axis=1)) - ratio) @ at)
    return _lying(at)


def _paths(weights: Floats) -> Floats:
    """The length of the shortest path between any two; between parts that hang apart a little more than the longest."""
    from scipy.sparse.csgraph import shortest_path

    top = weights.max() or 1.0
    lengths = np.where(weights > 0, _LONG - (_LONG - _SHORT) * weights / top, 0.0)
    found = shortest_path(lengths, directed=False)
    finite = found[np.isfinite(found)]
    found[~np.isfinite(found)] = max(float(finite.max(initial=0.0)), _LONG) * 0.55
    return np.asarray(found, float)


def _lying(at: Floats) -> Floats:
    """Turned so that the longest way lies along x, always the same way round, each axis from 0 to 1."""
    middle = at - at.mean(axis=0)
    _values, axes = np.linalg.eigh(middle.T @ middle)
    turned = middle @ axes[:, ::-1]
    furthest = turned[np.argmax(np.abs(turned), axis=0), (0, 1)]
    turned = turned * np.where(furthest < 0, -1.0, 1.0)
    span = np.ptp(turned, axis=0)
    flat = span < 1e-9
    return np.where(flat, 0.5, (turned - turned.min(axis=0)) / np.where(flat, 1.0, span))


def kept_apart(at: Floats, sizes: Floats, wide: float, high: float) -> Floats:
    """Boxes (middles and sizes: boxes × 2) moved as little as it takes until none lies on another, inside a field of
    `wide` × `high`; where the field is too small some overlap is left."""
    found = _inside(at, sizes, wide, high)
    for _step in range(600):
        moves = _pushes(found, sizes)
        if not moves.any():
            break
        found = _inside(found + moves, sizes, wide, high)
    return found


def _pushes(at: Floats, sizes: Floats) -> Floats:
    """How the boxes that lie on each other push: each pair along the way in which it is soonest free."""
    apart = at[:, None, :] - at[None, :, :]
    lap = (sizes[:, None, :] + sizes[None, :, :]) / 2 - np.abs(apart)
    on = (lap > 1e-6).all(axis=2) & ~np.eye(len(at), dtype=bool)
    first = np.subtract.outer(np.arange(len(at)), np.arange(len(at)))  # who gives way where two middles are the same
    ways = np.where(apart != 0, np.sign(apart), np.sign(first)[..., None])
    sideways = lap[..., 0] <= lap[..., 1]
    along = np.stack([on & sideways, on & ~sideways], axis=2)
    return np.asarray(np.where(along, ways * (lap * 0.5 + 0.002), 0.0).sum(axis=1), float)


def _inside(at: Floats, sizes: Floats, wide: float, high: float) -> Floats:
    return np.clip(at, sizes / 2, np.maximum((wide, high) - sizes / 2, sizes / 2))
