"""No example of a site's own is stored as an empty one, no longer as the one that we had."""

from typing import Any

from django.db import migrations, models


def empty_ours(apps: Any, schema_editor: Any) -> None:
    apps.get_model("branding", "SiteBranding").objects.filter(example_line="1h30 reading").update(example_line="")


class Migration(migrations.Migration):
    dependencies = [("branding", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="sitebranding",
            name="example_line",
            field=models.CharField(
                blank=True, help_text="Of the study log. Empty: about a topic of the roadmap.", max_length=60
            ),
        ),
        migrations.RunPython(empty_ours, migrations.RunPython.noop),
    ]
