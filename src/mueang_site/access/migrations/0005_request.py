"""An entry of the record keeps the id of the request that the act was asked by. Empty in older entries, whose hashes stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_keeping_and_withdrawing"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="request",
            field=models.CharField(max_length=20, null=True),
        ),
    ]
