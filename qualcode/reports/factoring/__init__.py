"""The lists of factors, line by line, as every format prints them."""
