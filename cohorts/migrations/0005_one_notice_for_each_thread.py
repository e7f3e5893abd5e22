"""Put the notices of a thread's comments together: one for each person and thread, with what is unread counted in it."""

from collections import defaultdict
from typing import Any

from django.db import migrations

KINDS = ("answer", "question")


def merge_notices(apps: Any, schema_editor: Any) -> None:
    Notice, Comment = apps.get_model("notices", "Notice"), apps.get_model("cohorts", "Comment")
    old = Notice.objects.filter(kind__in=KINDS, items=[])
    keys = {str(uid): str(thread) for uid, thread in Comment.objects.values_list("uid", "thread__uid").iterator()}
    together = defaultdict(list)
    for notice in old.order_by("-created_at", "-pk"):
        if thread := keys.get(notice.key):
            together[notice.person_id, notice.kind, thread].append(notice)
    for (_, _, thread), (newest, *others) in together.items():
        unread = [notice for notice in (newest, *others) if notice.read_at is None]
        Notice.objects.filter(pk__in=[notice.pk for notice in others]).delete()
        newest.items = [notice.key for notice in reversed(unread or [newest])]
        newest.key, newest.read_at = thread, None if unread else newest.read_at
        newest.save(update_fields=["key", "items", "read_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0004_old_threads_find_their_cohort"),
        ("notices", "0003_one_notice_for_each_thread"),
    ]

    operations = [migrations.RunPython(merge_notices, migrations.RunPython.noop, elidable=True)]
