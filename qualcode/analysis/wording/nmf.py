"""Non-negative matrix factorisation: rows of weights as sums of a few non-negative parts, `X ≈ W H` (Lee & Seung 1999).

Found by hierarchical alternating least squares (Cichocki & Phan 2009): each column of W, then each row of H, is set to
its best value with the others kept. It begins with the parts of the singular vectors that are above zero (Boutsidis &
Gallopoulos 2008), which is the same each time, or with random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from qualcode.tables import Floats

#: No number is divided by less.
_TINY = 1e-12


@dataclass(frozen=True)
class Parts:
    """`weights` is rows × parts, `parts` is parts × columns, with rows of length 1 (0 for a part that vanished);
    `loss` is half the sum of the squared differences."""

    weights: Floats
    parts: Floats
    loss: float


def factorise(
    rows: sparse.csr_matrix, count: int, *, seed: int | None = None, rounds: int = 300, tolerance: float = 1e-5
) -> Parts:
    """So many parts of a matrix; from a random start with a seed. Ends where a round betters the loss by less than
    `tolerance` of it. `count` must be below the number of rows and of columns."""
    weights, parts = _singular(rows, count) if seed is None else _random(rows, count, seed)
    square = float(rows.multiply(rows).sum())
    turned = rows.T.tocsr()
    before = np.inf
    for _round in range(rounds):
        _better(weights, np.asarray(rows @ parts.T), parts @ parts.T)
        across = np.asarray(turned @ weights)
        own = weights.T @ weights
        columns = parts.T.copy()
        _better(columns, across, own)
        parts = np.ascontiguousarray(columns.T)
        loss = 0.5 * (square - 2 * float(np.sum(across * columns)) + float(np.sum(own * (parts @ parts.T))))
        if before - loss <= tolerance * loss:
            break
        before = loss
    lengths = np.linalg.norm(parts, axis=1)
    return Parts(weights * lengths, parts / np.maximum(lengths, _TINY)[:, None], max(0.0, loss))


def _better(weights: Floats, toward: Floats, among: Floats) -> None:
    """Set each column to the best it can be with the others kept; in place."""
    for part in range(weights.shape[1]):
        step = toward[:, part] - weights @ among[:, part]
        np.maximum(weights[:, part] + step / max(float(among[part, part]), _TINY), 0, out=weights[:, part])


def _random(rows: sparse.csr_matrix, count: int, seed: int) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(seed)
    scale = np.sqrt(max(float(rows.mean()), _TINY) / count)
    return scale * generator.random((rows.shape[0], count)), scale * generator.random((count, rows.shape[1]))


def _singular(rows: sparse.csr_matrix, count: int) -> tuple[Floats, Floats]:
    """NNDSVD: of each pair of singular vectors the larger of their parts above and below zero."""
    from scipy.sparse.linalg import svds

    left, values, right = svds(rows.astype(float), count, v0=np.ones(min(rows.shape)))
    order = np.argsort(-values)
    weights, parts = np.zeros((rows.shape[0], count)), np.zeros((count, rows.shape[1]))
    for part, at in enumerate(order.tolist()):
        u, v = left[:, at], right[at]
        sides = [(np.maximum(sign * u, 0), np.maximum(sign * v, 0)) for sign in (1, -1)]
        one, other = max(sides, key=lambda side: float(np.linalg.norm(side[0]) * np.linalg.norm(side[1])))
        lengths = np.linalg.norm(one), np.linalg.norm(other)
        scale = np.sqrt(values[at] * lengths[0] * lengths[1])
        weights[:, part], parts[part] = scale * one / (lengths[0] + _TINY), scale * other / (lengths[1] + _TINY)
    return weights, parts
