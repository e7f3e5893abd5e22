from django import forms

from exercises.models import Mode


class RunForm(forms.Form):
    """The editor's content and which button sent it. What the code must be like is the action's to say."""

    source = forms.CharField(
        strip=False, widget=forms.Textarea, error_messages={"required": "There is no code here yet."}
    )
    mode = forms.ChoiceField(choices=Mode)
