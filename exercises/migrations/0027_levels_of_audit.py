# The reasons why a version may go live say whether it is proven or only checked.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0026_exercises_written_on_the_site'),
    ]

    operations = [
        migrations.AlterField(
            model_name='exerciseversion',
            name='proof',
            field=models.CharField(blank=True, choices=[('', 'not audited'), ('record', 'proven before it was shipped'), ('runner', 'proven by a runner of this site'), ('checked', 'checked, not proven'), ('earlier', 'was live before versions were audited')], default='', max_length=7),
        ),
    ]
