"""The lists of the roadmap's page and of its reference."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from progress.outline.phase_lines import PhaseLine
from progress.roadmap.page import RoadmapPage
from progress.roadmap.reference import ReferencePage
from progress.topic.lines import TopicLine

register = template.Library()


@register.simple_tag(takes_context=True)
def topic_item(context: template.Context, page: ReferencePage, topic: TopicLine) -> SafeString:
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


@register.simple_tag(takes_context=True)
def phase_fold(context: template.Context, page: RoadmapPage, phase: PhaseLine) -> SafeString:
    """Render a phase of the page's list: once for all readers with the same progress in it."""
    outline, user = page.outline, context["user"]
    standings = tuple((topic.state.value, topic.pass_count) for topic in phase.topics)
    here = outline.here.pk if outline.here in phase.topics and outline.here else None
    chosen = page.card.line.uid if page.card and page.card.phase is phase else ""
    gate = phase.checkpoint and phase.checkpoint.text
    key = ("fold", phase.pk, standings, here, chosen, gate, user.is_authenticated)
    values = {"outline": outline, "phase": phase, "here": outline.here, "chosen": chosen, "user": user}
    return outline.curriculum.fragments.get(key, lambda: render_to_string("progress/roadmap_phase.html", values))
