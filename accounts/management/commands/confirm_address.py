from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts.models import User
from accounts.sign_in.addresses import confirm_main_address
from audit_log.actions import record
from audit_log.names import AuditAction


class Command(BaseCommand):
    help = "Mark the main addresses of accounts as confirmed, for people who can't receive our email."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="+")

    def handle(self, *args: Any, email: list[str], **options: Any) -> None:
        for address in email:
            person = User.objects.filter(email=address).first()
            if person is None:
                raise CommandError(f"No account has {address} as its main address.")
            new = confirm_main_address(person=person)
            if new:
                record(AuditAction.ADDRESS_CONFIRMED, actor=None, person=person)
            self.stdout.write(f"{person.email} is confirmed." if new else f"{person.email} was already confirmed.")
