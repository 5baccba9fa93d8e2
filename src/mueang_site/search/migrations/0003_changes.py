"""The log of changes of the index."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models


def begin(apps: Any, schema_editor: Any) -> None:
    """Stamp what is in the index already: caches are kept by stamp."""
    apps.get_model("search", "Head").objects.create(pk=1, stamp=uuid4().hex)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_lanes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("stamp", models.CharField(max_length=32)),
                ("document_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("stamp", models.CharField(max_length=32)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="search_has_one_head")],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
