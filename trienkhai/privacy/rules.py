"""What becomes of each table of the inventory when somebody asks for their data or for its erasure.

Every table with personal fields has one entry, and every such field is given, secret, a link to the person, or said to be nobody's: a house
test sees to it, so that a new field cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts import locks
from trienkhai.accounts.models import OpenSession, Person
from trienkhai.privacy.inventory import CLASSES, SECRET

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

    Words = _StrPromise | str


def itself(person_id: int) -> Any:
    """A path that ends at the person's number."""
    return person_id


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are somebody's by one path: the lookup that leads to `value` of the person, what of a row is theirs, what explains it."""

    title: Words
    path: str
    fields: str = ""
    beside: str = ""
    is_content: bool = False
    """Words of work: given to the person alone, never to an administrator."""
    value: Callable[[int], Any] = itself


KEEP, DROP, BLANK = "keep", "drop", "blank"


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts of a table, what erasure does with them, and why fields that lead to no account stay out."""

    parts: tuple[Part, ...] = ()
    erase: str = KEEP
    blank: Mapping[str, Any] = field(default_factory=dict)
    """Field → what stands there afterwards, for the rows of the first part; a text may hold the person's number as {id}.

    No name at sign-in that people choose begins with "~".
    """
    why: Words = ""
    """Why rows stay after an erasure, or why the table is nobody's."""
    unlinked: Mapping[str, str] = field(default_factory=dict)


RECORD = _("Hồ sơ công vụ, lưu theo pháp luật về văn thư và lưu trữ; chỉ còn số hiệu của tài khoản đã xoá.")
PAPERS = _("Nội dung văn bản của cơ quan; nhắc tên ai không theo tài khoản. Xem tại trang văn bản, theo quyền.")
MACHINE = _("Dữ liệu kỹ thuật, không gắn với ai, tự hết hạn.")


def _sessions(person_id: int) -> list[str]:
    return list(OpenSession.objects.filter(person_id=person_id).values_list("session_key", flat=True))


def _lock(person_id: int) -> str:
    return locks.key_of(Person(pk=person_id))


def _work(title: Words, path: str = "actor", fields: str = "", beside: str = "") -> Part:
    return Part(title, path, fields, beside, is_content=True)


RULES: dict[str, Rule] = {
    "accounts.Person": Rule(
        (Part(_("Tài khoản"), "pk", "username email full_name last_login date_joined closed_at closed_why reopened_at"),),
        BLANK,
        {
            "username": "~da-xoa-{id}",
            "full_name": "Tài khoản đã xoá số {id}",
            "email": "",
            "password": UNUSABLE_PASSWORD_PREFIX,
            "last_login": None,
            "closed_why": "",
            "is_active": False,
        },
    ),
    "account.EmailConfirmation": Rule((Part(_("Thư xác nhận địa chỉ"), "email_address__user", beside="created"),), DROP),
    "account.EmailAddress": Rule((Part(_("Địa chỉ thư điện tử"), "user", "email", "verified primary"),), DROP),
    "accounts.RoleInUnit": Rule((Part(_("Vai trò"), "person", "unit role valid_from valid_to"),), why=RECORD),
    "accounts.Delegation": Rule(
        (
            Part(_("Đã uỷ quyền"), "held__person", "receiver valid_from valid_to reason", "unit kind verbs document_number ended_at"),
            Part(_("Được uỷ quyền"), "receiver", "held valid_from valid_to", "unit kind verbs document_number ended_at"),
        ),
        BLANK,
        {"reason": ""},
        RECORD,
    ),
    "accounts.AdminSession": Rule(
        (Part(_("Phiên quản trị"), "person", "reason opened_at ended_at", "expires_at"),), BLANK, {"reason": ""}, RECORD
    ),
    "accounts.ApiToken": Rule((Part(_("Mã truy cập"), "person", "used_on", "unit name verbs created_at expires_on revoked_at"),), DROP),
    "accounts.Invitation": Rule((Part(_("Thư mời"), "person", "used_at", "unit created_at expires_at revoked_at"),), DROP),
    "mfa.Authenticator": Rule((Part(_("Bước xác thực thứ hai"), "user", "created_at last_used_at", "type"),), DROP),
    "socialaccount.SocialToken": Rule((Part(_("Mã của máy chủ đăng nhập"), "account__user", beside="expires_at"),), DROP),
    "socialaccount.SocialAccount": Rule(
        (Part(_("Liên kết đăng nhập một lần"), "user", "uid last_login date_joined extra_data", "provider"),), DROP
    ),
    "sessions.Session": Rule((Part(_("Phiên của trình duyệt"), "session_key__in", beside="expire_date", value=_sessions),), DROP),
    "accounts.KeptFilter": Rule((Part(_("Bộ lọc đã lưu"), "person", "name asked", "unit made_at"),), DROP),
    "accounts.OpenSession": Rule((Part(_("Đang đăng nhập ở"), "person", "started_at browser"),), DROP),
    "accounts.SignInLock": Rule((Part(_("Khoá tạm khi đăng nhập sai"), "key", "", "failures failed_at locked_until", value=_lock),), DROP),
    "plans.ReminderWish": Rule((Part(_("Cách nhận nhắc việc"), "person", "mail"),), DROP),
    "core.OutboxMessage": Rule(
        (Part(_("Thư gửi đi"), "person", "sealed", "kind state made_at done_at", is_content=True),),
        BLANK,
        {"sealed": None},
        _("Sổ thư đã gửi giữ loại thư và thời điểm; lời thư và địa chỉ đã xoá."),
    ),
    "core.PersonKey": Rule(
        (Part(_("Khoá dữ liệu cá nhân"), "person_id", beside="destroyed_at"),), why=_("Khoá bị huỷ, chỉ còn dấu đã huỷ.")
    ),
    "core.SearchEntry": Rule(
        why=_("Chỉ mục tìm kiếm chép lại những gì đã ghi ở nơi khác và đổi theo nơi đó; người đã xoá không còn trong chỉ mục."),
        unlinked=dict.fromkeys(("title", "text", "tokens"), "a copy of what stands elsewhere, which follows it"),
    ),
    "core.JournalLine": Rule(
        (
            Part(_("Nhật ký: việc đã làm"), "actor", "", "at verb object_type object_id unit_id outcome data"),
            Part(_("Nhật ký: điều ghi về bản thân"), "about_id", "personal", "at verb outcome"),
        ),
        why=_("Nhật ký không sửa được; phần riêng tư được mã hoá, huỷ khoá thì không ai đọc được nữa, chuỗi niêm phong vẫn nguyên vẹn."),
    ),
    "privacy.DataRequest": Rule(
        (
            Part(_("Yêu cầu về dữ liệu cá nhân"), "person", "reason", "kind number received_on answer state asked_at done_at"),
            Part(_("Yêu cầu đã giải quyết cho người khác"), "asked_by", "", "kind number received_on state asked_at"),
        ),
        BLANK,
        {"reason": ""},
        RECORD,
    ),
    "documents.Document": Rule(
        (
            _work(_("Văn bản đã tải lên"), "uploaded_by", "file_name title", "unit uploaded_at"),
            _work(_("Văn bản đã rà soát"), "reviewed_by", "", "title unit reviewed_at"),
        ),
        why=RECORD,
        unlinked={"search": "made from the title for searching"},
    ),
    "documents.Correction": Rule((_work(_("Đính chính"), fields="before after", beside="verb at"),), why=RECORD),
    "plans.Plan": Rule((_work(_("Kế hoạch đã ban hành"), "issued_by", "", "title number symbol issued_at"),), why=RECORD),
    "plans.Addressee": Rule((_work(_("Việc kế hoạch giao đích danh"), "person", "", "task__title duty"),), why=RECORD),
    "plans.Implementing": Rule(
        (_work(_("Đối chiếu với nhiệm vụ cấp trên"), "said_by", "late_reason", "task__title said_at"),),
        why=RECORD,
    ),
    "plans.Assignment": Rule(
        (
            _work(_("Việc được phân công"), "person", "note end_reason", "obligation__task__title due given_at ended_at"),
            _work(_("Phân công đã giao"), "given_by", "note", "obligation__task__title given_at"),
            _work(_("Phân công đã kết thúc"), "ended_by", "end_reason", "obligation__task__title ended_at"),
        ),
        why=RECORD,
    ),
    "plans.Amendment": Rule(
        (
            _work(_("Sửa đổi kế hoạch đã so sánh"), "made_by", "", "plan kind state made_at"),
            _work(_("Sửa đổi kế hoạch đã quyết định"), "decided_by", "reason", "plan kind decided_at"),
        ),
        why=RECORD,
    ),
    "plans.Alteration": Rule(why=PAPERS),
    "plans.Progress": Rule(
        (_work(_("Tiến độ đã báo cáo"), "actor", "text result difficulty", "obligation__task__title obligation__unit state at"),),
        why=RECORD,
    ),
    "plans.Evidence": Rule((_work(_("Minh chứng đã gửi"), "progress__actor", "name", "progress__at"),), why=RECORD),
    "plans.ReminderRules": Rule((_work(_("Quy tắc nhắc việc đã đặt"), "author", "", "owner valid_from legal_basis"),), why=RECORD),
    "plans.Difficulty": Rule(
        (_work(_("Vướng mắc đã nêu"), "raised_by", "text", "unit state raised_at"),),
        why=RECORD,
        unlinked={"fold": "made from the text for searching"},
    ),
    "plans.DifficultyStep": Rule((_work(_("Bước xử lý vướng mắc"), fields="text", beside="kind at"),), why=RECORD),
    "plans.Decision": Rule((_work(_("Xác nhận, trả lại, tạm dừng đã quyết định"), fields="text", beside="kind until at"),), why=RECORD),
    "plans.TaskEvent": Rule(
        (_work(_("Sự kiện làm phát sinh việc đã ghi"), fields="text", beside="task__title happened_on due at"),), why=RECORD
    ),
    "plans.TaskHalt": Rule(
        (
            _work(_("Tạm dừng nhiệm vụ đã quyết định"), "actor", "reason", "task__title since until"),
            _work(_("Cho nhiệm vụ tiếp tục đã quyết định"), "ended_by", "remark", "task__title ended_on"),
        ),
        why=RECORD,
    ),
    "plans.Extension": Rule(
        (
            _work(_("Gia hạn đã đề nghị"), "asked_by", "reason", "until asked_at state"),
            _work(_("Gia hạn đã quyết định"), "decided_by", "remark", "until decided_at state"),
        ),
        why=RECORD,
    ),
    "periods.ExpectedMember": Rule(
        (_work(_("Thay đổi danh sách đơn vị phải thực hiện"), "author", "", "unit entered_on entry_reason left_on leave_reason"),),
        why=RECORD,
    ),
    "plans.IndicatorValue": Rule((_work(_("Giá trị chỉ tiêu đã ghi"), "actor", "note", "indicator__title unit at"),), why=RECORD),
    "registers.Form": Rule((_work(_("Biểu mẫu đã lập"), "created_by", "", "title owner created_at"),), why=RECORD),
    "registers.FormVersion": Rule((_work(_("Biểu mẫu đã công bố"), "published_by", "", "form__title number"),), why=RECORD),
    "registers.Collection": Rule((_work(_("Đợt thu biểu đã giao"), "opened_by", "", "version__form__title opened_at"),), why=RECORD),
    "registers.Filling": Rule(
        (_work(_("Biểu đã điền"), "saved_by", "remark", "collection__version__form__title unit state"),),
        why=RECORD,
        unlinked={"returned_why": "the office's words to the unit; who wrote them stands in the journal"},
    ),
    "registers.FormRow": Rule(why=_("Số liệu và nội dung do đơn vị gửi theo biểu; không theo tài khoản. Xem tại trang biểu, theo quyền.")),
    "registers.SentForm": Rule(
        (_work(_("Biểu đã gửi"), "sent_by", "remark", "filling__unit number sent_at"),),
        why=RECORD,
        unlinked={"lines": "figures of the unit, seen on the form's page by right"},
    ),
    "registers.Register": Rule((_work(_("Sổ theo dõi đã mở"), "opened_by", "", "kind owner opened_at"),), why=RECORD),
    "registers.RegisterEntry": Rule(
        (_work(_("Dòng sổ đã ghi"), "made_by", "", "register__kind unit"),),
        why=RECORD,
        unlinked={"values": "figures and events of the unit, seen on the register's page by right", "removed_why": "as the values"},
    ),
    "registers.Programme": Rule((_work(_("Chương trình kiểm tra đã phê duyệt"), "approved_by", "legal_basis", "number"),), why=RECORD),
    "registers.EntryStep": Rule((_work(_("Bước của dòng sổ"), "actor", "note file_name", "entry__unit at"),), why=RECORD),
    "registers.Intake": Rule(
        (_work(_("Tệp biểu đã nạp"), "actor", "name", "filling__unit state at"),),
        why=RECORD,
        unlinked={"marked": "the same workbook with its faults marked"},
    ),
    "records.NumberRule": Rule((_work(_("Quy định cách đánh số văn bản"), "author", "", "unit valid_from"),), why=RECORD),
    "records.DocumentTemplate": Rule(
        (_work(_("Mẫu văn bản đã tải lên"), "uploaded_by", "file_name", "unit name uploaded_at"),), why=RECORD
    ),
    "records.Draft": Rule((_work(_("Bản dự thảo đã tải lên"), "put_by", "file_name", "document number put_at"),), why=RECORD),
    "records.IncomingDocument": Rule(
        (_work(_("Văn bản đến đã đăng ký"), "registered_by", "", "unit number arrived_on"),),
        why=RECORD,
        unlinked=dict.fromkeys(("title", "search", "note", "cancelled_why"), "the register of the unit, kept by several people"),
    ),
    "records.OutgoingDocument": Rule(
        (
            _work(_("Văn bản đi đã soạn"), "prepared_by", "", "title unit prepared_at"),
            _work(_("Văn bản đi đã duyệt"), "approved_by", "", "title unit approved_at"),
            _work(_("Văn bản đi đã cấp số"), "numbered_by", "", "title unit numbered_at"),
            _work(_("Văn bản đi đã ký"), "signed_by", "", "title unit signed_at"),
            _work(_("Văn bản đi đã phát hành"), "sent_by", "", "title unit sent_at"),
            _work(_("Văn bản đi đã huỷ"), "cancelled_by", "cancelled_why", "title unit cancelled_at"),
        ),
        why=RECORD,
        unlinked=dict.fromkeys(
            ("title", "search", "recipients", "authority", "signer_role", "signer_name"), "as it stands on the official document, typed"
        ),
    ),
    "records.ExchangeMessage": Rule(
        (_work(_("Gói tin liên thông đã xử lý"), "handled_by", "subject words", "unit way state at"),), why=RECORD
    ),
    "records.Signature": Rule((_work(_("Chữ ký số đã đặt"), "put_by", "subject issuer serial words", "document of put_at"),), why=RECORD),
    "records.Letterhead": Rule(why=PAPERS),
    "records.OutgoingAnnex": Rule(why=PAPERS),
    "records.Recipient": Rule(why=PAPERS),
    "reporting.Regime": Rule((_work(_("Chế độ báo cáo đã đổi"), "author", "", "name valid_from"),), why=RECORD),
    "reporting.Edition": Rule(
        (_work(_("Báo cáo của đơn vị đã duyệt gửi"), "sent_by", "late_reason", "submission__unit number sent_at"),),
        why=RECORD,
        unlinked={"said": "the unit's report, written by several people"},
    ),
    "reporting.SubmissionFile": Rule((_work(_("Tệp đã kèm báo cáo"), "added_by", "name", "submission__unit added_at"),), why=RECORD),
    "reporting.OfflineFile": Rule(
        (_work(_("Bản soạn ngoài máy đã nạp"), "actor", "name", "submission__unit state at"),),
        why=RECORD,
        unlinked={"read": "the unit's report as it stands in the file, written by several people"},
    ),
    "reporting.PassageChange": Rule(
        (_work(_("Biên tập báo cáo"), "actor", "", "part__title act at"),),
        why=RECORD,
        unlinked={"before": "the report's wording, by several people"},
    ),
    "reporting.SubmissionStep": Rule((_work(_("Xử lý báo cáo của đơn vị"), "actor", "text", "submission__unit act at"),), why=RECORD),
    "reporting.Submission": Rule(why=PAPERS),
    "reporting.Report": Rule(
        (_work(_("Báo cáo đã lập"), "made_by", "", "title unit"),),
        why=RECORD,
        unlinked={"signer_name": "as it stands on the official document, typed"},
    ),
    "accounts.CacheEntry": Rule(why=MACHINE),
    "django_tasks_database.DBTaskResult": Rule(why=MACHINE),
    "documents.Reading": Rule(why=PAPERS),
    "documents.Proposal": Rule(why=PAPERS),
    "plans.Task": Rule(why=PAPERS),
    "reporting.Passage": Rule(why=PAPERS),
}
"""In the order in which erasure goes through them: what rests on something goes before it."""


def model_of(label: str) -> type[Model]:
    """The table of that name."""
    return apps.get_model(label)


def rows_of(label: str, part: Part, person_id: int) -> QuerySet[Any]:
    """The rows of one part."""
    return model_of(label)._default_manager.filter(**{part.path: part.value(person_id)})


def secret_fields(label: str) -> set[str]:
    """What is never given: it proves who signs in."""
    return {name for name, use in CLASSES[label][1].items() if use is SECRET}


def _links(label: str) -> set[str]:
    """Fields that lead to a person: they are the path, not the data."""
    found = set()
    for one in model_of(label)._meta.local_concrete_fields:
        related = one.related_model
        if isinstance(related, type) and related._meta.label == "accounts.Person":
            found.add(one.name)
    return found


def faults() -> Iterator[str]:
    """Tables without a rule, people who are reached by no path, personal fields that nobody would be given."""
    held = {label for label, (_plain, personal) in CLASSES.items() if personal}
    yield from (f"{label}: no rule in privacy/rules.py" for label in sorted(held - RULES.keys()))
    yield from (f"{label}: a rule for nothing personal" for label in sorted(RULES.keys() - held))
    for label in sorted(held & RULES.keys()):
        yield from _faults_of(label, RULES[label])


def _faults_of(label: str, rule: Rule) -> Iterator[str]:
    personal, secret = CLASSES[label][1], secret_fields(label)
    starts = {part.path.split("__")[0] for part in rule.parts}
    links = _links(label)
    yield from (f"{label}.{name}: a person who is reached by no path" for name in sorted(links - starts))
    given = {name for part in rule.parts for name in part.fields.split()} | starts | links
    if rule.parts:
        yield from (f"{label}.{name}: given to nobody" for name in sorted(personal.keys() - given - secret - rule.unlinked.keys()))
    elif not rule.why:
        yield f"{label}: nobody's, without a reason"
    yield from (f"{label}.{name}: secret, yet given" for name in sorted(secret & {n for part in rule.parts for n in part.fields.split()}))
    if rule.erase == KEEP and rule.parts and not rule.why:
        yield f"{label}: kept after erasure without a reason"
