"""Releases of this library: its interface, what changed in it, which version that demands.

`python -m workflows.release` in the root of this repository; docs/releasing.md says when.
"""
