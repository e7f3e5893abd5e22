"""The checkpoints and the answers to their criteria."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Criterion
from lib.pages.views import AuthedRequest, learner_of, offer_undo, render_page, value_or_404
from progress.checkpoints import actions
from progress.checkpoints.models import MAX_ANSWER_NOTE_CHARS, CriterionMark
from progress.checkpoints.page import checkpoint_page
from progress.checkpoints.queries import is_reached
from progress.outline.outline import outline_for
from progress.refusals import undo, warn_if_refused

REACHED = "reached_checkpoint"  # in the session: the next page says it once as news


class AnswerForm(forms.Form):
    """The learner's word on a criterion. No answer takes it back."""

    answer = forms.ChoiceField(choices=CriterionMark.Answer.choices, required=False)
    note = forms.CharField(max_length=MAX_ANSWER_NOTE_CHARS, required=False)


@require_GET
def checkpoint_list(request: HttpRequest) -> HttpResponse:
    return render_page(request, "progress/checkpoint_list.html", {"outline": outline_for(learner_of(request))})


@require_GET
def checkpoint_detail(request: HttpRequest, uid: str) -> HttpResponse:
    is_just_reached = REACHED in request.session and request.session.pop(REACHED) == uid
    page = value_or_404(checkpoint_page(learner_of(request), uid, is_just_reached=is_just_reached))
    answer = render_page(request, "progress/checkpoint_detail.html", {"page": page})
    if is_just_reached:
        answer["HX-Reswap"] = "innerHTML show:#badge:top"  # the answer was given further down
    return answer


@require_POST
@login_required
def answer_criterion(request: AuthedRequest, uid: str) -> HttpResponse:
    criterion = get_object_or_404(Criterion.objects.select_related("checkpoint"), uid=uid)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer, note = form.cleaned_data["answer"], form.cleaned_data["note"]
        with warn_if_refused(request):
            if answer:
                was_reached = is_reached(request.user, criterion)
                actions.answer_criterion(
                    learner=request.user, criterion=criterion, answer=CriterionMark.Answer(answer), note=note
                )
                if not was_reached and is_reached(request.user, criterion):
                    request.session[REACHED] = criterion.checkpoint.uid
            elif undo_token := actions.withdraw_answer(learner=request.user, criterion=criterion):
                offer_undo(request, "Answer cleared.", reverse("progress:restore_answer"), undo_token)
    return redirect("progress:checkpoint_detail", uid=criterion.checkpoint.uid)


@require_POST
@login_required
def restore_answer(request: AuthedRequest) -> HttpResponse:
    return undo(
        request,
        actions.restore_answer,
        fallback="progress:checkpoint_list",
        destination=lambda criterion: reverse("progress:checkpoint_detail", args=[criterion.checkpoint.uid]),
    )
