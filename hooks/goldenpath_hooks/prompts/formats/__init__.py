"""Prompt file formats, one module each: `read(source)`."""
