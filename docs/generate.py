"""Writes the parts of the documentation that the code already says: python docs/generate.py."""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
import yaml
from goldenpath_gates import __main__ as cli
from goldenpath_gates import config
from goldenpath_gates.contracts.rules import pages as contract_pages
from goldenpath_gates.evals.scorers import pages as scorer_pages
from goldenpath_gates.policy import pages as policy_pages
from goldenpath_gates.policy import rules as policies
from goldenpath_gates.policy import team
from goldenpath_gates.schema import packaged
from goldenpath_hooks.keys import pages as keys
from goldenpath_hooks.prompts import pages as prompt_pages
from goldenpath_hooks.prompts.rules import rules

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
SERVICE = ROOT / "template" / "src" / "{{ package_name }}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    args = parser.parse_args(argv)

    stale = {path: text for path, text in pages().items() if written(path) != text}
    for path, text in stale.items():
        if args.check:
            print(f"{path.relative_to(ROOT)}: differs from the code, run python docs/generate.py")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    return int(args.check and bool(stale))


def pages() -> dict[Path, str]:
    """Every page as the code has it now: those that it writes whole, and the rest."""
    whole = {DOCS / name: text for name, text in rule_pages()}
    return whole | {path: filled(path) for path in sorted(DOCS.rglob("*.md")) if path not in whole}


def written(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def rule_pages() -> Iterator[tuple[str, str]]:
    yield "prompt-lint/README.md", prompt_pages.index(rules().values())
    for name, rule in rules().items():
        yield f"prompt-lint/{name}.md", prompt_pages.page(rule)
    yield "evaluation/scorers.md", scorer_pages.page()
    yield "contract/rules.md", contract_pages.page()
    for rule in policies.rules().values():
        if rule.file:
            yield f"policies/{rule.id}.md", policy_pages.page(rule)


def filled(path: Path) -> str:
    """The page with every generated section as the code has it now."""
    text = path.read_text("utf-8")
    for name, section in SECTIONS.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        if begin in text:
            before, rest = text.split(begin)
            text = before + begin + "\n" + section() + "\n" + end + rest.split(end)[1]
    return text


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )


def code(value: object) -> str:
    return f"`{value}`"


# ---- goldenpath.toml and copier.yml ------------------------------------------------------------

LONGEST = 60
"""Characters of a default that a table still shows."""
LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "pattern": "must match `{}`",
    "minLength": "not empty",
    "minItems": "not empty",
}


def config_keys() -> str:
    rows = [
        row
        for name, section in config.schema()["properties"].items()
        for row in _keys(name, section)
    ]
    return table(("key", "default", "allowed", "meaning"), rows)


def _keys(name: str, section: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """A row per key of a table, then those of the tables within it."""
    for key, schema in section["properties"].items():
        if "properties" in schema:
            yield from _keys(f"{name}.{key}", schema)
            continue
        default = "required" if key in section.get("required", ()) else _default_of(schema)
        limits = [text.format(schema[k]) for k, text in LIMITS.items() if k in schema]
        kind = schema.get("type") or "one of " + ", ".join(map(code, schema["enum"]))
        meaning = schema.get("description", "")
        yield code(f"[{name}] {key}"), default, ", ".join([kind, *limits]), meaning
        if "properties" in schema.get("items", {}):
            yield from _keys(f"{name}.{key}", schema["items"])
        if isinstance(each := schema.get("additionalProperties"), dict) and "properties" in each:
            yield from _keys(f"{name}.{key}.NAME", each)


def _default_of(schema: dict[str, Any]) -> str:
    if "default" not in schema:
        return "unset"
    default = schema["default"]
    return code(default if isinstance(default, str) else json.dumps(default))


def policy_keys() -> str:
    """A section per domain, with the library's own data as defaults."""
    schema, data = packaged("policy", "goldenpath_hooks"), team.defaults()
    parts = []
    for domain, section in schema["properties"].items():
        rows = list(_policy_rows(section, data.get(domain, {})))
        if rows:
            parts.append(f"## {domain}\n\n" + table(("key", "default", "meaning"), rows))
    return "\n".join(parts)


def _policy_rows(section: dict[str, Any], data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    keys = section.get("items", section).get("properties", {})
    for key, schema in keys.items():
        shown = json.dumps(data.get(key), ensure_ascii=False) if key in data else ""
        default = code(shown) if len(shown) <= LONGEST else "see `policies/data/policy/`"
        yield code(key), default if shown else "", schema.get("description", "")


def questions() -> str:
    asked = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    rows = [
        (code(name), question["type"], _default(question), _choices(question), question["help"])
        for name, question in asked.items()
        if not name.startswith("_") and question.get("when") is not False
    ]
    return table(("answer", "type", "default", "choices", "question"), rows)


def _default(question: dict[str, Any]) -> str:
    computed = "{" in str(question["default"])
    return "depends on other answers" if computed else code(question["default"])


def _choices(question: dict[str, Any]) -> str:
    choices = question.get("choices", ())
    return ", ".join(map(code, choices.values() if isinstance(choices, dict) else choices))


def ownership() -> str:
    asked = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    rows = yaml.safe_load(asked["ownership"]["default"])
    return table(
        ("path", "owner", "since", "where additions go"),
        (
            (code(path), row["owner"], row.get("since", ""), row.get("extend", "the file itself"))
            for path, row in rows.items()
        ),
    )


def policy_index() -> str:
    return policy_pages.index(rule for rule in policies.rules().values() if rule.file)


def checkov_checks() -> str:
    return policy_pages.table(rule for rule in _tabled() if rule.domain != policy_pages.LINT)


def manifest_rules() -> str:
    return policy_pages.lint(rule for rule in _tabled() if rule.domain == policy_pages.LINT)


def _tabled() -> Iterator[policies.Rule]:
    """Those that no file in Rego has."""
    return (rule for rule in policies.rules().values() if not rule.file)


def hooks() -> str:
    listed = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    rows = [(f"[{hook['id']}]({hook['id']}.md)", hook["description"]) for hook in listed]
    return table(("hook", "what it asks"), rows)


# ---- the command line --------------------------------------------------------------------------


def options(command: str) -> str:
    parser = argparse.ArgumentParser(command, add_help=False)
    import_module(f"goldenpath_gates.commands.{command.replace('-', '_')}").add_arguments(parser)
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            rows += [(code(sub.dest), str(sub.help)) for sub in action._choices_actions]
            continue
        name = ", ".join(action.option_strings) or action.dest.upper()
        shown = action.metavar if action.metavar and action.option_strings else ""
        text = (action.help or "") % {**vars(action), "prog": command}
        rows.append((code(f"{name} {shown}".strip()), text))
    return table(("argument", "meaning"), rows) if rows else "It takes no arguments.\n"


# ---- the rendered service ----------------------------------------------------------------------


def settings() -> str:
    """Read, not imported: the package of the template has no importable name."""
    rows = [
        (code(name.upper()), _plain(call.args[0]), _text(call.args[1]))
        for name, call in _setting_fields("settings.py.jinja", "Settings")
    ]
    return table(("variable", "default", "meaning"), rows)


def auth_settings() -> str:
    rows = [
        (
            code(name.upper()),
            _plain(call.args[0]) if call.args else "required",
            next(_text(word.value) for word in call.keywords if word.arg == "description"),
        )
        for name, call in _setting_fields("auth/settings.py.jinja", "AuthSettings")
    ]
    return table(("variable", "default", "meaning"), rows)


def _setting_fields(file: str, name: str) -> Iterator[tuple[str, ast.Call]]:
    template = jinja2.Template((SERVICE / file).read_text("utf-8"))
    module = ast.parse(template.render(auth="full"))
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and node.name == name:
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.value, ast.Call):
                    yield ast.unparse(field.target), field.value


def _plain(node: ast.expr) -> str:
    if isinstance(node, ast.Call):  # Path("prompts")
        return _plain(node.args[0])
    if isinstance(node, ast.Attribute):  # about.NAME
        return "the service's name"
    value = ast.literal_eval(node)
    if isinstance(value, bool):
        return code(str(value).lower())  # as it is written in an environment
    return "unset" if value is None else code(value)


def _text(node: ast.expr) -> str:
    return str(ast.literal_eval(node))


def problems() -> str:
    module = ast.parse((SERVICE / "problems.py").read_text("utf-8"))
    found: dict[str, tuple[int, str]] = next(
        ast.literal_eval(node.value)
        for node in module.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "PROBLEMS" and node.value
    )
    rows = [(str(status), code(slug), title) for slug, (status, title) in found.items()]
    return table(("status", "type", "title"), rows)


SECTIONS: dict[str, Callable[[], str]] = {
    "config keys": config_keys,
    "policy-keys": policy_keys,
    "policies": policy_index,
    "checkov": checkov_checks,
    "manifest-rules": manifest_rules,
    "questions": questions,
    "ownership": ownership,
    "hooks": hooks,
    "key-formats": keys.table,
    "settings": settings,
    "auth-settings": auth_settings,
    "problems": problems,
    **{f"options of {name}": partial(options, name) for name in cli.COMMANDS},
}
"""Marker in a page, and the function that writes what stands between its begin and end."""


if __name__ == "__main__":
    raise SystemExit(main())
