"""The audit log, and the triggers that keep it as it was written."""

import audit_log.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from audit_log import guards


def install_guards(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditCut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('through', models.BigIntegerField(help_text='The number of the last entry that may go.')),
                ('count', models.IntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry', models.BigIntegerField(help_text='Its number, which outlives the entry.', unique=True)),
                ('content', models.CharField(help_text='The SHA-256 of the entry.', max_length=64)),
                ('digest', models.CharField(help_text='The SHA-256 of the digest before and of `content`.', max_length=64)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KnownName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_names', to=settings.AUTH_USER_MODEL, to_field='uid')),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('day', models.DateField(default=audit_log.models.utc_today, help_text='Of `at`, in UTC. An archive has it instead of the time.')),
                ('action', models.CharField(help_text='A value of `AuditAction`.', max_length=40)),
                ('target_kind', models.CharField(blank=True, max_length=40)),
                ('target_uid', models.CharField(blank=True, max_length=80)),
                ('target_title', models.CharField(blank=True, max_length=200)),
                ('cohort', models.CharField(blank=True, help_text='The slug.', max_length=80)),
                ('fields', models.JSONField(default=dict)),
                ('request_id', models.CharField(blank=True, help_text="As in the site's log.", max_length=64)),
                ('once', models.CharField(help_text="Identifies what is recorded once, such as a day's reading.", max_length=64, null=True, unique=True)),
                ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, to_field='uid')),
                ('person', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, to_field='uid')),
                ('actor_name', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='audit_log.knownname')),
                ('person_name', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='audit_log.knownname')),
            ],
            options={
                'verbose_name_plural': 'audit entries',
            },
        ),
        migrations.AddConstraint(
            model_name='knownname',
            constraint=models.UniqueConstraint(fields=('person', 'name'), name='one_row_for_each_known_name'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['day'], name='audit_entry_by_day'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['action', 'id'], name='audit_entry_by_action'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['cohort', 'id'], name='audit_entry_by_cohort'),
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
