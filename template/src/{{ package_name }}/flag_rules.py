"""The rules of the flags, evaluated by OpenFeature with flagd's own core: no daemon and no gRPC.

To ask a daemon instead, give OpenFeature the provider of openfeature-provider-flagd.
"""

from pathlib import Path
from typing import Any

from openfeature import api
from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext
from openfeature.flag_evaluation import FlagResolutionDetails
from openfeature.provider import AbstractProvider, Metadata

from .callers import Caller
from .errors import StartError
from .flag_file import Choice, Flags
from .logs import REQUEST_ID

Context = EvaluationContext | None


class Rules:
    def __init__(self, path: Path, text: str, flags: Flags) -> None:
        """`text` is that of the file; raise StartError if flagd cannot use it."""
        core = FlagdCore()
        try:
            core.set_flags(text)
        except Exception as exc:  # it meets other flags than ours, and checks little before
            reason = f"flagd cannot use it ({type(exc).__name__}: {exc})"
            raise StartError(f"{path}: {reason}; see `goldenpath flags check`.") from exc
        # One name per file: two applications in a process do not share their flags.
        api.set_provider_and_wait(FileProvider(core), str(path))
        client = api.get_client(str(path))
        asks = {str: client.get_string_value, bool: client.get_boolean_value}
        self._default = flags.default
        self._asks: list[tuple[str, str, Any]] = [
            (field, flags.key(field), asks[type(getattr(self._default, field))])
            for field in Choice._fields
            if flags.flag(field).decides
        ]

    def choose(self, caller: Caller) -> Choice:
        """A tenant always gets the same; so does, where none is known, one request."""
        about = {"tenant": caller.tenant, "cohort": caller.cohort}
        context = EvaluationContext(caller.tenant or REQUEST_ID.get(), about)
        chosen = {
            field: ask(key, getattr(self._default, field), context)
            for field, key, ask in self._asks
        }
        return self._default._replace(**chosen)


class FileProvider(AbstractProvider):
    def __init__(self, core: FlagdCore) -> None:
        super().__init__()
        self._core = core

    def get_metadata(self) -> Metadata:
        return Metadata("flags file")

    def resolve_boolean_details(
        self, flag_key: str, default_value: bool, evaluation_context: Context = None
    ) -> FlagResolutionDetails[bool]:
        return self._core.resolve_boolean_value(flag_key, default_value, evaluation_context)

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: Context = None
    ) -> FlagResolutionDetails[str]:
        return self._core.resolve_string_value(flag_key, default_value, evaluation_context)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: Context = None
    ) -> FlagResolutionDetails[int]:
        return self._core.resolve_integer_value(flag_key, default_value, evaluation_context)

    def resolve_float_details(
        self, flag_key: str, default_value: float, evaluation_context: Context = None
    ) -> FlagResolutionDetails[float]:
        return self._core.resolve_float_value(flag_key, default_value, evaluation_context)

    def resolve_object_details(
        self, flag_key: str, default_value: Any, evaluation_context: Context = None
    ) -> FlagResolutionDetails[Any]:
        return self._core.resolve_object_value(flag_key, default_value, evaluation_context)
