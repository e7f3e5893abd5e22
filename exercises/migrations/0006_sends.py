from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exercises", "0005_proof_from_the_index")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="sends",
            field=models.PositiveSmallIntegerField(default=0, help_text="How often the newest attempt was sent."),
        ),
    ]
