"""Themes that administrators uploaded."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_organisation_about"),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("kept_by", models.CharField(max_length=200)),
                ("kept_at", models.DateTimeField()),
                ("organisation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.organisation")),
            ],
        ),
    ]
