"""How many problem reports wait for an answer, on every page of the editor."""

from django import template

from authoring.faults.queries import open_fault_count

register = template.Library()
register.simple_tag(open_fault_count)
