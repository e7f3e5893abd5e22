"""Find the explorables of a topic, and draw one's figure."""

from django import template
from django.utils.safestring import SafeString

from exercises.explorables import catalogue
from exercises.explorables.queries import live_picture
from exercises.explorables.shapes import Explorable

register = template.Library()


@register.simple_tag
def explorables_of_topic(uid: str) -> list[Explorable]:
    return catalogue.explorables_of_topic(uid)


@register.filter
def figure(explorable: Explorable) -> SafeString:
    return live_picture(explorable)
