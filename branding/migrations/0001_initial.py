"""A site has a name, words to visitors, a logo and colors of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SiteBranding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Descent', max_length=40)),
                ('tagline', models.CharField(blank=True, help_text="Empty: made from the first roadmap's title.", max_length=120)),
                ('example_line', models.CharField(default='1h30 reading', help_text='Of the study log.', max_length=60)),
                ('light_accent', models.CharField(blank=True, help_text='#rrggbb; empty for ours.', max_length=7)),
                ('dark_accent', models.CharField(blank=True, help_text='#rrggbb; empty for ours.', max_length=7)),
                ('logo', models.BinaryField(blank=True, default=b'', help_text='A PNG file as `branding.png` leaves it.')),
            ],
        ),
    ]
