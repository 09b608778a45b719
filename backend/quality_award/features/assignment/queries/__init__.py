"""SQL of the slice: review teams (`teams`)."""
