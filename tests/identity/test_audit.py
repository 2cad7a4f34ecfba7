"""What real logins leave in the log is whole, and it is seen when it is not."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.identity import service as services
from tests.identity.service import Person


def verified(folder: Path, log: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "AUTH_KEYS": json.dumps(services.KEYS), "PYTHONPATH": str(folder / "src")}
    words = (services.python_of(folder), "-m", "answer_service.auth.audit", "verify", str(log))
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_log_of_a_login_verifies(owner: Person, folder: Path, tmp_path: Path) -> None:
    owner.session()
    log = tmp_path / "service.log"
    log.write_text(owner.service.said(), "utf-8")
    done = verified(folder, log)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_a_refusal_that_was_taken_out_is_seen(
    owner: Person, folder: Path, tmp_path: Path, tenant: str
) -> None:
    owner.send("PUT", "/v1/admin/budget", {"usd_per_month": 1})
    owner.session()
    lines = owner.service.said().splitlines(keepends=True)
    (refusal,) = (line for line in lines if '"no-second-factor"' in line and tenant in line)
    lines.remove(refusal)
    log = tmp_path / "service.log"
    log.write_text("".join(lines), "utf-8")
    done = verified(folder, log)
    assert done.returncode == 1
    assert "audit-removed" in done.stdout
