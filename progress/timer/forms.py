"""The timer's forms."""

from django import forms

from curriculum.models import Topic
from progress.hours.models import StudyKind
from progress.log_line.durations import find_durations, normalize


class TimerForm(forms.Form):
    topic = forms.ModelChoiceField(Topic.objects.all(), to_field_name="uid", required=False)
    kind = forms.ChoiceField(choices=StudyKind.choices)


class StopTimerForm(forms.Form):
    """The part of a long run that was study. Empty: all that the timer counted."""

    duration = forms.CharField(label="Study time", max_length=60, required=False)

    def clean_duration(self) -> int | None:
        """Minutes."""
        text = normalize(self.cleaned_data["duration"])
        if not text:
            return None
        durations = find_durations(text)
        if len(durations) != 1:
            raise forms.ValidationError("Write one duration, such as 1h30 or 45 min.")
        return durations[0][0]
