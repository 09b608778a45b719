"""Algorithms without input or output."""
