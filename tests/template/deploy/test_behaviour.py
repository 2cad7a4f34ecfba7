"""What the manifests say to those who act on them, where no schema and no rule looks."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT, Workshop, fresh_copy
from tests.template.deploy.support import ANSWER_SETS, documents, rendered

TWO = "argocd-github-two"


def one(service: Path, group: str, kind: str, name: str = "") -> dict[str, Any]:
    (found,) = (
        document.contents
        for document in documents(service)
        if (document.group, document.contents["kind"]) == (f"deploy/{group}", kind)
        and document.contents["metadata"]["name"].startswith(name)
    )
    assert isinstance(found, dict)
    return found


def canary(service: Path) -> dict[str, Any]:
    rollout = one(service, "overlays/production-eu", "Rollout")
    strategy: dict[str, Any] = rollout["spec"]["strategy"]["canary"]
    return strategy


ONE_REGION, TWO_REGIONS = "argocd-gitlab-one", "argocd-gitlab-two"
LANDS = [
    (ONE_REGION, "deploy/argocd/project.yaml", "https://gitlab.example.com/a/b/c_d.e"),
    (ONE_REGION, "deploy/argocd/applications.yaml", 'name: "rehearsal"'),
    (ONE_REGION, "deploy/argocd/applications.yaml", 'name: "1e5"'),
    (TWO_REGIONS, "deploy/argocd/applications.yaml", 'name: "1e5-eu"'),
    (TWO_REGIONS, "goldenpath.toml", 'production = ["production-eu", "production-no"]'),
    (ONE_REGION, "goldenpath.toml", 'gitops = "argocd"'),
    (ONE_REGION, "goldenpath.toml", 'repository = "registry.example.com/tea/'),
    (ONE_REGION, "goldenpath.toml", ".staging.tea.example.co.uk"),
    (ONE_REGION, "policy.yaml", "registries: [registry.example.com/tea]"),
    (ONE_REGION, "deploy/components/gateway/gateway.yaml", 'gatewayClassName: "tea-gateways"'),
    (ONE_REGION, "deploy/components/canary/rollout.yaml", "weight: 25"),
    (ONE_REGION, "deploy/argocd/previews.yaml", 'goldenpath.dev/ttl-hours: "720"'),
    (ONE_REGION, "flags/flags.json", "25"),
]


@pytest.mark.parametrize(("name", "path", "text"), LANDS)
def test_an_answer_lands(workshop: Workshop, name: str, path: str, text: str) -> None:
    assert text in (rendered(workshop, name) / path).read_text("utf-8")


def test_a_release_goes_the_way_that_was_answered(workshop: Workshop) -> None:
    """The gate first, then the cohort, which has pods before it has weight, then the steps."""
    steps = canary(rendered(workshop, TWO))["steps"]
    weights = [step["setWeight"] for step in steps if "setWeight" in step]
    assert weights == ANSWER_SETS[TWO]["canary_steps"]
    order = [next(iter(step)) for step in steps]
    assert order[:5] == ["analysis", "setCanaryScale", "setHeaderRoute", "pause", "setCanaryScale"]
    assert order[-2:] == ["setHeaderRoute", "setWeight"]
    assert "match" not in steps[-2]["setHeaderRoute"], "the cohort's route is taken away at the end"


def test_the_analysis_begins_with_the_cohort(workshop: Workshop) -> None:
    strategy = canary(rendered(workshop, TWO))
    assert "setHeaderRoute" in strategy["steps"][strategy["analysis"]["startingStep"]]


def test_no_step_passes_before_the_analysis_can_say_no(workshop: Workshop) -> None:
    """It measures after five minutes, and gives up on a canary without traffic after ten more."""
    for name in ("argocd-github-one", TWO):
        environment = "production-main" if name.endswith("one") else "production-eu"
        rollout = one(rendered(workshop, name), f"overlays/{environment}", "Rollout")
        steps = rollout["spec"]["strategy"]["canary"]["steps"]
        pauses = [int(s["pause"]["duration"].removesuffix("m")) for s in steps if "pause" in s]
        assert sum(pauses) > 15


@pytest.mark.parametrize("number", [7, 123456])
def test_a_preview_owns_its_namespace(workshop: Workshop, tmp_path: Path, number: int) -> None:
    """Argo CD writes `namespace` into the overlay; the Namespace has to be renamed with it."""
    service = fresh_copy(rendered(workshop, TWO), tmp_path)
    overlay = service / "deploy" / "overlays" / "preview" / "kustomization.yaml"
    text = overlay.read_text(encoding="utf-8")
    overlay.write_text(
        re.sub(r"(?m)^(namespace: \S+-)0$", rf"\g<1>{number}", text), encoding="utf-8"
    )
    namespace = one(service, "overlays/preview", "Namespace")["metadata"]
    assert namespace["name"] == f"null-pr-{number}"
    assert namespace["labels"]["goldenpath.dev/preview"] == "true"
    assert namespace["labels"]["goldenpath.dev/ttl-hours"] == "24"
    assert "annotations" not in namespace, "nothing may keep it from being pruned"
    application = one(service, "argocd", "ApplicationSet")["spec"]["template"]
    assert application["spec"]["destination"]["namespace"] == "null-pr-{{ .number }}"
    assert application["metadata"]["finalizers"] == ["resources-finalizer.argocd.argoproj.io"]


def test_a_preview_is_the_commit_it_says(workshop: Workshop, tmp_path: Path) -> None:
    """What Argo CD writes into the overlay is the image, the address and the version it answers."""
    service, head = fresh_copy(rendered(workshop, TWO), tmp_path), "c" * 40
    spec = one(rendered(workshop, TWO), "argocd", "ApplicationSet")["spec"]["template"]["spec"]
    said = json.dumps(spec["source"]["kustomize"])
    said = said.replace("{{ .number }}", "7").replace("{{ .head_sha }}", head)
    overlay = service / "deploy" / "overlays" / "preview" / "kustomization.yaml"
    written = yaml.safe_load(overlay.read_text(encoding="utf-8"))
    given = json.loads(said)
    written["namespace"] = given["namespace"]
    written["patches"] += given["patches"]
    repository, _, tag = given["images"][0].rpartition(":")
    written["images"] = [{"name": repository, "newTag": tag}]
    overlay.write_text(yaml.safe_dump(written), encoding="utf-8")

    settings = one(service, "overlays/preview", "ConfigMap", "null-env")
    assert settings["data"]["RELEASE"] == head
    pod = one(service, "overlays/preview", "Deployment")["spec"]["template"]["spec"]
    assert pod["containers"][0]["image"] == f"{repository}:{head}"
    sources = pod["containers"][0]["envFrom"]
    names = [source["configMapRef"]["name"] for source in sources if "configMapRef" in source]
    assert names == [settings["metadata"]["name"]]
    gateway = one(service, "overlays/preview", "Gateway")
    address = gateway["spec"]["listeners"][0]["hostname"]
    delivery = tomllib.loads((service / "goldenpath.toml").read_text("utf-8"))["delivery"]
    assert delivery["preview_url"].replace("{change}", "7") == f"https://{address}"


def test_namespaces_of_production_outlive_a_mistake(workshop: Workshop) -> None:
    for name, key in (
        ("argocd-github-two", "argocd.argoproj.io/sync-options"),
        ("flux-github-two", "kustomize.toolkit.fluxcd.io/prune"),
    ):
        namespace = one(rendered(workshop, name), "overlays/production-eu", "Namespace")
        assert key in namespace["metadata"]["annotations"]


@pytest.mark.parametrize("name", ANSWER_SETS)
def test_the_placeholder_of_a_release_is_no_image(workshop: Workshop, name: str) -> None:
    service = rendered(workshop, name)
    for path in sorted(service.glob("deploy/overlays/*/release/kustomization.yaml")):
        component = yaml.safe_load(path.read_text(encoding="utf-8"))
        (image,) = component["images"]
        assert image["digest"] == f"sha256:{'0' * 64}"
        assert component["configMapGenerator"][0]["literals"] == [f"RELEASE={'0' * 12}"]
        assert f'repository = "{image["name"]}"' in (service / "goldenpath.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "group"),
    [
        (ONE_REGION, "overlays/staging"),
        (ONE_REGION, "overlays/production-main"),
        (TWO_REGIONS, "overlays/production-eu"),
        (TWO_REGIONS, "overlays/production-no"),
    ],
)
def test_a_login_comes_back_to_where_it_began(workshop: Workshop, name: str, group: str) -> None:
    service = rendered(workshop, name)
    gateway = one(service, group, "Gateway")
    environment = one(service, group, "ConfigMap", f"{gateway['metadata']['name']}-env")["data"]
    hostname = gateway["spec"]["listeners"][0]["hostname"]
    assert environment["AUTH_PUBLIC_URL"] == f"https://{hostname}"


def test_what_a_gateway_lets_one_tenant_ask(workshop: Workshop) -> None:
    """As much as the highest tier of a service that counts, and in staging what `load` asks."""

    def limits(name: str, group: str) -> list[int]:
        policy = one(rendered(workshop, name), group, "BackendTrafficPolicy")
        rules = policy["spec"]["rateLimit"]["global"]["rules"]
        return [rule["limit"]["requests"] for rule in rules]

    table = (ROOT / "template/src/{{ package_name }}/auth/access.py.jinja").read_text("utf-8")
    (tiers,) = re.findall(r"^TIERS: .* = \{(.*)\}$", table, re.MULTILINE)
    highest = max(int(number) for number in re.findall(r": ([\d_]+)", tiers))
    requests, tokens = limits(ONE_REGION, "overlays/production-main")
    assert requests == highest
    assert limits(ONE_REGION, "overlays/staging") == [highest, 500 * tokens]


@pytest.mark.parametrize("name", ["argocd-github-two", "flux-gitlab-one"])
def test_pods_read_the_flags_of_the_commit(workshop: Workshop, name: str) -> None:
    """A folder, under a name that does not change with the file: another file changes no pod."""
    service = rendered(workshop, name)
    flags = (service / "flags" / "flags.json").read_text("utf-8")
    for overlay in (service / "deploy" / "overlays").iterdir():
        deployment = one(service, f"overlays/{overlay.name}", "Deployment")
        pod = deployment["spec"]["template"]["spec"]
        mounts = {mount["mountPath"]: mount for mount in pod["containers"][0]["volumeMounts"]}
        assert mounts["/service/flags"] == {
            "name": "flags",
            "mountPath": "/service/flags",
            "readOnly": True,
        }
        (volume,) = (volume for volume in pod["volumes"] if volume["name"] == "flags")
        held = {
            document.contents["metadata"]["name"]: document.contents["data"]
            for document in documents(service)
            if document.group == f"deploy/overlays/{overlay.name}"
            and document.contents["kind"] == "ConfigMap"
        }
        assert volume["configMap"] == {"name": f"{deployment['metadata']['name']}-flags"}
        assert held[volume["configMap"]["name"]] == {"flags.json": flags}


TOKENS = [
    ('{"id":"a","usage":{"input_tokens":12,"output_tokens":30},"answer":"x"}', "42"),
    ('data: {"usage": {"input_tokens": 1, "output_tokens": 2}}\n\n', "3"),
    (r'{"answer":"\"input_tokens\":9,\"output_tokens\":9}"}', ""),
]


@pytest.mark.parametrize(("body", "tokens"), TOKENS)
def test_the_gateway_counts_the_tokens_of_an_answer(
    workshop: Workshop, body: str, tokens: str
) -> None:
    """The pattern of Lua, said as one of Python: there is no Envoy here to run it."""
    policy = one(rendered(workshop, TWO), "overlays/production-eu", "EnvoyExtensionPolicy")
    (pattern,) = re.findall(r"tail:match\('(.*)'\)", policy["spec"]["lua"][0]["inline"])
    found = re.search(pattern.replace("%s", r"\s").replace("%d", r"\d"), body)
    assert (str(sum(map(int, found.groups()))) if found else "") == tokens


SIGNERS = [
    (
        "flux-github-one",
        "https://token.actions.githubusercontent.com",
        "https://github.com/a/null/.github/workflows/goldenpath.yml@refs/heads/main",
    ),
    (
        "flux-gitlab-two",
        "https://gitlab.example.com",
        "https://gitlab.example.com/a/b/c_d.e//.gitlab-ci.yml@refs/heads/main",
    ),
]


@pytest.mark.parametrize(("name", "issuer", "subject"), SIGNERS)
def test_flux_takes_what_the_train_signed(
    workshop: Workshop, name: str, issuer: str, subject: str
) -> None:
    text = (rendered(workshop, name) / "deploy" / "flux" / "staging.yaml").read_text("utf-8")
    source = next(yaml.safe_load_all(text))["spec"]
    (identity,) = source["verify"]["matchOIDCIdentity"]
    assert re.search(identity["issuer"], issuer)
    assert re.search(identity["subject"], subject)
    for other in (subject.replace(".", "x", 1), f"{subject}-2", f"https://x/{subject}"):
        assert not re.search(identity["subject"], other)
    assert source["ref"] == {"digest": f"sha256:{'0' * 64}"}
