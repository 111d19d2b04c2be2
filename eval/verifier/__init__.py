"""How well the verifier agrees with people, what it costs, and what it misses."""
