"""The database itself refuses to change or delete entries of the record."""

from django.db import migrations

from mueang_site.access.append_only import protect, unprotect


def set_triggers(apps, schema_editor):
    protect(schema_editor.connection)


def take_triggers(apps, schema_editor):
    unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunPython(set_triggers, take_triggers)]
