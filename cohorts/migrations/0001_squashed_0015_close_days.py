import accounts.models
import accounts.names
import cohorts.cohort.models
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import lib.model_fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('cohorts', '0001_initial'),
        ('cohorts', '0002_threads'),
        ('cohorts', '0003_threads_belong_to_a_cohort'),
        ('cohorts', '0004_old_threads_find_their_cohort'),
        ('cohorts', '0005_one_notice_for_each_thread'),
        ('cohorts', '0006_roles_in_a_cohort'),
        ('cohorts', '0007_cohorts_in_the_browser'),
        ('cohorts', '0008_mentor_notes_and_announcements'),
        ('cohorts', '0009_sign_offs'),
        ('cohorts', '0010_review_queue'),
        ('cohorts', '0011_shared_replies'),
        ('cohorts', '0012_reminders'),
        ('cohorts', '0013_nudges'),
        ('cohorts', '0014_roadmap_of_a_cohort'),
        ('cohorts', '0015_close_days'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('curriculum', '0001_squashed_0006_shared_topics'),
        ('exercises', '0001_squashed_0023_request_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, validators=[cohorts.cohort.models.validate_slug_is_free])),
                ('title', accounts.names.NameField(max_length=80)),
                ('started_on', models.DateField(validators=[cohorts.cohort.models.validate_start])),
                ('max_learners', models.PositiveSmallIntegerField(default=500, help_text='When the cohort is full, no more learners can join.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='places for learners')),
                ('sends_nudges', models.BooleanField(default=True, help_text='Of answers that wait for them.', verbose_name='remind learners')),
                ('nudge_days', models.CharField(blank=True, default='', help_text='Such as 7, 14, 21. Empty: the site’s days.', max_length=40, verbose_name='after these days')),
                ('close_days', models.PositiveSmallIntegerField(blank=True, help_text='Without a reply from the learner. 0: never. Empty: the site’s days.', null=True, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='close threads after days')),
                ('archived_at', models.DateTimeField(blank=True, help_text='From then on nobody joins it, and nobody asks in it.', null=True)),
                ('roadmap', models.ForeignKey(blank=True, help_text='Empty: the site’s first.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='curriculum.roadmap')),
            ],
            options={
                'ordering': ('-started_on', 'title'),
            },
        ),
        migrations.CreateModel(
            name='SavedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', accounts.names.NameField(max_length=80)),
                ('text', models.TextField(help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('uses', models.PositiveIntegerField(default=0, help_text='How often it was inserted.')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_replies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'saved replies',
            },
        ),
        migrations.CreateModel(
            name='SharedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('mistake', models.CharField(blank=True, help_text='The recognised mistake that it answers.', max_length=80)),
                ('normal_digest', models.CharField(blank=True, help_text='Or the code that it answers, see Submission.normal_digest.', max_length=32)),
                ('text', models.TextField(help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, help_text='From then on no learner sees it.', null=True)),
                ('author', models.ForeignKey(blank=True, help_text='Who wrote the present text; nobody any more when they have deleted their account.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='shared_replies', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_replies', to='cohorts.cohort')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.exercise')),
            ],
            options={
                'verbose_name_plural': 'shared replies',
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('mistake', ''), models.Q(('normal_digest', ''), _negated=True)), models.Q(('normal_digest', ''), models.Q(('mistake', ''), _negated=True)), _connector='OR'), name='shared_reply_to_one_thing'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('cohort', 'exercise', 'mistake', 'normal_digest'), name='one_shared_reply_to_each_thing')],
            },
        ),
        migrations.CreateModel(
            name='ReplyReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reached_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(blank=True, help_text='When the learner first opened a page with it.', null=True)),
                ('needs_notice', models.BooleanField(default=False, help_text='A worker will notify the learner.')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_receipts', to=settings.AUTH_USER_MODEL)),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='cohorts.sharedreply')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('needs_notice', True)), fields=['reply'], name='receipt_to_notify')],
                'constraints': [models.UniqueConstraint(fields=('reply', 'learner'), name='one_receipt_for_each_learner')],
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('criterion_text', models.TextField(help_text='What the criterion said at that time.')),
                ('criterion_html', lib.model_fields.RenderedNoteField('criterion_text')),
                ('text', models.TextField(blank=True, help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('link', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, help_text='It is deleted a day later.', null=True)),
                ('cohort', models.ForeignKey(blank=True, help_text='Its mentors decide. Empty: only the learner and the admins see it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sign_offs', to='cohorts.cohort')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to='curriculum.criterion')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'sign-off requests',
                'ordering': ('requested_at', 'pk'),
                'indexes': [models.Index(fields=['learner', 'criterion'], name='sign_off_of_learner'), models.Index(fields=['cohort', 'requested_at'], name='sign_off_oldest')],
            },
        ),
        migrations.CreateModel(
            name='SignOffDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('outcome', models.CharField(choices=[('approved', 'signed off'), ('missing', 'something is missing'), ('revoked', 'no longer signed off')], max_length=8)),
                ('text', models.TextField(blank=True, help_text='What is missing, or why it is revoked. Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(2000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('criterion_text', models.TextField(help_text='What the criterion said at that time.')),
                ('criterion_html', lib.model_fields.RenderedNoteField('criterion_text')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('mentor', models.ForeignKey(blank=True, help_text='Nobody any more when they have deleted their account.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sign_off_decisions', to=settings.AUTH_USER_MODEL)),
                ('sign_off', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='cohorts.signoff')),
            ],
            options={
                'verbose_name_plural': 'sign-off decisions',
                'ordering': ('decided_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome', 'approved'), models.Q(('text', ''), _negated=True), _connector='OR'), name='no_refusal_without_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SignOffFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('content', models.BinaryField(max_length=5242880)),
                ('size', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(5242880)])),
                ('sign_off', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='cohorts.signoff')),
            ],
            options={
                'verbose_name_plural': 'sign-off files',
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('is_request', models.BooleanField(help_text='The learner asked; else a mentor began it.')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, help_text='A later comment opens it again.', null=True)),
                ('nudged_at', models.DateTimeField(blank=True, editable=False, help_text='When the learner was last reminded of an answer.', null=True)),
                ('another_asked_at', models.DateTimeField(blank=True, help_text='When the learner asked for another mentor. Empty once a mentor has answered.', null=True)),
                ('cohort', models.ForeignKey(blank=True, help_text='Its mentors read the thread. Empty: only the learner and the admins do.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='cohorts.cohort')),
                ('exercise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exercises.exercise')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='exercises.submission')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='curriculum.topic')),
            ],
            options={
                'indexes': [models.Index(fields=['learner', '-opened_at'], name='thread_of_learner')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('exercise', None), ('topic', None)), models.Q(('submission', None), ('topic', None)), models.Q(('exercise', None), ('submission', None)), _connector='OR'), name='thread_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='ReviewClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL)),
                ('thread', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='cohorts.thread')),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('from_mentor', models.BooleanField()),
                ('text', models.TextField(help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('first_line', models.PositiveIntegerField(blank=True, help_text='The first line of the thread’s submission that it is about; empty if it is about no line.', null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('last_line', models.PositiveIntegerField(blank=True, null=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('rating', models.CharField(blank=True, choices=[('helpful', 'helpful'), ('not_yet', 'not yet')], default='', help_text='By the learner.', max_length=7)),
                ('mentor', models.ForeignKey(blank=True, help_text='Who wrote it, if a mentor did; nobody any more when they have deleted their account.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='cohorts.thread')),
            ],
            options={
                'ordering': ('written_at', 'pk'),
                'indexes': [models.Index(fields=['thread', '-written_at'], name='comment_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_mentor', True), ('mentor', None), _connector='OR'), name='only_a_mentor_s_names_one'), models.CheckConstraint(condition=models.Q(models.Q(('first_line', None), ('last_line', None)), models.Q(('first_line__gte', 1), ('first_line__isnull', False), ('last_line__gte', models.F('first_line')), ('last_line__isnull', False)), _connector='OR'), name='comment_lines_are_a_range'), models.CheckConstraint(condition=models.Q(('rating', ''), ('from_mentor', True), _connector='OR'), name='only_a_mentor_s_comment_has_a_rating')],
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', accounts.names.NameField(max_length=80)),
                ('text', models.TextField(help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, help_text='When every member had been notified.', null=True)),
                ('writer', models.ForeignKey(blank=True, help_text='Nobody any more when they have deleted their account.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='announcements', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='cohorts.cohort')),
            ],
            options={
                'ordering': ('-written_at', '-pk'),
                'indexes': [models.Index(fields=['cohort', '-written_at'], name='announcement_newest'), models.Index(condition=models.Q(('told_at', None)), fields=['written_at'], name='announcement_to_tell')],
            },
        ),
        migrations.CreateModel(
            name='DueWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.PositiveSmallIntegerField(help_text='Due at the end of this week of the cohort. Week 1 begins on its start date.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(156)])),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='due_weeks', to='cohorts.cohort')),
                ('phase', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='curriculum.phase')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='curriculum.topic')),
            ],
            options={
                'ordering': ('week', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('phase', None), ('topic__isnull', False)), models.Q(('phase__isnull', False), ('topic', None)), _connector='OR'), name='due_week_of_one_thing'), models.UniqueConstraint(fields=('cohort', 'phase'), name='one_due_week_for_each_phase'), models.UniqueConstraint(fields=('cohort', 'topic'), name='one_due_week_for_each_topic')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('learner', 'learner'), ('mentor', 'mentor')], default='learner', max_length=7)),
                ('digest', models.CharField(blank=True, editable=False, help_text='SHA-256 of the secret in the link. Empty before the link is made.', max_length=64, null=True, unique=True)),
                ('address', accounts.models.AddressField(blank=True, help_text='Empty: a link for several people.', max_length=254, verbose_name='email address')),
                ('max_uses', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)])),
                ('uses', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('delivery', models.CharField(blank=True, choices=[('', 'as a link'), ('due', 'to be sent'), ('sent', 'sent'), ('failed', 'couldn’t be sent')], default='', max_length=6)),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('next_try_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='cohorts.cohort')),
                ('invited_by', models.ForeignKey(help_text='Their invitations go with their account.', on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(condition=models.Q(('delivery', 'due')), fields=['next_try_at'], name='invitation_to_send'), models.Index(condition=models.Q(('address', ''), _negated=True), fields=['address'], name='invitation_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('uses__lte', models.F('max_uses'))), name='invitation_uses_capped'), models.CheckConstraint(condition=models.Q(('role', 'lead'), _negated=True), name='nobody_is_invited_as_lead')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('learner', 'learner'), ('mentor', 'mentor'), ('lead', 'lead')], default='learner', max_length=7)),
                ('joined_on', models.DateField(default=django.utils.timezone.localdate)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='cohorts.cohort')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cohort', 'user'), name='one_membership_for_each_cohort')],
            },
        ),
        migrations.CreateModel(
            name='MentorNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(help_text='Markdown with LaTeX.', validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('html', lib.model_fields.RenderedNoteField('text')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentor_notes', to='cohorts.cohort')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentor_notes', to=settings.AUTH_USER_MODEL)),
                ('writer', models.ForeignKey(blank=True, help_text='Who changed it last; nobody any more when they have deleted their account.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cohort', 'learner'), name='one_mentor_note_for_each_learner')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('remind_on', models.DateField()),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='cohorts.cohort')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mentor', 'cohort', 'learner'), name='one_reminder_for_each_learner')],
            },
        ),
    ]
