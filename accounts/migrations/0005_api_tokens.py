from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_unique_in_any_case"),
    ]

    operations = [
        migrations.RenameModel("ScriptKey", "ApiToken"),
        migrations.AlterModelOptions(
            name="apitoken",
            options={"verbose_name": "API token", "verbose_name_plural": "API tokens"},
        ),
    ]
