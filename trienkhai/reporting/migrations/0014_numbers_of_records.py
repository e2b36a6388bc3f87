"""Number and day of reports stand in the register of what the body issues; those given before go there."""

import uuid

from django.db import migrations


def hand_over(apps, schema_editor):
    """Each report that has a number becomes a numbered document of its unit; its files are those that it had."""
    Report, Series = apps.get_model("reporting", "Report"), apps.get_model("records", "NumberSeries")
    Outgoing = apps.get_model("records", "OutgoingDocument")
    for report in Report.objects.filter(number__isnull=False, issued_on__isnull=False).order_by("issued_on", "number"):
        where = {"unit_id": report.unit_id, "book": "out", "year": report.issued_on.year}
        kind = "báo cáo"
        if Outgoing.objects.filter(number=report.number, **{f"series__{name}": value for name, value in where.items()}, series__doc_type=kind).exists():
            kind = f"báo cáo {report.symbol}"[:60]
        series, _new = Series.objects.get_or_create(doc_type=kind, **where)
        series.last = max(series.last, report.number)
        series.last_on = max(filter(None, (series.last_on, report.issued_on)))
        series.save()
        same = ("title", "parent_issuer", "issuer", "symbol", "place", "recipients", "authority", "signer_role", "signer_name")
        said = {name: getattr(report, name) for name in same}
        who = {"prepared_by_id": report.made_by_id, "prepared_at": report.as_of, "numbered_at": report.as_of}
        number = {"series": series, "number": report.number, "issued_on": report.issued_on}
        files = {"docx_id": report.docx_id, "draft_id": report.docx_id, "file_state": "done"}
        Outgoing.objects.create(
            unit_id=report.unit_id, doc_type="báo cáo", state="numbered", form_key=uuid.uuid4(), source_kind="report", source_id=report.pk,
            **said, **who, **number, **files,
        )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0013_excused"), ("records", "0001_initial")]
    operations = [
        migrations.RunPython(hand_over, migrations.RunPython.noop),
        migrations.RemoveField(model_name="report", name="issued_on"),
        migrations.RemoveField(model_name="report", name="number"),
    ]
