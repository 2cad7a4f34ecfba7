"""What `terraform show -json` prints of a plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.terraform.values import plain, row

INDEX = re.compile(r"\[(?:[0-9]+|\"(?:[^\"\\]|\\.)*\")\]")
REFERENCE = re.compile(r"[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*")
BUILT_IN = "terraform.io/builtin/terraform"
SENSITIVE = "${sensitive}"
Scope = tuple[str, ...]
"""Names of module calls, from the root."""


def load(data: bytes, path: str) -> dict[str, Any]:
    """Raises IncompleteError for what is no whole plan."""
    how = f"write it by `terraform show -json PLAN > {path}`"
    try:
        plan = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise IncompleteError(f"{path}: this is no JSON or not all of it: {error}, {how}") from None
    if not isinstance(plan, dict) or not _is_plan(plan):
        raise IncompleteError(f"{path}: this is no plan of Terraform, {how}")
    if plan.get("errored") or plan.get("complete") is False:
        raise IncompleteError(f"{path}: the plan is not complete, plan without errors and targets")
    return plan


def _is_plan(plan: dict[str, Any]) -> bool:
    changes, configuration = plan.get("resource_changes", []), plan.get("configuration")
    return (
        str(plan.get("format_version", "")).startswith("1.")
        and isinstance(changes, list)
        and all(_is_change(one) for one in changes)
        and isinstance(configuration, dict)
        and isinstance(configuration.get("root_module"), dict)
    )


def _is_change(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and all(isinstance(one.get(key), str) for key in ("address", "type", "name"))
        and isinstance(change := one.get("change"), dict)
        and isinstance(change.get("actions"), list)
    )


def contents(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Of a plan that was loaded. What is deleted or forgotten is no longer there."""
    modules = dict(_modules(plan["configuration"]["root_module"], ()))
    expressions = {
        (scope, one.get("address")): one.get("expressions", {})
        for scope, module in modules.items()
        for one in _rows(module.get("resources"))
    }
    resources = []
    for one in plan.get("resource_changes", []):
        if set(one["change"]["actions"]) & {"create", "update", "read", "no-op"}:
            resources.append(_resource(one, modules, expressions))
    calls = [_call(scope, name, call) for scope, name, call in _calls(modules)]
    return {"resources": resources, "modules": calls, "providers": _providers(plan)}


def local_modules(plan: Mapping[str, Any]) -> Iterator[str]:
    """Folders of modules that the plan is made from, relative to its root module."""
    folders: dict[Scope, str] = {(): "."}
    for scope, name, call in _calls(dict(_modules(plan["configuration"]["root_module"], ()))):
        source = str(call.get("source", ""))
        if scope in folders and source.startswith(("./", "../")):
            folders[(*scope, name)] = f"{folders[scope]}/{source}"
    yield from folders.values()


def _modules(module: Mapping[str, Any], scope: Scope) -> Iterator[tuple[Scope, Mapping[str, Any]]]:
    yield scope, module
    for name, call in (module.get("module_calls") or {}).items():
        yield from _modules(call.get("module") or {}, (*scope, name))


def _calls(
    modules: Mapping[Scope, Mapping[str, Any]],
) -> Iterator[tuple[Scope, str, Mapping[str, Any]]]:
    for scope, module in modules.items():
        for name, call in (module.get("module_calls") or {}).items():
            yield scope, name, call


def _call(scope: Scope, name: str, call: Mapping[str, Any]) -> dict[str, Any]:
    said = {"source": call.get("source"), "version": call.get("version_constraint")}
    return {"name": ".".join((*scope, name))} | {key: one for key, one in said.items() if one}


def _resource(
    one: Mapping[str, Any],
    modules: Mapping[Scope, Mapping[str, Any]],
    expressions: Mapping[tuple[Scope, Any], Any],
) -> dict[str, Any]:
    scope = _scope(one.get("module_address", ""))
    data = one.get("mode") == "data"
    declared = f"{'data.' if data else ''}{one['type']}.{one['name']}"
    refers = {
        argument: found
        for argument, said in expressions.get((scope, declared), {}).items()
        if (found := sorted(_resolved(list(_references(said)), scope, modules)))
    }
    whole = _prefixed(declared, scope)
    return row(
        one["address"],
        one["type"],
        _values(one["change"], refers),
        mode="data" if data else "",
        refers=refers,
        declared=whole if whole != one["address"] else "",
        unchanged=one["change"]["actions"] == ["no-op"],
    )


def _values(change: Mapping[str, Any], refers: Mapping[str, list[str]]) -> Any:
    """What is not known yet is the text of what it refers to; what is secret stays so."""
    after = _filled(change.get("after") or {}, change.get("after_sensitive"), SENSITIVE)
    unknown = change.get("after_unknown")
    if isinstance(unknown, dict):
        for name, one in unknown.items():
            text = f"${{{', '.join(refers.get(name, ['unknown']))}}}"
            after[name] = _filled(after.get(name), one, text)
    return plain(after)


def _filled(value: Any, marks: Any, text: str) -> Any:
    """With a text wherever the marks are true."""
    if marks is True:
        return text
    if isinstance(marks, dict) and isinstance(value, dict | None):
        filled = {name: _filled((value or {}).get(name), one, text) for name, one in marks.items()}
        return {**(value or {}), **filled} if value is not None or filled else value
    if isinstance(marks, list) and isinstance(value, list):
        rest = value[len(marks) :]
        return [_filled(one, mark, text) for one, mark in zip(value, marks, strict=False)] + rest
    return value


def _references(said: Any) -> Iterator[str]:
    """Of all the expressions of an argument, those of nested blocks, too."""
    if isinstance(said, dict):
        for key, one in said.items():
            if key == "references" and isinstance(one, list):
                yield from (INDEX.sub("", str(text)) for text in one)
            else:
                yield from _references(one)
    elif isinstance(said, list):
        for one in said:
            yield from _references(one)


def _resolved(
    texts: list[str], scope: Scope, modules: Mapping[Scope, Mapping[str, Any]]
) -> set[str]:
    """Addresses of resources, through the arguments and outputs of modules."""
    left = [(text, scope) for text in texts]
    seen: set[tuple[str, Scope]] = set()
    found: set[str] = set()
    while left:
        text, where = one = left.pop()
        if one in seen:
            continue
        seen.add(one)
        kind, _, rest = text.partition(".")
        name, _, output = rest.partition(".")
        if kind == "var" and where:
            call = (modules[where[:-1]].get("module_calls") or {})[where[-1]]
            said = (call.get("expressions") or {}).get(name)
            left += [(text, where[:-1]) for text in _references(said)]
        elif kind == "module" and (inner := modules.get((*where, name))):
            said = (inner.get("outputs") or {}).get(output.partition(".")[0])
            left += [(text, (*where, name)) for text in _references(said)]
        elif match := REFERENCE.match(text):
            found.add(_prefixed(match[0], where))
    return found


def _scope(address: str) -> Scope:
    return tuple(part for part in INDEX.sub("", address).split(".")[1::2])


def _prefixed(address: str, scope: Scope) -> str:
    return ".".join((*(f"module.{name}" for name in scope), address))


def _providers(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A version that one module asks for holds for all of them."""
    rows: dict[str, dict[str, Any]] = {}
    for one in (plan["configuration"].get("provider_config") or {}).values():
        name = str(one.get("full_name", one.get("name")))
        if name != BUILT_IN:
            known = rows.setdefault(name, {"name": str(one.get("name"))})
            if version := one.get("version_constraint"):
                known["version"] = version
    return list(rows.values())


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value or [] if isinstance(one, dict)]
