"""Commands on the relationship graph (Art. 32)."""
