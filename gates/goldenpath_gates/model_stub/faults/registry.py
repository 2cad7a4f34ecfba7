"""The register of faults and how a request or a scenario names one."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from starlette.responses import Response

from goldenpath_gates.model_stub.exchange import Exchange

NO_FAULT = "none"
MAX_TEXT = 200


class Parameter(Protocol):
    @property
    def default(self) -> Any: ...

    def read(self, value: object) -> Any:
        """The value to use. Raises ValueError that says what is allowed."""


class Number(NamedTuple):
    default: float
    low: float
    high: float

    def read(self, value: object) -> float:
        allowed = f"expected a number from {self.low:g} to {self.high:g}"
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError(allowed)
        try:
            number = float(value)
        except ValueError:
            raise ValueError(allowed) from None
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise ValueError(allowed)
        return number


class Choice(NamedTuple):
    default: int
    choices: tuple[int, ...]

    def read(self, value: object) -> int:
        for choice in self.choices:
            if str(value) == str(choice):
                return choice
        raise ValueError(f"expected one of {', '.join(map(str, self.choices))}")


class Text(NamedTuple):
    default: str

    def read(self, value: object) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
            raise ValueError(f"expected a text of 1 to {MAX_TEXT} characters")
        return value


class FaultError(Exception):
    """An unknown fault, or a parameter that it does not take; `key` names which."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{key}: {message}")
        self.key = key
        self.message = message


Values = Mapping[str, Any]
Handler = Callable[[Exchange, Values], Awaitable[Response]]


class Fault(NamedTuple):
    name: str
    effect: str
    seen: str  # what the openai SDK shows
    parameters: Mapping[str, Parameter]
    stream_only: bool
    handler: Handler


FAULTS: dict[str, Fault] = {}


def fault(
    name: str, *, effect: str, seen: str, stream_only: bool = False, **parameters: Parameter
) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        FAULTS[name] = Fault(name, effect, seen, parameters, stream_only, handler)
        return handler

    return register


@dataclass(frozen=True, slots=True)
class ChosenFault:
    fault: Fault
    values: Values

    @property
    def name(self) -> str:
        return self.fault.name

    async def apply(self, exchange: Exchange) -> Response:
        if self.fault.stream_only and not exchange.chat.stream:
            raise FaultError("fault", f"{self.name} needs a request with stream: true")
        return await self.fault.handler(exchange, self.values)


def choose(name: str, given: Mapping[str, object]) -> ChosenFault | None:
    """Raises FaultError for an unknown name, an unknown parameter or a wrong value."""
    if name == NO_FAULT and not given:
        return None
    if name not in FAULTS:
        known = ", ".join([*FAULTS, NO_FAULT])
        raise FaultError("fault", f"unknown fault {name!r}; known are {known}")
    fault = FAULTS[name]
    values = {key: parameter.default for key, parameter in fault.parameters.items()}
    for key, value in given.items():
        if key not in fault.parameters:
            known = ", ".join(fault.parameters) or "none"
            raise FaultError(key, f"unknown parameter of {name}; known are {known}")
        try:
            values[key] = fault.parameters[key].read(value)
        except ValueError as error:
            raise FaultError(key, f"{value!r} is not allowed; {error}") from None
    return ChosenFault(fault, values)


def from_header(text: str) -> ChosenFault | None:
    """`name` or `name;key=value;key=value`. Raises FaultError."""
    name, *pairs = [part.strip() for part in text.split(";")]
    given: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = (part.strip() for part in pair.partition("="))
        if not (key and equals and value) or key in given:
            raise FaultError("fault", f"{pair!r} is not a key=value, or comes twice")
        given[key] = value
    return choose(name, given)
