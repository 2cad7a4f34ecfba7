"""Finds what changed between two versions of a contract."""
