from django.db import migrations

import accounts.models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_plain_labels")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=accounts.models.AddressField(
                error_messages={"unique": "This address already has an account."},
                max_length=254,
                unique=True,
                verbose_name="email address",
            ),
        ),
    ]
