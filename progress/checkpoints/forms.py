"""Answers to criteria."""

from django import forms

from progress.checkpoints.models import MAX_ANSWER_NOTE_CHARS, CriterionMark


class AnswerForm(forms.Form):
    """The learner's word on a criterion. No answer takes it back."""

    answer = forms.ChoiceField(choices=CriterionMark.Answer.choices, required=False)
    note = forms.CharField(max_length=MAX_ANSWER_NOTE_CHARS, required=False)
