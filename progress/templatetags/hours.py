"""Filters that format durations."""

from django import template

from progress.durations import say_hours, say_minutes

register = template.Library()
register.filter("minutes", say_minutes)
register.filter("hours", say_hours)
