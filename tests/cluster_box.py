"""Clusters, their public routes, their Prometheus and a forge, on loopback: what a delivery meets.

The box follows the environment branches of a bare repository as a controller would, and plays one
scenario per environment. Its time is that of who looks: every look at a Rollout is one step, every
look at a route of staging one request, so nothing ever sleeps. Everything is state in plain fields,
so a box can be pickled, put away and started again at the same address.

    box = Box(remote=folder / "remote.git", port=free_port())
    box.create_remote()
    box.play("production-main", "abort", metric="p95")
    with box.serving():
        ... goldenpath.toml with box.settings(), environment of the job with box.secrets
    assert box.opened == [...]
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

CLUSTER_TOKEN, GIT_TOKEN = "cluster-token-of-the-box", "git-token-of-the-box"
SECRETS = {"GOLDENPATH_CLUSTER_TOKEN": CLUSTER_TOKEN, "GOLDENPATH_GIT_TOKEN": GIT_TOKEN}
NOTHING = "0" * 64
OURS = "project_7_bot_0b0c"
"""Who writes comments with the job's token."""
DIGEST = re.compile(r"digest: sha256:([0-9a-f]{64})")
SYNCED_AFTER, LATE = 1, 5
"""Looks until a controller has taken up a commit, and until a slow one has."""
STEPS: tuple[Mapping[str, Any], ...] = (
    {"analysis": {"templates": [{"templateName": "answers-release-gate"}]}},
    {"setCanaryScale": {"weight": 5}},
    {"setHeaderRoute": {"name": "cohort"}},
    {"pause": {"duration": "10m"}},
    {"setWeight": 5},
    {"pause": {"duration": "10m"}},
    {"setWeight": 50},
    {"pause": {"duration": "10m"}},
    {"setWeight": 100},
)
METRICS = {
    "requests": ("result[0] >= 20", "result[0] < 0", "[412]"),
    "p95": ("result[0] <= 2", "result[0] > 2", "[0.41]"),
    "errors": ("result[0] <= 0.005", "result[0] > 0.005", "[0]"),
    "cost": ("result[0] <= 2.5", "result[0] > 2.5", "[1.2]"),
    "token-errors": ("result[0] <= 0.01", "result[0] > 0.01", "[0]"),
}
"""Conditions of success and failure, and what a healthy canary measures."""
ROUTED: Mapping[str, Any] = {
    "v1/": {"answer": "the box answers"},
    "openapi.json": {"paths": {"/v1/answers": {}}},
}
"""What the gateway of the template lets through, by the start of a path, and what answers there."""
STREAM = b"event: delta\ndata: {}\n\nevent: done\ndata: {}\n\n"
BAD = "[7.5]"
TIRED_S = 3.5
"""Above the 3 s that a rendered service promises for its answers."""
Scenario = Literal[
    "healthy",  # synced, through all steps, answers
    "slow",  # as healthy, after 5 looks
    "never",  # nobody takes up the commit
    "refuses",  # answers, but not the smoke request: 400
    "dead",  # the new version does not start: the route answers 503
    "abort",  # the analysis fails at 5 %: back to the version before
    "deadline",  # aborted without a metric: no pod gets ready
    "inconclusive",  # an analysis without traffic: somebody has to decide
    "stuck",  # paused for ever
    "down",  # the API server answers 503
    "forbidden",  # the API server answers 403
]
PAST_SMOKE: Mapping[str, int] = {"refuses": 400, "dead": 503}


@dataclass
class Place:
    """One environment. `running` is the digest that everyone gets, `target` that of the branch;
    `looks` counts since the branch changed."""

    scenario: Scenario = "healthy"
    metric: str = "p95"
    prometheus: Literal["good", "frozen", "spent", "empty"] = "good"
    running: str = ""
    target: str = ""
    looks: int = 0
    revision: int = 0


@dataclass
class Preview:
    """`sticks` is whether something in it never ends."""

    number: int
    hours: float
    ttl: str = "24"
    sticks: bool = False
    looks: int = 0


@dataclass
class Change:
    """A change request of either forge. `commit` is what it ends with and what its preview runs, of
    which `dies` is one that does not start."""

    number: int
    head: str
    base: str
    title: str
    body: str
    open: bool = True
    labels: list[str] = field(default_factory=list)
    commit: str = "d" * 40
    author: str = "mona"
    reviewers: tuple[str, ...] = ("hubot",)
    dies: bool = False
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Who wrote it, and the text."""


@dataclass
class Box:
    """`remote` is the bare repository; `forbids_changes` is a forge that lets no job open one."""

    remote: Path
    port: int
    slug: str = "answers"
    regions: tuple[str, ...] = ("main",)
    gitops: str = "argocd"
    timeout: float = 30.0
    places: dict[str, Place] = field(default_factory=dict)
    previews: list[Preview] = field(default_factory=list)
    changes: dict[int, Change] = field(default_factory=dict)
    forbids_changes: bool = False
    hidden: bool = False
    """Whether the forge's project is none for who asks, as a private one is."""
    published: dict[str, str] = field(default_factory=dict)
    """Files of the default branch, as the forge tells them."""
    tires_after: int | None = None
    """How many requests the routes answer at once; each of those that follow takes `TIRED_S`."""
    pages: dict[str, Any] = field(default_factory=dict)
    """What the forge's API answers besides, by the end of its path."""
    faults: list[int | str] = field(default_factory=list)
    """What the API server answers next instead: a status, or text that is no object."""
    read: dict[str, str] = field(default_factory=dict)
    """The digest in each commit of an environment branch."""
    asked: list[str] = field(default_factory=list)
    """Method and path of each request, in order."""
    shown: list[str] = field(default_factory=list)
    """What each came with as Authorization, or as token of GitLab."""

    # ---- what a test says ------------------------------------------------------------------

    def play(self, environment: str, scenario: Scenario, metric: str = "p95") -> None:
        place = self.place(environment)
        place.scenario, place.metric = scenario, metric

    def place(self, environment: str) -> Place:
        return self.places.setdefault(environment, Place())

    def create_remote(self) -> Path:
        self.remote.mkdir(parents=True, exist_ok=True)
        self._git("init", "--quiet", "--bare")
        return self.remote

    # ---- what a test and a service read ----------------------------------------------------

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environments(self) -> tuple[str, ...]:
        return ("staging", *self.production)

    @property
    def production(self) -> tuple[str, ...]:
        return tuple(f"production-{region}" for region in self.regions)

    @property
    def secrets(self) -> dict[str, str]:
        return dict(SECRETS)

    @property
    def forge_api(self) -> str:
        """For GITHUB_API_URL and CI_API_V4_URL."""
        return f"{self.address}/forge"

    @property
    def opened(self) -> list[str]:
        """The change requests that are open, as `head -> base`."""
        return [f"{c.head} -> {c.base}" for c in self.changes.values() if c.open]

    def settings(self, **more: str) -> str:
        """`[delivery]` for goldenpath.toml; `more` are further keys, with values as in TOML."""
        keys = {
            "gitops": json.dumps(self.gitops),
            "repository": json.dumps(str(self.remote)),
            "production": json.dumps(self.production),
            "preview_url": json.dumps(f"{self.address}/route/pr-{{change}}"),
            "poll": "0.001",
            **more,
        }
        return "\n".join(
            [
                "[delivery]",
                *(f"{key} = {value}" for key, value in keys.items()),
                *(line for name in self.environments for line in self._table(name)),
                "",
            ]
        )

    def _table(self, name: str) -> Iterator[str]:
        yield f"[delivery.environments.{name}]"
        yield f'url = "{self.address}/route/{name}"'
        yield f'namespace = "{self.slug}-{name.partition("-")[0]}"'
        yield f'cluster = "{self.address}/cluster/{name}"'
        yield f'prometheus = "{self.address}/prometheus/{name}"'
        yield f"timeout = {self.timeout:g}"

    def commits(self, environment: str) -> list[str]:
        """Subjects of the commits on its branch, the newest first."""
        return self.log(f"environments/{environment}", "%s")

    def log(self, branch: str, form: str) -> list[str]:
        done = self._git("log", f"--format={form}", branch, "--", check=False)
        return done.splitlines()

    def file(self, branch: str, path: str) -> str:
        return self._git("cat-file", "blob", f"{branch}:{path}", check=False)

    def accept(self, number: int) -> None:
        """As a person merges a change request: its base becomes its head."""
        change = self.changes[number]
        change.open = False
        self._git("update-ref", f"refs/heads/{change.base}", f"refs/heads/{change.head}")

    # ---- the controllers -------------------------------------------------------------------

    def look(self, environment: str) -> Place:
        """One look further: what the branch says is taken up, and goes its way."""
        place = self.place(environment)
        target = self._released(environment)
        if target != place.target:
            place.target, place.looks = target, 0
            place.revision += 1
        place.looks += 1
        if self.through(place):
            place.running = place.target
        return place

    def _released(self, environment: str) -> str:
        """The digest that the branch names; git is asked once for each commit."""
        ref = self.remote / "refs" / "heads" / "environments" / environment
        tip = ref.read_text().strip() if ref.is_file() else f"environments/{environment}"
        if tip not in self.read or not ref.is_file():
            path = f"deploy/overlays/{environment}/release/kustomization.yaml"
            found = DIGEST.search(self.file(tip, path))
            self.read[tip] = "" if not found or found[1] == NOTHING else found[1]
        return self.read[tip]

    def synced(self, place: Place) -> bool:
        return place.scenario != "never" and place.looks > self._wait(place)

    def step(self, place: Place) -> int:
        """Of the Rollout, from 0; what ran before has none to go."""
        if place.target == place.running or not place.running:
            return len(STEPS)
        most = {"abort": 5, "inconclusive": 5, "stuck": 3, "deadline": 1}
        done = place.looks - self._wait(place) - 1
        return min(done, most.get(place.scenario, len(STEPS)))

    def _wait(self, place: Place) -> int:
        return LATE if place.scenario == "slow" else SYNCED_AFTER

    def through(self, place: Place) -> bool:
        good = place.scenario in ("healthy", "slow")
        return good and self.synced(place) and self.step(place) == len(STEPS)

    # ---- the API server --------------------------------------------------------------------

    def answer_cluster(self, environment: str, path: str, query: Mapping[str, str]) -> Answer:
        place = self.place(environment)
        if self.faults:
            fault = self.faults.pop(0)
            return (fault, {}) if isinstance(fault, int) else (200, fault)
        if place.scenario == "down":
            return 503, {"message": "the box is down"}
        if place.scenario == "forbidden":
            return 403, {"kind": "Status", "reason": "Forbidden"}
        if path == "/api/v1/namespaces":
            return 200, {"items": [self._namespace(preview) for preview in self._alive()]}
        if path.startswith("/api/v1/namespaces/"):
            return self._one_namespace(path.rpartition("/")[2])
        namespace = f"{self.slug}-{environment.partition('-')[0]}"
        argo = "/apis/argoproj.io/v1alpha1/namespaces"
        known = {
            f"/apis/apps/v1/namespaces/{namespace}/deployments/{self.slug}": self._deployment,
            f"{argo}/{namespace}/rollouts/{self.slug}": self._rollout,
            f"{argo}/{namespace}/analysisruns": self._runs,
            f"{argo}/argocd/applications/{self.slug}-{environment}": self._application,
        }
        if path not in known or not (place.running or self._released(environment)):
            return 404, {"kind": "Status", "reason": "NotFound"}
        return 200, known[path](environment, query)

    def _deployment(self, environment: str, _: Mapping[str, str]) -> dict[str, Any]:
        place = self.place(environment)
        digest = place.target if self.synced(place) else place.running
        image = f"registry.example.com/acme/{self.slug}@sha256:{digest}"
        return {
            "metadata": {"generation": place.revision},
            "spec": {"template": {"spec": {"containers": [{"name": "app", "image": image}]}}},
        }

    def _rollout(self, environment: str, _: Mapping[str, str]) -> dict[str, Any]:
        place = self.look(environment)
        step, synced = self.step(place), self.synced(place)
        aborted = synced and step < len(STEPS) and self._given_up(place, step)
        weights = [each.get("setWeight", 0) for each in STEPS[:step]]
        status = {
            "observedGeneration": "1",
            "workloadObservedGeneration": str(place.revision),
            "currentPodHash": place.target[:10] if synced else place.running[:10],
            "stableRS": place.running[:10],
            "currentStepIndex": step,
            "phase": "Healthy" if place.running == place.target or not synced else "Progressing",
            "canary": {"weights": {"canary": {"weight": max(weights, default=0)}}},
        }
        if aborted:
            status |= {"abort": True, "phase": "Degraded", "message": self._why(place)}
        elif synced and place.scenario == "inconclusive" and step == 5:
            reason = "InconclusiveAnalysisRun"
            status |= {
                "phase": "Paused",
                "message": reason,
                "pauseConditions": [{"reason": reason}],
            }
        elif synced and step < len(STEPS) and "pause" in STEPS[step]:
            reason = "CanaryPauseStep"
            status |= {
                "phase": "Paused",
                "message": reason,
                "pauseConditions": [{"reason": reason}],
            }
        return {
            "metadata": {
                "generation": 1,
                "annotations": {"rollout.argoproj.io/revision": str(place.revision)},
            },
            "spec": {
                "workloadRef": {"kind": "Deployment", "name": self.slug},
                "strategy": {"canary": {"steps": list(STEPS)}},
            },
            "status": status,
        }

    def _given_up(self, place: Place, step: int) -> bool:
        return (place.scenario, step) in (("abort", 5), ("deadline", 1))

    def _why(self, place: Place) -> str:
        if place.scenario == "deadline":
            return 'ReplicaSet "answers-new" has timed out progressing.'
        return f'RolloutAborted: metric "{place.metric}" assessed Failed due to failed (1) > limit'

    def _runs(self, environment: str, query: Mapping[str, str]) -> dict[str, Any]:
        place = self.place(environment)
        wanted = query.get("labelSelector", "").rpartition("=")[2]
        step = self.step(place)
        if wanted != place.target[:10] or step < 2 or place.target == place.running:
            return {"items": []}
        old = self._run(place, step, str(place.revision - 1))
        return {"items": [self._run(place, step, str(place.revision)), old]}

    def _run(self, place: Place, step: int, revision: str) -> dict[str, Any]:
        bad = place.scenario == "abort" and step == 5
        unknown = place.scenario == "inconclusive"
        results = []
        for name, (_, _, good) in METRICS.items():
            phase = "Inconclusive" if unknown else "Failed" if bad and name == place.metric else ""
            value = "[]" if unknown else BAD if phase else good
            at = {"phase": phase or "Successful", "value": value, "finishedAt": _ago(0)}
            results.append({"name": name, "phase": phase or "Running", "measurements": [at]})
        return {
            "metadata": {
                "name": f"{self.slug}-{place.target[:10]}-{revision}",
                "labels": {"rollout-type": "Background"},
                "annotations": {"rollout.argoproj.io/revision": revision},
            },
            "spec": {
                "metrics": [
                    {"name": name, "successCondition": success, "failureCondition": failure}
                    for name, (success, failure, _) in METRICS.items()
                ]
            },
            "status": {"phase": "Failed" if bad else "Running", "metricResults": results},
        }

    def _application(self, environment: str, _: Mapping[str, str]) -> dict[str, Any]:
        synced = self.synced(self.place(environment))
        return {
            "status": {
                "sync": {"status": "Synced" if synced else "OutOfSync", "revision": "c" * 40},
                "health": {"status": "Healthy"},
            }
        }

    # ---- previews --------------------------------------------------------------------------

    def _alive(self) -> list[Preview]:
        return [preview for preview in self.previews if not self._gone(preview)]

    def _gone(self, preview: Preview) -> bool:
        """As the ApplicationSet does: who is closed or has no label is deleted, a look later."""
        change = self.changes.get(preview.number)
        wanted = change is not None and change.open and "preview" in change.labels
        return not wanted and not preview.sticks and preview.looks > 1

    def _one_namespace(self, name: str) -> Answer:
        for preview in self.previews:
            preview.looks += 1
            if name == f"{self.slug}-pr-{preview.number}" and not self._gone(preview):
                return 200, self._namespace(preview)
        return 404, {"kind": "Status", "reason": "NotFound"}

    def _namespace(self, preview: Preview) -> dict[str, Any]:
        labels = {"goldenpath.dev/preview": "true"}
        if preview.ttl:
            labels["goldenpath.dev/ttl-hours"] = preview.ttl
        name = f"{self.slug}-pr-{preview.number}"
        created = _ago(preview.hours)
        return {"metadata": {"name": name, "labels": labels, "creationTimestamp": created}}

    # ---- Prometheus ------------------------------------------------------------------------

    def answer_prometheus(self, environment: str, query: str) -> Answer:
        """As a healthy service with traffic is measured, or as the scenario of the place says."""
        kind = self.place(environment).prometheus
        value: float | None = 0.0
        if kind == "empty" or (query.startswith("ALERTS") and kind != "frozen"):
            value = None
        elif query.startswith("ALERTS"):
            value = 1.0
        elif query.startswith("slo:error_budget:left"):
            value = -0.2 if kind == "spent" else 0.8
        elif query.startswith(("time()", "count(")):
            value = 6.0
        sample = {"metric": {"alertname": "ServiceFrozen"}, "value": [0, str(value)]}
        result = [] if value is None else [sample]
        return 200, {"status": "success", "data": {"resultType": "vector", "result": result}}

    # ---- the public route ------------------------------------------------------------------

    def tired(self) -> bool:
        if self.tires_after is None:
            return False
        self.tires_after -= 1
        return self.tires_after < 0

    def answer_route(self, environment: str) -> tuple[int, str]:
        """Status and release. Staging goes its way by these requests, production by its Rollout."""
        if environment.startswith("pr-"):
            return self._answer_preview(int(environment.removeprefix("pr-")))
        place = self.look(environment) if environment == "staging" else self.place(environment)
        if place.scenario in PAST_SMOKE and place.target != place.running and self.synced(place):
            return PAST_SMOKE[place.scenario], place.target[:12] * (place.scenario == "refuses")
        return (200, place.running[:12]) if place.running else (503, "")

    def _answer_preview(self, number: int) -> tuple[int, str]:
        change = self.changes.get(number)
        if change is None or not change.open or "preview" not in change.labels or change.dies:
            return 503, ""
        return 200, change.commit

    # ---- the forge -------------------------------------------------------------------------

    def answer_forge(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Answer:
        """Change requests of GitHub, below /repos/, and of GitLab, below /projects/."""
        if answer := self._beside_changes(path):
            return answer
        github = path.startswith("/repos/")
        if said := re.search(r"/(?:issues|merge_requests)/(\d+)/(?:comments|notes)$", path):
            return self._comments(method, self.changes[int(said[1])], query, body, github=github)
        if said := re.search(r"/(?:issues/comments|merge_requests/\d+/notes)/(\d+)$", path):
            number, at = divmod(int(said[1]), 1000)
            self.changes[number].comments[at] = (OURS, body["body"])
            return 200, {"id": int(said[1])}
        if found := re.search(r"/(?:pulls|merge_requests|issues)/(\d+)(/labels/preview)?$", path):
            change = self.changes.get(int(found[1]))
            if change is None:
                return 404, {"message": "Not Found"}
            if method in ("DELETE", "PUT") and "preview" in change.labels:
                change.labels.remove("preview")
            return 200, self._shown(change, github=github)
        if method == "GET":
            head = (query.get("head") or query.get("source_branch") or "").rpartition(":")[2]
            same = [c for c in self.changes.values() if c.open and head in ("", c.head)]
            return 200, [self._shown(change, github=github) for change in same]
        if self.forbids_changes:
            return 403, {"message": "GitHub Actions is not permitted to create pull requests"}
        number = max(self.changes, default=0) + 1
        names = ("head", "base", "body") if github else (
            "source_branch", "target_branch", "description"
        )  # fmt: skip
        head, base, text = (body[name] for name in names)
        self.changes[number] = Change(number, head, base, body["title"], text)
        return 201, self._shown(self.changes[number], github=github)

    def _beside_changes(self, path: str) -> Answer | None:
        """Pages and files; these in lines, as GitHub has them."""
        if page := [body for end, body in self.pages.items() if path.endswith(end)]:
            return 200, page[0]
        file = re.search(r"/(?:contents|repository/files)/([^/]+)$", path)
        text = self.published.get(unquote(file[1])) if file else None
        if self.hidden or (file and text is None):
            return 404, {"message": "Not Found"}
        return (
            None if text is None else (200, {"content": base64.encodebytes(text.encode()).decode()})
        )

    def _comments(
        self, method: str, change: Change, query: Mapping[str, str], body: Any, *, github: bool
    ) -> Answer:
        if method == "POST":
            change.comments.append((OURS, body["body"]))
            return 201, {"id": change.number * 1000 + len(change.comments) - 1}
        rows = []
        for at, (author, text) in enumerate(change.comments):
            kind = "Bot" if author == OURS else "User"
            who = {"user": {"type": kind}} if github else {"author": {"username": author}}
            rows.append({"id": change.number * 1000 + at, "body": text, **who})
        page, size = int(query.get("page", 1)), int(query.get("per_page", 30))
        return 200, rows[(page - 1) * size : page * size]

    def _shown(self, change: Change, *, github: bool) -> dict[str, Any]:
        address = f"{self.address}/changes/{change.number}"
        if github:
            return {
                "html_url": address,
                "state": "open" if change.open else "closed",
                "head": {"sha": change.commit},
                "user": {"login": change.author},
                "requested_reviewers": [{"login": name} for name in change.reviewers],
                "labels": [{"name": name} for name in change.labels],
            }
        return {
            "web_url": address,
            "state": "opened" if change.open else "closed",
            "sha": change.commit,
            "author": {"username": change.author},
            "reviewers": [{"username": name} for name in change.reviewers],
            "labels": change.labels,
        }

    # ---- the server ------------------------------------------------------------------------

    @contextmanager
    def serving(self) -> Iterator[Box]:
        box = self

        class Handler(_Handler):
            held = box

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def _git(self, *args: str, check: bool = True) -> str:
        done = subprocess.run(
            ("git", *args), cwd=self.remote, check=check, capture_output=True, text=True
        )
        return done.stdout if done.returncode == 0 else ""


Answer = tuple[int, Any]


class _Handler(BaseHTTPRequestHandler):
    held: Box
    wbufsize = -1

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.held.asked.append(f"{self.command} {unquote(parts.path)}")
        shown = self.headers.get("authorization") or self.headers.get("private-token") or ""
        self.held.shown.append(shown)
        _, kind, rest = parts.path.split("/", 2)
        name, _, path = rest.partition("/")
        if kind == "route":
            if self.held.tired():
                time.sleep(TIRED_S)
            status, release = self.held.answer_route(name)
            headers = {"x-service-release": release}
            if status == 200 and b'"stream": true' in data.replace(b":t", b": t"):
                self._send(status, STREAM, headers, "text/event-stream")
            else:
                routed = [body for start, body in ROUTED.items() if path.startswith(start)]
                self._send(status, routed[0], headers) if routed else self._send(404, {})
        elif kind == "forge":
            body = json.loads(data) if data else None
            self._send(*self.held.answer_forge(self.command, f"/{rest}", query, body))
        elif kind == "prometheus":
            form = {key: values[0] for key, values in parse_qs(data.decode()).items()}
            self._send(*self.held.answer_prometheus(name, (query | form).get("query", "")))
        elif shown != f"Bearer {CLUSTER_TOKEN}":
            self._send(401, {"kind": "Status", "reason": "Unauthorized"})
        else:
            self._send(*self.held.answer_cluster(name, f"/{path}", query))

    def _send(
        self,
        status: int,
        body: Any,
        headers: Mapping[str, str] | None = None,
        kind: str = "application/json",
    ) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing: a test reads `asked`."""


def _paused(reason: str) -> dict[str, Any]:
    return {"phase": "Paused", "message": reason, "pauseConditions": [{"reason": reason}]}


def _ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
