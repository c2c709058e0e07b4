"""How far coders agree: codings or plain tables compared, and every formula by name.

import qualcode as qc
qc.analysis.agreement.agreement(frame)  # units × coders, or codings
qc.analysis.agreement.cohen_kappa(qc.analysis.agreement.Ratings.of([("a", "a"), ("b", "a")]))
"""

from qualcode.analysis.agreement.bootstrap import interval
from qualcode.analysis.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    dice,
    fleiss_kappa,
    fleiss_kappa_by_category,
    gwet_ac1,
    holsti,
    percent,
    scott_pi,
)
from qualcode.analysis.agreement.krippendorff import alpha, alpha_by_category
from qualcode.analysis.agreement.plain import agreement
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.report import Agreement
from qualcode.analysis.agreement.score import Score
from qualcode.analysis.agreement.segments import match_segments, segment_scores
from qualcode.analysis.agreement.sets import masi, masi_alpha
from qualcode.analysis.agreement.unitizing import Continuum, alpha_u, bar_u_alpha, cu_alpha, k_u_alpha, u_alpha

__all__ = [
    "Agreement",
    "Continuum",
    "Ratings",
    "Score",
    "agreement",
    "alpha",
    "alpha_by_category",
    "alpha_u",
    "bar_u_alpha",
    "brennan_prediger",
    "cohen_kappa",
    "cu_alpha",
    "dice",
    "fleiss_kappa",
    "fleiss_kappa_by_category",
    "gwet_ac1",
    "holsti",
    "interval",
    "k_u_alpha",
    "masi",
    "masi_alpha",
    "match_segments",
    "percent",
    "scott_pi",
    "segment_scores",
    "u_alpha",
]
