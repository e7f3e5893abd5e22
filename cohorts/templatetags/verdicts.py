"""The verdict of a submission: a sign and its word."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from exercises.models import Submission

register = template.Library()


@register.simple_tag
def verdict(run: Submission) -> SafeString:
    """cohorts/verdict.html, rendered once for each verdict."""
    return _html(run.state, run.verdict)


@cache
def _html(state: str, verdict: str) -> SafeString:
    return render_to_string("cohorts/verdict.html", {"run": Submission(state=state, verdict=verdict)})
