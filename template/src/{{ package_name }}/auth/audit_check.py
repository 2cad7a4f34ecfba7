"""Reads logs of the service and says which lines of its audit log are not as they were written."""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import SecretStr

from ..errors import StartError
from .audit import MESSAGE, PURPOSE, canonical
from .audit_chain import Chain, Finding, Line
from .keyring import Keyring
from .strict_json import json_object

LOGGER = ".auth.audit"
AROUND = {"level": "info", "message": MESSAGE}
# Of the formatter; whatever else stands in a line is signed.
UNSIGNED = frozenset({*AROUND, "logger", "trace_id", "hash"})

Fits = Callable[[str, bytes, str], bool]


def main(argv: Sequence[str] | None = None) -> int:
    """0: all is as it was written; 1: it is not; 2: nothing could be judged."""
    args = _parser().parse_args(argv)
    reaches = dict(args.reaches)
    try:
        lines, findings = read(args.files, _keyring(os.environ).fits)
    except (StartError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    chains = chained(lines)
    findings += judged(chains, reaches, args.files[0])
    for finding in sorted(findings, key=lambda each: (args.files.index(each.path), each.line)):
        print(finding)
    for id, chain in chains.items():
        print(f"chain {id} reaches {max(chain.true, default=0)}", file=sys.stderr)
    if not chains:
        print("there is no line of the audit log: nothing was judged", file=sys.stderr)
        return 2
    return 1 if findings else 0


def read(files: Iterable[Path], fits: Fits) -> tuple[list[Line], list[Finding]]:
    """Also what looks like a line of the audit log, and is none. Raise OSError."""
    lines: list[Line] = []
    findings: list[Finding] = []
    for path in files:
        with path.open("rb") as file:
            for number, text in enumerate(file, start=1):
                if LOGGER.encode() not in text:
                    continue
                try:
                    lines += _lines(path, number, text, fits)
                except (ValueError, KeyError, TypeError):
                    findings.append(Finding(path, number, "audit-changed", "cannot be read"))
    return lines, findings


def chained(lines: Iterable[Line]) -> dict[str, Chain]:
    chains: dict[str, Chain] = defaultdict(Chain)
    for line in lines:
        chains[line.chain].add(line)
    return chains


def judged(chains: Mapping[str, Chain], reaches: Mapping[str, int], path: Path) -> list[Finding]:
    gone = [id for id in reaches if id not in chains]
    findings = [Finding(path, 1, "audit-removed", f"chain {id} missing") for id in gone]
    for id, chain in chains.items():
        findings += chain.findings(reaches.get(id, 0))
    return findings


def _lines(path: Path, number: int, text: bytes, fits: Fits) -> Iterator[Line]:
    found = json_object(text)
    if not str(found.get("logger")).endswith(LOGGER):
        return  # it only speaks of it
    chain, seq, prev, hash = (found[name] for name in ("chain", "seq", "prev", "hash"))
    if not all(isinstance(each, str) for each in (chain, prev, hash)) or type(seq) is not int:
        raise TypeError
    signed = canonical({name: found[name] for name in found.keys() - UNSIGNED})
    around = AROUND.items() <= found.items()
    yield Line(path, number, chain, seq, prev, hash, around and fits(hash, signed, PURPOSE))


def _keyring(environ: Mapping[str, str]) -> Keyring:
    keys, file = environ.get("AUTH_KEYS"), environ.get("AUTH_KEYS_FILE")
    if not keys and not file:
        raise StartError("Set AUTH_KEYS or AUTH_KEYS_FILE to the keys of that time.")
    return Keyring.of(SecretStr(keys) if keys else None, Path(file) if file else None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m <package>.auth.audit", description=__doc__)
    verify = parser.add_subparsers(required=True).add_parser("verify", help="is the log complete?")
    verify.add_argument("files", nargs="+", type=Path, help="logs, the oldest first")
    verify.add_argument(
        "--reaches",
        action="append",
        default=[],
        type=_reach,
        metavar="CHAIN:NUMBER",
        help="a chain is known to have come that far: what was cut off its end is found by this",
    )
    return parser


def _reach(text: str) -> tuple[str, int]:
    chain, _, number = text.rpartition(":")
    return chain, int(number)
