"""What a script may ask the list of hours for."""

from django_filters.rest_framework import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from curriculum.models import Topic
from progress.models import Kind, Source, StudyEntry


class StudyEntryFilter(FilterSet):
    since = DateFilter(field_name="day", lookup_expr="gte", label="The first day.")
    until = DateFilter(field_name="day", lookup_expr="lte", label="The last day.")
    topic = ModelChoiceFilter(to_field_name="uid", queryset=Topic.objects.all(), label="A topic’s uid.")
    kind = ChoiceFilter(choices=Kind.choices)
    source = ChoiceFilter(choices=Source.choices)

    class Meta:
        model = StudyEntry
        fields = ()
