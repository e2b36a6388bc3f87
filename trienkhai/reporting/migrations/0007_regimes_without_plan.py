"""A regime may stand without a plan, a round has a period of its own. What the new columns hold comes in the next step."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("periods", "0003_once"),
        ("plans", "0014_amendments"),
        ("reporting", "0006_rounds"),
        ("units", "0004_group_levels"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="regime", name="regime_once"),
        migrations.RemoveConstraint(model_name="regime", name="regime_one_present"),
        migrations.AddField("regime", "name", models.CharField(default="", max_length=250), preserve_default=False),
        migrations.AddField("regime", "series", models.UUIDField(default=uuid.uuid4)),
        migrations.AddField("regime", "stretches", models.JSONField(default=list)),
        migrations.AddField(
            "regime",
            "method",
            models.CharField(
                choices=[
                    ("system", "Trên phần mềm này"),
                    ("exchange", "Qua trục liên thông văn bản điện tử"),
                    ("mail", "Thư điện tử công vụ"),
                    ("paper", "Văn bản giấy"),
                ],
                default="system",
                max_length=12,
            ),
        ),
        migrations.AddField(
            "regime",
            "document",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"),
        ),
        migrations.AddField("regime", "quote", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "regime",
            "reporters",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unitgroup"),
        ),
        migrations.AlterField(
            "regime",
            "plan",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="regimes", to="plans.plan"),
        ),
        migrations.AlterField(
            "regime",
            "frequency",
            models.CharField(
                choices=[
                    ("month", "Tháng"),
                    ("quarter", "Quý"),
                    ("half_year", "6 tháng"),
                    ("nine_months", "9 tháng"),
                    ("year", "Năm"),
                    ("school_year", "Năm học"),
                    ("multi_year", "Nhiều năm"),
                    ("plan", "Cả kế hoạch"),
                    ("once", "Đột xuất"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField("round", "series", models.UUIDField(null=True)),
        migrations.AddField("round", "owner_path", models.CharField(default="", max_length=96), preserve_default=False),
        migrations.AddField("round", "data_from", models.DateField(null=True)),
        migrations.AddField(
            "round",
            "period",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="periods.period"),
        ),
        migrations.AlterField(
            "round",
            "held",
            models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="round", to="plans.planperiod"),
        ),
    ]
