"""The scanners of the image: which are there, and how each is asked about an OCI layout."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities import grype_release, running

FOLDER = Path("reports/image")
TIMEOUT_S = 900.0
"""The first run of a scanner downloads its database."""
LAYOUT, CONFIG = "{layout}", "{config}"


@dataclass(frozen=True)
class Scanner:
    """`steps` are the files to write, each with the arguments whose output it is; `keep` are the
    variables that may tell it where its database is, `settings` an own file of settings."""

    name: str
    steps: Mapping[str, tuple[str, ...]]
    keep: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""


SCANNERS = (
    Scanner(
        "grype",
        {"grype.json": (f"oci-dir:{LAYOUT}", "--config", CONFIG, "--output", "json")},
        ("GRYPE_DB_CACHE_DIR", "GRYPE_DB_UPDATE_URL", "GRYPE_DB_CA_CERT"),
        # Named, so that no other file of settings, which may ignore something, is looked for.
        # How old a database may be is for `database_days` to say.
        settings="check-for-app-update: false\ndb:\n  validate-age: false\n",
    ),
    Scanner(
        "trivy",
        {
            "trivy.json": (
                *("image", "--input", LAYOUT, "--config", CONFIG, "--scanners", "vuln"),
                *("--format", "json", "--no-progress", "--timeout", f"{TIMEOUT_S:.0f}s"),
            ),
            # Afterwards: the scan brings the database up to date.
            "trivy-version.json": ("version", "--format", "json"),
        },
        ("TRIVY_CACHE_DIR", "TRIVY_DB_REPOSITORY", "TRIVY_JAVA_DB_REPOSITORY"),
        # As variables, because a release that does not know one of them still runs.
        {"TRIVY_DISABLE_TELEMETRY": "true", "TRIVY_SKIP_VERSION_CHECK": "true"},
        settings="severity: [UNKNOWN, LOW, MEDIUM, HIGH, CRITICAL]\n",
    ),
)
MISSING = (
    "neither Grype nor Trivy is installed, so nobody looked at the image: install one, such as "
    f"Grype {grype_release.VERSION} with `brew install grype` or from {grype_release.RELEASES}, "
    "and put it on PATH"
)


def programs(env: Mapping[str, str]) -> list[tuple[Scanner, str]]:
    """All that are on PATH; where there is none, a pipeline obtains one.

    Raises IncompleteError, with how to install one, where there is none to be had.
    """
    found = [
        (scanner, program)
        for scanner in SCANNERS
        if (program := shutil.which(scanner.name, path=env.get("PATH")))
    ]
    if not found and env.get("CI"):
        found = [(SCANNERS[0], str(grype_release.obtained()))]
    if not found:
        raise IncompleteError(MISSING)
    return found


def scan(
    root: Path, scanner: Scanner, program: str, layout: Path, env: Mapping[str, str]
) -> list[Path]:
    """The files it wrote. Raises IncompleteError where it did not come to its end."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / f"{scanner.name}.yaml"
    settings.write_text(scanner.settings, "utf-8")
    names = {LAYOUT: str(layout.resolve()), CONFIG: str(settings.resolve())}
    written = [folder / file for file in scanner.steps]
    for path in written:
        path.unlink(missing_ok=True)
    for path, arguments in zip(written, scanner.steps.values(), strict=True):
        command = [program]
        for argument in arguments:
            for mark, value in names.items():
                argument = argument.replace(mark, value)
            command.append(argument)
        running.run(
            command, env, TIMEOUT_S, output=path.resolve(), keep=scanner.keep, extra=scanner.extra
        )
    return written
