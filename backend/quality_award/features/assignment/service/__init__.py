"""Commands on review teams (`teams`) and on a single seat (`seats`)."""
