"""Filters of the list of hours in the REST API."""

from django_filters.rest_framework import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from curriculum.models import Topic
from progress.hours.models import Source, StudyEntry, StudyKind


class StudyEntryFilter(FilterSet):
    since = DateFilter(field_name="day", lookup_expr="gte", label="The first day.")
    until = DateFilter(field_name="day", lookup_expr="lte", label="The last day.")
    topic = ModelChoiceFilter(to_field_name="uid", queryset=Topic.objects.all(), label="A topic’s uid.")
    kind = ChoiceFilter(choices=StudyKind.choices)
    source = ChoiceFilter(choices=Source.choices)

    class Meta:
        model = StudyEntry
        fields = ()
