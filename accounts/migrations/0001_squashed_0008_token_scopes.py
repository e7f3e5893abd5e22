import accounts.models
import accounts.names
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_keys_for_scripts'),
        ('accounts', '0003_addresses_and_names'),
        ('accounts', '0004_unique_in_any_case'),
        ('accounts', '0005_api_tokens'),
        ('accounts', '0006_plain_labels'),
        ('accounts', '0007_email_label'),
        ('accounts', '0008_token_scopes'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', accounts.models.AddressField(error_messages={'unique': 'This address already has an account.'}, max_length=254, unique=True, verbose_name='email address')),
                ('name', accounts.names.NameField(max_length=60)),
                ('role', models.CharField(choices=[('learner', 'learner'), ('mentor', 'mentor'), ('admin', 'admin')], default='learner', max_length=10)),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.validate_time_zone])),
                ('background', models.CharField(blank=True, choices=[('refresher', 'I’ve studied this before and need a refresher'), ('from_scratch', 'I’m starting from scratch')], help_text='Sets the hour estimates shown.', max_length=12)),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['learner', 'mentor', 'admin'])), name='user_role_known'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_in_any_case', violation_error_message='This address already has an account.')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('last_used_at', models.DateTimeField(blank=True, help_text='To ten minutes.', null=True)),
                ('scope', models.CharField(db_default='full', default='full', help_text='The names of accounts.scopes with spaces between them, or “full” for everything its owner may do.', max_length=60)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='one_key_of_each_name')],
            },
        ),
    ]
