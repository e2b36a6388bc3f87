"""What a unit has said nothing about stands in its row of the expected set."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("periods", "0001_initial")]

    operations = [
        migrations.AddField(model_name="expectedmember", name="waiting", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="expectedmember", name="nearest", field=models.DateField(null=True)),
        migrations.AddIndex(
            model_name="expectedmember",
            index=models.Index(
                condition=models.Q(("waiting__gt", 0)), fields=["expected_set", "nearest", "path"], name="expected_waiting"
            ),
        ),
    ]
