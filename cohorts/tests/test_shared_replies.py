"""A mentor answers everyone who made a mistake, once: now and later, and only in their cohort."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts import tasks
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.shared_replies import actions
from cohorts.shared_replies.delivery import SHARED_REPLY
from cohorts.shared_replies.models import ReplyReceipt, ReplyTarget, SharedReply
from cohorts.tests.conftest import Fail, Learner, Submit
from cohorts.tests.shared_replies import HTML, LIST, MARK, TEXT, WRITE, ClientOf, answer, page_of, row_of
from exercises.models import ModeChoice, Submission
from notices.models import Notice
from tests.processor import processor_bound


def test_it_is_shown_below_the_verdict_of_everyone_who_made_the_mistake(
    ada: User, emmy: User, spring: Cohort, fail: Fail, client_of: ClientOf, target: ReplyTarget, new_learner: Learner
) -> None:
    runs = [fail(ada), fail(new_learner(spring, "Bo"))]
    other_run = fail(ada, "other")
    assert MARK not in page_of(runs[0], client_of)
    page = client_of(emmy).post(WRITE, {"text": TEXT}, follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    assert HTML in page.text
    for run in runs:
        text = page_of(run, client_of)
        assert HTML in text
        assert text.count('class="shared-reply') == 1
    assert MARK not in page_of(other_run, client_of)


def test_it_is_shown_in_the_editor_and_when_the_mistake_is_made_later(
    ada: User, emmy: User, spring: Cohort, fail: Fail, client_of: ClientOf, target: ReplyTarget
) -> None:
    answer(emmy, spring, target)
    run = fail(ada)
    assert HTML in client_of(ada).get(run.exercise.get_absolute_url()).text
    tasks.deliver_shared_replies()
    assert not Notice.objects.exists()  # she has seen it
    assert (row_of(spring).reached_count, row_of(spring).read_count) == (1, 1)


def test_each_learner_gets_one_notice(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, new_learner: Learner, client_of: ClientOf
) -> None:
    runs = [fail(ada), fail(ada)]
    answer(emmy, spring, target)
    for _ in range(2):
        tasks.deliver_shared_replies()
    notice = Notice.objects.get()
    assert notice.person == ada
    assert notice.link == f"{runs[-1].get_absolute_url()}#shared-replies"
    assert notice.sentence == SHARED_REPLY.format(spring, runs[0].exercise)
    page_of(runs[-1], client_of)
    notice.refresh_from_db()
    assert notice.read_at is not None
    fail(ada)
    bo = new_learner(spring, "Bo")
    fail(bo)  # she makes it later
    tasks.deliver_shared_replies()
    assert [row.person for row in Notice.objects.filter(read_at=None)] == [bo]


def test_learners_who_join_later_get_it_too(
    ada: User, carl: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run = fail(carl)
    Submission.objects.update(graded_at=timezone.now() - timedelta(days=9))
    answer(emmy, spring, target)
    assert MARK not in page_of(run, client_of)
    Membership.objects.create(cohort=spring, user=carl)
    tasks.deliver_shared_replies()
    assert Notice.objects.get().person == carl
    assert HTML in page_of(run, client_of)


def test_learners_who_passed_see_it_without_a_notice(
    ada: User, emmy: User, spring: Cohort, fail: Fail, submit: Submit, target: ReplyTarget, client_of: ClientOf
) -> None:
    run = fail(ada)
    submit(ada, "passed")
    answer(emmy, spring, target)
    tasks.deliver_shared_replies()
    assert not Notice.objects.exists()
    assert HTML in page_of(run, client_of)
    assert (row_of(spring).reached_count, row_of(spring).open_before, row_of(spring).passed_after) == (1, 0, 0)


def test_it_counts_readers_and_later_passes(
    ada: User,
    emmy: User,
    spring: Cohort,
    fail: Fail,
    submit: Submit,
    target: ReplyTarget,
    new_learner: Learner,
    client_of: ClientOf,
) -> None:
    run = fail(ada)
    fail(new_learner(spring, "Bo"))
    answer(emmy, spring, target)
    page_of(run, client_of)
    submit(ada, "passed", at=timezone.now() + timedelta(seconds=1))
    row = row_of(spring)
    assert (row.reached_count, row.read_count, row.open_before, row.passed_after) == (2, 1, 2, 1)
    assert row.passed_text == "1 of 2 passed since"


def test_example_runs_passes_and_faults_of_ours_are_not_answered(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    runs = [
        fail(ada, mode=ModeChoice.TRY),
        fail(ada, verdict="internal"),
        fail(ada, verdict="passed"),
    ]
    answer(emmy, spring, target)
    tasks.deliver_shared_replies()
    assert not ReplyReceipt.objects.exists()
    for run in runs:
        assert MARK not in page_of(run, client_of)
        assert not SharedReply.objects.answering_run(run)
    assert client_of(emmy).get(WRITE.replace("sign_flipped", "other")).status_code == 404


def test_code_that_is_equal_after_renaming_is_answered(
    ada: User, emmy: User, spring: Cohort, fail: Fail, client_of: ClientOf, new_learner: Learner
) -> None:
    bo = new_learner(spring, "Bo")
    first_run, equal_run = fail(ada, "", normal_digest="a" * 32), fail(bo, "", normal_digest="a" * 32)
    others = [fail(ada, "", normal_digest=digest) for digest in ("b" * 32, "", None)]
    mentor = client_of(emmy)
    assert (
        f"{LIST}write/?run={first_run.uid}"
        in mentor.get(f"/cohorts/spring/learners/{ada.uid}/submissions/{first_run.uid}/").text
    )
    mentor.post(f"{LIST}write/?run={first_run.uid}", {"text": TEXT})
    for run in (first_run, equal_run):
        assert HTML in page_of(run, client_of)
    for run in others:
        assert MARK not in page_of(run, client_of)
        assert mentor.get(f"{LIST}write/?run={run.uid}").status_code == (200 if run.normal_digest else 404)


def test_other_cohorts_do_not_see_it(
    ada: User, carl: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    """Neither its learners nor its mentors."""
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    max_ = User.objects.create(email="max@example.org", name="Max")
    Membership.objects.create(cohort=winter, user=max_, role=CohortRole.LEAD)
    Membership.objects.create(cohort=winter, user=carl)
    run, reply = fail(carl), answer(emmy, spring, target)
    tasks.deliver_shared_replies()
    assert MARK not in page_of(run, client_of)
    assert not Notice.objects.exists()
    client = client_of(max_)
    for path in (LIST, WRITE, reply.get_absolute_url(), LIST.replace("spring", "winter") + f"{reply.uid}/edit/"):
        assert client.get(path).status_code == 404
    for verb in ("edit", "withdraw", "restore"):
        assert client.post(f"{LIST}{reply.uid}/{verb}/", {"text": "x"}).status_code == 404
        assert client.post(f"/cohorts/winter/shared-replies/{reply.uid}/{verb}/", {"text": "x"}).status_code == 404
    for action in (actions.withdraw_shared_reply, actions.restore_shared_reply):
        with pytest.raises(PermissionDenied):
            action(person=max_, reply=reply)
    with pytest.raises(PermissionDenied):
        answer(max_, spring, target, "mine", reply.version)
    # Of a run of Ada's he may answer nothing in his cohort either.
    own = fail(ada, normal_digest="a" * 32)
    assert client.get(f"/cohorts/winter/shared-replies/write/?run={own.uid}").status_code == 404


def test_a_learner_of_two_cohorts_sees_both_replies(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=ada)
    Membership.objects.create(cohort=winter, user=emmy, role=CohortRole.MENTOR)
    run = fail(ada)
    for cohort in (spring, winter):
        answer(emmy, cohort, target, f"From {cohort}.")
    text = page_of(run, client_of)
    assert text.count('class="shared-reply') == 2
    Membership.objects.filter(cohort=winter, user=ada).delete()
    assert "From Winter." not in page_of(run, client_of)


def test_former_learners_neither_see_it_nor_count(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run = fail(ada)
    answer(emmy, spring, target)
    Membership.objects.filter(user=ada).delete()
    tasks.deliver_shared_replies()
    assert not Notice.objects.exists()
    assert MARK not in page_of(run, client_of)
    assert row_of(spring).reached_count == 0
    assert client_of(emmy).get(LIST).status_code == 200


def test_a_mentor_who_deletes_their_account_leaves_the_reply(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run = fail(ada)
    answer(emmy, spring, target)
    emmy.delete()
    assert HTML in page_of(run, client_of)


def test_a_regrade_that_changes_the_mistake_moves_the_learner(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run = fail(ada)
    answer(emmy, spring, target)
    Submission.objects.filter(pk=run.pk).update(mistake="renamed")
    tasks.deliver_shared_replies()
    assert not Notice.objects.exists()
    assert MARK not in page_of(run, client_of)


def test_a_thousand_learners_cost_no_more_queries(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    first = fail(ada)
    reply = answer(emmy, spring, target)
    mentor = client_of(emmy)
    paths = [LIST, reply.get_absolute_url()]

    def counts() -> list[int]:
        result = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert mentor.get(path).status_code == 200
            result.append(len(queries))
        return result

    few = counts()
    people = User.objects.bulk_create(User(email=f"l{n}@example.org", name=f"L{n}") for n in range(1_000))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    values = {field.attname: getattr(first, field.attname) for field in Submission._meta.concrete_fields}
    values = {name: value for name, value in values.items() if name not in ("id", "uid", "attempt", "learner_id")}
    Submission.objects.bulk_create(Submission(**values, learner=person) for person in people)
    actions.withdraw_shared_reply(person=emmy, reply=reply)
    with processor_bound(1), CaptureQueriesContext(connection) as queries:
        actions.restore_shared_reply(person=emmy, reply=reply)
    assert len(queries) < 20
    assert row_of(spring).reached_count == 1_001
    with processor_bound(2):
        assert counts() == few
