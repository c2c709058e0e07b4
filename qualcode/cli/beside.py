"""Commands on the tables beside the interviews: forms and registrations."""

from __future__ import annotations
