from django import forms

from notices.webhooks.models import Webhook


class WebhookForm(forms.Form):
    url = forms.URLField(
        label="Address",
        max_length=Webhook.MAX_URL_CHARS,
        assume_scheme="https",
        widget=forms.URLInput({"autocomplete": "off", "placeholder": "https://example.org/descent"}),
        help_text="Of your own server, which must be on the public internet.",
    )
