"""Terraform's commands on one root module: what they say as data, and why they fail in words."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates import interrupts
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.errors import FailedError, GoldenpathError, IncompleteError
from goldenpath_gates.policy.engine import folders
from goldenpath_gates.withheld import TOKENS

LOCK = ".terraform.lock.hcl"
LOCK_TIMEOUT = "60s"
LOOK_S = 0.2
"""Seconds between two looks at what a command says."""
DEFAULT = "default"
"""Terraform's first workspace: it cannot be deleted, and nothing of ours is in it."""
QUIET = {
    **{"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"},
    # A trace shows every value; arguments from outside would change what is applied.
    **dict.fromkeys(("TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER", "TF_LOG_PATH"), ""),
    **dict.fromkeys(("TF_CLI_ARGS", "TF_WORKSPACE"), ""),
}
WITHHELD = re.compile(r"GOLDENPATH_\w*(TOKEN|PASSWORD|KEY)|ACTIONS_ID_TOKEN_\w+|TF_CLI_ARGS_\w+")
NO_STATE = "No state file was found"
"""Of a workspace in which nothing was applied yet."""
DATA_SOURCE = re.compile(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*data\.")
"""A module may be called data, too."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TOLD = {"apply_start", "apply_complete", "apply_errored", "provision_start"}
"""Messages of `-json` that are worth a line."""


@dataclass(frozen=True)
class Trouble:
    """What no change of a configuration mends: `pattern` is looked for in what Terraform says."""

    pattern: re.Pattern[str]
    means: str


TROUBLES = (
    Trouble(
        re.compile(r"acquiring the state lock", re.IGNORECASE),
        "another run is at this environment: wait for its end; if it died, read the ID of the lock "
        "above and call `terraform force-unlock ID` in {root}",
    ),
    Trouble(
        re.compile(
            r"ExpiredToken|RequestExpired|InvalidIdentityToken|token (has |is )?expired"
            r"|invalid_grant|AADSTS\d+|no valid credential sources|could not find default cred"
            r"|building account|unable to build authorizer|Unauthorized\b|status code: 401",
            re.IGNORECASE,
        ),
        "the cloud or the cluster does not take this identity, or no longer: log in again, in a "
        "pipeline look at [environments] identity and at what the cloud trusts",
    ),
    Trouble(
        re.compile(
            r"Failed to query available provider packages|Failed to install provider|"
            r"Could not download module|Failed to download module|Inconsistent dependency lock",
            re.IGNORECASE,
        ),
        "a provider or a module cannot be had as {root} wants it: look at its versions, and let "
        "`terraform init` write the lock file where it lacks this platform",
    ),
    Trouble(
        re.compile(r"Backend initialization required|backend configuration|Error loading state"),
        "the state cannot be reached: [environments] backend says where it is",
    ),
)


@dataclass
class Terraform:
    """`root` is the root module, `scratch` a folder of ours for what must not stay: plans hold
    secrets. `env` is that of who calls us, `identity` gives what is added to it for each command,
    for tokens live for minutes. `timeout` is in seconds, for one command."""

    program: str
    root: Path
    scratch: Path
    env: Mapping[str, str] = field(repr=False)
    identity: Callable[[], Mapping[str, str]] = field(repr=False)
    progress: Progress
    timeout: float

    def init(self, backend: Mapping[str, str]) -> None:
        """By the locked providers, where the service has them locked."""
        settings = self.scratch / "backend.tfvars.json"  # a file, for arguments are seen by others
        settings.write_text(json.dumps(dict(backend)), "utf-8")
        locked = ("-lockfile=readonly",) if (self.root / LOCK).is_file() else ()
        with folders.locked(_cache() / "lock"):  # Terraform's cache is for one at a time
            self._json("init", f"-backend-config={settings}", *locked)

    def workspaces(self) -> tuple[str, ...]:
        rows = self._plain("workspace", "list").splitlines()
        names = (row.removeprefix("*").strip() for row in rows)
        return tuple(name for name in names if name and name != DEFAULT)

    def use(self, name: str, *, create: bool = False) -> None:
        self._plain("workspace", "select", *(("-or-create",) if create else ()), name)

    def forget(self, name: str) -> None:
        """The workspace. Terraform refuses while anything is left in its state."""
        self.use(DEFAULT)
        self._plain("workspace", "delete", f"-lock-timeout={LOCK_TIMEOUT}", name)

    def plan(self, variables: Path, out: Path) -> None:
        self._json("plan", f"-lock-timeout={LOCK_TIMEOUT}", f"-var-file={variables}", f"-out={out}")

    def shown(self, plan: Path) -> bytes:
        return self._plain("show", "-json", str(plan)).encode()

    def apply(self, plan: Path) -> None:
        """Exactly this plan: what changed meanwhile makes Terraform refuse it."""
        self._json("apply", f"-lock-timeout={LOCK_TIMEOUT}", str(plan))

    def apply_only(self, address: str, variables: Path) -> None:
        self._json(
            *("apply", "-auto-approve", f"-lock-timeout={LOCK_TIMEOUT}"),
            *(f"-target={address}", f"-var-file={variables}"),
        )

    def destroy(self, variables: Path) -> None:
        self._json(
            *("destroy", "-auto-approve", f"-lock-timeout={LOCK_TIMEOUT}"),
            f"-var-file={variables}",
        )

    def outputs(self) -> Mapping[str, Any]:
        said = json.loads(self._plain("output", "-json"))
        return {name: one["value"] for name, one in said.items()}

    def resources(self) -> tuple[str, ...]:
        """Addresses of all that the state still knows; data sources are nothing that stays."""
        try:
            rows = self._plain("state", "list").splitlines()
        except FailedError as error:
            if NO_STATE not in str(error):
                raise
            return ()
        return tuple(row for row in rows if row and not DATA_SOURCE.match(row))

    def _json(self, command: str, *arguments: str) -> None:
        code, said = self._run((command, "-json", "-no-color", *arguments), self._tell)
        if code:
            raise self._failure(command, list(_problems(said)) or [_ending(code, said)])

    def _plain(self, *command: str) -> str:
        code, said = self._run(command, lambda line: None)
        if code:
            complaint = self._said("stderr").read_text("utf-8", "replace")
            raise self._failure(" ".join(command[:2]), [_framed(complaint)])
        return "\n".join(said)

    def _tell(self, line: str) -> None:
        row = _row(line)
        if row.get("type") in TOLD:
            self.progress.say(str(row.get("@message", "")))

    def _run(
        self, command: Sequence[str], tell: Callable[[str], None]
    ) -> tuple[int, Sequence[str]]:
        """What it says goes to files: a broken pipe would kill Terraform amid its work, where a
        killed pipeline may leave it the time to end."""
        env = {**_without_keys(self.env), **self.identity(), **self._own()}
        with self._said("stdout").open("wb") as out, self._said("stderr").open("wb") as complaints:
            with interrupts.held_back():  # until the child is known here
                child = _started((self.program, *command), self.root, env, out, complaints)
            with self._said("stdout").open(encoding="utf-8", errors="replace") as heard:
                self._wait(child, command[0], heard, tell)
        return child.returncode, self._said("stdout").read_text("utf-8", "replace").splitlines()

    def _said(self, stream: str) -> Path:
        return self.scratch / stream

    def _wait(
        self,
        child: subprocess.Popen[bytes],
        command: str,
        heard: Iterable[str],
        tell: Callable[[str], None],
    ) -> None:
        """To its end, in any case: who kills Terraform loses what it made."""
        end = time.monotonic() + self.timeout
        try:
            while _runs(child):
                for line in heard:
                    tell(line)
                if time.monotonic() > end:
                    raise IncompleteError(
                        f"terraform {command} took more than {self.timeout:.0f} s and was asked to "
                        "stop: [environments] timeout allows more"
                    )
        except BaseException:
            with interrupts.held_back():
                child.send_signal(signal.SIGINT)  # once: a second one would cut it short
                child.wait()
            raise
        for line in heard:
            tell(line)

    def _own(self) -> dict[str, str]:
        cache = self.env.get("TF_PLUGIN_CACHE_DIR") or str(_cache())
        return {**QUIET, "TF_DATA_DIR": str(self.scratch / "data"), "TF_PLUGIN_CACHE_DIR": cache}

    def _failure(self, command: str, said: Sequence[str]) -> GoldenpathError:
        text = "; ".join(said).replace(f"{self.scratch}/", "") or "it says nothing"
        for trouble in TROUBLES:
            if trouble.pattern.search(text):
                means = trouble.means.format(root=self.root)
                return IncompleteError(f"terraform {command}: {text}: {means}")
        return FailedError(f"terraform {command}: {text}")


def _cache() -> Path:
    """Of providers, which are large, for all services of this user."""
    return folders.private("terraform")


def _without_keys(env: Mapping[str, str]) -> dict[str, str]:
    """Providers and what a module starts see the keys of the cloud, and no others of the job."""
    return {
        name: value
        for name, value in env.items()
        if name not in TOKENS and not WITHHELD.fullmatch(name)
    }


def _started(
    command: Sequence[str], root: Path, env: Mapping[str, str], said: Any, complaints: Any
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            cwd=root,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complaints,
            start_new_session=True,  # a terminal would interrupt it, too
        )
    except OSError as error:
        raise IncompleteError(f"{command[0]} cannot be started: {error.strerror}") from None


def _runs(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(LOOK_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _row(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _problems(said: Sequence[str]) -> Iterator[str]:
    """`file:line:column: summary: detail` of each error; values are not told."""
    for line in said:
        problem = _row(line).get("diagnostic") or {}
        if problem.get("severity") == "error":
            at = problem.get("range") or {}
            start = at.get("start", {})
            place = f"{at['filename']}:{start.get('line')}:{start.get('column')}: " if at else ""
            detail = " ".join(str(problem.get("detail") or "").split())
            yield f"{place}{problem['summary']}" + (f": {detail}" if detail else "")


def _ending(code: int, said: Sequence[str]) -> str:
    """Where it names no error: it was killed, or does not speak JSON."""
    last = said[-1] if said else ""
    return f"ended with {code}, said last: {_row(last).get('@message') or last or 'nothing'}"


def _framed(text: str) -> str:
    """What Terraform draws a frame around, on one line."""
    return " ".join(re.sub(r"[╷│╵]", " ", COLOUR.sub("", text)).split())
