"""Places in texts: finding words, carrying places to a corrected text, counting words, headings, citation marks."""
