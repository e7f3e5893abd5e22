import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('authoring', '0001_initial'),
        ('authoring', '0002_fault_reports'),
        ('authoring', '0003_external_links'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('curriculum', '0001_squashed_0006_shared_topics'),
        ('exercises', '0001_squashed_0023_request_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExternalLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=1000, unique=True)),
                ('places', models.JSONField(default=list, help_text='Where it stands: the title and the path of each page.')),
                ('state', models.CharField(blank=True, choices=[('', 'not checked yet'), ('works', 'works'), ('moved', 'moved'), ('unclear', 'no clear answer'), ('broken', 'broken'), ('private', 'not checked')], default='', max_length=8)),
                ('detail', models.CharField(blank=True, help_text='What happened, as a sentence.', max_length=200)),
                ('location', models.CharField(blank=True, help_text='Where it has moved to.', max_length=1000)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['checked_at'], name='external_link_due')],
            },
        ),
        migrations.CreateModel(
            name='RoadmapVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Counts from 1 in each roadmap.')),
                ('content', models.JSONField(help_text='All nodes, as curriculum.documents.json writes them.')),
                ('digest', models.CharField(help_text='SHA-256 of the content.', max_length=64)),
                ('note', models.CharField(blank=True, help_text='Why it was published.', max_length=300)),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changes', models.JSONField(default=list, help_text='What differs from the version before.')),
                ('told_at', models.DateTimeField(blank=True, help_text='When learners had been told of it.', null=True)),
                ('impact', models.JSONField(blank=True, default=dict, help_text='What the preview said it means for learners.')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='curriculum.roadmap')),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('roadmap', 'number'), name='one_version_of_each_number')],
            },
        ),
        migrations.CreateModel(
            name='RoadmapDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('impact', models.JSONField(blank=True, default=dict, help_text='What publishing it would mean for learners.')),
                ('impact_revision', models.PositiveIntegerField(blank=True, help_text='The revision that was previewed.', null=True)),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='curriculum.roadmap')),
                ('version', models.OneToOneField(blank=True, help_text='What it was published as; empty for an open or discarded draft.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='draft', to='authoring.roadmapversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('roadmap',), name='one_open_draft_per_roadmap')],
            },
        ),
        migrations.CreateModel(
            name='FaultReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.CharField(blank=True, help_text='Of the exercise (a digest) or the roadmap (a number), when it was reported.', max_length=40)),
                ('kind', models.CharField(choices=[('fact', 'A fact is wrong'), ('unclear', 'It’s unclear'), ('link', 'A link is broken'), ('grader', 'The grader is wrong'), ('other', 'Something else')], max_length=8)),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)])),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('open', 'open'), ('fixing', 'being fixed'), ('fixed', 'fixed'), ('declined', 'won’t be fixed')], default='open', max_length=8)),
                ('answer', models.CharField(blank=True, help_text='One sentence for the reporter.', max_length=300)),
                ('fixed_in', models.CharField(blank=True, help_text='The version that has the fix.', max_length=40)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('is_told', models.BooleanField(default=True, help_text='Whether the reporter was notified of the newest answer.')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exercise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.exercise')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fault_reports', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(blank=True, help_text='Whose verdict it is.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exercises.submission')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='curriculum.topic')),
            ],
            options={
                'verbose_name_plural': 'problem reports',
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['reporter', '-created_at'], name='fault_report_newest'), models.Index(fields=['state', 'topic', 'exercise'], name='fault_report_page'), models.Index(condition=models.Q(('is_told', False)), fields=['answered_at'], name='fault_report_untold')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('exercise__isnull', True), ('submission__isnull', True), ('topic__isnull', False)), models.Q(('exercise__isnull', False), ('topic__isnull', True)), _connector='OR'), name='fault_report_of_one_page'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'fixed'), _negated=True), models.Q(('fixed_in', ''), _negated=True), _connector='OR'), name='fixed_fault_names_version'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='declined_fault_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='NodeEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(help_text="The node's.", max_length=120)),
                ('revision', models.PositiveIntegerField(help_text='Counts the edits of this node in this draft, from 1.')),
                ('state', models.JSONField(help_text='The whole node. Null: as it is published, or not there.', null=True)),
                ('base_digest', models.CharField(blank=True, help_text='Of the published node that was edited; empty for a new one.', max_length=64)),
                ('batch', models.UUIDField(default=uuid.uuid4, help_text='Shared by the edits of one operation.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('action', models.CharField(help_text='What was done, as “Moved Calculus”.', max_length=120)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='edits', to='authoring.roadmapdraft')),
            ],
            options={
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(fields=('draft', 'uid', 'revision'), name='one_edit_for_each_revision')],
            },
        ),
    ]
