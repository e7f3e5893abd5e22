from argparse import ArgumentParser
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.management import BaseCommand, CommandError

from accounts.models import User
from accounts.sessions import actions
from audit_log.actions import record
from audit_log.names import AuditAction


class Command(BaseCommand):
    help = "Remove a person’s second factors, so that they can sign in with their password alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"No account has the address {email}.")
        count = actions.remove_second_factors(person=person)
        record(AuditAction.SECOND_FACTOR_REMOVED, actor=None, person=person, fields={"count": count})
        self.stdout.write(
            f"{count} removed. {person} can sign in with the password, and all their devices were signed out."
        )
        if count:
            self.tell(person)

    def tell(self, person: User) -> None:
        try:
            email = get_adapter().mail_removed_factors(person)
        except OSError as error:
            self.stderr.write(f"The email about it couldn’t be sent ({error}). Tell {person} yourself.")
            return
        self.stdout.write(
            f"We notified {email}." if email else f"This site doesn’t send email. Tell {person} yourself."
        )
