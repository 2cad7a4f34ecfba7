"""Intervals, tests and what a sample can detect."""
