"""``python -m bench.first_request SLUG``: what the first request of a cohort's grid costs a new process.

`bench.cohorts --first` runs it, with the database in the environment. It prints the milliseconds of the bare page, of
the first grid and of the second one as JSON: processor time of this process.
"""

import json
import sys
import time

from bench.pages import BASE_PAGE, start_django


def main(slug: str) -> int:
    start_django()
    from django.test import Client

    from cohorts.models import Cohort

    cohort = Cohort.objects.get(slug=slug)
    client = Client()
    client.force_login(cohort.memberships.staff()[0].user)
    client.get(BASE_PAGE)  # which imports the views
    times = []
    for page in (BASE_PAGE, cohort.get_absolute_url(), cohort.get_absolute_url()):
        started_at = time.process_time()
        if client.get(page).status_code != 200:
            raise RuntimeError(f"{page} can't be shown")
        times.append(round((time.process_time() - started_at) * 1000, 1))
    sys.stdout.write(json.dumps(dict(zip(("bare_ms", "first_ms", "second_ms"), times, strict=True))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
