from typing import Any

from django import forms

from accounts.models import User
from authoring.reviews.actions import other_admins
from authoring.reviews.models import DraftReview


class AskReviewForm(forms.Form):
    message = forms.CharField(
        max_length=DraftReview.MAX_MESSAGE_CHARS, label="What should they look at?",
        help_text="They get a notification with this sentence.",
    )  # fmt: skip
    reviewer = forms.ModelChoiceField(
        User.objects.none(), to_field_name="uid", required=False, label="Who?", empty_label="Any other admin"
    )
    selection = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ask_%s")  # it is beside the form that publishes
        super().__init__(*args, **kwargs)
        keys = [admin.pk for admin in other_admins(person)]
        self.fields["reviewer"].queryset = User.objects.filter(pk__in=keys).order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField


class ReviewAnswerForm(forms.Form):
    remark = forms.CharField(
        max_length=DraftReview.MAX_REMARK_CHARS, required=False, label="Remark",
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Needed only if something should be different.",
    )  # fmt: skip
    changes = forms.CharField(max_length=32, widget=forms.HiddenInput)
