"""Syntax-highlight submissions, once and in a worker, so that no page has to."""

from uuid import UUID

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

from exercises.highlight import highlight_within_budget
from exercises.models import Submission

log = structlog.get_logger(__name__)


def request_highlighting(submission: Submission) -> None:
    """Ask a worker to highlight the source, unless it has been done. When the broker is down the source stays plain."""
    if submission.source_html is not None:
        return
    try:
        current_app.send_task("exercises.highlight_submission", args=[str(submission.uid)], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("source.not_highlighted", submission=str(submission.uid), error=str(error))


def highlight_submission(*, uid: UUID | str) -> None:
    """Store the source's HTML, unless it is there. An empty text means that the source stays plain."""
    for submission in Submission.objects.filter(uid=uid, source_html=None).only("source"):
        html = highlight_within_budget(submission.source)
        Submission.objects.filter(pk=submission.pk).update(source_html=html)


def highlight_missing() -> int:
    """Highlight every graded submission that has no HTML yet. Return how many that were."""
    missing = Submission.objects.filter(source_html=None).exclude(verdict="").order_by("pk")
    uids = list(missing.values_list("uid", flat=True))
    for uid in uids:
        highlight_submission(uid=uid)
    return len(uids)
