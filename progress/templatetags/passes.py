"""The news of a pass, on pages of the exercises, which can't import what is above them."""

from django import template

from exercises.submissions.results import Results
from progress.passes.queries import PassNews, pass_news

register = template.Library()


@register.simple_tag
def news_of_pass(results: Results) -> PassNews | None:
    """Return what the learner's pass moved. None: it is no pass, or doesn't count."""
    submission = results.submission
    return pass_news(submission, results.next_exercise) if submission.proves else None
