"""Which course an exercise comes from, on its pages for admins."""

from django import template

from authoring.courses.models import Course
from exercises.models import Exercise

register = template.Library()


@register.simple_tag
def course_of(exercise: Exercise) -> Course | None:
    """One query."""
    return Course.objects.filter(exercises__exercise=exercise).only("uid", "title").first()
