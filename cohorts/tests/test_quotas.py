"""Quotas of a cohort: what its learners may use together, and that nobody loses anything when one is used up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from audit_log.models import AuditEntry
from cohorts.cohort.actions import clone_cohort
from cohorts.cohort.models import Cohort, Membership
from cohorts.quotas.actions import KEEP_DAYS, count_stored_bytes, delete_old_use, set_quotas
from cohorts.quotas.charges import ASK, NO_STORAGE_FOR_FILE, NO_SUBMISSIONS, RENEWAL
from cohorts.quotas.models import MIB, CohortQuota, QuotaCharge, QuotaDay
from cohorts.tests.sign_offs import FINE_TUNE, PDF, ask
from exercises.models import DeviceChoice, Draft, Exercise, Submission
from exercises.submissions.actions import RateLimitError, SubmissionRefusedError, cancel, submit
from exercises.tests.reports import record_report, record_worker, regrade_in_place, report_on, worker_of
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    return Exercise.objects.get(slug="two-layer-backprop")


@pytest.fixture
def on_gpu(exercise: Exercise) -> Exercise:
    exercise.device, exercise.limits = DeviceChoice.GPU, {"gpu_s": 20.0}
    exercise.save()
    return exercise


@pytest.fixture(autouse=True)
def clock_at_noon(settings: Settings) -> Any:
    settings.SUBMISSIONS_IN_PROGRESS = settings.SUBMISSIONS_PER_MINUTE = 100
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def quota_of(cohort: Cohort, **limits: int) -> CohortQuota:
    return CohortQuota.objects.create(cohort=cohort, **limits)


def send(exercise: Exercise, learner: User, source: str, mode: str = "submit") -> Submission:
    return submit(exercise=exercise, learner=learner, source=source, mode=mode)


def today(cohort: Cohort) -> QuotaDay:
    return QuotaDay.objects.get(quota__cohort=cohort)


def test_a_used_up_quota_says_which_whose_when_it_renews_and_whom_to_ask(
    spring: Cohort, ada: User, exercise: Exercise
) -> None:
    quota_of(spring, submissions_per_day=2)
    ada.time_zone = "Asia/Tokyo"
    send(exercise, ada, "x = 1")
    send(exercise, ada, "x = 2")
    with pytest.raises(RateLimitError) as refused:
        send(exercise, ada, "x = 3")
    in_tokyo = RENEWAL.format(at=NOON.replace(day=10, hour=9))
    assert str(refused.value) == NO_SUBMISSIONS.format(cohort="Spring", limit=2, renewal=in_tokyo, ask=ASK)
    assert refused.value.wait_s == 12 * 3600
    assert today(spring).submissions == Submission.objects.count() == 2


def test_it_renews_at_midnight_in_utc(spring: Cohort, ada: User, exercise: Exercise, clock_at_noon: Any) -> None:
    quota_of(spring, submissions_per_day=1)
    send(exercise, ada, "x = 1")
    clock_at_noon.move_to(NOON.replace(hour=23, minute=59))
    with pytest.raises(RateLimitError):
        send(exercise, ada, "x = 2")
    clock_at_noon.move_to(NOON + timedelta(hours=12))
    assert send(exercise, ada, "x = 2")


def test_runs_count_apart_from_submissions(spring: Cohort, ada: User, exercise: Exercise) -> None:
    quota_of(spring, runs_per_day=2)
    send(exercise, ada, "x = 1", "try")
    send(exercise, ada, "x = 1", "run")
    with pytest.raises(RateLimitError, match="2 runs"):
        send(exercise, ada, "x = 2", "run")
    send(exercise, ada, "x = 2")
    assert (today(spring).submissions, today(spring).runs) == (1, 2)


def test_all_learners_of_a_cohort_share_it_and_its_mentors_do_not(
    spring: Cohort, ada: User, emmy: User, carl: User, exercise: Exercise, new_learner: Callable[..., User]
) -> None:
    quota_of(spring, submissions_per_day=1)
    send(exercise, ada, "x = 1")
    with pytest.raises(RateLimitError):
        send(exercise, new_learner(spring, "Nora"), "x = 1")
    assert send(exercise, emmy, "x = 1")
    assert send(exercise, carl, "x = 1")


def test_a_click_twice_counts_once(spring: Cohort, ada: User, exercise: Exercise) -> None:
    quota_of(spring, submissions_per_day=1)
    assert send(exercise, ada, "x = 1") == send(exercise, ada, "x = 1")
    assert today(spring).submissions == 1


def test_a_fault_of_ours_costs_nothing(spring: Cohort, ada: User, exercise: Exercise) -> None:
    quota_of(spring, submissions_per_day=1)
    run = send(exercise, ada, "x = 1")
    Submission.objects.update(attempts=Submission.MAX_ATTEMPTS)
    record_report(data=report_on(run, "internal"))
    assert today(spring).submissions == 0
    assert send(exercise, ada, "x = 2")


def test_what_ran_and_what_was_cancelled_has_counted(spring: Cohort, ada: User, exercise: Exercise) -> None:
    quota_of(spring, submissions_per_day=2)
    assert record_report(data=report_on(send(exercise, ada, "x = 1"), "failed"))
    cancel(submission=send(exercise, ada, "x = 2"))
    with pytest.raises(RateLimitError):
        send(exercise, ada, "x = 3")


def test_gpu_time_is_reserved_and_what_is_left_is_given_back(spring: Cohort, ada: User, on_gpu: Exercise) -> None:
    quota_of(spring, gpu_minutes_per_day=1)
    runs = [send(on_gpu, ada, f"x = {number}") for number in range(3)]  # 20 s each
    with pytest.raises(RateLimitError, match=r"1 minutes of GPU time.*00:00 on 10 March.*run on a CPU"):
        send(on_gpu, ada, "x = 4")
    assert record_report(data=report_on(runs[0], gpu_s=3.5))
    assert today(spring).gpu_s == 43.5
    cancel(submission=runs[1])
    assert today(spring).gpu_s == 23.5
    assert send(on_gpu, ada, "x = 4")
    assert not record_report(data=report_on(runs[1], gpu_s=8.0))  # it was on the card
    assert not record_report(data=report_on(runs[1], gpu_s=8.0))
    assert today(spring).gpu_s == 51.5


def test_gpu_time_of_a_fault_of_ours_and_of_a_regrade_is_not_counted(
    spring: Cohort, ada: User, on_gpu: Exercise
) -> None:
    quota_of(spring, gpu_minutes_per_day=1)
    run = send(on_gpu, ada, "x = 1")
    assert record_report(data=report_on(run, gpu_s=3.0))
    regrade_in_place(on_gpu)
    run.refresh_from_db()
    assert record_report(data=report_on(run, gpu_s=9.0))
    lost = send(on_gpu, ada, "x = 2")
    Submission.objects.filter(pk=lost.pk).update(attempts=Submission.MAX_ATTEMPTS)
    record_report(data=report_on(lost, "internal", gpu_s=9.0))
    assert today(spring).gpu_s == 3.0


def test_an_exercise_of_either_device_goes_to_a_cpu_then(spring: Cohort, ada: User, on_gpu: Exercise) -> None:
    quota_of(spring, gpu_minutes_per_day=0)
    on_gpu.device = DeviceChoice.ANY
    on_gpu.save()
    record_worker(data=worker_of("gpu"))
    assert send(on_gpu, ada, "x = 1").queue == "cpu"
    assert today(spring).gpu_s == 0


def test_a_full_storage_refuses_code_and_files(spring: Cohort, ada: User, exercise: Exercise) -> None:
    quota = quota_of(spring, storage_mib=1)
    send(exercise, ada, "x = 'é'")
    quota.refresh_from_db()
    assert quota.stored_bytes == 8
    CohortQuota.objects.update(stored_bytes=MIB - len(PDF))
    ask(ada, file=("a.pdf", PDF))
    with pytest.raises(SubmissionRefusedError, match=r"Spring have filled the 1 MiB .* Ask a lead"):
        send(exercise, ada, "x = 1")
    with pytest.raises(RefusedError, match=NO_STORAGE_FOR_FILE[-30:]):
        ask(ada, criterion=FINE_TUNE, file=("b.pdf", PDF))


def test_the_count_finds_what_was_there_before_and_forgets_what_is_gone(
    spring: Cohort, ada: User, carl: User, exercise: Exercise
) -> None:
    send(exercise, ada, "x = 'é'")
    ask(ada, file=("a.pdf", PDF))
    send(exercise, carl, "not theirs")
    quota = quota_of(spring)
    count_stored_bytes()
    quota.refresh_from_db()
    assert quota.stored_bytes == 8 + len(PDF)
    assert quota.counted_at == NOON
    Submission.objects.all().delete()
    count_stored_bytes()
    quota.refresh_from_db()
    assert quota.stored_bytes == len(PDF)


def test_somebody_in_two_cohorts_counts_in_the_one_they_joined_last(
    spring: Cohort, ada: User, exercise: Exercise, clock_at_noon: Any
) -> None:
    autumn, winter = (
        Cohort.objects.create(slug=slug, title=slug, started_on="2026-03-09") for slug in ("autumn", "winter")
    )
    for cohort in (autumn, winter):
        Membership.objects.create(cohort=cohort, user=ada, joined_on=NOON.date() + timedelta(days=1))
    quotas = [quota_of(cohort) for cohort in (spring, autumn)]  # and none in winter
    send(exercise, ada, "x = 1")
    assert today(autumn).submissions == 1
    assert not QuotaDay.objects.filter(quota__cohort=spring).exists()
    count_stored_bytes()
    assert [quota.stored_bytes for quota in CohortQuota.objects.order_by("pk")] == [0, 5], quotas
    Cohort.objects.filter(pk=autumn.pk).update(archived_at=NOON)
    send(exercise, ada, "x = 2")
    assert today(spring).submissions == 1


def test_a_refused_submission_stays_in_the_editor(
    spring: Cohort, ada: User, exercise: Exercise, client_of: ClientOf
) -> None:
    quota_of(spring, submissions_per_day=0)
    page = client_of(ada).post(exercise.get_absolute_url(), {"source": "x = 'kept'", "mode": "submit"})
    assert "the 0 submissions" in page.content.decode()
    assert "x = &#x27;kept&#x27;" in page.content.decode()
    assert Draft.objects.get(learner=ada).source == "x = 'kept'"


def test_a_script_hears_when_to_try_again(spring: Cohort, ada: User, exercise: Exercise, api_of: ClientOf) -> None:
    quota_of(spring, submissions_per_day=0)
    body = {"exercise": exercise.slug, "source": "x = 1", "mode": "submit"}
    answer = api_of(ada).post("/api/v1/submissions/", body, content_type="application/json")
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert answer.headers["Retry-After"] == str(12 * 3600)
    assert answer.json()["detail"].endswith(ASK)


def test_without_quotas_a_run_costs_one_query_more_and_counts_nothing(
    spring: Cohort, ada: User, exercise: Exercise, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(exercise, ada, "x = 0")
    with django_assert_num_queries(10) as without:
        send(exercise, ada, "x = 1")
    assert not QuotaCharge.objects.exists()
    quota_of(spring)
    send(exercise, ada, "x = 2")
    with django_assert_num_queries(len(without) + 4):  # the day, its counter, the bytes and the charge
        send(exercise, ada, "x = 3")


def test_only_admins_of_operations_set_quotas_and_the_log_says_what_changed(
    spring: Cohort, lena: User, grace: User, client_of: ClientOf
) -> None:
    limits = {"submissions_per_day": 500, "runs_per_day": None, "gpu_minutes_per_day": 60, "storage_mib": 100}
    with pytest.raises(PermissionDenied):
        set_quotas(person=lena, cohort=spring, limits=limits)
    page = client_of(grace).post(f"/quotas/{spring.slug}/", {name: value or "" for name, value in limits.items()})
    assert page.status_code == 302
    assert CohortQuota.objects.get().limits == limits
    set_quotas(person=grace, cohort=spring, limits=limits)  # changes nothing
    entry = AuditEntry.objects.get(action="cohort.quotas_changed")
    assert (entry.cohort, entry.actor.uid) == ("spring", grace.uid)
    assert entry.fields == {
        "submissions_per_day": [None, 500],
        "gpu_minutes_per_day": [None, 60],
        "storage_mib": [None, 100],
    }


def test_to_set_a_quota_keeps_what_was_used(spring: Cohort, ada: User, grace: User, exercise: Exercise) -> None:
    quota_of(spring, submissions_per_day=5)
    send(exercise, ada, "x = 1")
    set_quotas(person=grace, cohort=spring, limits=dict.fromkeys(CohortQuota.LIMITS, 1))
    with pytest.raises(RateLimitError):
        send(exercise, ada, "x = 2")
    assert CohortQuota.objects.get().stored_bytes == 5


def test_a_lead_sees_use_against_quota_and_cannot_change_it(
    spring: Cohort, ada: User, emmy: User, lena: User, exercise: Exercise, client_of: ClientOf
) -> None:
    quota_of(spring, submissions_per_day=1500)
    send(exercise, ada, "x = 1")
    page = client_of(lena).get(f"/cohorts/{spring.slug}/quotas/").content.decode()
    assert "1 of 1,500" in page
    assert "Mon 9 Mar" in page
    assert 'type="number"' not in page
    assert client_of(lena).get(f"/quotas/{spring.slug}/").status_code == 403
    assert client_of(emmy).get(f"/cohorts/{spring.slug}/quotas/").status_code == 404
    assert client_of(ada).get(f"/cohorts/{spring.slug}/quotas/").status_code == 404


def test_an_admin_sees_the_use_of_all_cohorts_in_as_many_queries_as_of_one(
    spring: Cohort, grace: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(grace)
    quota_of(spring, submissions_per_day=0)
    client.get("/quotas/")
    with django_assert_num_queries(8) as few:
        page = client.get("/quotas/").content.decode()
    assert "used up" in page
    for number in range(5):
        quota_of(Cohort.objects.create(slug=f"c{number}", title=f"C{number}", started_on="2026-03-09"))
    with django_assert_num_queries(len(few)):
        assert "C4" in client.get("/quotas/").content.decode()


def test_a_limit_is_a_whole_number_from_zero(spring: Cohort, grace: User, client_of: ClientOf) -> None:
    for value in ("-1", "1.5", "many", "99999999999"):
        page = client_of(grace).post(f"/quotas/{spring.slug}/", {"submissions_per_day": value})
        assert page.status_code == 200
        assert f'value="{value}"' in page.content.decode()
    assert not CohortQuota.objects.exists()


def test_a_clone_has_the_same_quotas(spring: Cohort, lena: User) -> None:
    quota_of(spring, submissions_per_day=5, storage_mib=10)
    clone = clone_cohort(person=lena, cohort=spring, title="Next", started_on=NOON.date())
    assert CohortQuota.objects.get(cohort=clone).limits == CohortQuota.objects.get(cohort=spring).limits


def test_old_use_is_deleted(spring: Cohort, ada: User, exercise: Exercise, clock_at_noon: Any) -> None:
    quota_of(spring)
    send(exercise, ada, "x = 1")
    clock_at_noon.move_to(NOON + timedelta(days=3))
    delete_old_use()
    assert not QuotaCharge.objects.exists()
    assert QuotaDay.objects.exists()
    clock_at_noon.move_to(NOON + timedelta(days=KEEP_DAYS + 1))
    delete_old_use()
    assert not QuotaDay.objects.exists()


def test_an_erased_learners_charges_go_with_the_account(spring: Cohort, ada: User, exercise: Exercise) -> None:
    quota_of(spring)
    send(exercise, ada, "x = 1")
    ada.delete()
    assert not QuotaCharge.objects.exists()
    assert today(spring).submissions == 1
