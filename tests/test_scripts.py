"""The modules a page loads are told at once, and each is there."""

from __future__ import annotations

import pytest

from qualcode.web.scripts import SCRIPTS, modules

PAGES = sorted(path.stem for path in (SCRIPTS / "pages").glob("*.js"))


@pytest.mark.parametrize("page", PAGES)
def test_all_modules_of_a_page_are_told_and_none_twice(page: str) -> None:
    told = modules(page)
    assert told[0] == f"pages/{page}.js"
    assert {"page.js", "net.js", "words.js"} <= set(told)
    assert len(set(told)) == len(told)
    assert all((SCRIPTS / name).is_file() for name in told)


def test_no_module_is_left_that_no_page_loads() -> None:
    loaded = {name for page in PAGES for name in modules(page)} | {"suggest.js"}  # loaded when it is needed
    every = {path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*.js")}
    assert {name for name in every - loaded if not name.startswith("suggesting/")} == set()
