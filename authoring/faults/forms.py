"""A report of what is wrong on a page, and an admin's answer to such reports."""

from typing import Any

from django import forms

from authoring.faults.models import FaultKind, FaultReport, FaultState
from lib.pages.form_fields import MarkdownFormField, UidField

EMPTY = "Say what’s wrong, and what you expected."
NOTHING_CHOSEN = "Choose at least one report."
NEEDS_VERSION = "Say which version has the fix."
NEEDS_REASON = "Say why it won’t be fixed."


class FaultForm(forms.Form):
    """It has a ``uid`` from the start, so sending it twice reports once."""

    kind = forms.ChoiceField(label="What’s the problem?", choices=FaultKind.choices, widget=forms.RadioSelect)
    text = MarkdownFormField(max_characters=FaultReport.MAX_CHARS, noun="a report")
    uid = UidField()

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise forms.ValidationError(EMPTY)
        return text


class FaultAnswerForm(forms.Form):
    """Answers the chosen reports about one page."""

    reports = forms.ModelMultipleChoiceField(
        queryset=FaultReport.objects.all(), to_field_name="uid", error_messages={"required": NOTHING_CHOSEN}
    )
    state = forms.ChoiceField(label="State", choices=FaultState.choices)
    fixed_in = forms.CharField(
        label="Fixed in version", required=False, max_length=FaultReport.MAX_VERSION_CHARS,
        help_text="If it’s fixed.",
    )  # fmt: skip
    answer = forms.CharField(
        label="Answer", required=False, max_length=FaultReport.MAX_ANSWER_CHARS,
        help_text="One sentence for whoever reported it. Required if it won’t be fixed.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("state") == FaultState.FIXED and not data.get("fixed_in"):
            self.add_error("fixed_in", NEEDS_VERSION)
        if data.get("state") == FaultState.DECLINED and not data.get("answer"):
            self.add_error("answer", NEEDS_REASON)
        return data
