"""allauth's pages, with our rule: an address counts once its owner has confirmed it."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage, LoginStageController
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.sign_in.addresses import record_main_address
from accounts.single_sign_on.closing import may_use_password
from lib.pages.views import AuthedRequest

NO_MAIL = (
    "This site doesn’t send email, so it can’t confirm an address. To change yours, ask the person who runs this site."
)
USE_A_PROVIDER = "This site uses no passwords."
ADDRESS_IN_USE = "This is the main address of another account. Nothing was changed. Choose another address."


@method_decorator(login_required, name="dispatch")
class EmailView(account.EmailView):
    def dispatch(self, request: AuthedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user
        if not EmailAddress.objects.filter(user=person, email=person.email, primary=True).exists():
            record_main_address(person=person)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.EMAIL_URL and ("action_add" in request.POST or "action_send" in request.POST):
            messages.error(request, NO_MAIL)
            return redirect("account_email")
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Apply all changes or none. Only a confirmed address may replace another."""
        raise_if_reauthentication_required(request, app="allauth.account")
        address = self._get_email_address(request)
        if address and not address.verified:
            get_adapter().add_message(request, messages.ERROR, "account/messages/unverified_primary_email.txt")
            return None
        try:
            with transaction.atomic():
                answer: HttpResponse | None = super()._action_primary(request, *args, **kwargs)
        except IntegrityError:
            messages.error(request, ADDRESS_IN_USE)
            return None
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sends_mail = bool(settings.EMAIL_URL)
        return context | {
            "can_add_email": sends_mail and context["can_add_email"],
            "no_mail": "" if sends_mail else NO_MAIL,
        }


class ConfirmEmailView(account.ConfirmEmailView):
    """A link confirms an address for one account. Anybody may have typed the address there, so the person who opens the
    link must show that the account is theirs: they are signed in, have just signed up in this browser, or enter the
    password. Opening the link changes nothing and ends no session.
    """

    error = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object = self.get_object()
        except Http404:
            self.object = None
        answer: HttpResponse = self.render_to_response(self.get_context_data())
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object = self.get_object()
        except Http404:
            return self.get(request)
        if not self.is_owner:
            self.error = self.refusal(request.POST.get("password", ""))
            if self.error:
                return self.get(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def refusal(self, password: str) -> str:
        """Why this password doesn't prove that the account is theirs; empty if it does."""
        adapter = get_adapter()
        try:
            if adapter.reauthenticate(self.object.email_address.user, password):
                return ""
        except ValidationError as error:
            return str(error.messages[0])
        return str(adapter.error_messages["incorrect_password"])

    @property
    def is_owner(self) -> bool:
        owner = self.object.email_address.user_id
        stage = LoginStageController.enter(self.request, EmailVerificationStage.key)
        waiting = stage.login.user if stage else None
        return owner in (self.request.user.pk, waiting and waiting.pk)

    def logout_other_user(self, confirmation: Any) -> None:
        """Links end no session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.object:
            address: EmailAddress = self.object.email_address
            context |= {"is_owner": self.is_owner, "error": self.error}
            context["has_password"] = address.user.has_usable_password()
        return context


class PasswordResetFromKeyView(account.PasswordResetFromKeyView):
    def form_valid(self, form: Any) -> HttpResponse:
        """If no other address is confirmed, the link went to the main one, so following it confirms that one."""
        person = self.reset_user
        if not EmailAddress.objects.filter(user=person, verified=True).exists():
            get_adapter().confirm_email(self.request, record_main_address(person=person))
        answer: HttpResponse = super().form_valid(form)
        return answer


def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link. On a site without mail, say who can set a password."""
    if not settings.EMAIL_URL:
        return render(request, "accounts/password_reset_without_mail.html")
    answer: HttpResponse = account.password_reset(request)
    return answer


@require_safe
def link_sent(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The pages that say that a link was sent, on sites that can send mail."""
    if not settings.EMAIL_URL:
        return redirect("account_login")
    view = account.password_reset_done if kwargs["kind"] == "password" else account.email_verification_sent
    answer: HttpResponse = view(request)
    return answer


@login_required
def change_password(request: AuthedRequest, **kwargs: Any) -> HttpResponse:
    """Change or set a password, where passwords are open to this person."""
    if not may_use_password(request.user):
        messages.error(request, USE_A_PROVIDER)
        return redirect("accounts:settings")
    view = account.password_change if kwargs["kind"] == "change" else account.password_set
    answer: HttpResponse = view(request)
    return answer


email = EmailView.as_view()
confirm_email = ConfirmEmailView.as_view()
password_reset_from_key = PasswordResetFromKeyView.as_view()
