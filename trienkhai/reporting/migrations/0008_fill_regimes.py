"""Names and series of the regimes that stand, and the periods of their rounds, which were those of their plans."""

import uuid

from django.db import migrations


def fill(apps, _schema_editor):
    """A series for each plan; a round's period and place from the plan's."""
    series = {}
    regimes = apps.get_model("reporting", "Regime")
    for row in regimes.objects.select_related("plan").order_by("id"):
        row.series = series.setdefault(row.plan_id, uuid.uuid4())
        row.name = f"Báo cáo thực hiện: {row.plan.title}"[:250]
        row.save(update_fields=["series", "name"])
    for row in apps.get_model("reporting", "Round").objects.select_related("regime", "held__period"):
        row.series, row.owner_path = row.regime.series, row.held.owner_path
        row.period, row.data_from = row.held.period, row.held.period.starts
        row.save(update_fields=["series", "owner_path", "period", "data_from"])


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_regimes_without_plan")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
