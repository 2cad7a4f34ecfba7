"""An OpenAI-compatible server with deterministic answers and faults on demand."""

from goldenpath_gates.model_stub.command import add_arguments, run

__all__ = ["add_arguments", "run"]
