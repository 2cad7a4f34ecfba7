"""What renders overlays: kubectl or kustomize of the machine, or else a pinned release."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from goldenpath_gates import released
from goldenpath_gates.released import Release

VERSION = "5.8.1"
RELEASES = "https://github.com/kubernetes-sigs/kustomize/releases"
REMEDY = f"install kubectl or kustomize, {RELEASES}/tag/kustomize%2Fv{VERSION}, and put it on PATH"
RELEASE = Release(
    "kustomize",
    VERSION,
    f"{RELEASES}/download/kustomize%2Fv{VERSION}/kustomize_v{VERSION}_{{platform}}.tar.gz",
    {
        "linux_amd64": "029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d",
        "linux_arm64": "0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142",
        "darwin_amd64": "ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8",
        "darwin_arm64": "8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288",
    },
    REMEDY,
    50_000_000,
)


def command(env: Mapping[str, str]) -> tuple[str, ...]:
    """What an overlay's folder is appended to. Raises IncompleteError where it cannot be had."""
    path = env.get("PATH")
    if program := shutil.which("kubectl", path=path):
        return (program, "kustomize")
    if program := shutil.which("kustomize", path=path):
        return (program, "build")
    return (str(released.obtained(RELEASE)), "build")
