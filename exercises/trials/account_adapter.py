from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from accounts.adapter import AccountAdapter
from accounts.models import User
from exercises.trials.adoption import adopt_trials
from exercises.trials.visitors import forget_visitor, visitor_of


class AdoptingAccountAdapter(AccountAdapter):
    """Carries what a visitor tried into the account that they create."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        answer = super().post_login(request, user, **hooks)
        visitor = visitor_of(request) if hooks["signup"] else None
        if visitor and isinstance(user, User):
            adopt_trials(learner=user, visitor=visitor)
            forget_visitor(answer)
        return answer
