"""What moved between rounds: told in a few lines, and as a file."""
