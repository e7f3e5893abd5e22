"""Runner hosts in the admin: register and change them, revoke one and regrade its passes."""

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from accounts.models import User
from exercises.fleet.actions import HostRefusedError, add_runner_host, ensure_registrable, revoke_host
from exercises.fleet.broker import acl_line
from exercises.fleet.queues import QUEUES
from exercises.models import RunnerHost, Submission
from runner.protocol import Enrolment

PASSES_PER_PAGE = 50


class RunnerHostForm(forms.ModelForm[RunnerHost]):
    """A new host is identified by its enrolment line. Its key can't be changed afterwards."""

    enrolment = forms.CharField(
        max_length=200,
        widget=forms.TextInput(attrs={"size": 100}),
        help_text="The line that `python -m runner identity` prints on the host. It holds no secret.",
    )
    queues = forms.MultipleChoiceField(
        choices=[(queue, queue) for queue in QUEUES],
        widget=forms.CheckboxSelectMultiple,
        help_text="The host takes jobs from these queues and may report on them. A lent host can’t regrade.",
    )

    class Meta:
        model = RunnerHost
        fields = ("name", "enrolment", "queues", "trust")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["enrolment"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                ensure_registrable(**self.registration())
            except HostRefusedError as error:
                self.add_error(None, str(error))
        return data

    def registration(self) -> dict[str, Any]:
        host, data = self.instance, self.cleaned_data
        line = Enrolment(host.public_key, host.password_sha256).to_line() if host.pk else data["enrolment"]
        is_lent = data["trust"] == RunnerHost.Trust.LENT
        return {"name": data["name"], "enrolment": line, "queues": data["queues"], "is_lent": is_lent}


@admin.register(RunnerHost)
class RunnerHostAdmin(admin.ModelAdmin[RunnerHost]):
    form = RunnerHostForm
    list_display = ("name", "state", "trust", "queues", "heartbeat", "flag", "overview")
    list_filter = ("trust",)
    search_fields = ("name", "host")

    def get_fields(self, request: HttpRequest, obj: RunnerHost | None = None) -> tuple[str, ...]:
        """A host's key can't be changed, so its form has no field for it."""
        return ("name", "enrolment", "queues", "trust") if obj is None else ("name", "queues", "trust")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RunnerHost]:
        return super().get_queryset(request).annotate(last_heartbeat=Max("workers__seen_at"))

    @admin.display(description="last heartbeat", empty_value="never", ordering="last_heartbeat")
    def heartbeat(self, host: Any) -> Any:
        return host.last_heartbeat

    @admin.display(description="state and passes")
    def overview(self, host: RunnerHost) -> str:
        return format_html('<a href="{}">State and passes of {}</a>', self._address(host), host)

    def has_delete_permission(self, request: HttpRequest, obj: RunnerHost | None = None) -> bool:
        return False  # revoke it instead: its verdicts keep the name of the host that signed them

    def has_change_permission(self, request: HttpRequest, obj: RunnerHost | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.revoked_at is None)

    def save_model(self, request: HttpRequest, obj: RunnerHost, form: Any, change: bool) -> None:
        obj.pk = add_runner_host(**form.registration(), person=cast(User, request.user)).pk

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.host_page)
        return [path("<int:pk>/host/", view, name="exercises_runnerhost_host"), *super().get_urls()]

    def host_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A host's state and the passes that it signed. The buttons post to the same URL."""
        host = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, host):
            return HttpResponse(status=403)
        if request.method == "POST":
            return self._act(request, host)
        passes = Submission.objects.passes().filter(host=host)
        rows = passes.select_related("exercise", "learner").order_by("-graded_at", "-pk")
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"Runner host {host}",
            "host": host,
            "acl_line": acl_line(host),
            "page": Paginator(rows, PASSES_PER_PAGE).get_page(request.GET.get("page")),
            "to_regrade": passes.filter(state=Submission.State.DONE).count(),
            "regrade_query": urlencode({"host": host.name}),
            "may_change": super().has_change_permission(request, host),
        }
        return TemplateResponse(request, "admin/exercises/runnerhost/host.html", context)

    def _act(self, request: HttpRequest, host: RunnerHost) -> HttpResponse:
        if not super().has_change_permission(request, host):
            return HttpResponse(status=403)
        action = request.POST.get("action")
        if action == "revoke" and request.POST.get("sure"):
            revoke_host(host=host, person=cast(User, request.user))
            messages.success(request, f"{host} is revoked. Below are the passes that only this host signed.")
        else:
            messages.error(request, "Nothing was changed. To revoke the host, tick the box first.")
        return redirect(self._address(host))

    @staticmethod
    def _address(host: RunnerHost) -> str:
        return reverse("admin:exercises_runnerhost_host", args=[host.pk])
