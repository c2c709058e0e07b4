"""The command line: parse, call one function of the library, show. `main` turns errors into a sentence and 1."""

from __future__ import annotations

import sys

from qualcode.cli.app import app
from qualcode.cli.show import complain
from qualcode.errors import QualcodeError


def main() -> None:
    """The console script `qualcode`. Exit codes: 0 done; 1 not, or not all, could be done; 2 wrong usage."""
    from qualcode.cli import (
        agreement,
        codebook,
        coding,
        counting,
        files,
        methods,
        resolving,
        reviewing,
        sampling,
        sessions,
        trail,
        tree,
        versions,
    )

    modules = (
        files, codebook, tree, versions, sessions, coding, reviewing, sampling, trail, counting, agreement, resolving,
        methods,
    )  # fmt: skip
    assert modules  # importing them adds their commands to the app
    try:
        app()
    except QualcodeError as err:
        complain(str(err))
        sys.exit(err.exit_code)
    except BrokenPipeError:
        sys.exit(0)  # whoever read our output has read enough


if __name__ == "__main__":
    main()
