"""The demonstration tells the truth about a document that was brought."""

from __future__ import annotations

import pytest

from trienkhai.desk import demonstration
from trienkhai.documents.models import Reading
from trienkhai.documents.tests import factories as papers


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_the_demonstration_says_how_far_a_reading_is() -> None:
    world = papers.make_world()
    document = papers.make_read_document(world)
    assert demonstration.where_it_stands("http://x", document.pk).endswith(f"/van-ban/{document.pk}/ra-soat/")
    Reading.objects.filter(document=document).update(state="failed", error="Tệp hỏng.\nHãy lưu lại.")
    said = demonstration.where_it_stands("http://x", document.pk)
    assert said.startswith("Chưa đọc được văn bản của bạn: Tệp hỏng. Hãy lưu lại.")
    Reading.objects.filter(document=document).update(state="running")
    assert "đang được đọc" in demonstration.where_it_stands("http://x", document.pk)
