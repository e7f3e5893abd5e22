"""Choose the channels of each kind: a box for the page and, if the site can send mail, one for email."""

from collections.abc import Mapping
from typing import Any

from django import forms

from notices.mail import can_mail
from notices.models import NoticeKind
from notices.queries import Channels


class ChannelsForm(forms.Form):
    def __init__(self, *args: Any, channels: Mapping[NoticeKind, Channels], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = channels
        for kind, default in channels.items():
            self.fields[f"{kind}_page"] = forms.BooleanField(
                required=False, initial=default.page, label="on the website"
            )
            if can_mail():
                self.fields[f"{kind}_mail"] = forms.BooleanField(required=False, initial=default.mail, label="by email")

    def kinds(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The label of each kind, and its boxes."""
        return [
            (kind.label, [self[name] for name in (f"{kind}_page", f"{kind}_mail") if name in self.fields])
            for kind in self.channels
        ]

    def selection(self) -> dict[NoticeKind, Channels]:
        """The chosen channels. Without a box for email, the earlier choice stays."""
        data = self.cleaned_data
        return {
            kind: Channels(data[f"{kind}_page"], data.get(f"{kind}_mail", default.mail))
            for kind, default in self.channels.items()
        }
