"""One thread for linear algebra.

Its library waits for its threads by spinning, which on a machine that has other things to do makes small work 30 times
slower than doing it alone; the matrices here are small.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


@cache
def _libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def one_thread() -> Iterator[None]:
    """Within, and before and after as it was."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield
