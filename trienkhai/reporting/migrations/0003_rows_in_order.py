"""Rows of a report stand in the index in the order in which they are shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_counts")]

    operations = [
        migrations.RemoveIndex(model_name="reportrow", name="report_row_task"),
        migrations.AddIndex(
            model_name="reportrow", index=models.Index(fields=["report", "task", "unit"], name="report_row_unit")
        ),
    ]
