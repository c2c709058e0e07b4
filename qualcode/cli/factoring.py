"""Commands on factors: what helps and what hinders, with their cases."""

from __future__ import annotations
