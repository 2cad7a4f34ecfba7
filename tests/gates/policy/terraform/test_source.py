from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.terraform import source


def module(**files: str) -> list[Document]:
    """Of files by name, with `_` for each dot."""
    read = [source.read(name.replace("_", "."), text.encode()) for name, text in files.items()]
    return list(source.documents("infra", read))


def only(text: str) -> dict[str, Any]:
    [document] = module(main_tf=text)
    contents: dict[str, Any] = document.contents
    return contents


def test_what_the_rules_see() -> None:
    contents = only(
        """
        terraform {
          required_providers {
            aws    = { source = "hashicorp/aws", version = "~> 6.4" }
            random = "3.7.2"
            google = { source = "hashicorp/google" }
          }
        }
        provider "aws" {
          default_tags { tags = { owner = "search" } }
        }
        provider "google" { default_labels = { ttl = "3d" } }
        module "preview" {
          source  = "acme/preview/aws"
          version = "1.2.3"
        }
        module "local" { source = "./local" }
        resource "aws_s3_bucket" "data" { bucket = null }
        resource "aws_s3_bucket_versioning" "data" {
          bucket = aws_s3_bucket.data.id
          versioning_configuration { status = "Enabled" }
        }
        data "aws_iam_policy_document" "app" {}
        """
    )
    assert contents == {
        "resources": [
            {"address": "aws_s3_bucket.data", "type": "aws_s3_bucket", "values": {}},
            {
                "address": "aws_s3_bucket_versioning.data",
                "type": "aws_s3_bucket_versioning",
                "values": {
                    "bucket": "${aws_s3_bucket.data.id}",
                    "versioning_configuration": [{"status": "Enabled"}],
                },
                "refers": {"bucket": ["aws_s3_bucket.data"]},
            },
            {
                "address": "data.aws_iam_policy_document.app",
                "type": "aws_iam_policy_document",
                "values": {},
                "mode": "data",
            },
        ],
        "modules": [
            {"name": "preview", "source": "acme/preview/aws", "version": "1.2.3"},
            {"name": "local", "source": "./local"},
        ],
        "providers": [
            {"name": "aws", "version": "~> 6.4"},
            {"name": "random", "version": "3.7.2"},
            {"name": "google"},
        ],
        "defaults": {"aws": {"owner": "search"}, "google": {"ttl": "3d"}},
    }


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ('variable "a" { default = true }', True),
        ('variable "a" { default = false }', False),
        ("locals { a = 1 }", "${var.a}"),
        pytest.param('variable "a" { default = null }', "${var.a}", id="the caller says it"),
        pytest.param('variable "a" { default = {} }', "${var.a}", id="the caller fills it"),
        pytest.param('variable "a" {}', "${var.a}", id="the caller must say it"),
        ('variable "a" { default = local.b }\nlocals { b = "c" }', "c"),
    ],
)
def test_variable(declared: str, expected: object) -> None:
    contents = only(f'{declared}\nresource "a_b" "c" {{ v = var.a }}')
    assert contents["resources"][0]["values"] == {"v": expected}


def test_names_of_other_files_and_values_of_variables() -> None:
    documents = module(
        main_tf='resource "a_b" "c" {\n v = local.v\n w = var.w\n x = { y = [local.v] }\n}',
        locals_tf="locals { v = var.v }",
        variables_tf='variable "v" { default = "default" }\nvariable "w" {}',
        x_auto_tfvars='v = "given"',
        y_auto_tfvars_json='{"w": [1]}',
    )
    assert [document.path for document in documents] == ["main.tf", "locals.tf", "variables.tf"]
    assert documents[0].contents["resources"][0]["values"] == {
        "v": "given",
        "w": [1],
        "x": {"y": ["given"]},
    }


def test_locals_that_name_each_other_end() -> None:
    contents = only('locals {\n a = local.b\n b = local.a\n}\nresource "a_b" "c" { v = local.a }')
    assert contents["resources"][0]["values"]["v"].startswith("${local.")


def test_a_bomb_of_locals_is_incomplete() -> None:
    huge = "x" * 100_000
    uses = "\n".join(f"v{index} = local.a" for index in range(100))
    with pytest.raises(IncompleteError, match="judge the plan"):
        only(f'locals {{ a = "{huge}" }}\nresource "a_b" "c" {{\n{uses}\n}}')


@pytest.mark.parametrize("none", ["count = 0", "for_each = {}", "for_each = toset([])"])
def test_what_does_not_exist_does_not_count(none: str) -> None:
    assert only(f'resource "a_b" "c" {{ {none} }}')["resources"] == []


@pytest.mark.parametrize(
    "said",
    [
        'jsonencode({ Statement = [{ Action = "*" }] })',
        '<<EOT\n{"Statement": [{"Action": "*"}]}\nEOT',
        '"{\\"Statement\\": [{\\"Action\\": \\"*\\"}]}"',
    ],
)
def test_a_policy_is_data(said: str) -> None:
    contents = only(f'resource "a_b" "c" {{\n policy = {said}\n}}')
    assert contents["resources"][0]["values"]["policy"] == {"Statement": [{"Action": "*"}]}


def test_what_only_looks_like_json_stays_text() -> None:
    contents = only('resource "a_b" "c" { pattern = "{a,b}" }')
    assert contents["resources"][0]["values"] == {"pattern": "{a,b}"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a_c.d.id", ["a_c.d"]),
        ("[a_c.d[0].id, a_c.e[each.key].id]", ["a_c.d", "a_c.e"]),
        ("var.x ? a_c.d.id : null", ["a_c.d"]),
        ('"${a_c.d.id}/*"', ["a_c.d"]),
        ("{ x = a_c.d }", ["a_c.d"]),
        ("data.a_c.d.id", None),
        ("module.a_c.d", None),
        ('"a_c.d"', None),
        ("var.a", None),
    ],
)
def test_what_an_argument_refers_to(expression: str, expected: list[str] | None) -> None:
    [row] = only(f'resource "a_b" "c" {{ v = {expression} }}')["resources"]
    assert row.get("refers", {}).get("v") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('resource "aws_x" "a" {}\nresource "aws_y" "a" {}', [{"name": "aws"}]),
        (
            'resource "google_x" "a" { provider = google-beta.west }',
            [{"name": "google-beta"}],
        ),
        ('provider "aws" { version = "~> 2" }', [{"name": "aws", "version": "~> 2"}]),
        ('resource "terraform_data" "a" {}', []),
    ],
)
def test_providers(text: str, expected: object) -> None:
    assert only(text)["providers"] == expected


def test_a_provider_that_another_file_requires() -> None:
    documents = module(
        main_tf='resource "aws_x" "a" {}',
        versions_tf='terraform {\n required_providers {\n aws = { version = "6.4.0" }\n }\n}',
    )
    assert [document.contents["providers"] for document in documents] == [
        [],
        [{"name": "aws", "version": "6.4.0"}],
    ]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (["resources", 0, "values"], (2, 1)),
        (["resources", 0, "values", "acl"], (2, 32)),
        (["modules", 0], (1, 1)),
        (["providers", 0], (2, 1)),
        (["resources", 7], None),
        ([], None),
    ],
)
def test_where_a_value_is(at: list[Any], expected: tuple[int, int] | None) -> None:
    text = 'module "m" { source = "./m" }\nresource "aws_s3_bucket" "a" { acl = "x" }'
    [document] = module(main_tf=text)
    assert document.locate(at) == expected


def test_json_says_the_same() -> None:
    [document] = module(
        main_tf_json="""{
        \t"resource": [{"aws_s3_bucket": {"a": {"acl": "private"}}}],
        \t"module": {"m": [{"source": "./m"}]}
        }"""
    )
    assert document.contents["resources"] == [
        {"address": "aws_s3_bucket.a", "type": "aws_s3_bucket", "values": {"acl": "private"}}
    ]
    assert document.contents["modules"] == [{"name": "m", "source": "./m"}]
    assert document.locate(["resources", 0, "values", "acl"]) == (2, 48)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "null",
        '{"resource": 1}',
        '{"resource": {"a": 1}}',
        '{"terraform": [1]}',
        '{"locals": []}',
    ],
)
def test_odd_json_declares_nothing(text: str) -> None:
    [document] = module(main_tf_json=text)
    assert document.contents == {"resources": [], "modules": [], "providers": []}
