"""A change in a cluster: its image is pushed, it is waited for, asked, and told of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from goldenpath_gates.config import Config
from goldenpath_gates.environments import engines, preview
from goldenpath_gates.environments.engine import LONG_AGO, Plan, Standing, State
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.errors import FailedError, GoldenpathError, IncompleteError, UsageError
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Figure, Finding, Judgement

from tests import registry_box
from tests.cluster_box import Change
from tests.gates.delivery.conftest import GITHUB, GITLAB, World
from tests.gates.support import CONFIG, write

HEAD = "d" * 40
HOSTILE = "a`b`<script>**x**"
CLOUD = '[environments]\ncloud = "aws"\nteam = "tea"\nttl_hours = 5\n'


@dataclass
class Scene:
    """A pipeline for change 7, whose image was judged; `digest` is that of the image."""

    world: World
    registry: registry_box.Registry
    digest: str

    @property
    def change(self) -> Change:
        return self.world.box.changes[7]

    @property
    def config(self) -> Config:
        return self.world.config

    def run(self) -> Judgement:
        world = self.world
        return preview.previewed(world.root, self.config, world.env, world.clock.pace)

    def configure(self, more: str = "") -> None:
        image = f'[image]\nrepository = "{self.registry.host}/acme/answers"\n'
        settings = f"{CONFIG}{image}{self.world.box.settings()}{more}"
        write(self.world.root, {"goldenpath.toml": settings})


@pytest.fixture(params=[GITHUB, GITLAB], ids=["github", "gitlab"])
def scene(request: pytest.FixtureRequest, world: World) -> Iterator[Scene]:
    registry = registry_box.Registry()
    with registry.serving():
        digest = registry_box.image(world.root / "dist/image")
        write(world.root, {"reports/image/image.json": json.dumps({"digest": digest})})
        world.box.changes[7] = Change(7, HOSTILE, "main", HOSTILE, HOSTILE, labels=["preview"])
        world.env |= request.param | registry_box.ENV | _job(world, request.param)
        scene = Scene(world, registry, digest)
        scene.configure()
        yield scene


def _job(world: World, forge: dict[str, str]) -> dict[str, str]:
    if "GITLAB_CI" in forge:
        merge_request = {"IID": "7", "SOURCE_BRANCH_SHA": HEAD, "SOURCE_BRANCH_NAME": HOSTILE}
        return {f"CI_MERGE_REQUEST_{name}": value for name, value in merge_request.items()}
    event = {"pull_request": {"number": 7, "head": {"sha": HEAD, "ref": HOSTILE}}}
    path = world.root.parent / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(path)}


def test_a_change_lives_by_itself(scene: Scene) -> None:
    judged = scene.run()
    address = f"{scene.world.box.address}/route/pr-7"
    assert (judged.verdict, judged.summary) == ("passed", f"{HEAD[:12]} answers at {address}")
    assert scene.registry.tags == {HEAD: scene.digest}
    ((_, comment),) = scene.change.comments
    assert comment.startswith(f"{preview.MARK}\n**Preview** of `{HEAD[:12]}`: {address}\n")
    assert "passed: " in comment
    assert HOSTILE not in comment


def test_a_second_push_moves_the_tag_and_mends_the_comment(scene: Scene) -> None:
    """The same commit over another target branch is another image."""
    scene.registry.tags[HEAD] = scene.digest.replace(scene.digest[-1], "0")
    scene.run()
    scene.change.dies = True
    assert scene.run().verdict == "failed"
    assert scene.registry.tags == {HEAD: scene.digest}
    ((_, comment),) = scene.change.comments
    assert "failed: " in comment


def test_a_change_that_does_not_start(scene: Scene) -> None:
    scene.change.dies = True
    judged = scene.run()
    assert [finding.rule for finding in judged.findings] == ["preview-version"]
    assert "503 of a version that does not say which it is" in judged.findings[0].message


def test_another_commit_answers(scene: Scene) -> None:
    """As Argo CD has not taken up the push: what was there before does not count."""
    scene.world.box.answer_route = lambda environment: (200, "e" * 40)  # type: ignore[method-assign]
    judged = scene.run()
    assert [finding.rule for finding in judged.findings] == ["preview-version"]


def test_a_change_that_answers_badly(scene: Scene) -> None:
    table = '[[delivery.smoke]]\npath = "/v1/answers"\ncontains = "thirty days"\n'
    scene.configure(table)
    judged = scene.run()
    assert [finding.rule for finding in judged.findings] == ["smoke-answer"]


def _closed(scene: Scene) -> None:
    scene.change.open = False


def _gone(scene: Scene) -> None:
    del scene.world.box.changes[7]


def _superseded(scene: Scene) -> None:
    scene.change.commit = "e" * 40


def _no_record(scene: Scene) -> None:
    (scene.world.root / "reports/image/image.json").unlink()


def _bad_record(scene: Scene) -> None:
    (scene.world.root / "reports/image/image.json").write_text("[]")


def _other_image(scene: Scene) -> None:
    record = json.dumps({"digest": f"sha256:{'0' * 64}"})
    (scene.world.root / "reports/image/image.json").write_text(record)


def _no_address(scene: Scene) -> None:
    path = scene.world.root / "goldenpath.toml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("preview_url")))


def _no_token(scene: Scene) -> None:
    scene.world.env.pop("GOLDENPATH_GIT_TOKEN")


def _closed_registry(scene: Scene) -> None:
    scene.world.env["GOLDENPATH_REGISTRY_PASSWORD"] = "another"  # noqa: S105


MISSING: list[tuple[Callable[[Scene], None], type[GoldenpathError], str]] = [
    (_closed, IncompleteError, "change 7 is not open"),
    (_gone, IncompleteError, "change 7 is not open"),
    (_superseded, IncompleteError, "ends with eeeeeeeeeeee meanwhile"),
    (_no_record, IncompleteError, "run the stage image before"),
    (_bad_record, IncompleteError, "run the stage image before"),
    (_other_image, RefusedError, "verify-digest"),
    (_no_address, UsageError, "preview_url is not set"),
    (_no_token, IncompleteError, "no token may ask the forge"),
    (_closed_registry, IncompleteError, "40[13]"),
]


@pytest.mark.parametrize(
    ("missing", "error", "says"), MISSING, ids=[row[0].__name__[1:] for row in MISSING]
)
def test_what_is_missing_is_said_before_anybody_waits(
    scene: Scene, missing: Callable[[Scene], None], error: type[GoldenpathError], says: str
) -> None:
    missing(scene)
    with pytest.raises(error, match=says):
        scene.run()
    assert not any("/route/" in path for path in scene.world.box.asked)
    assert scene.registry.tags == {}


# ---- with a cloud ------------------------------------------------------------------------------


@dataclass
class Clouds:
    """An engine that does nothing but remember what it was asked."""

    findings: tuple[Finding, ...] = ()
    there: list[Standing] = field(default_factory=list)
    made: list[Spec] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    remains: tuple[str, ...] = ()
    refuses: Exception | None = None
    watch: Callable[[], None] = lambda: None
    """Is called before one is ended."""

    def plan(self, spec: Spec, _: object) -> Plan:
        cost = Figure("cost of the preview", 0.42, "USD", "<= 10", True)
        return Plan(("+ kubernetes_namespace_v1.this",), self.findings, (cost,))

    def up(self, spec: Spec, _: object) -> Standing:
        self.made.append(spec)
        return standing(spec.name, 0, spec.change)

    def down(self, name: str, _: object) -> tuple[str, ...]:
        self.watch()
        if refuses := self.refuses:
            self.refuses = None
            raise refuses
        self.ended.append(name)
        return self.remains

    def standing(self, *only: str) -> tuple[Standing, ...]:
        found = [one for one in self.there if not only or one.name in only]
        self.seen += [one.name for one in found]
        return tuple(found)


def standing(name: str, hours: float, change: int | None = 7) -> Standing:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=hours)
    return Standing(name, "ready", made, made + timedelta(hours=24), change)


def undated(name: str, state: State, change: int | None = 7) -> Standing:
    """As the engine shows what is only begun, or half gone."""
    return Standing(name, state, LONG_AGO, LONG_AGO, change)


@pytest.fixture
def clouds(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Clouds:
    scene.configure(CLOUD)
    scene.world.box.published["goldenpath.toml"] = CLOUD
    clouds = Clouds()
    monkeypatch.setattr(engines, "in_cloud", lambda *_: clouds)
    return clouds


def test_what_is_around_it_is_made_first(scene: Scene, clouds: Clouds) -> None:
    assert scene.run().verdict == "passed"
    (spec,) = clouds.made
    assert (spec.name, spec.change, spec.team, spec.ttl_hours) == ("answers-pr-7", 7, "tea", 5)
    assert (spec.author, spec.reviewers) == ("mona", ("hubot",))
    assert "cost of the preview: 0.42 USD" in scene.change.comments[0][1]


def test_a_push_does_not_prolong_its_life(scene: Scene, clouds: Clouds) -> None:
    clouds.there = [standing("answers-pr-7", 3), standing("answers-pr-8", 9, 8)]
    scene.run()
    assert clouds.made[0].created_at == clouds.there[0].created_at


def test_what_is_half_gone_is_made_anew(scene: Scene, clouds: Clouds) -> None:
    """By a time that nobody knows, the next night would end it."""
    clouds.there = [undated("answers-pr-7", "ending")]
    scene.run()
    assert datetime.now(UTC) - clouds.made[0].created_at < timedelta(hours=1)


def test_only_its_own_environment_is_looked_at(scene: Scene, clouds: Clouds) -> None:
    """Others come and go meanwhile."""
    clouds.there = [standing("answers-pr-7", 3), standing("answers-pr-8", 9, 8)]
    scene.run()
    assert clouds.seen == ["answers-pr-7"]


@pytest.mark.parametrize(
    "published",
    [
        {},
        {"goldenpath.toml": "[service]\n"},
        {"goldenpath.toml": CLOUD.replace("aws", "gcp")},
        {"goldenpath.toml": f'{CLOUD}[environments.backend]\nbucket = "other"\n'},
        {"goldenpath.toml": "[environments"},
    ],
    ids=["no file", "no cloud", "another cloud", "another backend", "not read"],
)
def test_what_the_default_branch_could_not_end_is_not_made(
    scene: Scene, clouds: Clouds, published: dict[str, str]
) -> None:
    scene.world.box.published = published
    with pytest.raises(IncompleteError, match="default branch has another cloud or backend"):
        scene.run()
    assert (clouds.made, scene.registry.tags) == ([], {})


def test_a_plan_that_is_refused_makes_nothing(scene: Scene, clouds: Clouds) -> None:
    clouds.findings = (Finding("terraform-public-storage", "is public"),)
    judged = scene.run()
    assert (judged.verdict, judged.findings) == ("failed", clouds.findings)
    assert clouds.made == []
    assert "failed: the plan is refused" in scene.change.comments[0][1]


# ---- the reaper, with a cloud ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "open_", "ended"),
    [(1, True, []), (1, False, ["answers-pr-7"]), (25, True, ["answers-pr-7"])],
    ids=["young", "closed", "expired"],
)
def test_what_terraform_made_is_ended(
    scene: Scene, clouds: Clouds, hours: float, open_: bool, ended: list[str]
) -> None:
    """Of a preview of which no namespace is left as well; one made by hand is not of a change."""
    clouds.there = [standing("answers-pr-7", hours), standing("answers-by-hand", 1, None)]
    scene.change.open = open_
    judged = scene.world.reap()
    assert (judged.verdict, clouds.ended) == ("passed", ended)
    assert ("preview" in scene.change.labels) == (not ended or not open_)


def test_what_lost_its_label_is_ended(scene: Scene, clouds: Clouds) -> None:
    clouds.there, scene.change.labels = [standing("answers-pr-7", 1)], []
    judged = scene.world.reap()
    assert (judged.verdict, clouds.ended) == ("passed", ["answers-pr-7"])


def test_the_label_goes_after_what_it_held(scene: Scene, clouds: Clouds) -> None:
    """A forge begins the end of a change as soon as its label goes: two would be at one lock."""
    seen: list[list[str]] = []
    clouds.watch = lambda: seen.append([*scene.change.labels])
    clouds.there = [standing("answers-pr-7", 25)]
    scene.world.reap()
    assert (seen, scene.change.labels) == ([["preview"]], [])


def test_one_made_by_hand_ends_with_its_time(scene: Scene, clouds: Clouds) -> None:
    clouds.there = [standing("answers-old", 25, None), standing("answers-young", 23, None)]
    judged = scene.world.reap()
    assert (judged.verdict, clouds.ended) == ("passed", ["answers-old"])
    assert scene.change.labels == ["preview"]


@pytest.mark.parametrize("change", [7, None])
def test_what_is_half_gone_is_ended_and_what_is_begun_is_not(
    scene: Scene, clouds: Clouds, change: int | None
) -> None:
    states: tuple[State, ...] = ("ending", "creating")
    clouds.there = [undated(f"answers-{state}", state, change) for state in states]
    assert scene.world.reap().verdict == "passed"
    assert clouds.ended == ["answers-ending"]


@pytest.mark.parametrize("gitops", ["flux", "none"])
def test_a_cloud_is_reaped_without_argo(scene: Scene, clouds: Clouds, gitops: str) -> None:
    """Whatever the label is there, it makes no preview that stays. No cluster is asked."""
    scene.world.box.gitops = gitops
    scene.configure(CLOUD)
    clouds.there = [standing("answers-pr-7", 25), standing("answers-pr-8", 1, 8)]
    scene.world.box.changes[8] = Change(8, "head", "main", "t", "b")
    judged = scene.world.reap()
    assert (judged.verdict, clouds.ended) == ("passed", ["answers-pr-7"])
    assert scene.change.labels == ["preview"]
    assert not [path for path in scene.world.box.asked if "/cluster/" in path]


def test_one_that_fails_does_not_keep_the_others(scene: Scene, clouds: Clouds) -> None:
    clouds.there = [standing("answers-pr-7", 25), standing("answers-old", 25, None)]
    clouds.refuses = FailedError("terraform workspace select: no")
    judged = scene.world.reap()
    assert [str(finding.message) for finding in judged.findings] == [
        "answers-pr-7: terraform workspace select: no"
    ]
    assert [figure.value for figure in judged.figures] == [2, 1, 1]
    assert clouds.ended == ["answers-old"]


def test_what_could_not_be_destroyed_is_reported(scene: Scene, clouds: Clouds) -> None:
    clouds.there, clouds.remains = [standing("answers-pr-7", 25)], ("aws_s3_bucket.this: refused",)
    judged = scene.world.reap()
    assert [finding.rule for finding in judged.findings] == ["preview-left"]
    assert judged.findings[0].message == "answers-pr-7: aws_s3_bucket.this: refused"
    assert [figure.value for figure in judged.figures] == [1, 0, 1]


def test_who_cannot_ask_the_cloud_has_proven_nothing(scene: Scene, clouds: Clouds) -> None:
    clouds.there = [standing("answers-pr-7", 25)]
    clouds.refuses = IncompleteError("the state is locked")
    judged = scene.world.reap()
    assert judged.verdict == "incomplete"
    assert "answers-pr-7: the state is locked" in judged.summary
