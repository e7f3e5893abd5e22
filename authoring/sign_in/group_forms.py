"""The form for a group of a provider that puts people into a cohort."""

from typing import Any

from django import forms

from accounts.single_sign_on.groups import MAX_GROUP_LETTERS
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.joining.models import INVITED_ROLES


class GroupRuleForm(forms.Form):
    group = forms.CharField(
        max_length=MAX_GROUP_LETTERS,
        help_text="Exactly as the provider sends it: in Keycloak a path such as /students, in Entra ID an object ID.",
    )
    cohort = forms.ModelChoiceField(Cohort.objects.none(), to_field_name="slug", empty_label="Choose a cohort")
    role = forms.ChoiceField(
        label="In the cohort as", choices=INVITED_ROLES, initial=CohortRole.LEARNER, widget=forms.RadioSelect
    )
    is_active = forms.BooleanField(
        required=False,
        label="Put it in force",
        help_text="People move at their next sign-in. Otherwise it’s on trial: this page says whom it would move.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cohort"].queryset = Cohort.objects.active()  # type: ignore[attr-defined]  # a ModelChoiceField
