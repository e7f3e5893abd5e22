"""The role of a member."""

from django import forms

from cohorts.cohort.models import CohortRole


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=CohortRole.choices, widget=forms.RadioSelect)
