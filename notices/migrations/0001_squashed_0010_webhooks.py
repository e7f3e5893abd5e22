import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_kinds_of_threads'),
        ('notices', '0003_one_notice_for_each_thread'),
        ('notices', '0004_plain_labels'),
        ('notices', '0005_invitations'),
        ('notices', '0006_digest_and_announcements'),
        ('notices', '0007_curriculum_changes'),
        ('notices', '0008_fault_reports'),
        ('notices', '0009_checkpoint_news'),
        ('notices', '0010_webhooks'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('url', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('failing_since', models.DateTimeField(blank=True, help_text='Empty while it works.', null=True)),
                ('switched_off_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('person', 'url'), name='webhook_once')],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('event', models.CharField(choices=[('submission.graded', 'Submission graded'), ('sign_off.decided', 'Sign-off decided')], max_length=30)),
                ('body', models.TextField(help_text='The JSON as it is sent and signed.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('failed', 'failed')], default='waiting', max_length=9)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Before that nobody tries to send it.')),
                ('status', models.PositiveSmallIntegerField(blank=True, help_text='Of the last answer.', null=True)),
                ('problem', models.CharField(blank=True, help_text='Why the last attempt failed, as a sentence.', max_length=200)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.webhook')),
            ],
            options={
                'verbose_name_plural': 'webhook deliveries',
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['webhook', '-created_at'], name='webhook_history'), models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='webhook_to_send')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('verdict', 'A verdict that came after you left the page'), ('overturned', 'A pass that no longer counts, because a newer version of the exercise found a mistake'), ('answer', 'A mentor wrote to you'), ('question', 'A learner you mentor wrote to you'), ('digest', 'Every Monday: which of your learners need you, and what to do'), ('announcement', 'An announcement in one of your cohorts'), ('invitation', 'Someone invited you to a cohort, or added you to one'), ('curriculum', 'A change of the roadmap that changes your plan'), ('fault', 'An answer to a problem that you reported'), ('checkpoint', 'A checkpoint that is ready, or fully proven'), ('webhook', 'We switched off a webhook of yours'), ('week', 'Every Monday: last week’s hours against your plan, and reviews that are due')], max_length=12)),
                ('key', models.CharField(help_text='What it is about: a person is told of it once.', max_length=100)),
                ('items', models.JSONField(blank=True, default=list, help_text='What happened to it since it was read: the comments of a thread, say.')),
                ('sentence', models.CharField(max_length=240)),
                ('link', models.CharField(help_text='A path of this site.', max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('on_page', models.BooleanField(default=True, help_text='It is listed, and counts as unread until it is read.')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mail', models.CharField(blank=True, choices=[('', 'not wanted'), ('due', 'to be sent'), ('sent', 'sent'), ('given_up', 'could not be sent')], default='', max_length=8)),
                ('mail_tries', models.PositiveSmallIntegerField(default=0)),
                ('mail_next_at', models.DateTimeField(blank=True, help_text='Before that nobody tries to send it.', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['person', '-created_at'], name='notice_newest'), models.Index(condition=models.Q(('on_page', True), ('read_at', None)), fields=['person'], name='notice_unread'), models.Index(condition=models.Q(('mail', 'due')), fields=['mail_next_at'], name='notice_to_mail')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'key'), name='notice_told_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('verdict', 'A verdict that came after you left the page'), ('overturned', 'A pass that no longer counts, because a newer version of the exercise found a mistake'), ('answer', 'A mentor wrote to you'), ('question', 'A learner you mentor wrote to you'), ('digest', 'Every Monday: which of your learners need you, and what to do'), ('announcement', 'An announcement in one of your cohorts'), ('invitation', 'Someone invited you to a cohort, or added you to one'), ('curriculum', 'A change of the roadmap that changes your plan'), ('fault', 'An answer to a problem that you reported'), ('checkpoint', 'A checkpoint that is ready, or fully proven'), ('webhook', 'We switched off a webhook of yours'), ('week', 'Every Monday: last week’s hours against your plan, and reviews that are due')], max_length=12)),
                ('page', models.BooleanField()),
                ('mail', models.BooleanField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'choices of notices',
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='one_choice_for_each_kind')],
            },
        ),
    ]
