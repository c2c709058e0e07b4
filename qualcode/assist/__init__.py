"""Assisted tagging: rules and models that lay suggestions on the desk, with reasons, and measure how good they are.

Fragments and a codebook in, `Suggestion` out; no files and no project. A person makes a coding of it.
"""
