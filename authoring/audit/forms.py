"""What an admin looks for in the audit log."""

from django import forms

from audit_log.names import AuditAction

ANYTHING = ("", "Anything")


class AuditFilterForm(forms.Form):
    """Nothing is required. A field with an error filters nothing, and says so."""

    person = forms.CharField(
        required=False,
        max_length=254,
        help_text="A name, an email address or a uid. Who did it, or whom it’s about.",
    )
    action = forms.ChoiceField(required=False, choices=[ANYTHING, *AuditAction.choices], label="What they did")
    cohort = forms.SlugField(required=False, max_length=80, help_text="As in its address.")
    since = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}), label="From")
    until = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}), label="To")
