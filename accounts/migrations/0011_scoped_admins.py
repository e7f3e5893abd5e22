"""Admins of the curriculum, of people and of operations alone, beside those who may do everything."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_groups_claim'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='user_role_known',
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('learner', 'learner'), ('mentor', 'mentor'), ('curriculum', 'curriculum admin'), ('people', 'people admin'), ('operations', 'operations admin'), ('admin', 'admin')], default='learner', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['learner', 'mentor', 'curriculum', 'people', 'operations', 'admin'])), name='user_role_known'),
        ),
    ]
