"""Tables in, small frozen results out; no files."""
