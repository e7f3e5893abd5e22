"""Filters of the lists of threads and sign-offs in the REST API."""

from django.db.models import QuerySet
from django_filters.rest_framework import CharFilter, ChoiceFilter, FilterSet

from cohorts.models import SignOff, SignOffQuerySet, SignOffState, Thread, ThreadQuerySet
from lib.filters import TrueOrFalseFilter


class ThreadFilter(FilterSet):
    cohort = CharFilter(field_name="cohort__slug", label="The slug of a cohort.")
    waiting = TrueOrFalseFilter(method="filter_waiting", label="Whether they wait for a mentor’s answer.")

    class Meta:
        model = Thread
        fields = ()

    def filter_waiting(self, rows: ThreadQuerySet, name: str, is_waiting: bool) -> QuerySet[Thread]:
        waiting = rows.waiting_for_mentor()
        return waiting if is_waiting else rows.exclude(pk__in=waiting.values("pk"))


class SignOffFilter(FilterSet):
    cohort = CharFilter(field_name="cohort__slug", label="The slug of a cohort.")
    state = ChoiceFilter(choices=SignOffState.choices, method="filter_state", label="What the newest decision says.")

    class Meta:
        model = SignOff
        fields = ()

    def filter_state(self, rows: SignOffQuerySet, name: str, state: str) -> QuerySet[SignOff]:
        return rows.in_state(SignOffState(state))
