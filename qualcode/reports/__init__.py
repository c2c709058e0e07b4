"""Results in; terminal tables, HTML, Excel, Markdown and CSV out, as values: only the store writes files."""
