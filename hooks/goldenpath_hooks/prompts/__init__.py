"""Prompt files: what they say, whichever format and engine they are written in."""
