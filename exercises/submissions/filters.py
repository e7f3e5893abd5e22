"""The filter of the REST list of submissions."""

from django_filters.rest_framework import ChoiceFilter, FilterSet, ModelChoiceFilter

from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice


class SubmissionFilter(FilterSet):
    exercise = ModelChoiceFilter(to_field_name="slug", queryset=Exercise.objects.all(), label="Its slug.")
    verdict = ChoiceFilter(choices=VerdictChoice.choices)
    mode = ChoiceFilter(choices=ModeChoice.choices)
    state = ChoiceFilter(choices=Submission.State.choices)

    class Meta:
        model = Submission
        fields = ()
