"""Makes the shipped weights again: run ``make models``."""
