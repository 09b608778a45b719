"""All SQL on review teams (`teams`), and on undertakings, declarations and recusals (`recusals`)."""
