"""Notify learners of verdicts that they did not see arrive, and their programs of all verdicts."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from exercises.models import ModeChoice, Submission, VerdictChoice
from exercises.submissions import pubsub
from exercises.submissions.proof_changes import proof_changed
from notices.actions import notify
from notices.mail import absolute_url
from notices.models import NoticeKind, Webhook, WebhookEvent
from notices.webhooks.events import queue_events

LATE_AFTER = timedelta(seconds=5)  # far longer than usual, shorter than a timeout
OVERTURNED_NOTICE = "Your pass of {} no longer counts: a newer version of it found a mistake. Look again."


def announce(submission: Submission, verdict: VerdictChoice) -> None:
    """Wake the pages that wait for the verdict. Send a notice if it took long and no page waits any more."""
    is_page_open = pubsub.publish(submission.uid)
    if verdict == VerdictChoice.PASSED and not submission.is_try:
        proof_changed(submission.learner, submission.exercise_id)
    if is_page_open or timezone.now() - submission.created_at < LATE_AFTER:
        return
    notify(
        person=submission.learner,
        kind=NoticeKind.VERDICT,
        key=str(submission.uid),
        sentence=f"Your {submission.get_mode_display()} for {submission.exercise} was graded: {verdict.label}.",
        link=submission.get_absolute_url(),
    )


def announce_regrade(old: Submission, verdict: VerdictChoice, digest: str) -> None:
    """Wake the pages that show it, and send a notice if a pass was lost. ``old`` holds the old verdict."""
    pubsub.publish(old.uid)
    if not old.is_try:
        proof_changed(old.learner, old.exercise_id)
    if not old.proves or verdict == VerdictChoice.PASSED:
        return
    notify(
        person=old.learner,
        kind=NoticeKind.OVERTURNED,
        key=f"{old.uid}.{digest}",
        sentence=OVERTURNED_NOTICE.format(old.exercise),
        link=old.get_absolute_url(),
    )


def queue_verdict_events(submissions: "QuerySet[Submission]", *, is_regrade: bool) -> None:
    """Tell the webhooks of their learners, of submissions only. Call it in the transaction that wrote the verdicts."""
    with_webhook = submissions.filter(
        mode=ModeChoice.SUBMIT, learner__in=Webhook.objects.switched_on().values("person")
    )
    rows = with_webhook.select_related("exercise").only("uid", "learner_id", "exercise__slug", "verdict", "graded_at")
    events = [
        (
            row.learner_id,
            {
                "submission": str(row.uid),
                "exercise": row.exercise.slug,
                "verdict": row.verdict,
                "graded_at": row.graded_at and row.graded_at.isoformat(),
                "is_regrade": is_regrade,
                "url": absolute_url(row.get_absolute_url()),
            },
        )
        for row in rows
    ]
    queue_events(WebhookEvent.VERDICT, events)
