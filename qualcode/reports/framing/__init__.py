"""The framework matrix as a page to read and as a workbook to write in, and reading that back."""
