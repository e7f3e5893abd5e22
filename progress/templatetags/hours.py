"""Filters that format durations."""

from django import template

from progress.durations import say_hours, say_minutes, together
from progress.kinds import say_kind

register = template.Library()
register.filter("minutes", say_minutes)
register.filter("hours", say_hours)
register.filter("kind", say_kind)
register.filter("unbroken", together)
