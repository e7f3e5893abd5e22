"""The smallest components as filters: a page has dozens of each, and an include costs more than what it shows."""

from collections.abc import Iterable
from functools import cache
from uuid import uuid4

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from curriculum.models import Stars, Subtopic, Topic
from progress.outline.outline import Outline
from progress.roadmap.map import landscape_of
from progress.topic.parts import item_lists

register = template.Library()
register.filter(item_lists)


@register.filter
@cache
def state(value: str) -> SafeString:
    """components/state.html, rendered once for each state."""
    return render_to_string("components/state.html", {"state": str(value)})


@register.filter
@cache
def own_state(value: str, is_proven: bool | str) -> SafeString:
    """components/own_state.html, rendered once for each state."""
    return render_to_string("components/own_state.html", {"state": str(value), "is_proven": bool(is_proven)})


@register.filter
@cache
def stars(value: int) -> SafeString:
    """components/stars.html without its word, rendered once for each number."""
    return render_to_string("components/stars.html", {"stars": value})


@register.filter
@cache
def stars_with_word(value: int) -> SafeString:
    """components/stars.html with its word, rendered once for each number."""
    return render_to_string("components/stars.html", {"stars": value, "word": True})


@register.filter
def importance(stars: int) -> str:
    """Say in a word what 1 to 5 stars mean."""
    return str(Stars(stars).label)


@register.filter
def have(nodes: Iterable[Topic | Subtopic], tag: str) -> bool:
    """Whether one of their texts has this element, given as "<code"."""
    return any(
        tag in html
        for node in nodes
        for html in (node.why_html, node.body_html, *(item.text_html for item in node.items.all()))
    )


@register.simple_tag
def roadmap_map(outline: Outline, cards: bool = False, chosen: str = "") -> SafeString:
    """Render the map, on which ``cards`` open beside it. It is drawn again only when the learner's progress changes."""
    checkpoints = tuple(phase.checkpoint and phase.checkpoint.text for phase in outline.phases)
    states = tuple((topic.state.value, topic.pass_count) for topic in outline.path)
    if not states:
        return SafeString("")
    here, is_learners = outline.here and outline.here.pk, outline.facts.learner is not None
    key = ("map", outline.background, states, checkpoints, here, is_learners, chosen if cards else None)
    return outline.curriculum.fragments.get(
        key,
        lambda: render_to_string(
            "components/map.html", {"map": landscape_of(outline), "cards": cards, "chosen": chosen}
        ),
    )


@register.simple_tag
def fresh_uid() -> str:
    """Return the uid of the row that a form makes, so that a form that is sent twice makes it once."""
    return str(uuid4())
