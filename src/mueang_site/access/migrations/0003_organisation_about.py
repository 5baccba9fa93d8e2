"""What an organisation tells of itself, and how to reach it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_append_only")]

    operations = [
        migrations.AddField("organisation", "about_th", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("organisation", "about_en", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("organisation", "website", models.URLField(blank=True, default="", max_length=500), preserve_default=False),
        migrations.AddField("organisation", "email", models.EmailField(blank=True, default="", max_length=254), preserve_default=False),
        migrations.AddField("organisation", "phone", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
    ]
