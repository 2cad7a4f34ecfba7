"""The life of an environment by the real Terraform: up, seen, down, and whatever may go wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from goldenpath_gates.environments.engine import Standing
from goldenpath_gates.environments.terraform.running import Terraform
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError

from tests.gates.environments.terraform.conftest import Service, spec

FAILS = """\
resource "terraform_data" "broken" {
  depends_on = [terraform_data.database]

  provisioner "local-exec" {
    command = "echo refused; exit 1"
  }
}
"""
STAYS = """\
resource "terraform_data" "bucket" {
  provisioner "local-exec" {
    when    = destroy
    command = "echo the bucket is not empty; exit 1"
  }
}
"""


def test_up_seen_and_down(service: Service) -> None:
    asked = spec()
    made = service.engine.up(asked, service.progress)
    assert made == Standing(
        "answers-pr-7",
        state="ready",
        created_at=asked.created_at,
        expires_at=asked.expires_at,
        change=7,
        url="https://answers-pr-7.preview.example.com",
        settings={"DATABASE_URL": "postgresql://answers-pr-7-small"},
    )
    assert "postgresql" not in repr(made)
    assert service.engine.standing() == (made,)
    assert service.left() == ["answers-pr-7"]
    assert service.engine.down("answers-pr-7", service.progress) == ()
    assert (service.engine.standing(), service.left()) == ((), [])


def test_a_plan_makes_nothing(service: Service) -> None:
    plan = service.engine.plan(spec(), service.progress)
    assert plan.lines == ("+ terraform_data.database", "+ terraform_data.environment")
    assert plan.findings == ()
    assert [figure.name for figure in plan.figures if figure.unit == "USD"] == [
        "cost of the environment",
        "cost per hour",
    ]
    assert (service.engine.standing(), service.left()) == ((), [])


def test_a_second_up_changes_what_has_changed(service: Service) -> None:
    service.engine.up(spec(), service.progress)
    assert service.engine.plan(spec(), service.progress).lines == ()
    larger = spec(size="large", ttl_hours=48)
    plan = service.engine.plan(larger, service.progress)
    assert plan.lines == ("~ terraform_data.database", "~ terraform_data.environment")
    made = service.engine.up(larger, service.progress)
    assert made.settings == {"DATABASE_URL": "postgresql://answers-pr-7-large"}
    assert made.expires_at - made.created_at == timedelta(hours=48)


def test_environments_know_nothing_of_each_other(service: Service) -> None:
    service.engine.up(spec(), service.progress)
    other = spec(name="answers-branch-0a1b2c", change=None, branch="x")
    service.engine.up(other, service.progress)
    foreign = spec(service="other", name="other-pr-7")
    service.engine.up(foreign, service.progress)
    assert [one.name for one in service.engine.standing()] == [other.name, "answers-pr-7"]
    assert service.engine.down("answers-pr-7", service.progress) == ()
    assert [(one.name, one.state) for one in service.engine.standing()] == [(other.name, "ready")]
    assert service.engine.standing("answers-pr-7") == ()
    assert [one.name for one in service.engine.standing(other.name)] == [other.name]
    assert service.left() == [other.name, "other-pr-7"]


def test_down_twice_and_of_what_never_was(service: Service) -> None:
    service.engine.up(spec(), service.progress)
    for _ in range(2):
        assert service.engine.down("answers-pr-7", service.progress) == ()
    assert service.engine.down("answers-pr-8", service.progress) == ()
    with pytest.raises(UsageError, match="no name of an environment"):
        service.engine.down("-force ../x", service.progress)


def test_what_fails_is_taken_down_again(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.add(FAILS)
    with pytest.raises(FailedError, match=r"terraform apply: .*local-exec provisioner error"):
        service.engine.up(spec(), service.progress)
    assert (service.engine.standing(), service.left()) == ((), [])
    assert "answers-pr-7: is taken down again" in capsys.readouterr().out


def test_what_is_refused_is_never_applied(service: Service) -> None:
    service.add('resource "terraform_data" "made" {\n  input = "x"\n}\n')
    (service.root / "infra" / "prices.yaml").write_text(
        "prices:\n  terraform_data:\n    rates: [{ hourly: 1 }]\n"
        "    source: https://example.com\n    read: 2026-11-01\n"
    )
    with pytest.raises(FailedError, match=r"preview-budget .*72\.00 USD in 24 hours, 10\.00 are"):
        service.engine.up(spec(), service.progress)
    assert service.left() == []


def test_what_cannot_be_removed_is_named(service: Service) -> None:
    service.add(STAYS)
    service.engine.up(spec(), service.progress)
    (left,) = service.engine.down("answers-pr-7", service.progress)
    assert re.fullmatch(
        r"terraform_data\.bucket is still there: terraform destroy: .*local-exec.*", left
    )
    (standing,) = service.engine.standing()
    assert (standing.name, standing.state, standing.change) == ("answers-pr-7", "ending", 7)
    assert not standing.dated
    service.add(STAYS.replace("exit 1", "exit 0"))
    assert service.engine.down("answers-pr-7", service.progress) == ()
    assert service.left() == []


def test_what_fails_and_stays_is_told_with_the_failure(service: Service) -> None:
    service.add(STAYS + FAILS.replace("terraform_data.database", "terraform_data.bucket"))
    with pytest.raises(FailedError, match="terraform apply") as failure:
        service.engine.up(spec(), service.progress)
    (note,) = failure.value.__notes__
    assert note.startswith("terraform_data.bucket is still there")
    assert [one.state for one in service.engine.standing()] == ["ending"]
    later = spec().expires_at
    assert list(service.engine.reap(later, service.progress)) == ["answers-pr-7"]


def test_what_is_only_begun_is_left_to_who_begins_it(service: Service) -> None:
    """Between the making of the workspace and the first apply in it."""
    with service.engine._opened(service.progress) as terraform:
        terraform.use("answers-pr-7", create=True)
    (standing,) = service.engine.standing()
    assert (standing.state, standing.change, standing.dated) == ("creating", 7, False)
    assert service.engine.reap(spec().expires_at, service.progress) == {}
    assert service.engine.down("answers-pr-7", service.progress) == ()
    assert service.engine.standing() == ()


def test_another_run_ends_one_meanwhile(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.engine.up(spec(), service.progress)
    service.engine.up(spec(name="answers-pr-8", change=8), service.progress)
    use = Terraform.use

    def ends_before(self: Terraform, name: str, *, create: bool = False) -> None:
        monkeypatch.setattr(Terraform, "use", use)
        assert service.engine.down("answers-pr-7", service.progress) == ()
        use(self, name, create=create)

    monkeypatch.setattr(Terraform, "use", ends_before)
    assert [one.name for one in service.engine.standing()] == ["answers-pr-8"]


def test_one_that_is_there_and_cannot_be_read_is_no_less_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.engine.up(spec(), service.progress)

    def refuses(*_: object) -> None:
        raise FailedError("cannot be read")

    monkeypatch.setattr(Terraform, "outputs", refuses)
    with pytest.raises(FailedError, match="cannot be read"):
        service.engine.standing()


def test_what_a_root_refuses_says_where(service: Service) -> None:
    with pytest.raises(
        FailedError,
        match=r"plan: environment.tfvars.json:1:\d+: .*ttl_hours is at most 72.*main.tf",
    ):
        service.engine.plan(spec(ttl_hours=100), service.progress)


def test_no_root_is_incomplete(service: Service) -> None:
    service.configure(infra="infra/elsewhere")
    with pytest.raises(IncompleteError, match=r"infra/elsewhere: there is no Terraform in it"):
        service.engine.standing()


def test_what_is_due_is_reaped(service: Service) -> None:
    old = spec()
    service.engine.up(old, service.progress)
    young = spec(name="answers-pr-8", change=8, ttl_hours=48)
    service.engine.up(young, service.progress)
    later = old.expires_at + timedelta(hours=1)
    assert service.engine.reap(later, service.progress) == {"answers-pr-7": ()}
    assert service.left() == ["answers-pr-8"]
    assert service.engine.reap(later, service.progress) == {}
