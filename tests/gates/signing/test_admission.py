"""The cluster refuses what verify refuses, as far as its controller can see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from goldenpath_gates.registry.reference import Repository
from goldenpath_gates.signing import admission
from goldenpath_gates.signing.identity import Identity

from tests.gates.signing.support import IDENTITY, IMAGE
from tests.sigstore_box import Claims, extensions, github, gitlab

LIBRARY = replace(IDENTITY, workflow="https://github.com/acme/library/.github/workflows/train.yml")
GITLAB = Identity(
    "https://gitlab.com",
    "https://gitlab.com/acme/answers",
    "https://gitlab.com/acme/answers//.gitlab-ci.yml",
    "refs/heads/main",
)
POLICY = """\
apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: registry-example-com-acme-answers
spec:
  mode: enforce
  images:
  - glob: registry.example.com/acme/answers@*
  - glob: registry.example.com/acme/answers:*
  authorities:
  - name: goldenpath
    signatureFormat: bundle
    keyless:
      url: https://fulcio.sigstore.dev
      identities:
      - issuer: https://token.actions.githubusercontent.com
        subjectRegExp: ^https://github\\.com/acme/answers/\\.github/workflows/goldenpath\\.yml@refs/heads/main$
    attestations:
    - name: provenance
      predicateType: https://slsa.dev/provenance/v1
    - name: sbom
      predicateType: https://cyclonedx.org/bom
    - name: evidence
      predicateType: urn:goldenpath:evidence:2
      policy:
        type: cue
        data: |
          predicate!: verdict!: "passed"
  policy:
    type: cue
    data: |
      #Ours: {
        githubWorkflowRepo!: "acme/answers"
        githubWorkflowRef!: "refs/heads/main"
        ...
      }
      authorityMatches!: goldenpath!: attestations!: {
        provenance!: [...#Ours]
        sbom!: [...#Ours]
        evidence!: [...#Ours]
      }
"""


def _spec(identity: Identity, images: Repository = IMAGE.repository, **how: bool) -> Any:
    return yaml.safe_load(admission.policy(images, identity, **{"private": False, **how}))["spec"]


def test_policy() -> None:
    assert admission.policy(IMAGE.repository, IDENTITY, private=False) == POLICY


def test_gitlab_says_all_in_the_subject() -> None:
    spec = _spec(GITLAB)
    assert "policy" not in spec
    (who,) = spec["authorities"][0]["keyless"]["identities"]
    assert who["issuer"] == "https://gitlab.com"


def test_a_private_sigstore() -> None:
    keyless = _spec(IDENTITY, private=True)["authorities"][0]["keyless"]
    assert keyless["trustRootRef"] == "goldenpath"
    assert "url" not in keyless


def test_docker_hub_by_the_name_that_the_controller_knows() -> None:
    globs = _spec(IDENTITY, Repository("docker.io", "acme/answers"))["images"]
    assert [each["glob"] for each in globs] == [
        "index.docker.io/acme/answers@*",
        "index.docker.io/acme/answers:*",
    ]


SIGNER = "acme/answers/.github/workflows/goldenpath.yml"


@pytest.mark.parametrize(
    ("identity", "claims", "expected"),
    [
        pytest.param(IDENTITY, github(), True, id="the good twin"),
        pytest.param(IDENTITY, github(signer=f"{SIGNER}@refs/heads/x"), False, id="a branch"),
        pytest.param(IDENTITY, github(signer=f"x{SIGNER}@refs/heads/main"), False, id="before"),
        pytest.param(
            IDENTITY, github(signer=f"{SIGNER}@refs/heads/main2"), False, id="text behind it"
        ),
        pytest.param(
            IDENTITY,
            github(signer="acme/answers/xgithub/workflows/goldenpath.yml@refs/heads/main"),
            False,
            id="a dot is a dot",
        ),
        pytest.param(
            LIBRARY,
            github(signer=f"acme/library/.github/workflows/train.yml@{'f' * 40}"),
            True,
            id="a library, pinned",
        ),
        pytest.param(LIBRARY, github(), False, id="not the library"),
        pytest.param(
            replace(LIBRARY, workflow=f"{LIBRARY.workflow}@refs/tags/v1"),
            github(signer="acme/library/.github/workflows/train.yml@refs/tags/v2"),
            False,
            id="another version",
        ),
        pytest.param(GITLAB, gitlab(), True, id="GitLab"),
        pytest.param(GITLAB, gitlab(ref="feature"), False, id="GitLab, a branch"),
        pytest.param(GITLAB, gitlab("acme/other"), False, id="GitLab, another project"),
    ],
)
def test_subject(identity: Identity, claims: Claims, expected: bool) -> None:
    (who,) = _spec(identity)["authorities"][0]["keyless"]["identities"]
    found: Mapping[int, str] = extensions(claims)
    assert bool(re.search(who["subjectRegExp"], found[9])) is expected
