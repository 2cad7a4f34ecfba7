"""What a call costs. An unknown model is an error, never a price of zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from .errors import StartError
from .model import Usage

PER_TOKENS = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens."""

    input: Decimal
    output: Decimal

    def cost(self, usage: Usage) -> Decimal:
        """Return USD."""
        total = self.input * usage.input_tokens + self.output * usage.output_tokens
        return total / PER_TOKENS


def load_prices(file: Traversable | None = None) -> dict[str, Price]:
    """Read the price table, by default the one beside this module; raise StartError."""
    file = file or files(__package__) / "prices.yaml"
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise StartError(f"{file.name}: not readable as YAML ({exc}).") from None
    models = data.get("models") if isinstance(data, dict) else None
    if not isinstance(models, dict):
        raise StartError(f"{file.name}: models: add a mapping of model name to input and output.")
    return {str(name): _price(file.name, str(name), entry) for name, entry in models.items()}


def require_price(prices: Mapping[str, Price], model: str) -> None:
    """Raise StartError if the model has no price."""
    if model not in prices:
        raise StartError(f"prices.yaml: models.{model}: no price; add it or choose a listed model.")


def _price(file: str, model: str, entry: Any) -> Price:
    return Price(*(_amount(file, model, entry, key) for key in ("input", "output")))


def _amount(file: str, model: str, entry: Any, key: str) -> Decimal:
    value = entry.get(key) if isinstance(entry, dict) else None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite() or amount <= 0:
        wanted = "write a positive number of USD per million tokens"
        raise StartError(f"{file}: models.{model}.{key}: {wanted}.")
    return amount
