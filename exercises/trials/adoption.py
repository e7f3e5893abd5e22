"""Carry a visitor's trials into the account that they have just created."""

import uuid
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.sign_in.adapter import AccountAdapter
from exercises.grading.reports import read_report
from exercises.models import CheckResult, Submission, Trial, VerdictChoice
from exercises.submissions.highlighting import request_highlighting
from exercises.submissions.proof_changes import proof_changed
from exercises.submissions.report_rows import check_rows, verdict_fields
from exercises.trials.visitors import delete_visitor_cookie, visitor_of
from exercises.workspace.actions import save_draft


@transaction.atomic
def adopt_trials(*, learner: User, visitor: uuid.UUID) -> int:
    """Make the visitor's trials submissions of a new account, and the newest code of each exercise its draft.

    A trial ran as a submission does: on fresh inputs, on a host of ours, with a signed report. Its uid and token stay,
    so a report that is on its way finds the submission. What failed by our fault leaves only its code. Return how many
    trials there were.
    """
    trials = list(Trial.objects.select_for_update().current().filter(visitor=visitor).order_by("created_at", "pk"))
    newest = {trial.exercise_id: trial for trial in trials}
    for trial in trials:
        _make_submission(trial, learner)
    for trial in newest.values():
        save_draft(exercise=trial.exercise, learner=learner, source=trial.source, base="")
    Trial.objects.filter(pk__in=[trial.pk for trial in trials]).delete()
    return len(trials)


def _make_submission(trial: Trial, learner: User) -> None:
    submission = Submission(
        uid=trial.uid,
        attempt=trial.attempt,
        exercise=trial.exercise,
        learner=learner,
        source=trial.source,
        created_at=trial.created_at,
        sent_at=trial.created_at,
        sends=1,
        queue=trial.exercise.queue,
    )
    if trial.report is None:
        submission.save()
        return
    report = read_report(trial.report)
    if report.verdict.value == VerdictChoice.INTERNAL:
        return
    submission.state, submission.graded_at, submission.host = Submission.State.DONE, trial.graded_at, trial.host
    for name, value in verdict_fields(report).items():
        setattr(submission, name, value)
    submission.save()
    CheckResult.objects.bulk_create(check_rows(report, submission))
    if submission.is_passed:
        proof_changed(learner, submission.exercise_id)
    transaction.on_commit(partial(request_highlighting, submission), robust=True)


class AdoptingAccountAdapter(AccountAdapter):
    """Carries what a visitor tried into the account that they create."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        response = super().post_login(request, user, **hooks)
        visitor = visitor_of(request) if hooks["signup"] else None
        if visitor and isinstance(user, User):
            adopt_trials(learner=user, visitor=visitor)
            delete_visitor_cookie(response)
        return response
