from uuid import UUID, uuid4

from django import forms

from cohorts.models import Comment
from progress.forms import WrittenField


class CommentForm(forms.Form):
    """A text as typed. ``uid`` names it from when the form was made, so that sending it twice writes it once.

    Of one that is changed, ``base`` names the version that it was made from.
    """

    text = WrittenField(most=Comment.MOST_CHARACTERS, what="a text here")
    uid = forms.CharField(required=False)
    base = forms.CharField(required=False)

    def clean_uid(self) -> UUID:
        """A browser sends back what it was given. Whatever else comes names nothing that was sent before."""
        try:
            return UUID(self.cleaned_data["uid"])
        except ValueError:
            return uuid4()
