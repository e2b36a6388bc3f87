"""Who was lent or given the numbering of reports numbers what the body issues: reports take their number there."""

from django.db import migrations

OLD, NEW = "report.number", "outgoing.number"


def rename(apps, schema_editor):
    """In the few delegations and keys that name it."""
    for name in ("Delegation", "ApiToken"):
        model = apps.get_model("accounts", name)
        for row in model.objects.only("verbs"):
            if OLD in row.verbs:
                row.verbs = [NEW if verb == OLD else verb for verb in row.verbs]
                row.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_kept_filter")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
