"""The two lanes of the index; see `search.lanes`."""

from typing import Any

from django.db import migrations

from mueang_site.search import lanes


def _run(schema_editor: Any, statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, lanes.CREATE)


def drop(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, lanes.DROP)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
