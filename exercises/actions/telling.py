"""What a learner is told of a verdict that they did not see come."""

from datetime import timedelta

from django.utils import timezone

from exercises import news
from exercises.models import Submission, Verdict
from notices.actions import tell
from notices.models import Kind

LATE_AFTER = timedelta(seconds=30)


def announce(submission: Submission, verdict: Verdict) -> None:
    """Wake the pages that wait for it. If it took long and no page waits any more, leave a notice."""
    listeners = news.publish(submission.uid)
    if listeners or timezone.now() - submission.created_at < LATE_AFTER:
        return
    tell(
        person=submission.learner,
        kind=Kind.VERDICT,
        key=str(submission.uid),
        sentence=f"The verdict on your {submission.get_mode_display()} of {submission.exercise}: {verdict.label}.",
        link=submission.get_absolute_url(),
    )


def announce_regrade(before: Submission, verdict: Verdict, digest: str) -> None:
    """Wake the pages that show it, and tell of a pass that no longer is one. ``before`` holds the old verdict."""
    news.publish(before.uid)
    if not before.proves or verdict == Verdict.PASSED:
        return
    tell(
        person=before.learner,
        kind=Kind.OVERTURNED,
        key=f"{before.uid}.{digest}",
        sentence=f"Your pass of {before.exercise} does not hold under the exercise’s newer version. Look again.",
        link=before.get_absolute_url(),
    )
