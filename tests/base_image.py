"""A container base with Python, made of Debian's packages: the tests can reach no registry.

`python3 -m tests.base_image` makes it, in half a minute, and keeps it in the store of buildah. What
the tests build on it is a real image; only its first layer is not the one that services start from.
"""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import tempfile
from functools import cache
from pathlib import Path

NAME = "localhost/goldenpath-test-base:1"
DIGESTED = "localhost/goldenpath-test-base"
PACKAGES = "python3,python3-venv,ca-certificates"
# What a slim image leaves out, too.
UNNEEDED = "/var/lib/apt/lists /var/cache/apt /usr/share/man /usr/share/locale /usr/share/info"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
REMEDY = "install buildah and mmdebstrap, then run `python3 -m tests.base_image`"


def make() -> None:
    with tempfile.TemporaryDirectory() as folder:
        system = Path(folder, "system.tar")
        options = ("--quiet", "--variant=essential", f"--include={PACKAGES}")
        _run("mmdebstrap", *options, "bookworm", str(system))
        container = _run("buildah", "from", "scratch")
        try:
            _fill(container, system, Path(folder))
        finally:
            _run("buildah", "rm", container)


def _fill(container: str, system: Path, folder: Path) -> None:
    _run("buildah", "add", "--quiet", container, str(system), "/")
    # Where packages come from here may be known by a certificate of this machine only.
    trusted = folder / "trusted.crt"
    shutil.copyfile(ssl.get_default_verify_paths().cafile or CERTIFICATES, trusted)
    _run("buildah", "copy", "--quiet", container, str(trusted), CERTIFICATES)
    tidy = f"ln -s /usr/bin/python3 /usr/local/bin/python && rm -rf {UNNEEDED}"
    _run("buildah", "run", "--isolation=chroot", container, "--", "/bin/sh", "-c", tidy)
    for name in ("PIP_CERT", "SSL_CERT_FILE"):
        _run("buildah", "config", f"--env={name}={CERTIFICATES}", container)
    _run("buildah", "commit", "--quiet", container, NAME)


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


@cache
def reference() -> str | None:
    """`NAME@sha256:...`; None where it was not made."""
    if shutil.which("buildah") is None:
        return None
    command = ("buildah", "inspect", "--type=image", "--format={{.FromImageDigest}}", NAME)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{DIGESTED}@{done.stdout.strip()}" if done.returncode == 0 else None


def need() -> str:
    """Its reference; skips on a laptop that lacks it, fails in CI."""
    if found := reference():
        return found
    reason = f"the container base of the tests is missing: {REMEDY}"
    import pytest  # not to make it: that takes nothing but Python

    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def start_from(service: Path) -> None:
    """Lets the image of a service start from it, in the place of the base that it names."""
    path = service / "Dockerfile"
    path.write_text(re.sub(r"(?m)^FROM \S+@\S+", f"FROM {need()}", path.read_text()))


if __name__ == "__main__":
    make()
