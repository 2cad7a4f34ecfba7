"""The command: what it scans, what it prints, how it ends."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from goldenpath_hooks.keys import find
from goldenpath_hooks.keys.files import CHUNK
from goldenpath_hooks.keys.formats import FORMATS
from goldenpath_hooks.keys.scan import digest
from goldenpath_hooks.no_hardcoded_keys import FORMS, main
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hooks.keys.samples import key
from tests.support import commit, git

KEY = key("groq")
LINE = f'x = "{KEY}"\n'
RULE = "no-hardcoded-keys"
SOON, TOO_LATE = (str(date.today() + timedelta(days=days)) for days in (300, 367))
FOUND = (
    f"1:6: {RULE} gsk_... is a key (Groq: groq), "
    "revoke it at the provider, then read the new one from the environment\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def called(*args: str) -> tuple[int, str, str]:
        code = main(args)
        printed = capsys.readouterr()
        for text in printed:
            assert KEY[5:] not in text
        return code, printed.out, printed.err

    return called


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def test_finding(run: Run) -> None:
    Path("a.py").write_text(LINE)
    assert run("a.py") == (1, f"a.py:{FOUND}", "")


def test_clean(run: Run) -> None:
    Path("a.py").write_text("x = 1\n")
    assert run("a.py") == (0, "", "")


def test_whole_tree_without_names(run: Run, repository: Path) -> None:
    for name in ("tracked.py", "untracked.py", "ignored.py", "deleted.py"):
        Path(name).write_text(LINE)
    Path(".gitignore").write_text("ignored.py\n")
    git(repository, "add", "tracked.py", "deleted.py")
    Path("deleted.py").unlink()
    assert run() == (1, f"tracked.py:{FOUND}untracked.py:{FOUND}", "")


def test_no_repository_is_no_verdict(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    code, out, err = run()
    assert (code, out) == (3, "")
    assert "name the files" in err


def test_columns_count_characters(run: Run) -> None:
    Path("a.py").write_text(f'\nx = "äöü🐙"; y = "{KEY}"\n', encoding="utf-8")
    assert run("a.py")[1].startswith("a.py:2:18: ")


def test_of_a_short_password_even_less_is_shown(run: Run) -> None:
    Path("a.py").write_text('"postgresql://app:kB7vQ2x@db/app"\n')
    assert "no-hardcoded-keys k... is a key" in run("a.py")[1]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_prints_the_key(form: str, run: Run) -> None:
    Path("a.py").write_text(LINE)
    code, out, _ = run("a.py", "--format", form)
    assert code == 1
    assert "gsk_..." in out


def test_waiver(run: Run) -> None:
    allow = f"# goldenpath: allow {RULE} until"
    Path("a.py").write_text(f"{allow} {SOON} by @acme/ai: revoked\n{LINE}")
    Path("b.py").write_text(f"{allow} 2001-01-31 by @acme/ai: revoked\n{LINE}")
    code, out, _ = run("a.py", "b.py")
    assert code == 1
    assert [line.split(" ")[1] for line in out.splitlines()] == ["waiver-expired", RULE]


def test_a_waiver_of_another_rule_is_not_ours(run: Run) -> None:
    Path("a.py").write_text("# goldenpath: allow todo-left until 2001-01-31 by @acme/ai: x\n")
    assert run("a.py") == (0, "", "")


def test_detect_secrets_pragma_has_neither_reason_nor_end(run: Run) -> None:
    Path("a.py").write_text(LINE.replace("\n", "  # pragma: allowlist secret\n"))
    assert run("a.py")[0] == 1


def test_exclude(run: Run) -> None:
    Path("goldenpath.toml").write_text('[keys]\nexclude = ["samples/*"]\n')
    Path("samples/deep").mkdir(parents=True)
    Path("samples/deep/a.py").write_text(LINE)
    assert run("samples/deep/a.py") == (0, "", "")


def test_unknown_setting(run: Run) -> None:
    Path("goldenpath.toml").write_text("[keys]\nexcludes = []\n")
    code, _, err = run("a.py")
    assert code == 2
    assert "excludes" in err


def test_list_and_explain(run: Run) -> None:
    assert [line.split()[0] for line in run("--list")[1].splitlines()] == [f.id for f in FORMATS]
    for format in FORMATS:
        assert f"provider  {format.provider}\n" in run("--explain", format.id)[1]
    assert run("--explain", "nothing")[0] == 2


class TestRobustness:
    def test_names(self, run: Run) -> None:
        names = ["with space.py", "new\nline.py", "ümlaut.py", "-dash.py"]
        for name in names:
            Path(name).write_text(LINE)
        code, out, _ = run("--", *names)
        assert code == 1
        assert out.count(RULE) == len(out.splitlines()) == 4

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("a.bin", b"\0\x01\xff" + KEY.encode() + b"\0", id="binary"),
            pytest.param("a.py", b"\xff\xfe\xfd " + LINE.encode(), id="not UTF-8"),
            pytest.param("a.py", b"\xef\xbb\xbf" + LINE.encode(), id="byte order mark"),
            pytest.param("a.py", b"\xff\xfe" + LINE.encode("utf-16-le"), id="UTF-16, little"),
            pytest.param("a.py", b"\xfe\xff" + LINE.encode("utf-16-be"), id="UTF-16, big"),
            pytest.param("a.py", LINE.replace("\n", "\r\n").encode(), id="CRLF"),
            pytest.param("a.js", b"a=1;" * 300_000 + LINE.encode() + b"b=2;" * 9, id="one line"),
            pytest.param("a.py", KEY.encode(), id="nothing else"),
        ],
    )
    def test_content(self, name: str, content: bytes, run: Run) -> None:
        Path(name).write_bytes(content)
        code, out, _ = run(name)
        assert (code, out.count(RULE)) == (1, 1)

    def test_what_is_no_file(self, run: Run) -> None:
        Path("loop").symlink_to("loop")
        Path("up").symlink_to("..")
        Path("secret.py").write_text(LINE)
        Path("link.py").symlink_to("secret.py")
        os.mkfifo("pipe")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket")
            assert run("loop", "up", "link.py", "pipe", "socket") == (0, "", "")

    def test_a_folder_is_not_passed_over(self, run: Run) -> None:
        Path("src").mkdir()
        Path("src/a.py").write_text(LINE)
        said = f"{RULE}: src is a folder: name files, or none for the whole tree\n"
        assert run("src") == (2, "", said)

    def test_a_submodule_has_a_tree_of_its_own(self, run: Run, repository: Path) -> None:
        commit(repository)
        head = git(repository, "rev-parse", "HEAD").strip()
        git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},module")
        Path("module").mkdir()
        assert run() == (0, "", "")

    def test_what_cannot_be_read_does_not_pass(self, run: Run) -> None:
        code, out, _ = run("missing.py")
        assert code == 1
        assert out.startswith("missing.py:1:1: file-unreadable ")

    def test_too_many(self, run: Run) -> None:
        Path("a.py").write_text("\n" + LINE * 1001)
        assert [line.split(" ")[:3] for line in run("a.py")[1].splitlines()] == [
            ["a.py:2:6:", RULE, "more"]
        ]

    def test_huge(self, run: Run) -> None:
        """Scanned in parts: lines are counted on, a key on a seam is found once."""
        filler = b"no key here, and none there\n"
        lines = CHUNK // len(filler)
        with Path("huge.txt").open("wb") as file:
            file.write(filler * lines)
            file.write(b"x" * (CHUNK - file.tell() - 20) + b" " + LINE.encode() + filler * lines)
            file.write(LINE.encode())
        tracemalloc.start()
        code, out, _ = run("huge.txt")
        assert tracemalloc.get_traced_memory()[1] < 8 * CHUNK
        tracemalloc.stop()
        assert code == 1
        assert [int(line.split(":")[1]) for line in out.splitlines()] == [lines + 1, 2 * lines + 2]

    @pytest.mark.parametrize(
        "unit",
        [
            *("a", "sk-", "eyJ", "eyJ.", "://", "://a:", '"+', "' ", "\\\n", "A1b2", "AKIA"),
            *("-----BEGIN PRIVATE KEY-----", "api_key=", '"a" ', "mistral\n", "=", "%3D", "\\n"),
            *("-----BEGIN ", "hooks.slack.com/", "xoxb-1", "ghs_1_eyJ", "goldenpath: allow ", "\n"),
            *(
                "LS0tLS1CRUdJTi",
                "LS0tLS1CRUdJTi" + "a" * 20 + "\n",
                "-----BEGIN PRIVATE KEY-----a+",
            ),
            "a1" * 20 + " ",
        ],
    )
    def test_time_is_linear(self, unit: str) -> None:
        """What takes quadratic time would take minutes here."""
        text = unit * (200_000 // len(unit))
        started = time.process_time()
        list(find(text))
        assert time.process_time() - started < 5


class TestBaseline:
    UPDATE = ("--update-baseline", "--reason", "a test key", "--owner", "@acme/ai", "--until")

    @pytest.fixture
    def baseline(self, run: Run) -> Path:
        Path("a.py").write_text(LINE)
        assert run("a.py", *self.UPDATE, SOON)[0] == 0
        return Path(".secrets.baseline")

    def test_excuses(self, baseline: Path, run: Run) -> None:
        assert run("a.py") == (0, "", "")

    def test_holds_no_key(self, baseline: Path) -> None:
        assert KEY[5:] not in baseline.read_text()

    @pytest.mark.parametrize("name", [".secrets.baseline", "./judged.json"])
    def test_hashes_are_no_keys(self, name: str, run: Run) -> None:
        """Nor near the name of a provider whose keys have no form."""
        Path("goldenpath.toml").write_text(f'[keys]\nbaseline = "{name}"\n')
        entries = [
            {"type": format.provider, "hashed_secret": digest(f"{format.id}{n}")}
            | {"reason": "api_key of a test", "owner": "@a", "expires": SOON, "is_secret": False}
            for format in FORMATS
            for n in range(20)
        ]
        Path(name).write_text(json.dumps({"results": {"azure/openai.py": entries}}, indent=2))
        for named in (name, os.path.normpath(name)):
            assert run(named) == (0, "", "")

    @pytest.mark.parametrize("name", [".secrets.baseline", "app.json"])
    def test_hides_no_key_itself(self, name: str, run: Run, repository: Path) -> None:
        Path("goldenpath.toml").write_text(f'[keys]\nbaseline = "{name}"\n')
        Path(name).write_text(json.dumps({"results": {}, "x": KEY}))
        commit(repository)
        assert run(name)[1].startswith(f"{name}:1:")
        for args in ((), ("--history",)):
            code, out, _ = run(*args)
            assert (code, out.count(RULE)) == (1, 1)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("/dev/zero", "not in this tree"),
            ("../x.json", "not in this tree"),
            ("a/../../x.json", "not in this tree"),
            ("link.json", "a link"),
            ("up/x.json", "a link"),
            ("loop", "a link"),
            ("a\\u0000b", "no path"),
            ("a\\nb", "no path"),
            (".", "a directory"),
            ("folder", "a directory"),
            ("folder/..", "a directory"),
        ],
    )
    def test_lies_in_the_tree(self, name: str, said: str, run: Run, tmp_path: Path) -> None:
        tree = tmp_path / "tree"
        (tree / "folder").mkdir(parents=True)
        os.chdir(tree)
        Path("loop").symlink_to("loop")
        Path("up").symlink_to("..")
        Path("link.json").symlink_to("../x.json")
        Path("goldenpath.toml").write_text(f'[keys]\nbaseline = "{name}"\n')
        Path("a.py").write_text(LINE)
        for args in ((), (*self.UPDATE, SOON)):
            code, out, err = run("a.py", *args)
            assert (code, out, err.count("\n")) == (2, "", 1)
            assert said in err.lower()
        assert not (tmp_path / "x.json").exists()

    @pytest.mark.parametrize("setting", ["baseline = 3", 'baseline = ""', "exclude = [3]"])
    def test_settings_of_another_kind(self, setting: str, run: Run) -> None:
        Path("goldenpath.toml").write_text(f"[keys]\n{setting}\n")
        assert run("a.py")[:2] == (2, "")

    def test_cannot_be_written(self, run: Run) -> None:
        Path("goldenpath.toml").write_text('[keys]\nbaseline = "missing/x.json"\n')
        Path("a.py").write_text(LINE)
        code, _, err = run("a.py", *self.UPDATE, SOON)
        assert code == 2
        assert err.endswith("missing/x.json: cannot be written: No such file or directory\n")

    def test_may_run_a_year_at_most(self, run: Run) -> None:
        Path("a.py").write_text(LINE)
        code, _, err = run("a.py", *self.UPDATE, TOO_LATE)
        assert code == 2
        said = f"{RULE}: --until {TOO_LATE} lasts longer than a year, name a day within a year\n"
        assert err == said
        assert not Path(".secrets.baseline").exists()

    def test_an_entry_that_runs_longer(self, baseline: Path, run: Run) -> None:
        baseline.write_text(baseline.read_text().replace(SOON, "9999-12-31"))
        code, out, _ = run("a.py")
        assert code == 1
        said = "the entry for a.py lasts longer than a year, name a day within a year\n"
        assert out == f".secrets.baseline:1:1: {RULE} {said}a.py:{FOUND}"

    def test_a_name_of_a_file_forges_no_line(self, run: Run) -> None:
        Path("a.py").write_text("")
        entry = {"type": "Groq", "hashed_secret": "00"}
        Path(".secrets.baseline").write_text(json.dumps({"results": {"x\n::error::y": [entry]}}))
        assert run("a.py")[1].count("\n") == 1

    def test_excuses_this_key_in_this_file_only(self, baseline: Path, run: Run) -> None:
        Path("b.py").write_text(LINE)
        Path("a.py").write_text(LINE + f'y = "{key("groq", 1)}"\n')
        assert [line[:6] for line in run("a.py", "b.py")[1].splitlines()] == ["a.py:2", "b.py:1"]

    def test_a_key_may_move_in_its_file(self, baseline: Path, run: Run) -> None:
        Path("a.py").write_text("\n\n" + LINE)
        assert run("a.py") == (0, "", "")

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("reason", None, "has no reason"),
            ("owner", " ", "has no owner"),
            ("expires", "2001-01-31", "ended on 2001-01-31"),
            ("expires", "soon", "has an `expires` that is no day"),
            ("is_secret", True, "was not judged"),
        ],
    )
    def test_an_entry_without_all_its_parts(
        self, field: str, value: object, said: str, baseline: Path, run: Run
    ) -> None:
        document = json.loads(baseline.read_text())
        document["results"]["a.py"][0][field] = value
        baseline.write_text(json.dumps(document))
        code, out, _ = run("a.py")
        assert code == 1
        assert f"the entry for a.py {said}" in out
        assert f"a.py:{FOUND}" in out

    def test_update_keeps_reasons_and_drops_what_is_gone(self, baseline: Path, run: Run) -> None:
        Path("b.py").write_text(LINE)
        newer = (*self.UPDATE[:2], "another", *self.UPDATE[3:])
        assert run("a.py", "b.py", *newer, SOON)[0] == 0
        results = json.loads(baseline.read_text())["results"]
        assert {path: entry["reason"] for path, (entry,) in results.items()} == {
            "a.py": "a test key",
            "b.py": "another",
        }
        Path("b.py").write_text("")
        run("b.py", *self.UPDATE, SOON)
        Path("c.py").write_text(LINE)
        run("c.py", *self.UPDATE, SOON)
        Path("c.py").unlink()
        run("b.py", *self.UPDATE, SOON)
        assert list(json.loads(baseline.read_text())["results"]) == ["a.py"]

    def test_update_needs_a_reason(self, run: Run) -> None:
        Path("a.py").write_text(LINE)
        assert run("a.py", "--update-baseline")[0] == 2

    @pytest.mark.parametrize(
        "text",
        [
            *("", "[]", "{", '{"results": {"a": [{}]}}', f'"{KEY}"', "\xff", "9" * 5000),
            pytest.param("[" * 50_000, id="deep"),
            pytest.param('{"results": ' + '{"a":' * 50_000, id="deep objects"),
            pytest.param(" " * 10_000_001, id="huge"),
            pytest.param(
                '{"results": {"a": [{"type": "Groq", "hashed_secret": "00", "reason": [[]]}]}}',
                id="a reason that is no text",
            ),
        ],
    )
    def test_broken(self, text: str, run: Run) -> None:
        Path("a.py").write_text("")
        Path(".secrets.baseline").write_bytes(text.encode("latin-1"))
        code, out, err = run("a.py")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.endswith(", nothing was judged\n")

    def test_what_is_no_file(self, run: Run) -> None:
        os.mkfifo(".secrets.baseline")
        assert run("a.py")[0] == 2

    def test_what_is_too_deep_to_write(self, baseline: Path, run: Run) -> None:
        deep = "[" * 900 + "]" * 900
        baseline.write_text(baseline.read_text().replace("{", f'{{"x": {deep},', 1))
        code, _, err = run("a.py", *self.UPDATE, SOON)
        assert code in (0, 2)
        assert "Traceback" not in err
        assert json.loads(baseline.read_text())["results"]

    def test_detect_secrets_reads_it(self, baseline: Path) -> None:
        from detect_secrets.core import baseline as theirs

        (secret,) = theirs.load(theirs.load_from_file(str(baseline)))["a.py"]
        assert secret.type == "Groq"
        assert secret.is_secret is False
        assert secret.secret_hash == secret.hash_secret(KEY)


class TestHistory:
    def test_added_then_removed(self, run: Run, repository: Path) -> None:
        Path("a.py").write_text(LINE)
        first = commit(repository)
        Path("a.py").write_text("")
        commit(repository)
        assert run() == (0, "", "")
        code, out, _ = run("--history")
        assert (code, out.count(RULE)) == (1, 1)
        assert out.startswith("a.py:1:6: ")
        assert f" in commit {first[:10]}, " in out

    def test_other_branches_tags_and_merges(self, run: Run, repository: Path) -> None:
        commit(repository)
        git(repository, "switch", "-q", "-c", "side")
        Path("side.py").write_text(LINE)
        commit(repository)
        git(repository, "tag", "kept")
        git(repository, "switch", "-q", "main")
        git(repository, "merge", "-q", "--no-ff", "--no-commit", "side")
        Path("side.py").write_text("")
        Path("in the merge\n.py").write_text(LINE.replace(KEY, key("xai")))
        commit(repository)
        git(repository, "branch", "-q", "-D", "side")
        assert run("--history")[1].count(RULE) == 2

    def test_a_baseline_entry_follows_a_renamed_file(self, run: Run, repository: Path) -> None:
        Path("old.py").write_text(LINE + "\n")
        commit(repository)
        Path("old.py").rename("new.py")
        Path("new.py").write_text(LINE)
        commit(repository)
        run(*TestBaseline.UPDATE, SOON)
        assert run("--history") == (0, "", "")

    @pytest.mark.parametrize("until", ["2001-01-31", SOON, "9999-12-31"])
    def test_a_waiver_of_those_days_needs_no_renewal(
        self, until: str, run: Run, repository: Path
    ) -> None:
        waiver = f"# goldenpath: allow {RULE} until {until} by @acme/ai: revoked\n"
        Path("a.py").write_text(waiver + LINE)
        commit(repository)
        Path("a.py").unlink()
        commit(repository)
        assert run("--history") == (0, "", "")

    def test_a_waiver_without_its_parts_never_held(self, run: Run, repository: Path) -> None:
        Path("a.py").write_text(f"# goldenpath: allow {RULE}\n{LINE}")
        commit(repository)
        assert run("--history")[1].count(RULE) == 1

    def test_too_many(self, run: Run, repository: Path) -> None:
        Path("a.py").write_text(LINE * 1001)
        first = commit(repository)
        code, out, _ = run("--history")
        assert (code, out.count("\n")) == (1, 1)
        assert f"this is the first in commit {first[:10]}, " in out

    def test_shallow_is_no_verdict(self, run: Run, repository: Path) -> None:
        source = repository / "source"
        source.mkdir()
        git(source, "init", "-q")
        commit(source)
        commit(source)
        git(repository, "clone", "-q", "--depth", "1", source.as_uri(), "clone")
        os.chdir("clone")
        code, out, err = run("--history")
        assert (code, out) == (3, "")
        assert "git fetch --unshallow" in err

    def test_a_missing_blob_is_no_verdict(self, run: Run, repository: Path) -> None:
        """What lies before it and behind it is judged and printed all the same."""
        for name in ("a.py", "b.py", "c.py"):
            Path(name).write_text(f"# {name}\n{LINE}")
        commit(repository)
        blob = git(repository, "rev-parse", "HEAD:b.py").strip()
        (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        code, out, err = run("--history")
        assert code == 3
        assert [line.split(":")[0] for line in out.splitlines()] == ["a.py", "c.py"]
        assert "1 of 3 versions of files are not in this clone" in err
        assert [
            each["path"] for each in json.loads(run("--history", "--format", "json")[1])["findings"]
        ] == ["a.py", "c.py"]

    def test_a_partial_clone_is_no_verdict(self, run: Run, repository: Path) -> None:
        source = repository / "source"
        source.mkdir()
        git(source, "init", "-q")
        git(source, "config", "uploadpack.allowFilter", "true")
        (source / "a.py").write_text(LINE)
        commit(source)
        (source / "a.py").write_text(LINE + "y = 1\n")
        commit(source)
        git(repository, "clone", "-q", "--filter=blob:none", source.as_uri(), "clone")
        source.rename(repository / "gone")
        os.chdir("clone")
        code, out, err = run("--history")
        assert (code, out.count(RULE)) == (3, 1)
        assert err.endswith(
            "1 of 2 versions of files are not in this clone, "
            "the others were judged; clone without a filter\n"
        )

    def test_progress(self, run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """For people only: a log would keep every step."""
        Path("a.py").write_text("")
        commit(repository)
        assert run("--history") == (0, "", "")
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        assert run("--history") == (0, "", "\r1 of 1 versions of files\n")

    def test_nothing_committed(self, run: Run, repository: Path) -> None:
        assert run("--history") == (0, "", "")

    def test_submodules_and_links(self, run: Run, repository: Path) -> None:
        Path("link").symlink_to("target")
        commit(repository)
        head = git(repository, "rev-parse", "HEAD").strip()
        git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},module")
        git(repository, "commit", "-q", "-m", "a submodule")
        assert run("--history") == (0, "", "")


PIECES = st.sampled_from(
    [KEY, key("jwt"), key("database-url"), key("private-key"), "mistral", "api_key = ", '"', "\n"]
    + ['" "', "\\\n", "://", ":", "@", "-----BEGIN ", "%", "\\n", "=", "sk-", "\0", "é", "\ud800"]
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join))
def test_whatever_the_text_keys_lie_in_it_in_order(text: str) -> None:
    reached = 0
    for found in find(text):
        assert reached <= found.start < found.end <= len(text)
        reached = found.end


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_a_quoted_key_is_found_whatever_is_around_it(before: str, after: str) -> None:
    assert KEY in [found.value for found in find(f'{before}\n"{KEY}"\n{after}')]
