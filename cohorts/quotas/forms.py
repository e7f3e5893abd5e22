from django import forms

from cohorts.quotas.models import CohortQuota


class QuotaForm(forms.ModelForm[CohortQuota]):
    """The four limits. An empty one limits nothing."""

    class Meta:
        model = CohortQuota
        fields = CohortQuota.LIMITS
