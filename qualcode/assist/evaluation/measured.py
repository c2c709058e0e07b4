"""What an evaluation consists of: what was evaluated, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation.curve import Point, Shuffled
from qualcode.assist.evaluation.figures import Calibration, CodeFigures, GroupFigures

#: With fewer fragments there is nothing to measure; with fewer than `FEW` the figures come with a warning.
FEWEST, FEW = 10, 50
SUGGESTER, MAJORITY, KEYWORDS = "suggester", "majority", "keywords"


@dataclass(frozen=True, slots=True)
class About:
    """What was evaluated. `by` is what was left out at a time, `asked` what was asked to be; `helped` counts the codes
    that came of a suggestion; `ruled` and `retired` those left out, as a rule laid them or the code is no longer given;
    `adopted` the fragments left out that stand in the codebook as examples.
    """

    coder: str
    by: str
    asked: str
    learn_from: tuple[str, ...] = ()
    helped: int = 0
    ruled: int = 0
    retired: int = 0
    adopted: int = 0
    seed: int = 1
    case: str = ""


@dataclass(frozen=True)
class Measured:
    """What was measured of suggestions on a project's own codings, a group left out at a time.

    `scores` is per suggester (`suggester`, `majority`, `keywords`) and measure, with 95 % intervals; `gains` how much
    more MAP the suggester has than each baseline. `drawn` says what the intervals are drawn from. `shuffled` and
    `curve` are None and empty after a quick evaluation.
    """

    about: About
    name: str
    groups: tuple[str, ...]
    fragments: int
    codings: int
    documents: int
    drawn: str
    scores: Mapping[str, Mapping[str, Score]]
    gains: Mapping[str, Score]
    calibration: Calibration
    codes: tuple[CodeFigures, ...]
    parts: tuple[GroupFigures, ...]
    shuffled: Shuffled | None = None
    curve: tuple[Point, ...] = ()

    @property
    def few(self) -> bool:
        """Whether there are too few fragments to rely on the figures."""
        return self.fragments < FEW

    @property
    def never_found(self) -> tuple[CodeFigures, ...]:
        """Codes that were given and never were among the first five."""
        return tuple(each for each in self.codes if each.never_found)

    @property
    def too_few(self) -> tuple[CodeFigures, ...]:
        """Codes with fewer than three examples outside the group that is left out."""
        return tuple(each for each in self.codes if each.too_few)

    @property
    def never_given(self) -> tuple[CodeFigures, ...]:
        """Codes that nobody gave: nothing is known of them."""
        return tuple(each for each in self.codes if not each.given)
