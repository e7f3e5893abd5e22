from typing import Any

from django import forms

from accounts.names import NameFormField
from cohorts.threads.models import Comment
from lib.form_fields import MarkdownFormField


class ReplyField(MarkdownFormField):
    widget = forms.Textarea(attrs={"rows": 8, "maxlength": Comment.MAX_CHARS})


class SavedReplyForm(forms.Form):
    title = NameFormField(max_length=80, help_text="Only you can see it.")
    text = ReplyField(max_characters=Comment.MAX_CHARS, noun="a reply")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = "{learner}, {exercise} and {line} are filled in when you insert it."

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("Write something first.")
        return text
