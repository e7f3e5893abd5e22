from django import template
from django.template.context import RequestContext

from lib.pages.views import learner_of
from lti.scores.queries import SentScore, sent_scores

register = template.Library()


@register.simple_tag(takes_context=True)
def scores_sent(context: RequestContext, kind: str, pk: int) -> list[SentScore]:
    """The reader's scores for an exercise or a checkpoint on learning platforms. One query, for people who came from a
    course in this session; none for the others.
    """
    request = context.get("request")
    learner = learner_of(request) if request else None
    if request is None or learner is None or not request.session.get("lti"):
        return []
    return sent_scores(learner, kind, pk)
