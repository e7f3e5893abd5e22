"""What a sign-in with a provider does to somebody's cohorts."""

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.single_sign_on.adapter import SocialAdapter
from accounts.single_sign_on.models import IdentityProvider
from cohorts.groups.actions import apply_groups
from cohorts.groups.models import GroupRule


class GroupsAdapter(SocialAdapter):
    def on_sign_in(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        super().on_sign_in(request, sociallogin)
        apply_groups(person=sociallogin.user, provider=sociallogin.provider.row, claims=sociallogin.claims)

    def reads_groups(self, provider: IdentityProvider) -> bool:
        return GroupRule.objects.of(provider).exists()
