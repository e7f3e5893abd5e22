"""Syntax-highlight submissions and digest their normal form, once and in a worker, so that no page has to."""

from uuid import UUID

import structlog
from celery import current_app
from django.db.models import Q
from kombu.exceptions import OperationalError

from exercises.models import Submission
from exercises.submissions.normal_form import normal_digest
from exercises.submissions.source_html import highlight_within_budget

log = structlog.get_logger(__name__)


def request_highlighting(submission: Submission) -> None:
    """Ask a worker to highlight the source, unless it has been done. When the broker is down the source stays plain."""
    if submission.source_html is not None and submission.normal_digest is not None:
        return
    try:
        current_app.send_task("exercises.highlight_submission", args=[str(submission.uid)], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("source.not_highlighted", submission=str(submission.uid), error=str(error))


def highlight_submission(*, uid: UUID | str) -> None:
    """Store the source's HTML and normal digest, unless they are there. An empty HTML means that it stays plain."""
    missing = Submission.objects.filter(_IS_MISSING, uid=uid).select_related("exercise")
    for submission in missing.only("source", "source_html", "normal_digest", "exercise__entry"):
        html, digest = submission.source_html, submission.normal_digest
        changes = {
            "source_html": highlight_within_budget(submission.source) if html is None else html,
            "normal_digest": normal_digest(submission.source, submission.exercise.entry) if digest is None else digest,
        }
        Submission.objects.filter(pk=submission.pk).update(**changes)
        log.info("source.highlighted", submission=str(uid))


def highlight_missing() -> int:
    """Do it for every graded submission for which it hasn't been done. Return how many that were."""
    missing = Submission.objects.filter(_IS_MISSING).exclude(verdict="").order_by("pk")
    uids = list(missing.values_list("uid", flat=True))
    for uid in uids:
        highlight_submission(uid=uid)
    return len(uids)


_IS_MISSING = Q(source_html=None) | Q(normal_digest=None)
