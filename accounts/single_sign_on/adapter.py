"""What allauth asks us about people who sign in with a provider."""

from typing import Any, NoReturn

import requests
import structlog
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.signup import complete_social_signup
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.single_sign_on.client import Provider
from accounts.single_sign_on.confirmation import CONFIRM, confirm
from accounts.single_sign_on.documents import provider_session
from accounts.single_sign_on.linking import check_address, create_person, link
from accounts.single_sign_on.models import IdentityProvider
from accounts.single_sign_on.providers import find_provider, identity_providers
from lib.errors import RefusedError

log = structlog.get_logger(__name__)

LINKED_MAIL = "account/email/sign_in_linked"
CANCELLED = "You didn’t sign in with {provider}."
EXPIRED = "This took longer than ten minutes, or it began in another browser. Start again."
UNREADABLE = "{provider} doesn’t answer as it should. Try again in a few minutes, or sign in another way."


class NoSuchProviderError(SocialApp.DoesNotExist, ValueError):
    """A ValueError too, by which allauth sees that a sign-in which waits for its second factor can’t go on."""


class SocialAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """None of allauth's rows, which hold secrets in clear."""
        return [_provider_of(request, row).app for row in identity_providers() if provider in (None, row.slug)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> Any:
        row = find_provider(provider)
        if row is None:
            raise NoSuchProviderError(provider)
        return _provider_of(request, row)

    def get_requests_session(self) -> requests.Session:
        return provider_session()

    def is_email_verified(self, provider: Provider, email: str) -> bool:
        """The provider says so of each address, or nobody does."""
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Our own rules decide about it."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.name = data["name"]  # as the provider writes it
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide whose account it is. Raises ImmediateHttpResponse with another page than allauth's next."""
        try:
            if sociallogin.state.get("process") == CONFIRM:
                raise ImmediateHttpResponse(confirm(request, sociallogin))
            if sociallogin.is_existing:
                self.on_sign_in(request, sociallogin)
                return
            self._find_or_create(request, sociallogin)
        except RefusedError as refusal:
            log.warning("account.provider_refused", provider=sociallogin.account.provider)
            raise ImmediateHttpResponse(refuse(request, sociallogin.provider.name, str(refusal), status=403)) from None

    def on_sign_in(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Called with somebody whose account of ours is known."""

    def reads_groups(self, provider: IdentityProvider) -> bool:
        """Whether anything depends on the groups of this provider's people."""
        return False

    def _find_or_create(self, request: HttpRequest, login: SocialLogin) -> None:
        row, account = login.provider.row, login.account
        address = check_address(row, login.email_addresses)
        person = User.objects.with_address(address)
        if person:
            link(person=person, address=address, provider=row, account=account)
            login.user = person
            self.on_sign_in(request, login)
            get_account_adapter(request).send_notification_mail(LINKED_MAIL, person, {"provider": row.name})
            return
        login.user = create_person(address=address, name=login.user.name, account=account)
        self.on_sign_in(request, login)
        if request.user.is_authenticated:
            get_account_adapter(request).logout(request)
        raise ImmediateHttpResponse(complete_social_signup(request, login))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """Say what happened on a page of ours."""
        state = (extra_context or {}).get("state")
        if error == AuthError.CANCELLED:
            messages.info(request, CANCELLED.format(provider=provider.name))
            response: HttpResponse = redirect("account_login")
        elif exception is None and not state:
            response = refuse(request, provider.name, EXPIRED, status=403)
        else:
            problem = str(exception or request.GET.get("error", ""))[:400]
            log.warning("account.provider_failed", provider=provider.sub_id, problem=problem)
            response = refuse(request, provider.name, UNREADABLE.format(provider=provider.name), status=502)
        raise ImmediateHttpResponse(response)


def _provider_of(request: HttpRequest, row: IdentityProvider) -> Any:
    if row.saml is None:
        return Provider(request, row)
    from accounts.single_sign_on.saml.provider import SamlProvider  # needs requirements/saml.txt

    return SamlProvider(request, row)


def refuse(request: HttpRequest, provider: str, sentence: str, *, status: int) -> HttpResponse:
    context = {"provider_name": provider, "sentence": sentence}
    return render(request, "accounts/provider_refused.html", context, status=status)
