"""A cohort, its plan, and the role of a member."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.names import NameFormField
from cohorts.cohort.models import Cohort, validate_start
from cohorts.nudges.rules import MAX_NUDGE_DAYS, MAX_NUDGES, days_text, read_days
from cohorts.term_end.rules import WARNING_DAYS
from curriculum.models import Roadmap

WRONG_DAYS = f"Enter one to {MAX_NUDGES} numbers of days between 1 and {MAX_NUDGE_DAYS}, such as 7, 14, 21."
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CloneForm(forms.Form):
    title = NameFormField(max_length=80, help_text="Everyone you invite sees it.")
    started_on = forms.DateField(
        label="Start date",
        widget=DATE,
        validators=[validate_start],
        help_text="Due weeks count from this day. For those who join a week or more later, they count from that day.",
    )


class CohortForm(CloneForm):
    max_learners = forms.IntegerField(
        label="Places for learners", min_value=1, max_value=Cohort.MAX_LEARNERS, initial=500,
        help_text="When the cohort is full, no more learners can join.",
    )  # fmt: skip
    roadmap = forms.ModelChoiceField(
        Roadmap.objects.current(), to_field_name="uid", empty_label=None,
        help_text="The cohort’s plan and grid use it. Learners follow it unless they’ve chosen another.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roadmaps = list(Roadmap.objects.current()[:2])
        if len(roadmaps) < 2:
            del self.fields["roadmap"]
        elif not self.initial.get("roadmap"):
            self.initial["roadmap"] = roadmaps[0]


class EditCohortForm(CohortForm):
    ends_on = forms.DateField(
        label="Term ends on", required=False, widget=DATE, validators=[validate_start],
        help_text=f"The cohort is archived after this day. Its members are told {WARNING_DAYS} days before. Empty: it "
                  "has no end.",
    )  # fmt: skip
    sends_nudges = forms.BooleanField(
        label="Remind learners who haven’t replied to an answer", required=False, initial=True,
    )  # fmt: skip
    nudge_days = forms.CharField(label="Days after which to remind them", required=False, max_length=40)
    close_days = forms.IntegerField(
        label="Close a thread after this many days without a reply",
        required=False,
        min_value=0,
        max_value=MAX_NUDGE_DAYS,
    )

    field_order = ("title", "started_on", "ends_on", "max_learners", "roadmap")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site_days = days_text(settings.THREAD_NUDGE_DAYS)
        default = f"this site’s days, {site_days}" if site_days else "no reminders, as on this site"
        close_days = settings.THREAD_CLOSE_DAYS
        site_closing = f"this site’s {close_days} days" if close_days else "never, as on this site"
        closing = f"Counts while the learner hasn’t replied. A later reply reopens it. 0: never. Empty: {site_closing}."
        self.fields["close_days"].help_text = closing
        self.fields["nudge_days"].help_text = f"At most {MAX_NUDGES} numbers, such as 7, 14, 21. Empty: {default}."

    def clean_nudge_days(self) -> list[int]:
        text = self.cleaned_data["nudge_days"]
        try:
            return read_days(text) if text.strip() else []
        except ValueError:
            raise forms.ValidationError(WRONG_DAYS) from None
