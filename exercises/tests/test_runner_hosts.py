"""Registering runner hosts, revoking them, and checking what lent ones report."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from exercises.fleet.actions import (
    NEEDS_NEW_KEY,
    HostRefusedError,
    add_runner_host,
    pause_host,
    revoke_host,
    set_host_state,
)
from exercises.fleet.broker import acl_line
from exercises.models import Exercise, RunnerHost, ServiceChange, Submission
from exercises.submissions import reports
from exercises.tests.reports import host_called, identity_of, record_report, report_on, signed

ClientOf = Callable[[User], Client]
Commit = DjangoCaptureOnCommitCallbacks
LIST = "/admin/exercises/runnerhost/"


@pytest.fixture
def lent(db: None) -> RunnerHost:
    return host_called("desk", ("cpu",), lent=True)


@pytest.fixture
def own(db: None) -> RunnerHost:
    return host_called("hill")


# ------------------------------------------------------------------ registering


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"enrolment": "ssh-ed25519 AAAA"}, "runner identity prints it"),
        ({"queues": ["reports"]}, "queue reports"),
        ({"queues": []}, "one queue from"),
        ({"queues": ["cpu", "cpu-regrade"], "is_lent": True}, "can’t regrade"),
        ({"name": "hill"}, "a host called hill"),
    ],
)
def test_an_invalid_registration_says_why(own: RunnerHost, change: dict[str, Any], reason: str) -> None:
    line = identity_of("new").enrolment.to_line()
    with pytest.raises(HostRefusedError, match=reason):
        add_runner_host(**{"name": "new", "enrolment": line, "queues": ["cpu"]} | change)
    assert RunnerHost.objects.get() == own


def test_a_host_that_is_registered_again_is_the_same_host(own: RunnerHost) -> None:
    line = identity_of("hill").enrolment.to_line()
    again = add_runner_host(name="the hill", enrolment=line, queues=["gpu", "gpu"])
    assert (again.pk, again.name, again.queues) == (own.pk, "the hill", ["gpu"])
    added = AuditEntry.objects.filter(action=AuditAction.HOST_ADDED)
    count = added.count()
    add_runner_host(name="the hill", enrolment=line, queues=["gpu"])  # as a site on one machine does at each start
    assert added.count() == count


def test_the_command_registers_and_prints_the_line_for_an_acl_file(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    line = identity_of("desk").enrolment.to_line()
    call_command("add_runner_host", "desk", "--enrolment", line, "--queues", "gpu", "--lent")
    host = RunnerHost.objects.get()
    printed = capsys.readouterr().out
    assert acl_line(host) in printed
    assert f"user runner-{host.host} on #{host.password_sha256} resetchannels ~gpu ~gpu??[0-9] " in printed
    with pytest.raises(CommandError, match="no queue tpu"):
        call_command("add_runner_host", "desk", "--enrolment", line, "--queues", "tpu")


# ------------------------------------------------------------------ a new key for the same host


def add_hill(key: str, *options: str) -> None:
    line = identity_of(key).enrolment.to_line()
    call_command("add_runner_host", "hill", "--enrolment", line, "--queues", "cpu", *options)


def test_another_key_needs_the_option_that_the_error_names(own: RunnerHost) -> None:
    with pytest.raises(CommandError, match="--replace-key"):
        add_hill("new")
    assert RunnerHost.objects.get() == own


def test_the_new_key_takes_the_name_and_the_old_one_counts_no_longer(submitted: Submission, own: RunnerHost) -> None:
    report = report_on(submitted)
    for _ in range(2):  # the second time, nothing is left to do
        add_hill("new", "--replace-key")
    own.refresh_from_db()
    assert (own.state, own.name) == ("revoked", f"hill (old key {own.host})")
    assert RunnerHost.objects.active().get().host == identity_of("new").enrolment.host
    assert not reports.record_report(data=signed(report))
    assert RunnerHost.objects.count() == 2
    assert [str(change) for change in ServiceChange.objects.all()] == [f"{own.name}: active → revoked"]


def test_the_verdicts_stay_with_the_key_that_signed_them(submitted: Submission, own: RunnerHost) -> None:
    record_report(data=report_on(submitted))
    add_hill("new", "--replace-key")
    submitted.refresh_from_db()
    assert (submitted.verdict, submitted.host) == ("passed", own)


def test_a_host_with_a_new_key_is_as_out_of_service_as_before(own: RunnerHost) -> None:
    pause_host(host=own, reason="It sent too much.")
    add_hill("new", "--replace-key")
    host = RunnerHost.objects.get(name="hill")
    assert (host.state, host.flag) == ("paused", "It sent too much.")


def test_a_revoked_host_comes_back_with_a_new_key_only(own: RunnerHost) -> None:
    revoke_host(host=own)
    with pytest.raises(CommandError, match=NEEDS_NEW_KEY):
        add_hill("hill", "--replace-key")
    add_hill("new", "--replace-key")
    assert RunnerHost.objects.get(name="hill").state == "active"


# ------------------------------------------------------------------ lent hosts


def test_a_lent_hosts_pass_is_graded_again_one_time_in_so_many(
    submitted: Submission, lent: RunnerHost, own: RunnerHost, settings: Settings,
    django_capture_on_commit_callbacks: Commit,
) -> None:  # fmt: skip
    settings.LENT_REGRADE_SHARE = 1
    with django_capture_on_commit_callbacks(execute=True):
        assert record_report(data=report_on(submitted), by="desk")
    submitted.refresh_from_db()
    assert (submitted.is_regrading, submitted.verdict, submitted.host) == (True, "passed", lent)
    assert not record_report(data=report_on(submitted), by="desk")  # it doesn't check itself

    assert record_report(data=report_on(submitted, "failed"), by="hill")
    submitted.refresh_from_db()
    lent.refresh_from_db()
    assert (submitted.verdict, submitted.host) == ("failed", own)
    assert f"It passed submission {submitted.uid}" in lent.flag


def test_a_check_that_agrees_flags_nobody(
    submitted: Submission, lent: RunnerHost, own: RunnerHost, settings: Settings,
    django_capture_on_commit_callbacks: Commit,
) -> None:  # fmt: skip
    settings.LENT_REGRADE_SHARE = 1
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(submitted), by="desk")
    submitted.refresh_from_db()
    record_report(data=report_on(submitted), by="hill")
    lent.refresh_from_db()
    assert not lent.flag


@pytest.mark.parametrize(
    ("by", "share", "verdict", "mode"),
    [
        ("hill", 1, "passed", "submit"),
        ("desk", 0, "passed", "submit"),
        ("desk", 1, "failed", "submit"),
        ("desk", 1, "passed", "try"),
    ],
    ids=["our own host", "not drawn", "no pass", "a try run"],
)  # fmt: skip
def test_nothing_else_is_graded_again(
    submitted: Submission, lent: RunnerHost, own: RunnerHost, settings: Settings,
    django_capture_on_commit_callbacks: Commit, by: str, share: float, verdict: str, mode: str,
) -> None:  # fmt: skip
    settings.LENT_REGRADE_SHARE = share
    Submission.objects.update(mode=mode)
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(submitted, verdict), by=by)
    assert Submission.objects.get().state == Submission.State.DONE


def test_without_a_host_of_our_own_for_regrades_none_waits_for_one(
    submitted: Submission, lent: RunnerHost, settings: Settings, django_capture_on_commit_callbacks: Commit
) -> None:
    settings.LENT_REGRADE_SHARE = 1
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(submitted), by="desk")
    assert Submission.objects.get().state == Submission.State.DONE


def test_one_in_twenty_is_what_production_draws(settings: Settings) -> None:
    assert settings.LENT_REGRADE_SHARE == 0.05


# ------------------------------------------------------------------ which reports count


def test_reports_of_a_paused_host_are_ignored(submitted: Submission, own: RunnerHost) -> None:
    pause_host(host=own, reason="It sent too much.")
    assert not record_report(data=report_on(submitted))
    set_host_state(person=None, host=own, state="active")
    assert record_report(data=report_on(submitted))
    assert Submission.objects.get().host == own


def test_a_pass_by_another_version_of_the_exercise_leads_to_another_attempt(submitted: Submission) -> None:
    assert not record_report(data=report_on(submitted, digest="fedcba9876543210"))
    submitted.refresh_from_db()
    assert (submitted.state, submitted.attempts) == (Submission.State.QUEUED, 2)


# ------------------------------------------------------------------ the admin's pages


def test_an_admin_registers_a_host(grace: User, client_of: ClientOf) -> None:
    form = {"name": "desk", "enrolment": identity_of("desk").enrolment.to_line(), "queues": ["cpu"], "trust": "lent"}
    client = client_of(grace)
    response = client.post(f"{LIST}add/", form | {"queues": ["cpu", "cpu-regrade"]})
    assert response.context["errors"]
    assert not RunnerHost.objects.exists()
    assert client.post(f"{LIST}add/", form).status_code == 302
    host = RunnerHost.objects.get()
    assert (host.name, host.queues, host.is_lent) == ("desk", ["cpu"], True)
    assert client.get(f"{LIST}{host.pk}/change/").status_code == 200
    changed = {"name": "desk", "queues": ["cpu", "cpu-regrade"], "trust": "own"}
    assert client.post(f"{LIST}{host.pk}/change/", changed).status_code == 302
    host.refresh_from_db()
    assert (host.queues, host.is_lent) == (["cpu", "cpu-regrade"], False)
    assert "State and passes of desk" in client.get(LIST).content.decode()


def test_revoking_a_host_lists_its_passes_and_leads_to_their_regrade(
    submitted: Submission, own: RunnerHost, grace: User, client_of: ClientOf
) -> None:
    record_report(data=report_on(submitted))
    client, page = client_of(grace), f"{LIST}{own.pk}/host/"
    unsure = client.post(page, {"action": "revoke"}, follow=True)
    assert "Nothing was changed" in unsure.content.decode()
    html = client.post(page, {"action": "revoke", "sure": "yes"}, follow=True).content.decode()
    own.refresh_from_db()
    assert own.state == "revoked"
    assert "1 pass signed" in html
    assert f"{reverse('authoring:start_regrade')}?host={own.name}" in html
    assert submitted.exercise.title in html
    assert client.post(f"{LIST}{own.pk}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"{LIST}{own.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_hosts_page_has_a_constant_number_of_queries(
    exercise: Exercise, ada: User, own: RunnerHost, grace: User, client_of: ClientOf, run: Callable[..., Submission],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for _ in range(60):
        run(exercise, ada, host=own)
    client, page = client_of(grace), f"{LIST}{own.pk}/host/"
    with django_assert_max_num_queries(8):
        html = client.get(page).content.decode()
    assert "Page 1 of 2" in html
    assert "60 passes signed" in html


def test_only_admins_see_hosts(own: RunnerHost, emmy: User, client_of: ClientOf) -> None:
    assert client_of(emmy).get(f"{LIST}{own.pk}/host/").status_code == 302
    assert client_of(emmy).post(f"{LIST}{own.pk}/host/", {"action": "revoke", "sure": "yes"}).status_code == 302
    assert RunnerHost.objects.get().is_active
