import accounts.names
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('proof', '0001_initial'),
        ('proof', '0002_revocations'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('curriculum', '0001_squashed_0006_shared_topics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(help_text='The badge’s primary key.', unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Badge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', accounts.names.NameField(help_text='The name in it.', max_length=60)),
                ('criteria', models.JSONField(default=list, help_text='The uids of the criteria that it says are proven.')),
                ('token', models.TextField(help_text='The credential as a signed JWT.')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to='curriculum.checkpoint')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('learner', 'checkpoint'), name='one_valid_badge_per_checkpoint')],
            },
        ),
        migrations.CreateModel(
            name='EvidencePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', accounts.names.NameField(help_text='The name that the page shows.', max_length=60)),
                ('token', models.CharField(blank=True, editable=False, help_text='Empty: it is turned off.', max_length=43)),
                ('is_listed', models.BooleanField(default=False)),
                ('code_of', models.JSONField(blank=True, default=list, help_text='The uids of the exercises whose code it shows.')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='evidence_page', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('token',), name='one_evidence_page_for_each_token')],
            },
        ),
    ]
