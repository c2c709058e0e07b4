"""How codes lie to each other and on the text: which go together, what was left uncoded, what is worth a look."""
