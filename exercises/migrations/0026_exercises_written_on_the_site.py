# Exercises can be written on the site: an exercise says where its files are, versions keep them, and a draft is edited.

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0025_forbidden_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='exercise',
            name='origin',
            field=models.CharField(choices=[('catalogue', 'the catalogue'), ('site', 'this site')], db_default='catalogue', default='catalogue', max_length=9),
        ),
        migrations.AlterField(
            model_name='exerciseversion',
            name='proof',
            field=models.CharField(blank=True, choices=[('', 'not audited'), ('record', 'audited before it was shipped'), ('runner', 'audited by a runner of this site'), ('checked', 'checked by a runner of this site'), ('earlier', 'was live before versions were audited')], default='', max_length=7),
        ),
        migrations.CreateModel(
            name='ExerciseDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('section', models.SlugField(max_length=80)),
                ('files', models.JSONField(help_text='As in ExerciseFiles.')),
                ('revision', models.UUIDField(default=uuid.uuid4, help_text='Another one each time that it is saved.')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('discarded_at', models.DateTimeField(blank=True, help_text='Until it is restored, or another is begun.', null=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-changed_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='ExerciseFiles',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('files', models.JSONField(help_text="The text of each file, by its name in the exercise's folder.")),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='own_files', to='exercises.exerciseversion')),
            ],
        ),
    ]
