"""All SQL on evidence (`files`)."""
