"""The guards over templates catch what they are there for, also where Django swallows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Origin, Template

from trienkhai.accounts.models import Person

OURS = Origin(name=str(Path(settings.BASE_DIR) / "trienkhai" / "thu.html"))
LOOP = "{% for person in people %}{{ person }}{% endfor %}"


def render(source: str, **values: object) -> str:
    return str(Template(source, origin=OURS).render(Context(values)))


@pytest.mark.django_db
def test_a_template_that_asks_the_database_is_caught_and_an_evaluated_list_passes(template_faults: list[str]) -> None:
    Person.objects.create(username="an", full_name="An")
    assert render(LOOP, people=list(Person.objects.all())) == "An"
    with pytest.raises(AssertionError, match="asked the database"):
        render(LOOP, people=Person.objects.all())
    template_faults.clear()
    render("{% if 1 in people %}{% endif %}", people=Person.objects.all())
    assert len(template_faults) == 1  # swallowed by the tag, kept by the guard
    template_faults.clear()


def test_a_bare_number_is_caught_and_identifiers_and_filtered_ones_pass(template_faults: list[str]) -> None:
    values = {"n": 1234, "unit": Person(pk=7), "task_id": 8, "words": "12"}
    assert render("{{ n|number }} {{ unit.pk }} {{ task_id }} {{ words }}", **values) == "1.234 7 8 12"
    for bare in ("{{ n }}", "{{ n|default:0 }}", "{% blocktranslate %}{{ n }} việc{% endblocktranslate %}"):
        with pytest.raises(AssertionError, match="number"):
            render(bare, n=1234)
    template_faults.clear()
