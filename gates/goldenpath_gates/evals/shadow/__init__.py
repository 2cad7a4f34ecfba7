"""Recorded production traffic, answered by two versions of the service."""
