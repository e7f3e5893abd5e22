"""A section of a cohort, and its mentors."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.names import NameFormField
from cohorts.cohort.models import Membership
from cohorts.sections.models import CohortSection


class SectionForm(forms.Form):
    name = NameFormField(
        label="Name", max_length=CohortSection.MAX_NAME_CHARS, help_text="Such as “Class A”. Mentors and leads see it."
    )


class EditSectionForm(SectionForm):
    """``staff`` are the leads and mentors of the cohort."""

    def __init__(self, *args: Any, staff: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentors"] = forms.MultipleChoiceField(
            label="Mentors of this section", required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(str(member.user.uid), member.user.label_for_staff) for member in staff],
            help_text="They see this section first in the grid, on their home page and among the questions.",
        )  # fmt: skip
