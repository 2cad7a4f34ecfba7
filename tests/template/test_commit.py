"""What a developer meets at `git commit`: the library's hooks, installed by pre-commit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.support import ROOT, Library, Workshop, fresh_copy, git, key_like, service_env

PRE_COMMIT = (sys.executable, "-m", "pre_commit")
PROMPT = "prompts/answer.prompty"


def stock(service: Path) -> str:
    """The hooks that are not the library's: their packages need no second proof here."""
    config = yaml.safe_load((service / ".pre-commit-config.yaml").read_text("utf-8"))
    return ",".join(hook["id"] for repo in config["repos"][1:] for hook in repo["hooks"])


def environment(workshop: Workshop, service: Path) -> dict[str, str]:
    """As on a laptop, but with environments that this run alone makes and leaves."""
    home = str(workshop.base / "pre-commit")
    people = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
    }
    return service_env() | people | {"PRE_COMMIT_HOME": home, "SKIP": stock(service)}


@pytest.fixture
def hooked(workshop: Workshop, tmp_path: Path) -> Path:
    """A committed service whose clone has the hooks installed."""

    def install(folder: Path) -> None:
        service = fresh_copy(workshop.render("defaults"), folder)
        command = (*PRE_COMMIT, "install", "--install-hooks")
        env = environment(workshop, service)
        done = subprocess.run(command, cwd=service, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    folder = workshop.once("hooked", install)
    return fresh_copy(folder / "defaults", tmp_path)


def attempt(service: Path, workshop: Workshop) -> subprocess.CompletedProcess[str]:
    git(service, "add", "-A")
    return subprocess.run(
        ("git", "commit", "-q", "-m", "a change"),
        cwd=service,
        env=environment(workshop, service),
        capture_output=True,
        text=True,
        check=False,
    )


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(service: Path) -> None:
        text = (service / path).read_text("utf-8")
        assert old in text
        (service / path).write_text(text.replace(old, new), "utf-8")

    return change


def add(path: str, text: str) -> Callable[[Path], None]:
    def change(service: Path) -> None:
        (service / path).parent.mkdir(parents=True, exist_ok=True)
        (service / path).write_text(text, "utf-8")

    return change


def bumped(service: Path) -> None:
    edit(PROMPT, "plain words", "simple words")(service)
    write = (sys.executable, "-m", "goldenpath_hooks.prompt_version", "--write")
    done = subprocess.run(write, cwd=service, capture_output=True, text=True, check=False)
    assert (done.returncode, "Rewriting" in done.stdout + done.stderr) == (1, True)


def another_commit(service: Path) -> None:
    ci = service / "ci"
    pin = re.search(r"@([0-9a-f]{40})", ci.read_text("utf-8"))
    assert pin
    edit("ci", pin[1], pin[1][::-1])(service)


def question() -> int:
    """The line of the prompt in which the question stands; the service's name has no line more."""
    path = ROOT / "template" / f"{PROMPT}.jinja"
    lines = path.read_text("utf-8").replace("{% raw %}", "").splitlines()
    return lines.index("{{ question }}") + 1


REFUSED = [
    pytest.param(
        edit(PROMPT, "{{ question }}", "{{ qestion }}"),
        "prompt-lint",
        f"{PROMPT}:{question()}:4: undeclared-variable",
        id="a bad prompt",
    ),
    pytest.param(
        edit(PROMPT, "plain words", "simple words"),
        "prompt-version",
        "prompt-version-due",
        id="an unbumped prompt",
    ),
    pytest.param(
        add("scripts/call.py", f'client = connect("{key_like()}")\n'),
        "no-hardcoded-keys",
        "scripts/call.py:1:19: no-hardcoded-keys",
        id="a key",
    ),
    pytest.param(add("data.json", '{"a":1}\n'), "format-json", "data.json", id="JSON"),
    pytest.param(add("data.yaml", "a:\n    - 1\n"), "format-yaml", "data.yaml", id="YAML"),
    pytest.param(
        edit("goldenpath.toml", "coverage_floor = 85", "coverage_flor = 85"),
        "check-schemas",
        "goldenpath.toml:",
        id="settings",
    ),
    pytest.param(
        edit(PROMPT, "id: gpt-4.1-mini", "id: gpt-unpriced"),
        "check-references",
        "gpt-unpriced",
        id="a model without a price",
    ),
    pytest.param(
        add("notes.md", "<<<<<<< before updating\na\n=======\nb\n>>>>>>> after updating\n"),
        "check-conflicts",
        "notes.md:1:1: check-conflicts",
        id="a conflict",
    ),
    pytest.param(add("ci.rej", "-a\n+b\n"), "check-rejects", "ci.rej", id="a reject"),
    pytest.param(
        another_commit,
        "check-pin",
        "ci:",
        id="another commit",
    ),
]


@pytest.mark.parametrize(("change", "hook", "says"), REFUSED)
def test_a_planted_mistake_is_refused(
    change: Callable[[Path], None], hook: str, says: str, hooked: Path, workshop: Workshop
) -> None:
    change(hooked)
    before = git(hooked, "rev-parse", "HEAD")
    done = attempt(hooked, workshop)
    output = done.stdout + done.stderr
    assert done.returncode != 0
    assert git(hooked, "rev-parse", "HEAD") == before
    assert f"- hook id: {hook}\n" in output
    assert says in output
    assert key_like() not in output


ACCEPTED = [
    pytest.param(bumped, id="a bumped prompt"),
    pytest.param(
        add("scripts/call.py", 'import os\n\nclient = connect(os.environ["MODEL_API_KEY"])\n'),
        id="a key from the environment",
    ),
    pytest.param(add("data.json", '{\n  "a": 1\n}\n'), id="JSON in order"),
    pytest.param(add("notes.md", "Title\n=======\n\ntext\n"), id="a heading"),
]


@pytest.mark.parametrize("change", ACCEPTED)
def test_the_good_twin_is_committed(
    change: Callable[[Path], None], hooked: Path, workshop: Workshop
) -> None:
    change(hooked)
    done = attempt(hooked, workshop)
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(hooked, "log", "-1", "--format=%s").strip() == "a change"


def test_any_repository_can_try_them(library: Library, tmp_path: Path) -> None:
    """`pre-commit try-repo` installs them anew, without anything of this environment."""
    foreign = tmp_path / "foreign"
    add("prompts/greet.prompty", "---\nname: greet\ninputs: [}\n---\nsystem:\nHi\n")(foreign)
    add("app.py", f'client = connect("{key_like()}")\n')(foreign)
    git(foreign, "init", "-q")
    git(foreign, "add", "-A")
    done = subprocess.run(
        (*PRE_COMMIT, "try-repo", str(library.checkout), "--all-files", "--color", "never"),
        cwd=foreign,
        env=os.environ | {"GITHUB_BASE_REF": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "prompts/greet.prompty:3:10: front-matter-syntax" in done.stdout
    assert "app.py:1:19: no-hardcoded-keys" in done.stdout
    assert "- hook id: prompt-version\n" in done.stdout
    assert "An unexpected error" not in done.stdout


def test_the_lint_stage_refuses_what_the_commit_would(workshop: Workshop, tmp_path: Path) -> None:
    """Also where nobody installed the hooks, and where the change deletes them from the file."""
    service = fresh_copy(workshop.render("defaults"), tmp_path)
    edit(PROMPT, "{{ question }}", "{{ qestion }}")(service)
    add("scripts/call.py", f'client = connect("{key_like()}")\n')(service)
    config = yaml.safe_load((service / ".pre-commit-config.yaml").read_text("utf-8"))
    del config["repos"][0]
    (service / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    git(service, "add", "-A")
    git(service, "commit", "-q", "--no-verify", "-m", "planted")
    env = service_env() | {"GOLDENPATH_SOURCE": str(ROOT)}
    done = subprocess.run(
        ("./ci", "run", "lint"), cwd=service, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    for rule in ("undeclared-variable", "prompt-version-due", "no-hardcoded-keys"):
        assert rule in done.stdout
