"""The topics of the roadmap page."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from progress.roadmap.page import RoadmapPage
from progress.topic.lines import TopicLine

register = template.Library()


@register.simple_tag(takes_context=True)
def topic_item(context: template.Context, page: RoadmapPage, topic: TopicLine) -> SafeString:
    """Render a topic with its parts: once for all readers with the same marks, unless the page is filtered."""
    outline, user = page.outline, context["user"]

    def render() -> str:
        here = outline.here.uid if outline.here else None
        values = {"row": page.row_of(topic), "here": here, "is_filtered": page.filter.is_set, "user": user}
        return render_to_string("progress/topic_item.html", values)

    if page.filter.is_set:
        return SafeString(render())
    is_here, marks = topic is outline.here, page.reference.marks_of(topic)
    key = ("topic", topic.pk, outline.background, topic.state, is_here, user.is_authenticated, marks)
    return outline.curriculum.fragments.get(key, render)
