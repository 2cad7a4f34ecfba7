"""Breaks every rule in many small ways and asks its own cases to notice.

A mutant is the file of a rule with one change, as a package of its own, so that one process of OPA
judges hundreds. What does not compile is no mutant. Logic must be noticed, all of it; a constant
that is not is a row of a table without a case of its own, or a word of a message.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from goldenpath_gates.policy.rules import Rule

from tests.policies.equivalent import EQUIVALENT
from tests.policies.support import DATA, REGO, cases_of, rules, run, tool

TEST = """package {name}_test

found contains array.concat([one.path], one.at) if {{
	some one in data.mutants.{name}.deny
	one.id == "{rule}"
}}

test_{name} if {{
	every case in data.cases["{rule}"] {{
		places := found with input as case.input with data.policy as case.policy
		places == {{place | some place in case.at}}
	}}
}}
"""
PACKAGE = re.compile(r"^package (\S+)$", re.M)
COMMENT = re.compile(r"^#.*\n", re.M)
HEAD = re.compile(r"^(?!package|import|#)([a-z_]\w*)", re.M)
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\b\d+\b|\b(?:true|false)\b|[=!<>]=|[<>]|\bnot ')
CONSTANT = '"`0123456789'
"""What a number or a text begins with."""
SWAPS = {
    **{"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">"},
    **{"true": "false", "false": "true", "not ": ""},
}
SAYS = re.compile(r"^\s*(?:text|msg|what|why) := |sprintf\(")
"""Words are not compared: that would only repeat them."""


@dataclass(frozen=True)
class Mutant:
    """`line` is the changed line, from 1; `change` says what became of it.

    `constant`: a number or a text is another one, such as in a row of a table; else it is logic.
    """

    rule: str
    path: Path
    line: int
    change: str
    constant: bool
    text: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}:{self.line}: {self.change}"


def mutants(rule: Rule) -> Iterator[Mutant]:
    assert rule.file
    text = rule.file.read_text("utf-8")
    lines = text.split("\n")
    seen = {text}
    for number, change, constant, changed in [*_of_lines(lines), *_of_blocks(lines)]:
        if (whole := "\n".join(changed)) not in seen:
            seen.add(whole)
            yield Mutant(rule.id, rule.file, number, change, constant, whole)


def _of_lines(lines: Sequence[str]) -> Iterator[tuple[int, str, bool, Sequence[str]]]:
    """One change within one line, or without it."""
    for index, line in enumerate(lines):
        code = line.strip()
        if not line.startswith("\t") and not re.search(r" if (?!\{)|:= ", line):
            continue
        if not code or code[0] in "#})]" or SAYS.search(line):
            continue
        for change, constant, other in _of_line(line):
            yield index + 1, change, constant, [*lines[:index], *other, *lines[index + 1 :]]


def _of_line(line: str) -> Iterator[tuple[str, bool, Sequence[str]]]:
    code, indent = line.strip(), line[: len(line) - len(line.lstrip())]
    if indent:
        yield f"`{code}` dropped", False, []
        if not re.match(r"some |every |not |else|import ", code) and " := " not in code:
            yield f"`{code}` negated", False, [f"{indent}not {code}"]
    for found in TOKEN.finditer(line):
        if other := _swapped(found[0]):
            yield (
                f"`{found[0]}` is `{other}` in `{code}`",
                found[0][0] in CONSTANT,
                [line[: found.start()] + other.removesuffix("-") + line[found.end() :]],
            )


def _swapped(token: str) -> str | None:
    if token in SWAPS:
        return SWAPS[token] or "-"
    if token.isdecimal():
        return str(int(token) + 1)
    if token[0] in '"`' and token != '""':  # noqa: S105
        return f"{token[0]}changed{token[0]}"
    return None


def _of_blocks(lines: Sequence[str]) -> Iterator[tuple[int, str, bool, Sequence[str]]]:
    """Without one of several rules of a name."""
    starts = [i for i, line in enumerate(lines) if HEAD.match(line)]
    names = Counter(HEAD.match(lines[i])[1] for i in starts)  # type: ignore[index]
    for start in starts:
        name = HEAD.match(lines[start])[1]  # type: ignore[index]
        if names[name] < 2 or name == "else":
            continue
        end = start + 1
        while end < len(lines) and lines[end] and lines[end][0] in "\t}":
            end += 1
        yield start + 1, f"one `{name}` dropped", False, [*lines[:start], *lines[end:]]


def judged(asked: Sequence[Rule], chosen: Iterable[Mutant] | None = None) -> Mapping[Mutant, bool]:
    """Whether a case notices it, of these mutants of the rules or of all of them."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        made_of = {f"m{n}": one for n, one in enumerate(chosen or all_of(asked))}
        originals = {f"o{n}": _original(rule) for n, rule in enumerate(asked)}
        _write_cases(folder, asked)
        for name, mutant in {**made_of, **originals}.items():
            _write(folder, name, mutant)
        _drop_what_does_not_compile(folder, made_of)
        passed = _passed(folder)
    # Else everything would be noticed: the test itself is broken.
    assert originals.keys() <= passed, sorted(originals[n].rule for n in originals.keys() - passed)
    return {one: name not in passed or str(one) in EQUIVALENT for name, one in made_of.items()}


def all_of(asked: Iterable[Rule]) -> list[Mutant]:
    return [mutant for rule in asked for mutant in mutants(rule)]


def _original(rule: Rule) -> Mutant:
    assert rule.file
    return Mutant(rule.id, rule.file, 0, "nothing changed", False, rule.file.read_text("utf-8"))


def _write(folder: Path, name: str, mutant: Mutant) -> None:
    """As a package of its own, with those of its domain that define something for it."""
    own = folder / name
    own.mkdir()
    for number, text in enumerate((mutant.text, *_helping(mutant.path))):
        alone = COMMENT.sub("", text)
        (own / f"{number}.rego").write_text(PACKAGE.sub(f"package mutants.{name}", alone), "utf-8")
    test = TEST.format(name=name, rule=mutant.rule)
    (own / "cases_test.rego").write_text(test, "utf-8")


@cache
def _helping(path: Path) -> tuple[str, ...]:
    own = COMMENT.sub("", path.read_text("utf-8"))
    texts = [one.read_text("utf-8") for one in path.parent.glob("*.rego") if one != path]
    return tuple(
        text
        for text in texts
        if any(
            re.search(rf"(?<![\w.]){name}\b", own)
            for name in set(HEAD.findall(text)) - set(HEAD.findall(own)) - {"deny"}
        )
    )


def _write_cases(folder: Path, asked: Sequence[Rule]) -> None:
    rows = {
        rule.id: [
            {"input": case.input, "policy": case.policy, "at": [list(place) for place in case.at]}
            for case in cases_of(rule)
        ]
        for rule in asked
    }
    (folder / "cases.json").write_text(json.dumps({"cases": rows}), "utf-8")


def _drop_what_does_not_compile(folder: Path, made_of: dict[str, Mutant]) -> None:
    check = (tool("opa"), "check", "--max-errors=0", "--format=json", folder, REGO / "lib")
    while (done := run(*check)).returncode:
        said = json.loads(done.stderr or done.stdout)["errors"]
        wrong = {Path(one["location"]["file"]).parent.name for one in said}
        assert wrong <= made_of.keys(), said
        for name in wrong:
            del made_of[name]
            shutil.rmtree(folder / name)


def _passed(folder: Path) -> set[str]:
    command = (tool("opa"), "test", "--format=json", "--timeout=60s", folder, REGO / "lib", DATA)
    rows = json.loads(run(*command).stdout)
    return {
        row["name"].removeprefix("test_")
        for row in rows
        if not row.get("fail") and not row.get("error")
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.policies.mutation", description=__doc__)
    parser.add_argument("rule", nargs="*", help="ids of rules or of domains (default: all)")
    asked = set(parser.parse_args(argv).rule)
    chosen = [rule for rule in rules() if not asked or asked & {rule.id, rule.domain}]
    total: Counter[tuple[bool, bool]] = Counter()
    for domain in sorted({rule.domain for rule in chosen}):
        found = judged([rule for rule in chosen if rule.domain == domain])
        total.update((mutant.constant, noticed) for mutant, noticed in found.items())
        for rule in sorted({mutant.rule for mutant in found}):
            own = {mutant: noticed for mutant, noticed in found.items() if mutant.rule == rule}
            print(f"{rule}: {sum(own.values())} of {len(own)} noticed")
            for mutant in [mutant for mutant, noticed in own.items() if not noticed]:
                print(f"  {mutant}", flush=True)
    for constant, kind in enumerate(("logic", "constants")):
        noticed, missed = (total[bool(constant), answer] for answer in (True, False))
        print(f"{kind}: {noticed} of {noticed + missed} mutants noticed")
    return 1 if total[False, False] else 0


if __name__ == "__main__":
    sys.exit(main())
