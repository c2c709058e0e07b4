"""How good suggestions are on a project's own codings: a group left out at a time, beside baselines, with intervals.

`measure` knows no project: fragments with codes in, an `Evaluation` out.
"""

from qualcode.assist.evaluation.baselines import Keywords, Majority
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.measured import About
from qualcode.assist.evaluation.report import Evaluation, measure

__all__ = ["About", "Evaluation", "Keywords", "Majority", "Material", "measure"]
