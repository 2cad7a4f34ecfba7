"""Notations of data: each gives the same events."""
