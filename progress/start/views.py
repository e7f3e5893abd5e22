"""The page after sign-up: four answers that may all stay open, and the date that they lead to."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Background, User
from lib.pages.views import AuthedRequest
from progress.facts import facts_of
from progress.plan.queries import plan_of
from progress.roadmap.roadmaps import curriculum_named, curriculum_of, roadmap_key_of, roadmaps
from progress.start import actions
from progress.start.forms import StartForm
from progress.start.queries import finish_sentence

SUGGESTED_HOURS = 8


@login_required
@require_http_methods(["GET", "POST"])
def start(request: AuthedRequest) -> HttpResponse:
    """Ask once, after sign-up. Then continue to where they were going."""
    form, going = _form(request, request.POST or None), get_next_redirect_url(request)
    if request.method == "POST" and form.is_valid():
        form.save()
        is_another = "roadmap" in form.changed_data
        course = curriculum_named(form.answers["roadmap"]) if is_another else None
        actions.start(learner=request.user, roadmap=course.roadmap if course else None, minutes=form.minutes)
        if sentence := _finish_sentence(request.user, form):
            messages.success(request, sentence)
        return redirect(going or "home")
    context = {"form": form, "going": going, "finish": _finish_sentence(request.user, form)}
    return render(request, "progress/start.html", context)


@require_GET
@login_required
def finish(request: AuthedRequest) -> HttpResponse:
    """The date that these answers lead to. Nothing is saved."""
    if not request.htmx:
        return redirect("progress:start")
    form = _form(request, request.GET)
    form.is_valid()
    return render(request, "progress/start.html#finish", {"finish": _finish_sentence(request.user, form)})


def _form(request: AuthedRequest, data: QueryDict | None) -> StartForm:
    learner, rows = request.user, roadmaps().rows
    plan, key = plan_of(learner), roadmap_key_of(learner, rows)
    initial = {
        "hours": plan.minutes_a_week / 60 if plan else SUGGESTED_HOURS,
        "roadmap": next((row.uid for row in rows if row.pk == key), ""),
    }
    return StartForm(data, instance=learner, initial=initial, roadmaps=rows)


def _finish_sentence(learner: User, form: StartForm) -> str:
    """Empty without a goal, and where no roadmap is loaded."""
    if not form.minutes or not roadmaps().rows:
        return ""
    course = curriculum_named(form.answers.get("roadmap", "")) or curriculum_of(learner)
    background = form.answers.get("background") or Background.FROM_SCRATCH
    return finish_sentence(course, facts_of(learner), background, form.minutes, today=learner.today)
