"""Headline figures as stewards chose them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_organisation_about"),
        ("catalogue", "0002_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Headline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("title_th", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("measure", models.CharField(blank=True, max_length=300)),
                ("function", models.CharField(max_length=10)),
                ("filters", models.JSONField(blank=True, default=dict)),
                ("place_column", models.CharField(blank=True, max_length=300)),
                ("place", models.CharField(blank=True, max_length=12)),
                ("period", models.CharField(blank=True, max_length=10)),
                ("better", models.CharField(blank=True, max_length=6)),
                ("created_at", models.DateTimeField()),
                ("dataset", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.dataset")),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation")),
            ],
            options={
                "ordering": ["organisation", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "position"), name="one_headline_per_position"),
                    models.CheckConstraint(condition=models.Q(("function__in", ("mean", "sum", "min", "max", "count"))), name="headline_function_is_known"),
                    models.CheckConstraint(condition=models.Q(("better__in", ("", "higher", "lower"))), name="headline_direction_is_known"),
                    models.CheckConstraint(condition=models.Q(("title_th", ""), _negated=True), name="headline_has_a_thai_title"),
                ],
            },
        ),
    ]
