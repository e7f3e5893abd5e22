import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import lib.model_fields
import progress.plan.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('progress', '0001_initial'),
        ('progress', '0002_study_plan'),
        ('progress', '0003_sources_of_hours'),
        ('progress', '0004_review_cards'),
        ('progress', '0005_states_and_notes'),
        ('progress', '0006_sums_from_the_index'),
        ('progress', '0007_days_from_the_index'),
        ('progress', '0008_marks_record_the_topic'),
        ('progress', '0009_fill_the_records_of_marks'),
        ('progress', '0010_private_remarks'),
        ('progress', '0011_plain_labels'),
        ('progress', '0012_unstated_kind'),
        ('progress', '0013_roadmap_choices'),
        ('progress', '0014_weekly_commitments'),
        ('progress', '0015_resource_marks'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('curriculum', '0001_squashed_0006_shared_topics'),
        ('exercises', '0001_squashed_0023_request_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='ForecastSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(help_text="When the newer one was taken, on the learner's calendar.")),
                ('newer', models.JSONField()),
                ('earlier_day', models.DateField(blank=True, null=True)),
                ('earlier', models.JSONField(blank=True, null=True)),
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='forecast_snapshot', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RoadmapChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_cohort', models.BooleanField(default=False, help_text='Their cohort’s roadmap. They haven’t chosen one.')),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='roadmap_choice', to=settings.AUTH_USER_MODEL)),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='curriculum.roadmap')),
            ],
        ),
        migrations.CreateModel(
            name='StudyPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('start', models.DateField()),
                ('minutes_a_day', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(960)])),
                ('weekdays', models.CharField(help_text='1 is Monday.', max_length=7, validators=[progress.plan.models.validate_weekdays])),
                ('feed_token', models.CharField(blank=True, editable=False, help_text='Empty: no calendar feed.', max_length=43)),
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='study_plan', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('feed_token', ''), _negated=True), fields=('feed_token',), name='one_plan_for_each_feed')],
            },
        ),
        migrations.CreateModel(
            name='StudyPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='progress.studyplan')),
            ],
            options={
                'ordering': ('first',),
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='pause_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('coding', 'coding'), ('reading', 'reading'), ('watching', 'watching'), ('unstated', 'not stated')], default='unstated', max_length=8)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='timer', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='curriculum.topic')),
            ],
        ),
        migrations.CreateModel(
            name='TopicMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('doing', 'doing'), ('done', 'done'), ('skipped', 'skipped'), ('review', 'to review')], max_length=7)),
                ('marked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by_parts', models.BooleanField(default=False, help_text='The learner marked parts only; the state is what those marks came to.')),
                ('parts', models.JSONField(blank=True, default=list, help_text="The uids of the topic's parts at that moment.")),
                ('hours_low', models.PositiveSmallIntegerField(blank=True, help_text='The estimate then, in tenths.', null=True)),
                ('hours_high', models.PositiveSmallIntegerField(blank=True, help_text='The estimate then, in tenths.', null=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topic_marks', to=settings.AUTH_USER_MODEL)),
                ('subtopic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='curriculum.subtopic')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='curriculum.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('subtopic', None)), fields=('learner', 'topic'), name='one_mark_for_each_topic'), models.UniqueConstraint(fields=('learner', 'subtopic'), name='one_mark_for_each_subtopic'), models.CheckConstraint(condition=models.Q(models.Q(('hours_high__isnull', True), ('hours_low__isnull', True)), models.Q(('hours_high__isnull', False), ('hours_low__isnull', False), ('hours_low__lte', models.F('hours_high'))), _connector='OR'), name='progress_topicmark_hours_low_to_high')],
            },
        ),
        migrations.CreateModel(
            name='WeeklyCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(help_text='On the learner’s calendar.')),
                ('minutes', models.PositiveSmallIntegerField(help_text='A week. 0: no commitment.', validators=[django.core.validators.MaxValueValidator(6720)])),
                ('days', models.PositiveSmallIntegerField(help_text='With study, a week.', validators=[django.core.validators.MaxValueValidator(7)])),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekly_commitments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'since'), name='one_commitment_for_each_day')],
            },
        ),
        migrations.CreateModel(
            name='CriterionMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('not_yet', 'not yet')], max_length=7)),
                ('note', models.TextField(blank=True, help_text='Only you and your mentor see it.', max_length=2000)),
                ('marked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='curriculum.criterion')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criterion_marks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'criterion'), name='one_mark_for_each_criterion')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to=settings.AUTH_USER_MODEL)),
                ('subtopic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='curriculum.subtopic')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='curriculum.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('subtopic', None)), fields=('learner', 'topic'), name='one_note_for_each_topic'), models.UniqueConstraint(fields=('learner', 'subtopic'), name='one_note_for_each_subtopic')],
            },
        ),
        migrations.CreateModel(
            name='ResourceMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resource_marks', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='curriculum.resource')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'resource'), name='one_mark_for_each_resource')],
            },
        ),
        migrations.CreateModel(
            name='ReviewCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('card', models.JSONField(help_text='As the scheduler keeps it.')),
                ('due_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField()),
                ('criterion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='review_cards', to='curriculum.criterion')),
                ('exercise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='review_cards', to='exercises.exercise')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_cards', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['learner', 'due_at'], name='review_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('criterion__isnull', True), ('exercise__isnull', False)), models.Q(('criterion__isnull', False), ('exercise__isnull', True)), _connector='OR'), name='review_of_one_thing'), models.UniqueConstraint(fields=('learner', 'exercise'), name='one_review_card_for_each_exercise'), models.UniqueConstraint(fields=('learner', 'criterion'), name='one_review_card_for_each_criterion')],
            },
        ),
        migrations.CreateModel(
            name='StudyEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('coding', 'coding'), ('reading', 'reading'), ('watching', 'watching'), ('unstated', 'not stated')], max_length=8)),
                ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)])),
                ('day', models.DateField()),
                ('time_zone', models.CharField(help_text="The learner's zone when it was logged.", max_length=64)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('shares_note', models.BooleanField(default=False, help_text='Mentors may read the note; else only the learner does.')),
                ('source', models.CharField(choices=[('typed', 'entered by hand'), ('timer', 'from the timer'), ('runs', 'from exercises'), ('file', 'from a file')], default='typed', max_length=5)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='study_entries', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='study_entries', to='curriculum.topic')),
            ],
            options={
                'verbose_name_plural': 'study entries',
                'indexes': [models.Index(fields=['learner', 'topic', 'kind', 'day', 'minutes'], name='study_sums'), models.Index(fields=['learner', 'day', 'kind', 'minutes'], name='study_days')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), name='study_minutes_in_a_day')],
            },
        ),
    ]
