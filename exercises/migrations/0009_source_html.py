from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exercises", "0008_submission_held_at")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="source_html",
            field=models.TextField(
                editable=False,
                help_text="The source in colours, made by a worker; null until then, and empty if that takes too long.",
                null=True,
            ),
        ),
    ]
