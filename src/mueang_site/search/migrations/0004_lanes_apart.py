"""The lanes of PostgreSQL in tables of their own; on SQLite they are."""

from typing import Any

from django.db import migrations
from django.db.models import Max

from mueang_site.search import lanes


def _run(schema_editor: Any, statements: tuple[str, ...]) -> None:
    for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)


def apart(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, lanes.APART)
    if schema_editor.connection.vendor == "postgresql":
        last = apps.get_model("search", "Document").objects.aggregate(last=Max("pk"))["last"]
        lanes.fill(0, last or 0)


def together(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, lanes.TOGETHER)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_changes")]
    operations = [migrations.RunPython(apart, together)]
