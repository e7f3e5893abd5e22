"""Filters that format durations."""

from django import template

from lib.durations import HoursRange, format_hours, format_minutes, unbroken
from progress.kinds import format_kind
from progress.plan.rate import WeeklyRate

register = template.Library()
register.filter("minutes", format_minutes)
register.filter("hours", format_hours)
register.filter("kind", format_kind)
register.filter("unbroken", unbroken)


@register.filter
def weeks_at(hours: HoursRange, rate: WeeklyRate) -> str:
    return rate.text_of(hours)
