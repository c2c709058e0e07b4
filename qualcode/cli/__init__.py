"""The command line: parse, call one function of the library, show. `main` turns errors into a sentence and 1."""

from __future__ import annotations

import sys
from importlib import import_module

from qualcode.cli.app import app
from qualcode.cli.show import complain
from qualcode.errors import QualcodeError

#: The modules with commands, in the order in which `--help` lists them.
_COMMANDS = (
    "files", "coding", "serving", "autocoding", "codebook", "tree", "versions", "sessions", "reviewing", "sampling",
    "agreement", "resolving", "counting", "querying", "factoring", "framing", "relating",
    "beside", "plotting", "likening", "wording", "trail", "methods", "suggesting", "grades", "suggestions",
    "evaluating", "advising",
)  # fmt: skip


def main() -> None:
    """The console script `qualcode`. Exit codes: 0 done; 1 not, or not all, could be done; 2 wrong usage."""
    for module in _COMMANDS:
        import_module(f"qualcode.cli.{module}")  # adds its commands to the app
    try:
        app()
    except QualcodeError as err:
        complain(str(err))
        sys.exit(err.exit_code)
    except BrokenPipeError:
        sys.exit(0)  # whoever read our output has read enough


if __name__ == "__main__":
    main()
