"""How a body writes: its letterhead, and its own templates, checked when they come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from lxml.etree import XMLSyntaxError

from trienkhai.core import clock, files, journal, scanning, uploads
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.records import permissions, templating, writing
from trienkhai.records.models import DocumentTemplate, Letterhead

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile

FIELDS = ("parent_issuer", "issuer", "code", "place", "recipients", "authority", "authority_of", "signer_role", "signer_name", "font")


@transaction.atomic
def save_letterhead(*, actor: Person, unit_id: int, version: int, **values: Any) -> Letterhead:
    """What stands at the head and foot of the body's documents from now on; those under way keep theirs. `version` 0: there was none."""
    permissions.body_door(actor, unit_id, "letterhead.keep")
    said = {name: values[name] for name in FIELDS if name in values}
    if version == 0:
        made, done = Letterhead.objects.get_or_create(unit_id=unit_id, defaults=said)
    else:
        done = bool(Letterhead.objects.filter(unit_id=unit_id, version=version).update(version=F("version") + 1, **said))
    if not done:
        raise Conflict(_("Thể thức vừa được người khác sửa."), _("Hãy mở lại trang để xem, rồi sửa lại."))
    made = Letterhead.objects.get(unit_id=unit_id)
    journal.record(actor, "records.letterhead.saved", made, unit_id)
    return made


def upload_template(*, actor: Person, unit_id: int, name: str, doc_type: str, file_name: str, data: bytes) -> DocumentTemplate:
    """Keep a body's own .docx with placeholders. One that asks what is unknown is refused: each fault, its place, what may stand."""
    path = permissions.body_door(actor, unit_id, "letterhead.keep")
    if not path or uploads.media_type(file_name, data) != writing.DOCX:
        raise Refusal(_("Mẫu phải là tệp .docx."), _("Hãy lưu mẫu ở dạng .docx rồi tải lên."))
    asked = DocumentTemplate(unit_id=unit_id)
    scanning.require_clean(actor=actor, verb="records.template.refused", subject=asked, unit_id=unit_id, name=file_name, data=data)
    try:
        faults = templating.faults(data)
    except (BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise Refusal(_("Không mở được tệp mẫu, tệp có thể bị hỏng."), _("Hãy mở bằng Word, lưu lại rồi tải lên.")) from error
    if faults:
        raise Refusal(" ".join(map(fault_words, faults)), allowed_words())
    return _keep(actor, unit_id, name.strip()[:120] or file_name[:120], doc_type, file_name, files.store(data, writing.DOCX))


def fault_words(fault: templating.Fault) -> str:
    """One fault in words, with its place and the way out."""
    if not fault.where:
        return _("Thiếu chỗ ghi {{ %(name)s }}.") % {"name": fault.nearest}
    said = {"where": fault.where, "words": fault.words, "name": fault.nearest}
    if fault.nearest == templating.BODY and fault.words != "{{ noi_dung }}":
        return _("Ở %(where)s: «%(words)s» – {{ noi_dung }} phải đứng một mình trong đoạn.") % said
    if fault.nearest:
        return _("Ở %(where)s: không có chỗ ghi tên «%(words)s»; có phải là {{ %(name)s }}?") % said
    return _("Ở %(where)s: không hiểu «%(words)s».") % said


def allowed_words() -> str:
    """Every placeholder that may stand in a template."""
    listed = "; ".join(f"{{{{ {name} }}}} {words}" for name, words in templating.NAMES.items())
    return _("Các chỗ ghi dùng được: %(listed)s.") % {"listed": listed}


@transaction.atomic
def _keep(actor: Person, unit_id: int, name: str, doc_type: str, file_name: str, stored: StoredFile) -> DocumentTemplate:
    said = {"doc_type": doc_type, "file": stored, "file_name": files.safe_name(file_name), "uploaded_by": actor}
    made = DocumentTemplate.objects.create(unit_id=unit_id, name=name, uploaded_at=clock.now(), **said)
    journal.record(actor, "records.template.uploaded", made, unit_id)
    return made


@transaction.atomic
def retire_template(*, actor: Person, template_id: int) -> DocumentTemplate:
    """Use a template no more; documents set in it stay as they are."""
    template = permissions.template_door(actor, template_id)
    permissions.body_door(actor, template.unit_id, "letterhead.keep")
    if DocumentTemplate.objects.filter(pk=template_id, retired_at__isnull=True).update(retired_at=clock.now()):
        journal.record(actor, "records.template.retired", template, template.unit_id)
    return template


def hand_out_template(*, actor: Person, template_id: int) -> tuple[StoredFile, str]:
    """The file of a template."""
    template = permissions.template_door(actor, template_id)
    return template.file, template.file_name
