from django import forms


class DeleteForm(forms.Form):
    """The address, typed again as a confirmation: deletion can't be undone."""

    address = forms.CharField(label="Your email address", max_length=254)
