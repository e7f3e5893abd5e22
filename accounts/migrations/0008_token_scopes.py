from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_email_label")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="scope",
            field=models.CharField(
                db_default="full",
                default="full",
                help_text="The names of accounts.scopes with spaces between them, or “full” for everything its owner "
                "may do.",
                max_length=60,
            ),
        ),
    ]
