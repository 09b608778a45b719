"""Commands on archives: asking and reading (`asking`), making (`making`), checking offline (`checking`), forgetting."""
