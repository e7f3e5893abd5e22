"""The site deletes what is older than its settings say, and nothing younger."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.exports.models import CohortExport, ExportState
from cohorts.groups.models import GroupChange
from cohorts.joining.models import Invitation
from cohorts.threads.models import Thread
from exercises.models import Draft, Exercise, ModeChoice, Submission, VerdictChoice
from notices.models import Notice, NoticeKind, Webhook, WebhookDelivery
from personal_data.retention.rules import RULES, SOURCE_DELETED

pytestmark = pytest.mark.django_db
DAYS = 10
LIMIT_OF = {rule.name: rule for rule in RULES}


@pytest.fixture(autouse=True)
def _ten_days(settings: Settings) -> None:
    settings.RETENTION_DAYS = dict.fromkeys(settings.RETENTION_DAYS, DAYS)


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    return Exercise.objects.get(slug="two-layer-backprop")


def run(ada: User, exercise: Exercise, at: datetime, **fields: object) -> Submission:
    values = {"state": Submission.State.DONE, "verdict": VerdictChoice.FAILED, "graded_at": at} | fields
    return Submission.objects.create(exercise=exercise, learner=ada, source="x", created_at=at, **values)


def make_row(name: str, ada: User, exercise: Exercise, at: datetime) -> object:
    """Make a row of this kind that is as old as ``at`` says, and return its primary key."""
    cohort, _ = Cohort.objects.get_or_create(slug="june", defaults={"title": "June", "started_on": "2026-06-01"})
    webhook, _ = Webhook.objects.get_or_create(person=ada, url="https://ada.example.org/")
    match name:
        case "audit_log":
            AuditEntry(action=AuditAction.TOKEN_CREATED, at=at).save()
            return AuditEntry.objects.latest("pk").pk
        case "notices":
            key, link = str(at), "/exercises/"
            return Notice.objects.create(
                person=ada, kind=NoticeKind.VERDICT, key=key, sentence="x", link=link, created_at=at
            ).pk
        case "webhook_deliveries":
            return WebhookDelivery.objects.create(webhook=webhook, event="x", body="{}", created_at=at).pk
        case "invitations":
            return Invitation.objects.create(cohort=cohort, invited_by=ada, expires_at=at).pk
        case "group_changes":
            kind = GroupChange.GroupChangeKind.JOINED
            return GroupChange.objects.create(
                cohort=cohort, user=ada, kind=kind, role="learner", provider="p", group="g", at=at
            ).pk
        case "cohort_exports":
            return CohortExport.objects.create(cohort=cohort, person=ada, state=ExportState.DONE, created_at=at).pk
        case "try_runs":
            return run(ada, exercise, at, mode=ModeChoice.TRY).pk
        case "drafts":
            is_review = Draft.objects.exists()
            return Draft.objects.create(exercise=exercise, learner=ada, source="x", saved_at=at, is_review=is_review).pk
        case _:
            raise KeyError(name)


@pytest.mark.parametrize(
    "name", [rule.name for rule in RULES if rule.name not in ("unproven_sources", "idle_accounts")]
)
def test_rows_go_when_they_are_older_than_the_limit(name: str, ada: User, exercise: Exercise) -> None:
    now = timezone.now()
    old = make_row(name, ada, exercise, now - timedelta(days=DAYS, minutes=5))
    young = make_row(name, ada, exercise, now - timedelta(days=DAYS, minutes=-5))
    model = LIMIT_OF[name].due().model
    assert list(LIMIT_OF[name].due().values_list("pk", flat=True)) == [old]
    assert LIMIT_OF[name].apply() == 1
    assert not model.objects.filter(pk=old).exists()
    assert model.objects.filter(pk=young).exists()


def test_a_limit_of_zero_keeps_everything(ada: User, exercise: Exercise, settings: Settings) -> None:
    settings.RETENTION_DAYS = dict.fromkeys(settings.RETENTION_DAYS, 0)
    for name in ("audit_log", "notices", "try_runs", "drafts"):
        make_row(name, ada, exercise, timezone.now() - timedelta(days=9_000))
    assert {rule.name: rule.apply() for rule in RULES} == dict.fromkeys(LIMIT_OF, 0)
    assert not any(rule.due().exists() for rule in RULES)


def test_code_that_proved_nothing_goes_and_its_verdict_stays(ada: User, exercise: Exercise) -> None:
    old, young = (timezone.now() - timedelta(days=days) for days in (DAYS + 1, DAYS - 1))
    failed, passed = run(ada, exercise, old), run(ada, exercise, old, verdict=VerdictChoice.PASSED)
    overturned, asked, recent = run(ada, exercise, old), run(ada, exercise, old), run(ada, exercise, young)
    overturned.earlier_verdicts.create(verdict=VerdictChoice.PASSED, graded_at=old)
    cohort = Cohort.objects.create(slug="june", title="June", started_on="2026-06-01")
    Thread.objects.create(learner=ada, cohort=cohort, submission=asked, is_request=True)
    assert LIMIT_OF["unproven_sources"].apply() == 1
    assert LIMIT_OF["unproven_sources"].apply() == 0
    for submission in (failed, passed, overturned, asked, recent):
        submission.refresh_from_db()
    assert (failed.source, failed.verdict) == (SOURCE_DELETED, VerdictChoice.FAILED)
    assert {submission.source for submission in (passed, overturned, asked, recent)} == {"x"}


def test_a_run_that_a_mentor_was_asked_about_stays(ada: User, exercise: Exercise) -> None:
    asked = run(ada, exercise, timezone.now() - timedelta(days=DAYS + 1), mode=ModeChoice.TRY)
    cohort = Cohort.objects.create(slug="june", title="June", started_on="2026-06-01")
    Thread.objects.create(learner=ada, cohort=cohort, submission=asked, is_request=True)
    assert LIMIT_OF["try_runs"].apply() == 0


def test_a_dry_run_says_what_would_go_and_deletes_nothing(ada: User, exercise: Exercise) -> None:
    make_row("drafts", ada, exercise, timezone.now() - timedelta(days=DAYS + 1))
    out = io.StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert "1  drafts, older than 10 days" in out.getvalue()
    assert Draft.objects.exists()
    call_command("retention", stdout=out)
    assert not Draft.objects.exists()
