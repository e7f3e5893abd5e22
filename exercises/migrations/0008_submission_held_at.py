from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exercises", "0007_runner_hosts")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="held_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when it is held back so that others go first; empty once it is sent.",
                null=True,
            ),
        ),
    ]
