"""How the work stands and what it came to: documents, coders, reviews, the growth of the code tree."""
