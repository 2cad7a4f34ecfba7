"""Serve an OpenAI-compatible stub model with faults on demand."""

from goldenpath_gates.model_stub import add_arguments, run

__all__ = ["add_arguments", "run"]
