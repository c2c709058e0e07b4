"""`python -m qualcode` is the command line."""

from qualcode.cli import main

main()
