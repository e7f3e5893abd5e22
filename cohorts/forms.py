from django import forms

from cohorts.models import Comment
from progress.forms import WrittenField


class CommentForm(forms.Form):
    """A text as typed. ``uid`` names it from when the form was made, so that sending it twice writes it once."""

    text = WrittenField(most=Comment.MOST_CHARACTERS, what="a text here")
    uid = forms.UUIDField(required=False)
