"""Filters that format durations."""

from django import template

from lib.ranges import format_hours, format_minutes, unbroken
from progress.kinds import format_kind

register = template.Library()
register.filter("minutes", format_minutes)
register.filter("hours", format_hours)
register.filter("kind", format_kind)
register.filter("unbroken", unbroken)
