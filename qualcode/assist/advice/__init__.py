"""The codebook helps itself: what its codes lack, what examples and words would gain, and which codes are confused."""

from qualcode.assist.advice.advice import Advice
from qualcode.assist.advice.found import Example, Gain, Lack, Note, Pair, Standing, Step, Term, Want, What

__all__ = ["Advice", "Example", "Gain", "Lack", "Note", "Pair", "Standing", "Step", "Term", "Want", "What"]
