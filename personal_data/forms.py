from django import forms


class DeleteForm(forms.Form):
    """The address typed once more: there is no way back."""

    address = forms.CharField(label="Your e-mail address", max_length=254)
