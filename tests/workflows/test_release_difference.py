"""What breaks, what adds, what nobody relies on: one edit of a small library each."""

from __future__ import annotations

import pytest
from release.demand import Compared
from release.difference import INTERFACE, difference
from release.interface import PARTS, interface
from release.notes import text

from tests.workflows.release_library import FILES, edited, tree

HUB, LAB = "workflows/github/train.yml", "workflows/gitlab/train.yml"
TABLE, ASKED, HOOKS = "workflows/stages.yml", "copier.yml", ".pre-commit-hooks.yaml"
GATES, HOOKS_IN = "gates/goldenpath_gates", "hooks/goldenpath_hooks"
RUN, HOOK = f"{GATES}/commands/run.py", f"{HOOKS_IN}/check_all.py"
JUDGE = f"{GATES}/evals/commands/judge.py"
REPORT = f"{GATES}/schemas/report.schema.json"
CONFIG = f"{HOOKS_IN}/schemas/config.schema.json"
OLD = interface(tree(FILES))

BREAKING = [
    (HUB, "      region: { type: string, required: false }\n", "", "input region of GitHub"),
    (HUB, "type: string\n", "type: boolean\n", "type of input egress of GitHub workflow train.yml"),
    (HUB, "string, required: false", "string, required: true", "required of input region"),
    (HUB, "    secrets:\n", "      zone: { required: true }\n    secrets:\n", "input zone of"),
    (HUB, "MODEL_KEY:", "OTHER_KEY:", "secret MODEL_KEY of GitHub workflow train.yml is gone"),
    (HUB, "MODEL_KEY: { required: false", "MODEL_KEY: { required: true", "of secret MODEL_KEY"),
    (HUB, "    outputs:\n", "      A: { required: true }\n    outputs:\n", "secret A of"),
    (HUB, "digest:", "sum:", "output digest of GitHub workflow train.yml is gone"),
    (HUB, "  lint:\n", "  linted:\n", "job lint of GitHub workflow train.yml is gone or renamed"),
    (HUB, "{ contents: read }", "{ contents: read, id-token: write }", "permission id-token of"),
    (HUB, "{ contents: read }", "{ contents: write }", "level of permission contents of"),
    (LAB, "\nlint:", "\nlinted:", "job lint of GitLab pipeline train.yml is gone or renamed"),
    (LAB, "DEPTH:", "DEEP:", "variable DEPTH of GitLab pipeline train.yml is gone or renamed"),
    (TABLE, "id: lint", "id: linted", "stage lint is gone or renamed"),
    (TABLE, "environment: staging", "environment: stage", "environment of stage staging is now"),
    (TABLE, "identity: cloud", "identity: other", "identity of stage staging is now 'other'"),
    (TABLE, "signoff: true", "approval: true", "approval of stage lint is now true"),
    (TABLE, ", signoff: true", "", "signoff of stage lint is now false"),
    (ASKED, "licence:", "license:", "question licence is gone or renamed"),
    (ASKED, "[MIT, Apache-2.0]", "[MIT]", "choices of question licence no longer have 'Apache"),
    (ASKED, "GitLab CI: gitlab", "GitLab: lab", "choices of question ci no longer have 'gitlab'"),
    (ASKED, "licence:", "region: { type: str }\nlicence:", "question region is new"),
    (ASKED, '"@acme/ai-team"\n', '"@acme/ai-team"\n  choices: [a]\n', "choices of question team"),
    (ASKED, "type: str\n  help: Who", "type: int\n  help: Who", "type of question team is now"),
    (ASKED, "    ci: {owner: managed", "    cd: {owner: managed", "path ci is gone or renamed"),
    (ASKED, "ci: {owner: managed", "ci: {owner: seeded", "owner of path ci is now 'seeded'"),
    (HOOKS, "entry: check-all", "entry: check", "entry of hook check-all is now 'check'"),
    (HOOKS, "language: python", "language: system", "language of hook check-all"),
    (HOOK, '"--form"', '"--format"', "argument --form of hook check-all is gone or renamed"),
    (HOOK, '("text", "json")', '("text",)', "choices of argument --form of hook check-all no"),
    (f"{GATES}/__main__.py", '("run", "eval")', '("run",)', "command eval is gone or renamed"),
    (f"{GATES}/commands/eval.py", '("judge",)', "()", "command eval judge is gone or renamed"),
    (JUDGE, '"ask"', '"asks"', "command eval judge ask is gone or renamed"),
    (RUN, '"-j", "--jobs"', '"--jobs"', "argument -j, --jobs of command run is gone or renamed"),
    (RUN, 'add("--form"', 'add("--form", required=True', "required of argument --form of command"),
    (RUN, 'nargs="*"', 'nargs="+"', "required of argument stage of command run is now true"),
    (RUN, "type=int)\n", 'type=int)\n    add("file")\n', "argument file of command run is new"),
    (RUN, 'FORMS = ("text", "json")', 'FORMS = ("text",)', "choices of argument --form of command"),
    (
        f"{GATES}/report.py",
        '"failed": 1',
        '"failed": 2',
        "code of exit code failed is now 2, was 1",
    ),
    (f"{GATES}/errors.py", "exit_code = 2", "exit_code = 3", "code of exit code UsageError is now"),
    (f"{GATES}/errors.py", "UsageError", "Wrong", "exit code UsageError is gone or renamed"),
    (f"{GATES}/contracts/rules/schemas.yaml", "enum-", "the-enum-", "contract rule enum-narrowed"),
    ("policies/rego/api/https.rego", "id: api-https", "id: https", "policy rule api-https is gone"),
    ("policies/checkov/rules.yaml", "id: CKV_1", "id: CKV_2", "policy rule CKV_1 is gone"),
    (REPORT, ', "notes": {"type": "array"}', "", "response-optional-property-removed"),
    (REPORT, '["verdict", "stage"]', '["verdict"]', "response-property-became-optional"),
    (REPORT, '"type": "string"', '"type": "integer"', "response-type-changed"),
    (REPORT, '"failed"]', '"failed", "error"]', "response-enum-value-added"),
    (CONFIG, ',\n  "mode": {"enum": ["strict", "advisory"]}', "", "request-property-refused"),
    (CONFIG, '"coverage": {"type": "integer", "minimum": 0}', "", "request-property-removed"),
    (CONFIG, '["strict", "advisory"]', '["strict"]', "request-enum-value-removed"),
    (CONFIG, '"type": "object", "add', '"required": ["mode"], "type": "object", "add', "required"),
    (CONFIG, '"minimum": 0', '"minimum": 50', "request-minimum"),
]
ADDED = [
    (HUB, "    secrets:\n", "      zone: { type: string }\n    secrets:\n", "input zone of GitHub"),
    (HUB, "    secrets:\n", "      zone: { required: true, default: a }\n    secrets:\n", "input"),
    (HUB, "default: audit", "default: block", "default of input egress of GitHub workflow"),
    (HUB, "    outputs:\n", "      OTHER:\n    outputs:\n", "secret OTHER of GitHub workflow"),
    (HUB, "actions: write", "actions: read", "level of permission actions of GitHub workflow"),
    (HUB, ", actions: write", "", "permission actions of GitHub workflow train.yml is gone"),
    (HUB, "  deploy:\n", "  unit: {}\n  deploy:\n", "job unit of GitHub workflow train.yml is new"),
    (LAB, "stages: [lint]", "unit: { trigger: x }", "job unit of GitLab pipeline train.yml is new"),
    (LAB, 'DEPTH: "1"', 'DEPTH: "0"', "value of variable DEPTH of GitLab pipeline"),
    (TABLE, "stages:\n", "stages:\n  - {id: unit, asks: what}\n", "stage unit is new"),
    (TABLE, "when: main", "when: nightly", "when of stage staging is now 'nightly', was 'main'"),
    (TABLE, "approval: true, ", "", "approval of stage staging is now false"),
    (TABLE, "signoff: true", "signoff: true, needs: [staging]", "needs of stage lint is now"),
    (ASKED, "licence:", "region: { type: str, default: a }\nlicence:", "question region is new"),
    (
        ASKED,
        "[MIT, Apache-2.0]",
        "[MIT, Apache-2.0, ISC]",
        "choices of question licence have 'ISC'",
    ),
    (ASKED, "  choices: [MIT, Apache-2.0]\n", "", "choices of question licence are free now"),
    (ASKED, "default: MIT", "default: Apache-2.0", "default of question licence is now 'Apache-2"),
    (ASKED, "ci == 'github'", "ci == 'gitlab'", "when of question team is now"),
    (ASKED, "if not team", "if team == 'a'", "validator of question team changed"),
    (ASKED, "    README.md: {owner: seeded, since: 0.1.0}\n", "", "path README.md is gone"),
    (ASKED, '"nothing"', '"the end"', "extend of path ci changed"),
    (HOOKS, "files: ^a$", "files: ^b$", "files of hook check-all changed"),
    (
        HOOK,
        'nargs="*")\n',
        'nargs="*")\n    parser.add_argument("--fix")\n',
        "argument --fix of hook",
    ),
    (f"{HOOKS_IN}/prompts/rules/role_empty.py", "", '"""Two."""', "prompt-lint rule role-empty is"),
    (RUN, "choices=FORMS", "choices=None", "choices of argument --form of command run are free"),
    (RUN, "type=int)\n", 'type=int)\n    add("--all")\n', "argument --all of command run is new"),
    (f"{GATES}/report.py", '"failed": 1', '"failed": 1, "error": 4', "exit code error is new"),
    ("policies/rego/api/https.rego", "severity: high", "severity: low", "severity of policy rule"),
    ("policies/checkov/rules.yaml", ", approvable: true", "", "approvable of policy rule CKV_1"),
    (f"{GATES}/schemas/approval.schema.json", "", '{"type": "object"}', "schema approval is new"),
    (REPORT, '"notes": {', '"more": {}, "notes": {', "response-property-added"),
    (CONFIG, '"minimum": 0}', '"minimum": 0}, "more": {}', "request-property-added"),
    (CONFIG, '["strict", "advisory"]', '["strict", "advisory", "off"]', "request-enum-value-added"),
]
NOTHING = [
    pytest.param(HUB, "jobs:", "name: train\njobs:", id="the name of a workflow"),
    pytest.param(HUB, "audit\n", "audit\n        description: x\n", id="words of an input"),
    pytest.param(LAB, "[false]", "[maybe]", id="a job that is hidden"),
    pytest.param(TABLE, "lint, asks: a question", "lint, asks: another", id="words of a stage"),
    pytest.param(ASKED, "Who owns it?", "Who has it?", id="words of a question"),
    pytest.param(ASKED, 'false, default: "0.6.0"', 'false, default: "0"', id="a computed value"),
    pytest.param(ASKED, "GitHub Actions: github", "GitHub: github", id="the label of a choice"),
    pytest.param(HOOKS, "all is well", "all is good", id="words of a hook"),
    pytest.param(RUN, "type=int", "type=number", id="how an argument is read"),
    pytest.param(REPORT, "How it ended.", "The end.", id="words of a field"),
    pytest.param(f"{GATES}/runner.py", "", "def run(): ...\n", id="a module"),
    pytest.param("docs/README.md", "", "# Docs\n", id="a page"),
    pytest.param("policies/rego/api/lib.rego", "", "package lib\n", id="what rules share"),
]


def changes(path: str, old: str, new: str) -> list[tuple[str, str]]:
    found = difference(OLD, interface(tree(edited((path, old, new)))))
    return [(str(change.level), change.text) for change in found]


@pytest.mark.parametrize(("path", "old", "new", "words"), BREAKING)
def test_breaking(path: str, old: str, new: str, words: str) -> None:
    level, text = changes(path, old, new)[0]
    assert words in text
    assert level == "major", text


@pytest.mark.parametrize(("path", "old", "new", "words"), ADDED)
def test_added(path: str, old: str, new: str, words: str) -> None:
    found = changes(path, old, new)
    assert any(words in text for _, text in found), found
    assert {level for level, _ in found} == {"minor"}, found


@pytest.mark.parametrize(("path", "old", "new"), NOTHING)
def test_noop(path: str, old: str, new: str) -> None:
    assert changes(path, old, new) == []


def test_every_part_is_compared() -> None:
    assert set(INTERFACE) == set(PARTS)


def test_a_schema_that_is_gone() -> None:
    files = {path: text for path, text in FILES.items() if path != REPORT}
    (change,) = difference(OLD, interface(tree(files)))
    assert str(change) == "major: schema report is gone or renamed"


def test_many_new_things_are_counted() -> None:
    rules = "".join(f"rule-{number:02}: {{level: breaking}}\n" for number in range(30))
    path = f"{GATES}/contracts/rules/more.yaml"
    (change,) = difference(OLD, interface(tree(edited((path, "", rules)))))
    assert change.text.startswith("30 contract rules are new: rule-00, rule-01, ")
    assert change.text.endswith("rule-19 and others")


@pytest.mark.parametrize(
    ("old", "edit", "least"),
    [
        ("0.6.0", BREAKING[0], "0.7.0"),
        ("0.6.0", ADDED[0], "0.6.1"),
        ("0.6.0", (REPORT, "How it ended.", "The end.", ""), "0.6.1"),
        ("1.6.0", BREAKING[0], "2.0.0"),
        ("1.6.0", ADDED[0], "1.7.0"),
        ("1.6.0", (REPORT, "How it ended.", "The end.", ""), "1.6.1"),
        ("2.0.0-rc.1", BREAKING[0], "2.0.0-rc.2"),
    ],
)
def test_step(old: str, edit: tuple[str, str, str, str], least: str) -> None:
    """Before 1.0.0 a minor version stands for a major one, a patch for a minor one."""
    new = tree(edited(edit[:3]))
    compared = Compared(old, new, difference(OLD, interface(new)))
    assert compared.least == least
    assert str(compared).endswith(f"at least {least}")
    fault = compared.fault(old)
    assert fault
    assert fault.startswith("pyproject.toml:3: release-version-due ")
    assert f"set {least} or higher" in fault
    assert compared.fault(least) is None


def test_notes_quote_markdown() -> None:
    """What a file of ours says reaches the notes as text."""
    new = tree(edited((ASKED, "[MIT, Apache-2.0]", '[MIT, Apache-2.0, "<b>*x*</b>"]')))
    said = text(Compared("0.5.0", new, difference(OLD, interface(new))), new, "acme/goldenpath")
    assert r"\<b\>\*x\*\</b\>" in said
    assert said.index("- All of it.") < said.index("### Interface") < said.index("### Verify")
    assert "--source-ref refs/tags/v0.6.0" in said
