from celery import shared_task

from accounts import actions
from accounts.oauth.actions import forget_expired_tokens


@shared_task(name="accounts.forget_sign_ins")
def forget_sign_ins() -> None:
    actions.forget_sign_ins()
    forget_expired_tokens()
