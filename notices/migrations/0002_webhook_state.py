"""What became of a webhook's last attempt. Those that were tried before get it from their last message."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def fill(apps: Any, schema_editor: Any) -> None:
    webhooks = apps.get_model("notices", "Webhook").objects
    deliveries = apps.get_model("notices", "WebhookDelivery").objects
    last = deliveries.filter(webhook=OuterRef("pk"), tries__gt=0).order_by("-created_at", "-pk")
    webhooks.update(tried_at=Subquery(last.values("created_at")[:1]))
    problem = Subquery(last.exclude(problem="").values("problem")[:1])
    webhooks.exclude(failing_since=None).update(problem=Coalesce(problem, Value("")))


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_squashed_0010_webhooks")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="problem",
            field=models.CharField(
                blank=True, default="", help_text="Why the last attempt failed, as a sentence.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="webhook",
            name="tried_at",
            field=models.DateTimeField(blank=True, help_text="The last attempt. Empty: not tried yet.", null=True),
        ),
        migrations.AlterField(
            model_name="webhookdelivery",
            name="event",
            field=models.CharField(
                choices=[
                    ("webhook.test", "Test message"),
                    ("submission.graded", "Submission graded"),
                    ("sign_off.decided", "Sign-off decided"),
                ],
                max_length=30,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
