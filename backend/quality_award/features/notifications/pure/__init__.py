"""Who is told what, and what a task is: data and plain functions."""
