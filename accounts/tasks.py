from celery import shared_task

from accounts.oauth.actions import delete_expired_tokens
from accounts.sessions import actions


@shared_task(name="accounts.forget_sign_ins")
def delete_expired_sign_ins() -> None:
    actions.delete_expired_sign_ins()
    delete_expired_tokens()
