"""Commands on the pool: `importing` (Art. 10), `profile`, `measures` (Art. 29)."""
