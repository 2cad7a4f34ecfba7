"""Whether prompts are well formed, portable and safe, in the formats and engines of the field."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from goldenpath_hooks import config, files
from goldenpath_hooks.findings import FAILED, PASSED, Finding, HookError, Severity, verdict
from goldenpath_hooks.prompts.document import Document, Problem
from goldenpath_hooks.prompts.lint import check, known, lint, mended
from goldenpath_hooks.prompts.pages import link, page
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules import rules
from goldenpath_hooks.prompts.settings import LintSettings
from goldenpath_hooks.reporters import FORMATS, About, Report
from goldenpath_hooks.run import concluded, named

MANY = 500
"""Files; from here on a terminal is told how far we are."""
BOM = b"\xef\xbb\xbf"


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    return concluded("prompt-lint", lambda: _run(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("prompt-lint", description=__doc__)
    parser.add_argument("filenames", nargs="*", metavar="FILE")
    parser.add_argument("--format", choices=FORMATS, default="text", help="form of the findings")
    parser.add_argument("--explain", metavar="RULE", help="print the page of a rule and end")
    parser.add_argument("--list", action="store_true", help="print every rule and end")
    parser.add_argument("--fix", action="store_true", help="rewrite what is safe to rewrite")
    parser.add_argument("--strict", action="store_true", help="let warnings fail too")
    parser.add_argument("--config", type=Path, metavar="PATH", help="another goldenpath.toml")
    return parser


def _run(args: argparse.Namespace) -> int:
    if args.explain:
        print(page(known(args.explain)), end="")
        return PASSED
    if args.list:
        print(*(f"{r.id:22} {r.severity:8} {r.title}" for r in rules().values()), sep="\n")
        return PASSED
    names, settings = named("prompt-lint", args.filenames), _settings(args.config)
    documents = [read_file(name) for name in _counted(names)]
    findings = lint(documents, settings, date.today())
    rewritten = args.fix and _fix(documents, findings)
    if rewritten:
        documents = [read_file(document.path) for document in documents]
        findings = lint(documents, settings, date.today())
    _report(args.format, findings, len(documents))
    failed = rewritten or (args.strict and findings)
    return FAILED if failed else verdict(findings)


def _settings(path: Path | None) -> LintSettings:
    if path and not path.is_file():
        raise HookError(f"there is no file {path}")
    settings = config.load(LintSettings, "prompts", path or Path(config.FILENAME))
    check(settings)
    return settings


def read_file(path: str) -> Document:
    """The document, or one whose only problem is that it cannot be read."""
    try:
        return read(path, _bytes(path))
    except files.Unreadable as error:
        found = error.finding
        problem = Problem(found.rule, found.place, found.message, found.remedy)
        return Document(path, "", problems=(problem,))


def _bytes(path: str) -> bytes:
    """A pull request may bring a link to anywhere."""
    real, root = os.path.realpath(path), os.path.realpath(os.curdir)
    inside = os.path.commonpath((root, os.path.abspath(path))) == root
    if inside and os.path.commonpath((root, real)) != root:
        why = "this is a link that leads out of the repository"
        raise files.Unreadable(path, why, "put a plain file there, or exclude it")
    return files.read(path)


def _counted(names: Sequence[str]) -> Iterator[str]:
    telling = len(names) > MANY and sys.stderr.isatty()
    for number, name in enumerate(names, start=1):
        if telling and number % 100 == 0:
            print(f"\r{number} of {len(names)} files", end="", file=sys.stderr)
        yield name
    if telling:
        print("\r", end="", file=sys.stderr)


def _fix(documents: Iterable[Document], findings: Sequence[Finding]) -> bool:
    """Whether a file was rewritten."""
    found = defaultdict(set)
    for finding in findings:
        found[finding.path].add(finding.rule)
    return any([_rewrite(document, found[document.path]) for document in documents])


def _rewrite(document: Document, found: set[str]) -> bool:
    text = mended(document, found)
    if text == document.text:
        return False
    before = _bytes(document.path)
    if _as_in(before, document.text) != before:  # lines end in two ways: no place for a rewrite
        return False
    print(f"Rewriting {document.path}", file=sys.stderr)
    Path(document.path).write_bytes(_as_in(before, text))
    return True


def _as_in(file: bytes, text: str) -> bytes:
    """With the byte order mark and the line ends of the file: the reader drops both."""
    mark = BOM if file.startswith(BOM) else b""
    return mark + text.replace("\n", "\r\n" if b"\r\n" in file else "\n").encode()


def _report(form: str, findings: Sequence[Finding], files: int) -> None:
    about = {name: About(rule.title, link(name), page(rule)) for name, rule in rules().items()}
    print(FORMATS[form](Report("prompt-lint", findings, about)), end="")
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(f"{counts[severity]} {severity}" for severity in Severity)
    print(f"prompt-lint: {said} in {files} file{'s' * (files != 1)}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
