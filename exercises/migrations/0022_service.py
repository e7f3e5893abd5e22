import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("active", "in service"), ("drained", "drained"), ("paused", "paused"), ("retired", "retired"),
    ("revoked", "revoked"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("exercises", "0021_partial_solution"),
    ]

    operations = [
        migrations.RenameField(model_name="runnerhost", old_name="suspended_at", new_name="paused_at"),
        migrations.AlterField(
            model_name="runnerhost",
            name="paused_at",
            field=models.DateTimeField(
                blank=True, help_text="Since when the broker doesn’t let it in.", null=True
            ),
        ),
        migrations.AddField(
            model_name="runnerhost",
            name="drained_at",
            field=models.DateTimeField(blank=True, help_text="Since when it takes no new jobs.", null=True),
        ),
        migrations.AddField(
            model_name="runnerhost",
            name="retired_at",
            field=models.DateTimeField(blank=True, help_text="Since when it isn’t expected back.", null=True),
        ),
        migrations.AddField(
            model_name="worker",
            name="drained_at",
            field=models.DateTimeField(
                blank=True, help_text="Since when it was told to take no new jobs.", null=True
            ),
        ),
        migrations.AddField(
            model_name="worker",
            name="jobs",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, help_text="How many it worked on at its heartbeat."
            ),
        ),
        migrations.AddField(
            model_name="worker",
            name="accepts_jobs",
            field=models.BooleanField(db_default=True, default=True, help_text="By its heartbeat."),
        ),
        migrations.CreateModel(
            name="ServiceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worker", models.CharField(blank=True, help_text="Empty: the whole host.", max_length=80)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.CharField(choices=STATES, max_length=7)),
                ("after", models.CharField(choices=STATES, max_length=7)),
                ("reason", models.CharField(blank=True, max_length=240)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the site did it, as after a flood of messages.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_changes",
                        to="exercises.runnerhost",
                    ),
                ),
            ],
            options={"ordering": ("-at", "-pk")},
        ),
    ]
