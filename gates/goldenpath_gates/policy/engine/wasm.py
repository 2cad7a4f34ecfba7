"""Our rules on any laptop: OPA compiled them to WebAssembly, wasmtime runs them (ABI 1.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import wasmtime

from goldenpath_gates import library
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import findings
from goldenpath_gates.policy.document import Document, to_input
from goldenpath_gates.policy.engine import folders
from goldenpath_gates.policy.engine.builtins import BUILTINS, UnsupportedError, parse
from goldenpath_gates.policy.engine.payload import encode
from goldenpath_gates.policy.findings import Found

FILE = "policies.wasm"
FUEL = 1_000_000_000_000
"""About as many instructions. A thousand documents need a hundredth: this is for no end at all."""
PAGE = 65_536
PAGES = 32_768
"""Two gigabytes: every address fits the signed numbers of the interface."""
SPARE = 4
"""Pages."""
STACK = 1 << 20
JSON = 0
"""The format of an answer in which a set is an array."""


class AbortedError(Exception):
    """The module gave up, such as for want of memory."""


def evaluate(documents: Sequence[Document], data: Mapping[str, Any]) -> list[Found]:
    """`data` is what the rules read as `data.policy`. Raises IncompleteError where the rules
    cannot be run to their end."""
    rows = deny(encode(to_input(documents)), data, library.data("policies") / FILE)
    return sorted(findings.parse(rows))


def deny(payload: bytes, data: Mapping[str, Any], path: Path) -> Sequence[Mapping[str, Any]]:
    """What the rules compiled to `path` say about an encoded input."""
    try:
        with closing(_Machine(_module(path))) as machine:
            answers = machine.evaluate(payload, json.dumps({"policy": data}).encode())
    except FileNotFoundError:
        raise IncompleteError(f"{path} is missing: reinstall goldenpath") from None
    except UnsupportedError as error:
        raise IncompleteError(f"{path}: {error} is not in the embedded engine") from None
    except (AbortedError, RecursionError, wasmtime.Trap, wasmtime.WasmtimeError) as error:
        said = str(error).strip().rpartition("\n")[2].strip()
        raise IncompleteError(f"{path}: the rules did not come to an end: {said}") from None
    return answers[0]["result"] if answers else ()


class _Machine:
    """For one evaluation: nothing of it is used again."""

    def __init__(self, module: wasmtime.Module) -> None:
        self.store = wasmtime.Store(_engine())
        self.store.set_fuel(FUEL)
        imports = [self._imported(one.name or "", one.type) for one in module.imports]
        self.exports = wasmtime.Instance(self.store, module, imports).exports(self.store)
        self.builtins = self._builtins()

    def close(self) -> None:
        """Frees the memory: the store holds functions that hold it, which no collector sees."""
        self.store.close()

    def evaluate(self, payload: bytes, data: bytes) -> Any:
        parsed = self._call("opa_json_parse", self._written(data), len(data))
        address = self._written(payload)
        heap = self._call("opa_heap_ptr_get")
        answer = self._call("opa_eval", 0, 0, parsed, address, len(payload), heap, JSON)
        return json.loads(self._text(answer))

    def _imported(self, name: str, type_: Any) -> Any:
        if name == "memory":
            # The module writes to its heap before it asks for room there.
            limits = wasmtime.Limits(type_.limits.min + SPARE, PAGES)
            self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(limits))
            return self.memory
        host = self._abort if name == "opa_abort" else self._builtin
        return wasmtime.Func(self.store, type_, host)

    def _builtins(self) -> Mapping[int, str]:
        ids = json.loads(self._text(self._call("opa_json_dump", self._call("builtins"))))
        if unknown := ids.keys() - BUILTINS.keys():
            raise UnsupportedError(", ".join(sorted(unknown)))
        return {number: name for name, number in ids.items()}

    def _builtin(self, number: int, context: int, *arguments: int) -> int:
        terms = [parse(self._text(self._call("opa_value_dump", one))) for one in arguments]
        answer = BUILTINS[self.builtins[number]](*terms)
        if answer is None:
            return 0  # undefined
        text = encode(answer)
        return self._call("opa_json_parse", self._written(text), len(text))

    def _abort(self, address: int) -> None:
        raise AbortedError(self._text(address))

    def _call(self, name: str, *arguments: int) -> int:
        function = self.exports[name]
        assert isinstance(function, wasmtime.Func)  # noqa: S101 - part of the ABI
        answer: int = function(self.store, *arguments)
        return answer

    def _written(self, data: bytes) -> int:
        address = self._call("opa_malloc", len(data))
        self.memory.write(self.store, data, address)
        return address

    def _text(self, address: int) -> str:
        """Up to the zero that ends it."""
        found = bytearray()
        while b"\0" not in found:
            start = address + len(found)
            found += self.memory.read(self.store, start, start + PAGE)
        return found.partition(b"\0")[0].decode("utf-8", "replace")


@cache
def _engine() -> wasmtime.Engine:
    config = wasmtime.Config()
    config.consume_fuel = True
    config.max_wasm_stack = STACK
    return wasmtime.Engine(config)


@cache
def _module(path: Path) -> wasmtime.Module:
    """Compiled for this machine, which takes most of a second: kept for the next time."""
    code = path.read_bytes()
    compiled = partial(wasmtime.Module, _engine(), code)
    name = f"{version('wasmtime')}-{STACK}-{sha256(code).hexdigest()}"
    try:
        kept = folders.private("rules") / name
    except OSError:
        return compiled()
    with suppress(OSError, ValueError, wasmtime.WasmtimeError):
        return wasmtime.Module.deserialize(_engine(), folders.read(kept))
    module = compiled()
    with suppress(OSError):
        folders.write(kept, bytes(module.serialize()))
    return module
