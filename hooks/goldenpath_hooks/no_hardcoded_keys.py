"""Keys of AI providers and their neighbours, passwords in addresses, private keys."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from goldenpath_hooks import config, waivers
from goldenpath_hooks.findings import PASSED, Finding, HookError, Place, one_line, verdict
from goldenpath_hooks.keys import files
from goldenpath_hooks.keys.baseline import Baseline, Reason
from goldenpath_hooks.keys.scan import RULE, Found, scan
from goldenpath_hooks.keys.search import Trust
from goldenpath_hooks.run import concluded

FORMS = ("text", "json", "sarif", "github", "gitlab")


@dataclass(frozen=True)
class KeySettings:
    """`[keys]` of goldenpath.toml; in `exclude` an asterisk stands for slashes too."""

    exclude: tuple[str, ...] = ()
    baseline: str = ".secrets.baseline"

    def skips(self, path: str) -> bool:
        return any(fnmatchcase(path, glob) for glob in self.exclude)

    def trust(self, path: str) -> Trust:
        """The baseline holds hashes, which only by what stands around them look like keys."""
        hashes = os.path.normpath(path) == os.path.normpath(self.baseline)
        return Trust.FORM if hashes else Trust.NAME


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    return concluded(RULE, lambda: _run(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(RULE, description=__doc__)
    parser.add_argument("filenames", nargs="*", metavar="FILE", help="default: the whole tree")
    parser.add_argument("--history", action="store_true", help="every commit of every ref instead")
    parser.add_argument("--format", choices=FORMS, default="text", help="form of the findings")
    parser.add_argument("--explain", metavar="FORMAT", help="print what is known of a format")
    parser.add_argument("--list", action="store_true", help="print every format and end")
    baseline = parser.add_argument_group("baseline", "judge what is found now to be no keys")
    baseline.add_argument("--update-baseline", action="store_true")
    baseline.add_argument("--reason", help="why they are none")
    baseline.add_argument("--owner", help="who says so")
    baseline.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="last day")
    return parser


def _run(args: argparse.Namespace) -> int:
    if args.list or args.explain:
        from goldenpath_hooks.keys import pages

        print(pages.listed() if args.list else pages.explained(args.explain), end="")
        return PASSED
    settings, today = config.load(KeySettings, "keys"), date.today()
    baseline = Baseline(settings.baseline, today)
    names = [name for name in _names(args.filenames) if not settings.skips(name)]
    if args.update_baseline:
        return _update(baseline, _tree(settings, names, today), set(names), _reason(args, today))
    found = _history(settings) if args.history else _tree(settings, names, today)
    findings = set(baseline.flaws())
    try:
        findings.update(_judged(found, baseline, args.history))
    finally:  # an end without a verdict hides nothing of what was found before it
        _report(args.format, sorted(findings))
    return verdict(findings)


def _names(named: Sequence[str]) -> list[str]:
    """As given, or all: in CI nobody names files, and the whole tree is what must be clean."""
    for name in named:
        if os.path.isdir(name) and not os.path.islink(name):
            remedy = "name files, or none for the whole tree"
            raise HookError(f"{one_line(name)} is a folder: {remedy}")
    return list(named) or files.tracked()


def _tree(settings: KeySettings, names: Iterable[str], today: date) -> Iterator[Found | Finding]:
    for name in names:
        try:
            yield from scan(name, files.parts(name), today, settings.trust(name))
        except OSError as error:
            why = f"this file cannot be read: {error.strerror}"
            remedy = "mend its path or its permissions"
            yield Finding(name, Place(), "file-unreadable", why, remedy)


def _history(settings: KeySettings) -> Iterator[Found | Finding]:
    from goldenpath_hooks.keys import history

    for version, parts in history.versions():
        if settings.skips(version.path):
            continue
        for found in scan(version.path, parts, None, settings.trust(version.path)):
            yield _in_commit(found, version.commit)


def _in_commit(found: Found | Finding, commit: str) -> Found | Finding:
    if isinstance(found, Found):
        told = replace(found.finding, message=f"{found.finding.message} in commit {commit}")
        return replace(found, finding=told)
    return replace(found, message=f"{found.message} in commit {commit}")


def _judged(
    found: Iterable[Found | Finding], baseline: Baseline, history: bool
) -> Iterator[Finding]:
    for each in found:
        if isinstance(each, Finding):
            yield each
        elif not baseline.covers(each, anywhere=history):
            yield each.finding


def _reason(args: argparse.Namespace, today: date) -> Reason:
    if not (args.reason and args.owner and args.until):
        raise HookError("--update-baseline needs --reason, --owner and --until")
    if waivers.too_long(args.until, today):
        raise HookError(f"--until {args.until} {waivers.TOO_LONG}, {waivers.SHORTER}")
    return Reason(args.reason, args.owner, args.until)


def _update(
    baseline: Baseline, tree: Iterable[Found | Finding], names: set[str], reason: Reason
) -> int:
    found = list(tree)
    keys = [each for each in found if isinstance(each, Found)]
    baseline.update(keys, names, reason)
    print(f"Rewriting {baseline.path}", file=sys.stderr)
    others = [each for each in found if isinstance(each, Finding)]
    _report("text", others)
    return verdict(others)


def _report(form: str, findings: Sequence[Finding]) -> None:
    if form == "text" and not findings:
        return  # as on most commits: nothing to say, nothing to load
    from goldenpath_hooks.keys import pages
    from goldenpath_hooks.reporters import FORMATS, About, Report

    about = {RULE: About(pages.TITLE, pages.PATH)}
    print(FORMATS[form](Report(RULE, findings, about)), end="")


if __name__ == "__main__":
    raise SystemExit(main())
