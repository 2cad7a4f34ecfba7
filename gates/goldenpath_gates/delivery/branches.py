"""The environment branches: what a controller reads, written without a work tree.

A deployment is one commit whose tree is `deploy/` and `flags/` of the released commit and the
release component. It is made of git's objects alone, in a repository that lives as long as a `with`
block: no file of a change is checked out, no hook and no setting of the machine takes part.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates import git, process, signoff
from goldenpath_gates.delivery import release
from goldenpath_gates.delivery.promotion import release_of
from goldenpath_gates.delivery.remote import OWN, Remote
from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.registry.reference import Reference

FOLDERS = ("deploy", "flags")
ATTEMPTS = 4
"""Pushes of one commit, where somebody else was quicker."""
TIMEOUT_S = 300.0
KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_EXEC_PATH")
LATE = ("fetch first", "non-fast-forward", "stale info", "cannot lock ref", "reference already")
"""What git says of a push that came second."""
WHO = {"NAME": "goldenpath", "EMAIL": "goldenpath@noreply.invalid"}

TAKE_BACK = "take back "
"""How the subject of a commit begins that restores what was before."""


@dataclass(frozen=True)
class Deployed:
    """What the branch of an environment says now. `before` is the commit that it said earlier,
    `earlier` the digest of it; None where there was none. `changed` is whether we wrote it."""

    environment: str
    commit: str
    before: str | None
    earlier: str | None
    changed: bool

    @property
    def branch(self) -> str:
        return branch_of(self.environment)


def branch_of(environment: str) -> str:
    return f"environments/{environment}"


@dataclass(frozen=True)
class Branches:
    """`source` is the released commit, whose objects are read where they are."""

    folder: Path
    remote: Remote
    source: str
    env: Mapping[str, str] = field(repr=False)

    def known(self, environment: str) -> bool:
        """Whether anything was ever deployed there."""
        return self._tip(branch_of(environment)) is not None

    def deploy(
        self, environment: str, image: Reference, manifests: Reference | None = None
    ) -> Deployed:
        """Raises IncompleteError where the branch cannot be written."""
        tree = self._tree(environment, image, manifests)
        branch = branch_of(environment)
        subject = f"deploy {release_of(image.digest)} to {environment}"
        for _ in range(ATTEMPTS):
            tip = self._tip(branch)
            if tip and self._ask("rev-parse", f"{tip}^{{tree}}") == tree:
                return self._described(environment, tip, changed=False)
            commit = self._commit(tree, tip, self._message(subject, image))
            if self._push(commit, branch):
                return self._described(environment, commit, changed=True)
        raise IncompleteError(
            f"{branch}: others committed {ATTEMPTS} times in between: run the stage again"
        )

    def current(self, environment: str) -> Deployed:
        """What is deployed now. Raises IncompleteError where nothing ever was."""
        tip = self._tip(branch_of(environment))
        if tip is None:
            raise IncompleteError(f"{branch_of(environment)}: there is no such branch yet")
        return self._described(environment, tip, changed=False)

    def revert(self, deployed: Deployed) -> str:
        """Puts back what was there before; the commit that does.

        Raises FailedError where somebody committed since, or nothing was there.
        """
        commit = self._way_back(deployed)
        if not self._push(commit, deployed.branch):
            raise self._moved(deployed)
        return commit

    def propose_revert(self, deployed: Deployed) -> str:
        """Pushes the same commit to a branch of its own, for people to accept; its name."""
        branch = f"revert/{deployed.environment}/{deployed.commit[:12]}"
        if self._tip(branch) is None:
            self._push(self._way_back(deployed), branch)
        return branch

    def _way_back(self, deployed: Deployed) -> str:
        if self._tip(deployed.branch) != deployed.commit:
            raise self._moved(deployed)
        if self._ask("log", "-1", "--format=%s", deployed.commit).startswith(TAKE_BACK):
            raise FailedError(
                f"{deployed.branch}: its last commit took a release back already, and the one "
                "before it is what was bad: nothing was done"
            )
        if deployed.before is None:
            raise FailedError(f"{deployed.branch}: nothing was deployed before, nothing to go to")
        subject = f"{TAKE_BACK}{deployed.commit[:12]} from {deployed.environment}"
        tree = self._ask("rev-parse", f"{deployed.before}^{{tree}}")
        return self._commit(tree, deployed.commit, f"{subject}\n\n{self._run()}")

    def _moved(self, deployed: Deployed) -> FailedError:
        return FailedError(
            f"{deployed.branch}: somebody committed since {deployed.commit[:12]}, so nothing was "
            "taken back: look at the branch, and put it right by hand"
        )

    def _described(self, environment: str, commit: str, *, changed: bool) -> Deployed:
        parents = self._ask("log", "-1", "--format=%P", commit).split()
        before = parents[0] if parents else None
        text = before and self._text(before, release.path_of(environment))
        return Deployed(
            environment, commit, before, release.digest_in(text) if text else None, changed
        )

    def _message(self, subject: str, image: Reference) -> str:
        return f"{subject}\n\nImage: {image}\nSource-Commit: {self.source}\n{self._run()}"

    def _run(self) -> str:
        return f"Run: {signoff.run_of(self.env) or 'none'}\n"

    def _tree(self, environment: str, image: Reference, manifests: Reference | None) -> str:
        """Of the released commit, with the release component as it is deployed."""
        path = release.path_of(environment)
        filled = {path: release.filled(self._required(path), image, path)}
        if manifests:
            path = release.flux_path_of(environment)
            filled[path] = release.followed(self._required(path), manifests, path)
        self._ask("read-tree", "--empty")
        files = self._ask("ls-tree", "-r", "-z", self.source, *FOLDERS)
        self._ask("update-index", "-z", "--index-info", data=files)
        for path, text in filled.items():
            blob = self._ask("hash-object", "-w", "--stdin", data=text)
            self._ask("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
        return self._ask("write-tree")

    def _required(self, path: str) -> str:
        text = self._text(self.source, path)
        if text is None:
            raise IncompleteError(
                f"{path} is not in {self.source[:12]}: give the environment an overlay, "
                "`copier update` brings those of the template"
            )
        return text

    def _text(self, commit: str, path: str) -> str | None:
        done = self._git("cat-file", "blob", f"{commit}:{path}")
        return done.stdout if done.returncode == 0 else None

    def _commit(self, tree: str, parent: str | None, message: str) -> str:
        parents = ("-p", parent) if parent else ()
        return self._ask("commit-tree", tree, *parents, data=message)

    def _tip(self, branch: str) -> str | None:
        """The commit of a branch with the one before it; None where there is no such branch."""
        ref = f"refs/heads/{branch}"
        if not self._ask("ls-remote", self.remote.address, ref):
            return None
        fetched = f"+{ref}:refs/tips/{branch}"
        self._ask("fetch", "--quiet", "--no-tags", "--depth=2", self.remote.address, fetched)
        return self._ask("rev-parse", f"refs/tips/{branch}")

    def _push(self, commit: str, branch: str) -> bool:
        """Never by force: False where somebody else was quicker."""
        done = self._git(
            "push", "--porcelain", self.remote.address, f"{commit}:refs/heads/{branch}"
        )
        if done.returncode == 0:
            return True
        said = f"{done.stdout}\n{done.stderr}"
        if any(sign in said for sign in LATE):
            return False
        raise self._refused("push", said)

    def _ask(self, *args: str, data: str | None = None) -> str:
        done = self._git(*args, data=data)
        if done.returncode != 0:
            raise self._refused(args[0], done.stderr)
        return done.stdout.strip()

    def _git(self, *args: str, data: str | None = None) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ("git", *args),
                cwd=self.folder,
                env=dict(self.env),
                input=data or "",
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=TIMEOUT_S,
            )
        except subprocess.TimeoutExpired:
            raise IncompleteError(
                f"git {args[0]} of {self.remote.address} took more than {TIMEOUT_S:g} s"
            ) from None

    def _refused(self, what: str, said: str) -> IncompleteError:
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        told = (line for line in lines if line.startswith(("!", "fatal", "remote: ")))
        shown = next(told, "it does not say why")[:300]
        return IncompleteError(
            f"{self.remote.address}: git {what} did not work ({shown}): the job needs to write to "
            f"the repository, by {OWN} or the forge's own token"
        )


@contextmanager
def opened(remote: Remote, root: Path, env: Mapping[str, str]) -> Iterator[Branches]:
    """Raises IncompleteError without git, or where it names no commit."""
    process.find("git", "environment branches are written with it")
    git.require_commit(root)
    source = git.commit(root) or ""
    with tempfile.TemporaryDirectory(prefix="goldenpath-branches-") as name:
        folder = Path(name)
        branches = Branches(folder, remote, source, _environment(remote, root, env))
        branches._ask("init", "--quiet", "--bare", "--template=", ".")
        yield branches


def _environment(remote: Remote, root: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Of git: nothing that the machine or the user set up, and no traces of what is sent."""
    clean = {k: v for k, v in env.items() if not k.startswith("GIT_") or k in KEPT}
    settings = remote.settings
    people = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in WHO.items()}
    given = {
        f"GIT_CONFIG_{part}_{i}": text
        for i, pair in enumerate(settings.items())
        for part, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return {
        **clean,
        **people,
        **given,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(git.objects(root)),
        "LC_ALL": "C",
    }
