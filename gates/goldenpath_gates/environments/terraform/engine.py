"""Environments by Terraform: each is a workspace of the root module, with a state of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments import names
from goldenpath_gates.environments.engine import LONG_AGO, Plan, Standing, State, due
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.environments.terraform import program
from goldenpath_gates.environments.terraform.credentials import Credentials
from goldenpath_gates.environments.terraform.judging import judged
from goldenpath_gates.environments.terraform.running import Terraform
from goldenpath_gates.errors import FailedError, GoldenpathError, IncompleteError
from goldenpath_gates.seed.pack import pack
from goldenpath_gates.seed.recipe import read
from goldenpath_gates.seed.synthetic import dataset

RECORD = "terraform_data.environment"
"""What was asked for. It is made before anything else, so that what was begun can be ended."""
ASKED, MADE, SETTINGS = "asked", "made", "settings"
"""Outputs of the root module: what was asked, the same once all of it is there, and how the
service finds its data."""


@dataclass(frozen=True)
class TerraformEngine:
    root: Path
    config: Config
    env: Mapping[str, str] = field(repr=False)

    def plan(self, spec: Spec, progress: Progress) -> Plan:
        with self._opened(progress) as terraform:
            if spec.name in terraform.workspaces():
                terraform.use(spec.name)
            return self._planned(terraform, spec)

    def up(self, spec: Spec, progress: Progress) -> Standing:
        """Raises FailedError for a plan that is refused, or that Terraform could not carry out."""
        with self._opened(progress) as terraform:
            terraform.use(spec.name, create=True)
            try:
                terraform.apply_only(RECORD, self._wanted(terraform, spec))
                plan = self._planned(terraform, spec)
                if plan.findings:
                    raise FailedError("; ".join(map(str, plan.findings)))
                terraform.apply(_file(terraform))
            except BaseException as error:
                self._withdrawn(terraform, spec.name, error)
                raise
            return self._standing(spec.name, terraform)

    def down(self, name: str, progress: Progress) -> tuple[str, ...]:
        with self._opened(progress) as terraform:
            if names.require(name) not in terraform.workspaces():
                return ()
            terraform.use(name)
            return self._ended(terraform, name)

    def reap(self, now: datetime, progress: Progress) -> Mapping[str, tuple[str, ...]]:
        """What was asked for is read right before the end: somebody may have renewed it."""
        with self._opened(progress) as terraform:
            return {
                one.name: self._ended(terraform, one.name)
                for one in self._of_service(terraform)
                if due(one, now)
            }

    def standing(self, *only: str) -> tuple[Standing, ...]:
        with self._opened(Progress("environments")) as terraform:
            return tuple(self._of_service(terraform, only))

    def _of_service(self, terraform: Terraform, only: Sequence[str] = ()) -> Iterator[Standing]:
        """Another run may end one between the list and the look: that one is none any more."""
        for name in terraform.workspaces():
            if name.startswith(f"{self._service}-") and (not only or name in only):
                try:
                    terraform.use(name)
                    seen = self._standing(name, terraform)
                except FailedError:
                    if name in terraform.workspaces():
                        raise
                else:
                    yield seen

    def _planned(self, terraform: Terraform, spec: Spec) -> Plan:
        """What is judged is what is applied."""
        file = _file(terraform)
        terraform.plan(self._wanted(terraform, spec), file)
        shown = terraform.shown(file)
        return judged(self.root, self.config, self.env, spec, shown, terraform.scratch)

    def _ended(self, terraform: Terraform, name: str) -> tuple[str, ...]:
        """The proof is Terraform's own: it deletes no workspace whose state knows anything."""
        failure = None
        if terraform.resources():
            try:
                asked = terraform.outputs().get(ASKED) or _least(self._service, name)
                terraform.destroy(_variables(terraform, asked))
            except FailedError as error:
                failure = error
        if left := terraform.resources():
            why = f": {failure}" if failure else ""
            return tuple(f"{address} is still there{why}" for address in left)
        terraform.forget(name)
        return ()

    @property
    def _service(self) -> str:
        return names.service_of(self.config)

    def _wanted(self, terraform: Terraform, spec: Spec) -> Path:
        recipe = self.config.environments.seed
        seed = None
        if recipe:
            data = dataset(read(self.root / recipe, self.root), spec.size)
            seed = pack(data, terraform.scratch / "seed.sql.gz")
        return _variables(terraform, spec.variables(), seed)

    def _withdrawn(self, terraform: Terraform, name: str, error: BaseException) -> None:
        """What was begun and failed; says what is left. A lock is another run's to end."""
        if isinstance(error, IncompleteError) and "acquiring the state lock" in str(error):
            return
        terraform.progress.say(f"{name}: is taken down again")
        try:
            left = self._ended(terraform, name)
        except GoldenpathError as other:
            left = (str(other),)
        for line in left:
            error.add_note(line)
            terraform.progress.say(f"{name}: left behind: {line}")

    def _standing(self, name: str, terraform: Terraform) -> Standing:
        """`destroy` forgets first what was asked for: of what is half gone only the name is left to
        say of which change it is."""
        outputs = terraform.outputs()
        asked = outputs.get(ASKED) or {}
        created = _time(asked.get("created_at"))
        change = asked.get("change") if asked else _change(self._service, name)
        state: State
        if asked:
            state = "ready" if outputs.get(MADE) == asked else "broken"
        else:
            costs = set(terraform.resources()) - {RECORD}
            state = "ending" if costs else "creating"
        url = self.config.delivery.preview_url.replace("{change}", str(change)) if change else ""
        return Standing(
            name,
            state=state,
            created_at=created,
            expires_at=created + timedelta(hours=asked.get("ttl_hours") or 0),
            change=change,
            url=url,
            settings=outputs.get(SETTINGS) or {},
        )

    @contextmanager
    def _opened(self, progress: Progress) -> Iterator[Terraform]:
        """Terraform, ready to work, and nothing of it left afterwards but what it made."""
        settings = self.config.environments
        root = self.root / settings.infra
        if not any(root.glob("*.tf")):
            raise IncompleteError(
                f"{settings.infra}: there is no Terraform in it: [environments] infra in "
                f"{FILENAME} names the root module of a preview"
            )
        found = program.path(self.env)
        with TemporaryDirectory(prefix="goldenpath-") as name:
            scratch = Path(name)
            identity = Credentials(self.root, self.config, self.env, scratch).variables
            terraform = Terraform(
                found, root, scratch, self.env, identity, progress, settings.timeout
            )
            terraform.init(settings.backend)
            yield terraform


def _least(service: str, name: str) -> Mapping[str, Any]:
    """To destroy, Terraform wants valid variables, whatever they were: the state says what goes."""
    change = _change(service, name)
    return Spec(service, name, "unknown/unknown", "unknown", LONG_AGO, change=change).variables()


def _change(service: str, name: str) -> int | None:
    found = re.fullmatch(f"{re.escape(service)}-pr-([1-9][0-9]{{0,8}})", name)
    return int(found[1]) if found else None


def _variables(
    terraform: Terraform, environment: Mapping[str, Any], seed: Mapping[str, Any] | None = None
) -> Path:
    """In a file, for arguments are seen by others."""
    file = terraform.scratch / "environment.tfvars.json"
    file.write_text(json.dumps({"environment": environment, "seed": seed}), "utf-8")
    return file


def _file(terraform: Terraform) -> Path:
    return terraform.scratch / "plan"


def _time(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return LONG_AGO
