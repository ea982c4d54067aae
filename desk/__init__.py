"""Amphoe Desk: the terminal desk application of a Thai district office."""

__version__ = "0.1.0"
