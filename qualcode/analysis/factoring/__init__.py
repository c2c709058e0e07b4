"""What helps and what hinders: noted in specifications, proposed, edited by people, listed with its cases."""
