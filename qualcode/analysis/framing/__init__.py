"""The framework matrix: a summary per case and theme, the quotations it rests on, and how it stands to them."""
