"""Give each thread from before 0003 a cohort: that of the learner and the mentor who wrote last, else the learner's oldest.

Apart from 0003, because PostgreSQL makes no index on a table in the transaction that has updated it.
"""

from collections import defaultdict
from typing import Any

from django.db import migrations


def find_cohorts(apps: Any, schema_editor: Any) -> None:
    Thread, Comment, Membership = (apps.get_model("cohorts", name) for name in ("Thread", "Comment", "Membership"))
    learns, mentors = defaultdict(list), defaultdict(set)
    for cohort, user, role in Membership.objects.order_by("joined_on", "pk").values_list("cohort", "user", "role"):
        if role == "learner":
            learns[user].append(cohort)
        else:
            mentors[user].add(cohort)
    writers = defaultdict(list)
    comments = Comment.objects.filter(mentor__isnull=False).order_by("-written_at", "-pk")
    for thread, mentor in comments.values_list("thread", "mentor").iterator():
        writers[thread].append(mentor)
    threads = defaultdict(list)
    for thread, learner in Thread.objects.filter(cohort=None).values_list("pk", "learner"):
        shared = [cohort for mentor in writers[thread] for cohort in learns[learner] if cohort in mentors[mentor]]
        if cohorts := shared or learns[learner]:
            threads[cohorts[0]].append(thread)
    for cohort, pks in threads.items():
        for start in range(0, len(pks), 500):
            Thread.objects.filter(pk__in=pks[start : start + 500]).update(cohort=cohort)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0003_threads_belong_to_a_cohort")]

    operations = [migrations.RunPython(find_cohorts, migrations.RunPython.noop, elidable=True)]
