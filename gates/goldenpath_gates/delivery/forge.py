"""Change requests of both forges: those that have previews, and one that takes a release back."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

from goldenpath_gates import strictjson
from goldenpath_gates.delivery.remote import OWN
from goldenpath_gates.delivery.tokens import bearer, token
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry.exchange import loopback

if TYPE_CHECKING:
    import httpx2

TIMEOUT_S = 20.0
LABEL = "preview"
PAGE, MOST_PAGES = 100, 10
"""Comments that are looked through: so many pages of so many."""
BOT = re.compile(r"(?:project|group)_\d+_bot")


@dataclass(frozen=True)
class Change:
    """A change request: its address, whether it is open, and the commit that it ends with. The
    `author` and the `reviewers` are names of users, `labels` names, too."""

    url: str
    open: bool
    head: str
    author: str
    reviewers: tuple[str, ...]
    labels: tuple[str, ...]


class Forge(Protocol):
    def propose(self, head: str, base: str, title: str, body: str) -> str:
        """Opens a change request, or finds the open one of the same branches; its address."""
        ...

    def change(self, number: int) -> Change | None:
        """None where there is none of that number. Raises IncompleteError where changes may not
        be read: both forges hide what is private behind the same 404."""
        ...

    def published(self, path: str) -> str | None:
        """A file of the default branch; None where it has none."""
        ...

    def remove_label(self, number: int) -> None:
        """Takes the label `preview` off; it does not matter whether it was there."""
        ...

    def comment(self, number: int, mark: str, text: str) -> None:
        """Says it once: what was said under the same mark before is replaced."""
        ...


@dataclass(frozen=True)
class Project:
    """`api` is the address below which the project answers."""

    api: str
    headers: Mapping[str, str] = field(repr=False)
    http: httpx2.Client = field(repr=False)

    def ask(self, method: str, path: str, expected: tuple[int, ...], **content: Any) -> Any:
        """The JSON of the answer; None for an expected 404. Raises IncompleteError."""
        import httpx2

        what = f"{method} {path.partition('?')[0]}"
        try:
            answer = self.http.request(method, self.api + path, headers=self.headers, **content)
            body = strictjson.loads(answer.content) if answer.content else None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            kind = type(error).__name__
            raise IncompleteError(f"{what}: the forge cannot be reached ({kind})") from None
        except ValueError:
            raise IncompleteError(f"{what}: the forge answers with what is no JSON") from None
        if answer.status_code not in expected:
            raise IncompleteError(
                f"{what}: the forge answers {answer.status_code}: let the job write change "
                f"requests, by its own token or {OWN}: docs/delivery/README.md of goldenpath"
            )
        return None if answer.status_code == 404 else body

    def one(self, changes: str, number: int) -> Any:
        """Of these changes; None only where who asks may read them, and it is not among them."""
        found = self.ask("GET", f"{changes}/{number}", (200, 404))
        if found is None:
            self.ask("GET", changes, (200,), params={"per_page": 1})
        return found


@dataclass(frozen=True)
class GitHub:
    project: Project
    owner: str

    def propose(self, head: str, base: str, title: str, body: str) -> str:
        query = {"head": f"{self.owner}:{head}", "base": base, "state": "open"}
        found = self.project.ask("GET", "/pulls", (200,), params=query)
        if not found:
            asked = {"head": head, "base": base, "title": title, "body": body}
            found = [self.project.ask("POST", "/pulls", (201,), json=asked)]
        return str(_field(found[0], "html_url"))

    def change(self, number: int) -> Change | None:
        found = self.project.one("/pulls", number)
        if found is None:
            return None
        return Change(
            str(_field(found, "html_url")),
            _field(found, "state") == "open",
            str(_field(_field(found, "head"), "sha")),
            str(_field(_field(found, "user"), "login")),
            tuple(str(_field(one, "login")) for one in _field(found, "requested_reviewers")),
            tuple(str(_field(one, "name")) for one in _field(found, "labels")),
        )

    def published(self, path: str) -> str | None:
        return _content(self.project.ask("GET", f"/contents/{path}", (200, 404)))

    def remove_label(self, number: int) -> None:
        self.project.ask("DELETE", f"/issues/{number}/labels/{LABEL}", (200, 404))

    def comment(self, number: int, mark: str, text: str) -> None:
        said = {"body": f"{mark}\n{text}"}
        path = f"/issues/{number}/comments"
        if found := _marked(self.project, path, mark):
            path = f"/issues/comments/{found}"
            self.project.ask("PATCH", path, (200,), json=said)
        else:
            self.project.ask("POST", path, (201,), json=said)


@dataclass(frozen=True)
class GitLab:
    project: Project

    def propose(self, head: str, base: str, title: str, body: str) -> str:
        branches = {"source_branch": head, "target_branch": base}
        query = {**branches, "state": "opened"}
        found = self.project.ask("GET", "/merge_requests", (200,), params=query)
        if not found:
            asked = {**branches, "title": title, "description": body, "remove_source_branch": True}
            found = [self.project.ask("POST", "/merge_requests", (201,), json=asked)]
        return str(_field(found[0], "web_url"))

    def change(self, number: int) -> Change | None:
        found = self.project.one("/merge_requests", number)
        if found is None:
            return None
        return Change(
            str(_field(found, "web_url")),
            _field(found, "state") == "opened",
            str(_field(found, "sha")),
            str(_field(_field(found, "author"), "username")),
            tuple(str(_field(one, "username")) for one in _field(found, "reviewers")),
            tuple(map(str, _field(found, "labels"))),
        )

    def published(self, path: str) -> str | None:
        address = f"/repository/files/{quote(path, safe='')}"
        found = self.project.ask("GET", address, (200, 404), params={"ref": "HEAD"})
        return _content(found)

    def remove_label(self, number: int) -> None:
        asked = {"remove_labels": LABEL}
        self.project.ask("PUT", f"/merge_requests/{number}", (200, 404), json=asked)

    def comment(self, number: int, mark: str, text: str) -> None:
        said = {"body": f"{mark}\n{text}"}
        path = f"/merge_requests/{number}/notes"
        if found := _marked(self.project, path, mark):
            self.project.ask("PUT", f"{path}/{found}", (200,), json=said)
        else:
            self.project.ask("POST", path, (201,), json=said)


def _marked(project: Project, path: str, mark: str) -> int:
    """The comment that begins with the mark and is ours; 0 where there is none.

    Anybody may write a mark, so it counts only where a program wrote it.
    """
    for page in range(1, MOST_PAGES + 1):
        query = {"per_page": PAGE, "page": page}
        rows = project.ask("GET", path, (200,), params=query)
        for row in rows:
            if str(_field(row, "body")).startswith(mark) and _of_program(row):
                return int(_field(row, "id"))
        if len(rows) < PAGE:
            break
    return 0


def _of_program(row: Mapping[str, Any]) -> bool:
    """GitHub says so; GitLab calls a token's user project_7_bot_0123 or group_7_bot_0123."""
    github, gitlab = row.get("user") or {}, row.get("author") or {}
    return github.get("type") == "Bot" or bool(BOT.match(str(gitlab.get("username", ""))))


def _content(found: Any) -> str | None:
    """Of a file, which both forges put into Base64."""
    try:
        return None if found is None else b64decode(_field(found, "content")).decode("utf-8")
    except (binascii.Error, TypeError, ValueError):
        raise IncompleteError("the forge's answer holds no file: compare its version") from None


def _field(document: Any, name: str) -> Any:
    if not isinstance(document, dict) or name not in document:
        raise IncompleteError(f"the forge's answer has no {name}: compare its version")
    return document[name]


@contextmanager
def opened(env: Mapping[str, str]) -> Iterator[Forge]:
    """Raises IncompleteError outside a pipeline, and without a token that may write."""
    import httpx2

    own = token(env, OWN)
    with httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False) as http:
        if env.get("GITLAB_CI"):
            api, name = _of(env, "CI_API_V4_URL", "CI_PROJECT_ID")
            job = token(env, "CI_JOB_TOKEN")
            headers = {"private-token": own} if own else {"job-token": job}
            _require(own or job)
            address = f"{api}/projects/{quote(name, safe='')}"
            yield GitLab(Project(address, headers, http))
        else:
            api, name = _of(env, "GITHUB_API_URL", "GITHUB_REPOSITORY")
            headers = {
                **bearer(_require(own or token(env, "GITHUB_TOKEN"))),
                "accept": "application/vnd.github+json",
                "x-github-api-version": "2022-11-28",
            }
            yield GitHub(Project(f"{api}/repos/{name}", headers, http), name.partition("/")[0])


def _of(env: Mapping[str, str], api: str, project: str) -> tuple[str, str]:
    if missing := [name for name in (api, project) if not env.get(name)]:
        raise IncompleteError(f"there is no forge here to ask: {missing[0]} is not set")
    parts = urlsplit(env[api])
    if parts.scheme != "https" and not loopback(parts.netloc):
        raise UsageError(f"{api} must be an https address, not {env[api]!r}")
    return env[api], env[project]


def _require(value: str) -> str:
    if not value:
        raise IncompleteError(f"no token may ask the forge: set {OWN}, or hand on the forge's own")
    return value
