"""Tell learners what a regrade means for them: one notice for each exercise, and only if their standing changed."""

from collections.abc import Iterable

from exercises.models import Regrade, RegradeResult, ResultState, Submission
from exercises.submissions.notifications import OVERTURNED_NOTICE
from exercises.submissions.proof_changes import proof_changed
from notices.actions import notify, retract_unread
from notices.models import Notice, NoticeKind

PASSES_NOW_NOTICE = "Your submission for {} passes now: we corrected the exercise and graded it again."
UNDONE_NOTICE = "We’ve undone the regrade of {}. Your earlier verdict counts again."
Outcome = RegradeResult.Outcome
Standing = tuple[int, int]  # a learner and an exercise
KINDS = {Outcome.OVERTURNED: NoticeKind.OVERTURNED, Outcome.IMPROVED: NoticeKind.VERDICT}
SENTENCES = {Outcome.OVERTURNED: OVERTURNED_NOTICE, Outcome.IMPROVED: PASSES_NOW_NOTICE}


def notify_applied(regrade: Regrade) -> None:
    """Notify people who lost their last pass of an exercise, and people who have their first one now."""
    results = list(_changes(regrade, ResultState.APPLIED))
    passes = _passes_of(results)
    new_passes = {result.submission_id for result in results if result.outcome == Outcome.IMPROVED}
    for result in results:
        submission = result.submission
        proof_changed(submission.learner, submission.exercise_id)
        other_passes = passes.get((submission.learner_id, submission.exercise_id), set())
        if result.outcome == Outcome.OVERTURNED and other_passes:
            continue  # another pass of the learner's still counts
        if result.outcome == Outcome.IMPROVED and other_passes - new_passes:
            continue  # they had passed already
        outcome = Outcome(result.outcome)
        notify(
            person=submission.learner,
            kind=KINDS[outcome],
            key=_key(regrade, submission),
            sentence=SENTENCES[outcome].format(submission.exercise),
            link=submission.get_absolute_url(),
        )


def notify_undone(regrade: Regrade) -> None:
    """Retract the notices that nobody has read. People who have read theirs are told that it no longer holds."""
    for result in _changes(regrade, ResultState.GRADED):
        submission, kind = result.submission, KINDS[Outcome(result.outcome)]
        proof_changed(submission.learner, submission.exercise_id)
        retract_unread(kind=kind, key=_key(regrade, submission))
        if Notice.objects.filter(person=submission.learner, kind=kind, key=_key(regrade, submission)).exists():
            notify(
                person=submission.learner,
                kind=NoticeKind.VERDICT,
                key=f"{_key(regrade, submission)}.undone",
                sentence=UNDONE_NOTICE.format(submission.exercise),
                link=submission.get_absolute_url(),
            )


def _changes(regrade: Regrade, state: ResultState) -> Iterable[RegradeResult]:
    rows = regrade.results.filter(state=state, outcome__in=list(KINDS)).order_by("pk")
    return rows.select_related("submission__learner", "submission__exercise").defer(
        "report", "old_report", "submission__source", "submission__source_html"
    )


def _passes_of(results: list[RegradeResult]) -> dict[Standing, set[int]]:
    """The passes that these learners have now, of these exercises."""
    passes: dict[Standing, set[int]] = {}
    learners = {result.submission.learner_id for result in results}
    exercises = {result.submission.exercise_id for result in results}
    rows = Submission.objects.passes().filter(learner__in=learners, exercise__in=exercises)
    for pk, learner, exercise in rows.values_list("pk", "learner", "exercise"):
        passes.setdefault((learner, exercise), set()).add(pk)
    return passes


def _key(regrade: Regrade, submission: Submission) -> str:
    """Return the key of the regrade's notice about this exercise."""
    return f"{regrade.uid}.{submission.exercise.uid}"[:90]
