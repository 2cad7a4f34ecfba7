from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from hashlib import sha512
from pathlib import Path

import pytest
from goldenpath_hooks import prompt_lint
from goldenpath_hooks.prompt_lint import main
from goldenpath_hooks.prompts.lint import UNREAD
from goldenpath_hooks.prompts.rules import rules
from goldenpath_hooks.reporters import FORMATS

GOOD = """\
---
name: answer
description: Answers a question.
metadata:
  version: 1.0.0
  owner: "@acme/ai-team"
model:
  id: gpt-4.1-mini
inputs:
  - name: question
    kind: string
---
system:
Answer in one sentence.

user:
{{question}}
"""
WARNED = GOOD.replace("Answer in one", "TODO: the tone. Answer in one")
BROKEN = GOOD.replace("kind: string", "kind: strng")
NO_OWNER = GOOD.replace('  owner: "@acme/ai-team"\n', "")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prompts").mkdir()
    return tmp_path


def write(text: str, name: str = "prompts/answer.prompty") -> str:
    Path(name).write_bytes(text.encode())
    return name


# ---- verdicts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (GOOD, [], 0),
        (BROKEN, [], 1),
        (NO_OWNER, [], 1),
        pytest.param(WARNED, [], 0, id="a warning passes"),
        pytest.param(WARNED, ["--strict"], 1, id="a warning fails when asked to"),
        pytest.param(GOOD, ["--strict"], 0, id="nothing passes the strictest"),
    ],
)
def test_verdict(text: str, arguments: list[str], code: int) -> None:
    assert main([write(text), *arguments]) == code


def test_the_whole_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([write(BROKEN), write(WARNED, "prompts/b c.prompty")]) == 1
    out, err = capsys.readouterr()
    assert out == (
        "prompts/answer.prompty:10:5: inputs-schema the input 'question' has no known kind: strng,"
        " use one of string, integer, float, number, boolean, array, object, union, thread, image,"
        " file, audio\n"
        "prompts/b c.prompty:2:1: duplicate-name answer 1.0.0 stands in prompts/answer.prompty too,"
        " give one of them another name or version\n"
        "prompts/b c.prompty:2:1: file-name the file is called 'b c' and the prompt 'answer',"
        " rename one of the two\n"
        "prompts/b c.prompty:14:1: leftover (warning) 'TODO' was left in the text,"
        " write what was meant, or move the note into a comment\n"
    )
    assert err == "prompt-lint: 1 error, 2 house, 1 warning in 2 files\n"


def test_house_rules_keep_to_their_globs() -> None:
    Path("examples").mkdir()
    assert main([write(NO_OWNER, "examples/answer.prompty")]) == 0


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_names_the_finding(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([write(BROKEN), "--format", form]) == 1
    out, err = capsys.readouterr()
    assert "inputs-schema" in out
    assert err == "prompt-lint: 1 error, 0 house, 0 warning in 1 file\n"
    if form not in ("text", "github"):
        assert json.loads(out)


def test_sarif_describes_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    main([write(BROKEN), "--format", "sarif"])
    described = json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == list(rules())


# ---- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "text", "code"),
    [
        ('[prompts.rules]\ninputs-schema = "off"\n', BROKEN, 0),
        ('[prompts.rules]\ninputs-schema = "warning"\n', BROKEN, 0),
        ('[prompts.rules]\nleftover = "error"\n', WARNED, 1),
        ("[prompts]\nhouse = []\n", NO_OWNER, 0),
        pytest.param(
            '[prompts]\nhouse = []\n[prompts.rules]\nowner-missing = "error"\n', NO_OWNER, 0,
            id="a house rule stays one as an error",
        ),
    ],
)  # fmt: skip
def test_settings(settings: str, text: str, code: int) -> None:
    Path("goldenpath.toml").write_text(settings)
    assert main([write(text)]) == code


def test_another_file_of_settings() -> None:
    Path("other.toml").write_text('[prompts.rules]\ninputs-schema = "off"\n')
    assert main([write(BROKEN), "--config", "other.toml"]) == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[prompts.rules]\nleftovers = "off"\n', "there is no rule leftovers"),
        ('[prompts.rules]\nleftover = "info"\n', "config-schema prompts.rules.leftover: "),
        ("[prompts]\nhause = []\n", "config-schema prompts.hause: unknown key"),
        ('[prompts]\nhouse = "prompts/**"\n', "config-schema prompts.house: "),
        ("[prompts\n", "toml-syntax"),
    ],
)
def test_broken_settings_are_a_usage_error(
    settings: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("goldenpath.toml").write_text(settings)
    assert main([write(GOOD)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("prompt-lint: ")
    assert said in err


@pytest.mark.parametrize("rule", sorted(UNREAD))
@pytest.mark.parametrize("level", ["off", "warning", "error"])
def test_what_cannot_be_read_has_one_severity(
    rule: str, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("goldenpath.toml").write_text(f'[prompts.rules]\n{rule} = "{level}"\n')
    assert main([write(GOOD)]) == 2
    assert "exclude the file in .pre-commit-config.yaml instead" in capsys.readouterr().err


def test_settings_that_are_not_there_are_a_usage_error() -> None:
    assert main([write(GOOD), "--config", "other.toml"]) == 2


# ---- pages -------------------------------------------------------------------------------------


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "leftover"]) == 0
    page = capsys.readouterr().out
    assert page == Path(__file__).parents[2].joinpath("docs/prompt-lint/leftover.md").read_text()


def test_explain_knows_its_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "nosuch"]) == 2
    assert "there is no rule nosuch" in capsys.readouterr().err


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(rules())


# ---- waivers -----------------------------------------------------------------------------------

SOON = date.today() + timedelta(days=90)
WAIVER = "# goldenpath: allow inputs-schema until {} by @acme/ai-team: their loader knows it"


def test_a_waiver_covers_the_next_line() -> None:
    waiver = WAIVER.format(SOON)
    assert (
        main([write(BROKEN.replace("  - name: question", f"  {waiver}\n  - name: question"))]) == 0
    )


def test_a_waiver_ends(capsys: pytest.CaptureFixture[str]) -> None:
    waiver = WAIVER.format("2020-12-31")
    assert main([write(GOOD.replace("---\nname", f"---\n{waiver}\nname"))]) == 1
    assert "waiver-expired" in capsys.readouterr().out


def test_a_whole_file_is_waived() -> None:
    waiver = WAIVER.format(SOON).replace("allow", "allow-file")
    assert main([write(BROKEN.replace("---\nname", f"---\n{waiver}\nname"))]) == 0


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("front-matter-syntax", "---\n# {}\na: [\n---\nuser:\nHello\n"),
        ("prompt-format", "---\n# {}\n- a\n---\nuser:\nHello\n"),
        ("template-syntax", "---\n# {}\nname: a\n---\nuser:\n{{% if a %}}\n"),
    ],
)
def test_a_waiver_of_what_cannot_be_read_does_not_count(
    rule: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = f"goldenpath: allow-file {rule} until {SOON} by @acme/ai-team: we know"
    assert main([write(text.format(waiver))]) == 1
    assert f": {rule} " in capsys.readouterr().out


# ---- --fix -------------------------------------------------------------------------------------

UNEVEN = GOOD.replace("1.0.0", "v1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (UNEVEN, GOOD),
        pytest.param(
            UNEVEN.replace("\n", "\r\n"), GOOD.replace("\n", "\r\n"), id="line ends are kept"
        ),
        pytest.param("\ufeff" + UNEVEN, "\ufeff" + GOOD, id="a byte order mark is kept"),
    ],
)
def test_fix_rewrites_and_fails_once(
    before: str, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(before)
    assert main([path, "--fix"]) == 1
    assert Path(path).read_bytes() == after.encode()
    assert capsys.readouterr().err.startswith(f"Rewriting {path}\n")
    assert main([path, "--fix"]) == 0
    assert Path(path).read_bytes() == after.encode()


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        pytest.param(BROKEN, id="no rewrite is known"),
        pytest.param(GOOD.replace("1.0.0", "next"), id="no version can be read out of it"),
        pytest.param(UNEVEN.replace("\n", "\r\n", 3), id="lines that end in two ways"),
        pytest.param("---\nname: a\nversion: v1\nb: [\n---\n", id="what cannot be read is left"),
    ],
)
def test_fix_leaves_alone(text: str) -> None:
    path = write(text)
    main([path, "--fix"])
    assert Path(path).read_bytes() == text.encode()


def test_without_fix_nothing_is_written() -> None:
    path = write(UNEVEN)
    assert main([path]) == 1
    assert Path(path).read_text() == UNEVEN


# ---- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a b.prompty", "a\nb.prompty", "ä.prompty", "-a.prompty"])
def test_any_name_will_do(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--", write(BROKEN, name)]) == 1
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1 + ("unused" in out)


def test_a_name_that_is_no_utf_8(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    name = os.fsdecode(b"\xff.prompty")
    assert main([write(BROKEN, name)]) == 1
    assert capsysbinary.readouterr().out.startswith(b"\\udcff.prompty:10:5: inputs-schema")


def unreadable(path: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([path]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{path}:1:1: file-unreadable ")
    return out


def test_a_file_that_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No such file" in unreadable("gone.prompty", capsys)


def test_a_pipe_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.prompty")
    assert "is no plain file" in unreadable("pipe.prompty", capsys)


def test_a_link_out_of_the_tree_is_not_followed(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "answer.prompty"
    outside.write_text(GOOD)
    Path("link.prompty").symlink_to(outside)
    assert "leads out of the repository" in unreadable("link.prompty", capsys)


def test_a_link_in_a_circle(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.prompty").symlink_to("b.prompty")
    Path("b.prompty").symlink_to("a.prompty")
    assert unreadable("a.prompty", capsys)


def test_a_link_within_the_tree_is_followed() -> None:
    write(GOOD)
    Path("link.prompty").symlink_to("prompts/answer.prompty")
    assert main(["link.prompty"]) == 0


def test_a_huge_file_is_not_opened(capsys: pytest.CaptureFixture[str]) -> None:
    with open("huge.prompty", "wb") as file:
        file.truncate(50_000_000)
    assert "50000000 bytes are more" in unreadable("huge.prompty", capsys)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xfe", b"---", b"\r\r\n", b"{%", b"{{"])
def test_odd_bytes_do_not_stop_it(data: bytes) -> None:
    for suffix in ("prompty", "prompt", "jinja", "prompt.yml", "json"):
        path = Path(f"odd.{suffix}")
        path.write_bytes(data)
        assert main([str(path)]) in (0, 1)


def test_a_message_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace("kind: string", 'kind: "a\\n::error::b\\x1b[31m"')
    assert main([write(text)]) == 1
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "\x1b" not in out


@pytest.mark.parametrize("length", [0, 230, 262, 290])
def test_no_message_shows_a_key_nor_half_of_one(
    length: int, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = sha512(b"noise").hexdigest()
    key = f"sk-proj-{noise[:74]}T3BlbkFJ{noise[-74:]}"
    assert main([write(GOOD.replace("string", f'"{"a " * (length // 2)}{key}"'))]) == 1
    out = capsys.readouterr().out
    assert "inputs-schema" in out
    assert key[:12] not in out


def test_progress_is_told_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prompt_lint, "MANY", 99)
    path = write(GOOD)
    main([path] * 100)
    assert "100 of 100" not in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main([path] * 100)
    assert "\r100 of 100 files" in capsys.readouterr().err
