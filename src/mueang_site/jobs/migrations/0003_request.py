"""A job keeps the id of the request that asked for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_lines_plans_and_turns"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="request",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    ]
