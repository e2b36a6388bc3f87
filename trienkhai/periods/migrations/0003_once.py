"""A period asked for once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("periods", "0002_waiting")]

    operations = [
        migrations.AlterField(
            "period",
            "kind",
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
        )
    ]
