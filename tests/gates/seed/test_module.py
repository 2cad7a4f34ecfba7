"""What `pack` writes, the Terraform module takes; what its job runs, a real PostgreSQL takes."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import FailedError
from goldenpath_gates.seed.dataset import Column, Dataset, Table
from goldenpath_gates.seed.pack import LARGEST, pack

from tests.gates.seed.conftest import PASSWORD, Database
from tests.gates.seed.support import extract, masked, masking
from tests.gates.seed.test_recipe import service
from tests.gates.support import goldenpath
from tests.terraform.support import MODULES, copied, planned, terraform

MODULE = MODULES / "seed"
VARIABLES: dict[str, Any] = {
    "plan": {
        "ephemeral": True,
        "namespace": "answers-pr-7",
        "ttl_hours": 24,
        "labels": {"owner": "search", "ttl": "24h"},
    },
    "namespace": "answers-pr-7",
    "image": f"registry.example.com/postgres@sha256:{'a' * 64}",
    "database": {
        "url": "postgresql://service@db.example.com/service?sslmode=verify-full",
        "password": {"secret": "answers-environment", "key": "DATABASE_PASSWORD"},
    },
}


def packed(root: Path, *args: str) -> dict[str, Any]:
    """As the module's variable `seed`, by the command."""
    done = goldenpath("seed", "pack", "seed.sql.gz", *args, cwd=root)
    assert done.returncode == 0, done.stderr
    body: dict[str, Any] = json.loads((root / "seed.sql.gz.json").read_text())
    return body


def values(plan: dict[str, Any], kind: str) -> dict[str, Any]:
    resources = plan["planned_values"]["root_module"]["resources"]
    found: dict[str, Any] = next(row["values"] for row in resources if row["type"] == kind)
    return found


def test_the_job_of_the_plan_loads_what_was_packed(tmp_path: Path, database: Database) -> None:
    seed = packed(service(tmp_path / "service"))
    plan = planned(MODULE, tmp_path, VARIABLES | {"seed": seed})
    job = values(plan, "kubernetes_job_v1")
    (container,) = job["spec"][0]["template"][0]["spec"][0]["container"]
    assert job["metadata"][0]["name"] == f"seed-{seed['sha256'][:12]}"

    mounted = tmp_path / "seed"
    mounted.mkdir()
    for name, data in values(plan, "kubernetes_config_map_v1")["binary_data"].items():
        (mounted / name).write_bytes(base64.b64decode(data))
    script = container["command"][-1].replace("/tmp/", f"{tmp_path}/")
    script = script.replace("/seed/seed.sql.gz", f"{mounted}/seed.sql.gz")
    env = {"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD, "PGCLIENTENCODING": "UTF8"}
    env["DATABASE_URL"] = database.url.replace(f":{PASSWORD}", "")
    said = []
    for _ in range(2):
        command = (*container["command"][:-1], script)
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.strip())
    assert said == ["goldenpath-seed: loaded", "goldenpath-seed: unchanged"]
    assert database.ask("select count(*) from users") == "300"

    cut = gzip.decompress((mounted / "seed.sql.gz").read_bytes())[:-20]
    (mounted / "seed.sql.gz").write_bytes(gzip.compress(cut)[:-9])
    database.ask("drop schema public cascade; create schema public")
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert database.ask("select to_regclass('users') is null") == "t"


def test_the_same_data_is_the_same_file(tmp_path: Path) -> None:
    root = service(tmp_path / "service")
    first = packed(root)
    (root / "seed.sql.gz").rename(root / "before")
    assert packed(root) == first
    assert (root / "before").read_bytes() == (root / "seed.sql.gz").read_bytes()


def test_masked_data_is_taken_with_its_verdict_only(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    out = masked(tmp_path, source)
    refused = goldenpath("seed", "pack", "seed.sql.gz", "--masked", str(out), cwd=tmp_path)
    assert refused.returncode == 1
    assert not (tmp_path / "seed.sql.gz").exists()
    rules = masking(tmp_path).path
    check = ("seed", "verify", "--rules", str(rules), "--original", "in", "--masked", "masked")
    assert goldenpath(*check, cwd=tmp_path).returncode == 0
    seed = packed(tmp_path, "--masked", str(out))
    assert (seed["origin"], seed["verification"]["survivors"]) == ("masked", 0)
    plan = planned(MODULE, tmp_path, VARIABLES | {"seed": seed})
    labels = values(plan, "kubernetes_job_v1")["metadata"][0]["labels"]
    assert labels["goldenpath.dev/seed-origin"] == "masked"


def bulk(rows: int) -> Dataset:
    """Digits by chance, which hardly get smaller."""
    chance = random.Random(1)  # noqa: S311
    cells = [(chance.randbytes(1000).hex(),) for _ in range(rows)]
    return Dataset((Table("bulk", (Column("text"),), lambda: iter(cells)),))


def test_what_no_config_map_holds_is_refused(tmp_path: Path) -> None:
    """Where it is packed, and again where it would be applied."""
    with pytest.raises(FailedError, match=r"seed-size .* are more than a ConfigMap holds"):
        pack(bulk(1100), tmp_path / "seed.sql.gz")
    assert not (tmp_path / "seed.sql.gz").exists()
    seed = pack(bulk(10), tmp_path / "seed.sql.gz")
    large = tmp_path / "large.sql.gz"
    large.write_bytes(random.Random(1).randbytes(LARGEST))  # noqa: S311
    seed |= {"file": str(large), "sha256": sha256(large.read_bytes()).hexdigest()}
    module = copied(MODULE, tmp_path / "module")
    (module / "all.auto.tfvars.json").write_text(json.dumps(VARIABLES | {"seed": seed}))
    assert terraform(module, "init", "-input=false").returncode == 0
    done = terraform(module, "plan", "-input=false", "-no-color")
    assert done.returncode == 1
    assert "larger than a ConfigMap" in " ".join(done.stdout.split())
