"""Commands on evidence: sending (`uploads`) and reading (`reading`)."""
