import django.db.models.functions.text
from django.db import migrations, models

import accounts.models
import accounts.names


class Migration(migrations.Migration):
    """Apart from the cleaning before it: PostgreSQL alters no table whose rows the same transaction has changed."""

    dependencies = [("accounts", "0003_addresses_and_names")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=accounts.models.AddressField(
                error_messages={"unique": "This address already has an account."},
                max_length=254,
                unique=True,
                verbose_name="e-mail address",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=accounts.names.NameField(max_length=60),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="user_email_unique_in_any_case",
                violation_error_message="This address already has an account.",
            ),
        ),
    ]
