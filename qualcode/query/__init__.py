"""Which documents and which codings are meant: filters and layers."""
