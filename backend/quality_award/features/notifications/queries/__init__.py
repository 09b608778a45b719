"""All SQL on notifications and tasks."""
