"""Shared replies on pages of lower apps, which can't import them."""

from typing import Any

from django import template
from django.template import RequestContext

from cohorts.cohort.models import Cohort
from cohorts.shared_replies.actions import read_shared_replies
from cohorts.shared_replies.models import SharedReply
from cohorts.shared_replies.queries import replies_below
from exercises.models import Submission

register = template.Library()


@register.simple_tag(takes_context=True)
def shared_replies_below(context: RequestContext, run: Submission) -> list[SharedReply]:
    """Return the replies that answer the reader's own run. Reading a page with them marks them as read."""
    reader = context["user"]
    replies = replies_below(run, reader)
    if replies:
        read_shared_replies(learner=reader, replies=replies)
    return replies


@register.inclusion_tag("cohorts/answer_everyone.html")
def answer_everyone(cohort: Cohort, run: Submission) -> dict[str, Any]:
    """Show links to answer everyone who made a run's mistake or wrote its code. Mentors see them below the run."""
    replies = cohort.shared_replies.answering_run(run)
    return {
        "cohort": cohort,
        "run": run,
        "can_answer": run.counts and run.is_done and not run.is_passed and not run.is_our_fault,
        "replies": list(replies.select_related("cohort")),
    }
