"""A whole edition of the award through the public API, by its own people: for rehearsals, demonstrations and tests."""
