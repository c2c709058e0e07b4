"""Likeness and saturation as text for a terminal."""
