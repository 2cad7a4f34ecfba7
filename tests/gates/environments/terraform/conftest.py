from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.config import Config
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments.settings import Identity
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.environments.terraform.engine import TerraformEngine
from goldenpath_gates.policy import checkov

from tests.gates.support import CONFIG, repository, write
from tests.support import require

HERE = Path(__file__).parent
DELIVERY = """\
[delivery]
previews = "staging"
preview_url = "https://answers-pr-{change}.preview.example.com"
[delivery.environments.staging]
url = "https://answers.staging.example.com"
namespace = "answers-staging"
"""


def spec(**changes: Any) -> Spec:
    values: dict[str, Any] = {
        "service": "answers",
        "name": "answers-pr-7",
        "repository": "https://github.com/acme/answers",
        "team": "ai-team",
        "created_at": datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        "change": 7,
        "author": "mona",
        "branch": "feature",
    }
    return Spec(**{**values, **changes})


@dataclass
class Service:
    """A service whose previews are of what Terraform makes without any provider."""

    root: Path
    config: Config
    env: dict[str, str] = field(repr=False)
    progress: Progress = field(default_factory=lambda: Progress("test"))

    @property
    def infra(self) -> Path:
        return self.root / "infra" / "preview"

    @property
    def states(self) -> Path:
        return self.root / "states"

    @property
    def engine(self) -> TerraformEngine:
        return TerraformEngine(self.root, self.config, self.env)

    def configure(self, **changes: Any) -> None:
        environments = replace(self.config.environments, **changes)
        self.config = replace(self.config, environments=environments)

    def add(self, text: str, name: str = "team.tf") -> None:
        (self.infra / name).write_text(text, "utf-8")

    def left(self) -> list[str]:
        """Environments that have a state; an empty folder is none."""
        return sorted(path.parent.name for path in self.states.glob("*/*.tfstate"))


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    require(shutil.which("terraform"), "terraform")
    # It takes seconds to start: test_judging has it judge for real.
    monkeypatch.setattr(checkov, "run", lambda *_: [])
    root = tmp_path / "service"
    write(root, {"goldenpath.toml": CONFIG + DELIVERY})
    shutil.copytree(HERE / "root", root / "infra" / "preview")
    repository(root)
    env = {key: value for key, value in os.environ.items() if key != "CI"}
    env |= {"HOME": str(tmp_path), "TF_CLI_CONFIG_FILE": os.devnull}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Service(root, config.load(root), env)
    made.configure(
        cloud="aws",
        backend={"workspace_dir": str(root / "states")},
        identity=Identity(role="arn:aws:iam::111122223333:role/preview", region="eu-central-1"),
        seed="",
    )
    return made
