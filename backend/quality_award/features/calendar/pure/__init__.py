"""The library's proposal, and counting over a calendar."""
