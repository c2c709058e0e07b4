"""What is alike in what was coded, and whether more interviews would bring new codes."""
