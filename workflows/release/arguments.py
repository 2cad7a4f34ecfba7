"""What a command takes, read from its source: a parser of an old revision cannot be run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from goldenpath_gates.errors import IncompleteError

from .tree import Tree

FREE = ("?", "*", "...", "argparse.REMAINDER")
"""`nargs` of a positional argument that may be left out."""


def constant(tree: Tree, path: str, name: str) -> Any:
    """A value that a module gives a name, such as a list of commands; None without the name.

    Of a mapping to functions, its keys.
    """
    for node in _module(tree, path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if value and any(isinstance(each, ast.Name) and each.id == name for each in targets):
            return _literal(value)
    return None


def actions(tree: Tree, path: str) -> list[str]:
    """The commands that one module has of its own: of a table, or each by its name."""
    calls = [node for node in ast.walk(_module(tree, path)) if isinstance(node, ast.Call)]
    added = [call.args[0] for call in calls if call.args and _ends(call.func, "add_parser")]
    named = [_literal(name) for name in added if isinstance(name, ast.Constant)]
    return [*(constant(tree, path, "ACTIONS") or ()), *named]


def exit_codes(tree: Tree, path: str) -> dict[str, int]:
    """Class to the exit code that it sets."""
    return {
        node.name: ast.literal_eval(line.value)
        for node in _module(tree, path).body
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "exit_code"
    }


def arguments(tree: Tree, path: str) -> dict[str, Any]:
    """Options by their spellings and positional arguments by name, also those that the module
    has another one add."""
    found = {}
    for node in ast.walk(_module(tree, path)):
        if isinstance(node, ast.Call) and _adds(node.func):
            name, body = _argument(tree, path, node)
            found[name] = body
    for other in _delegates(tree, path):
        found |= arguments(tree, other)
    return dict(sorted(found.items()))


def _argument(tree: Tree, path: str, call: ast.Call) -> tuple[str, dict[str, Any]]:
    try:
        flags = [str(ast.literal_eval(each)) for each in call.args]
    except ValueError:
        place = f"{path}:{call.lineno}"
        raise IncompleteError(
            f"{place}: at {tree.name} an argument's name is computed: write it as a text"
        ) from None
    given = {word.arg: word.value for word in call.keywords if word.arg}
    said = {key: ast.unparse(value).strip("'\"") for key, value in given.items()}
    optional = flags[0].startswith("-")
    required = said.get("required") == "True" if optional else said.get("nargs") not in FREE
    body = {"required": required, "choices": _choices(tree, path, given)}
    return ", ".join(flags), {key: value for key, value in body.items() if value}


def _choices(tree: Tree, path: str, given: dict[str, ast.expr]) -> list[Any]:
    """Empty where anything is taken, or where the choices are not written in the module."""
    value = given.get("choices")
    if isinstance(value, ast.Name):
        return list(constant(tree, path, value.id) or ())
    found = _literal(value) if value else None
    return list(found) if isinstance(found, (list, tuple)) else []


def _delegates(tree: Tree, path: str) -> Iterator[str]:
    for node in _module(tree, path).body:
        if isinstance(node, ast.ImportFrom) and any(n.name == "add_arguments" for n in node.names):
            below = (node.module or "").replace(".", "/")
            package = "hooks" if below.startswith("goldenpath_hooks") else "gates"
            yield source(tree, f"{package}/{below}")


def source(tree: Tree, module: str) -> str:
    """The file of a module, which may be a package; a path without an ending."""
    package = f"{module}/__init__.py"
    return package if package in tree.files else f"{module}.py"


def _module(tree: Tree, path: str) -> ast.Module:
    try:
        return ast.parse(tree.text(path))
    except (SyntaxError, ValueError, RecursionError) as error:
        raise tree.unreadable(path, error) from None


def _literal(value: ast.expr) -> Any:
    """None where it takes more than reading to know it."""
    if isinstance(value, ast.Dict) and all(isinstance(key, ast.Constant) for key in value.keys):
        try:
            return ast.literal_eval(value)
        except ValueError:
            return [key.value for key in value.keys if isinstance(key, ast.Constant)]
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None


def _adds(function: ast.expr) -> bool:
    """Also as `add = parser.add_argument`, which some modules begin with."""
    alias = isinstance(function, ast.Name) and function.id == "add"
    return alias or _ends(function, "add_argument")


def _ends(function: ast.expr, name: str) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == name
