"""Give each cohort a lead. From here on a membership alone says who mentors a cohort."""

from typing import Any

from django.db import migrations, models


def find_leads(apps: Any, schema_editor: Any) -> None:
    """The mentor who has been in a cohort the longest leads it.

    The membership of a mentor whose account an admin had made a learner's opened nothing, and must not do so now.
    """
    memberships = apps.get_model("cohorts", "Membership").objects.filter(role="mentor")
    memberships.filter(user__role="learner").delete()
    led = set()
    for member in memberships.filter(user__is_active=True).order_by("cohort_id", "joined_on", "pk"):
        if member.cohort_id not in led:
            led.add(member.cohort_id)
            member.role = "lead"
            member.save(update_fields=["role"])


def make_mentors(apps: Any, schema_editor: Any) -> None:
    apps.get_model("cohorts", "Membership").objects.filter(role="lead").update(role="mentor")


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0005_one_notice_for_each_thread")]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[("learner", "learner"), ("mentor", "mentor"), ("lead", "lead")],
                default="learner",
                max_length=7,
            ),
        ),
        migrations.RunPython(find_leads, make_mentors),
    ]
