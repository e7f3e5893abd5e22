from django import forms

from exercises.actions import Choice
from exercises.models import Mode


class RunForm(forms.Form):
    """The editor's content and which button sent it. What the code must be like is the action's to say."""

    source = forms.CharField(
        strip=False, widget=forms.Textarea, error_messages={"required": "There is no code here yet."}
    )
    mode = forms.ChoiceField(choices=Mode)


class DraftForm(forms.Form):
    """The same editor's content to be kept: which revision it goes on from, and what shall stand there instead."""

    source = forms.CharField(strip=False, required=False)
    base = forms.CharField(max_length=36, required=False)
    seen = forms.CharField(max_length=36, required=False)
    browser = forms.CharField(max_length=36, required=False)
    choice = forms.ChoiceField(choices=Choice, required=False)

    def text(self) -> dict[str, str]:
        """For the actions. Whoever chooses between two versions has seen the other one."""
        said = {name: self.cleaned_data[name] for name in ("source", "base", "browser")}
        return said | {"base": self.cleaned_data["seen"] or said["base"]}
