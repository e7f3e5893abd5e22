"""Forms about the courses of a cohort."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cohorts.cohort.models import Cohort


class CourseMembersForm(forms.Form):
    removes_missing = forms.BooleanField(
        label="Learners who aren’t in the course leave the cohort", required=False,
        help_text="Nothing of theirs is deleted. Leads and mentors stay.",
    )  # fmt: skip


class CourseCohortForm(forms.Form):
    """The cohort that a course fills. ``cohorts`` are those that the reader may choose."""

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **options: Any) -> None:
        super().__init__(*args, **options)
        nobody = ("", "none: the next teacher who opens a link chooses")
        choices = [nobody, *((cohort.slug, str(cohort)) for cohort in cohorts)]
        self.fields["cohort"] = forms.ChoiceField(choices=choices, required=False)
