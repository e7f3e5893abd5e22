"""What a site's admin does before the first learner: migrate, register the runner hosts, make accounts.

The arguments: an enrolment line for each runner host, and how many learners. Prints an API token for each of them.
"""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from accounts.api_tokens.actions import create_api_token
    from accounts.models import User
    from exercises.fleet.actions import add_runner_host
    from exercises.lifecycle.folders import read_catalogs
    from exercises.lifecycle.loading import fields_of
    from exercises.models import Exercise

    *lines, count = sys.argv[1:]
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    for number, line in enumerate(lines, start=1):
        add_runner_host(name=f"runner-{number}", enrolment=line, queues=["cpu", "cpu-regrade"])
    [folder] = read_catalogs(*settings.EXERCISE_CATALOGS)
    Exercise.objects.create(uid=folder.spec.uid, digest=folder.digest, **fields_of(folder))
    people = User.objects.bulk_create(
        [User(email=f"learner-{n}@example.org", name=f"L {n}") for n in range(int(count))]
    )
    call_command("collectstatic", interactive=False, verbosity=0)
    sys.stdout.write("\n".join(create_api_token(person=person, name="test", days=1) for person in people) + "\n")


if __name__ == "__main__":
    main()
