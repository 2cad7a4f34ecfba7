"""The faults, by name. A new fault is one decorated function in one of these modules."""

from goldenpath_gates.model_stub.faults import content, delivery, status
from goldenpath_gates.model_stub.faults.registry import (
    FAULTS,
    ChosenFault,
    Fault,
    FaultError,
    choose,
    from_header,
)

__all__ = [
    "FAULTS",
    "ChosenFault",
    "Fault",
    "FaultError",
    "choose",
    "content",
    "delivery",
    "from_header",
    "status",
]
