from argparse import ArgumentParser
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.management import BaseCommand, CommandError

from accounts import actions
from accounts.models import User


class Command(BaseCommand):
    help = "Let somebody in by their password alone who has lost their passkeys, app and recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        count = actions.remove_second_factors(person=person)
        self.stdout.write(f"{count} removed. {person} signs in by the password, and is signed out everywhere.")
        if count:
            self.tell(person)

    def tell(self, person: User) -> None:
        try:
            email = get_adapter().mail_removed_factors(person)
        except OSError as error:
            self.stderr.write(f"The e-mail that says so could not be sent ({error}). Tell {person} yourself.")
            return
        self.stdout.write(f"{email} hears of it." if email else f"This site sends no e-mail. Tell {person} yourself.")
