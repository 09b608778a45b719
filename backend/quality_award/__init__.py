"""The Chaoyang Mayor's Quality Award: the regulation as code, and the system that runs it."""

__version__ = "0.1.0"
