"""Which field holds personal data, what for and on what basis: every field of every table is named here, and a house test sees to it.

Source: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP on personal data. docs/security/personal-data.md is written from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Use:
    """Why a field holds something about a person, by what right, how long it is of use; `sensitive` asks for more than access rights."""

    name: str
    purpose: str
    basis: str
    kept: str
    sensitive: bool = False


DUTY = "work of the office under the law (Law 91/2025/QH15)"
RECORDS = "keeping of official records (Decree 30/2020/NĐ-CP, Law on Archives 33/2024/QH15)"
SECURITY = "security of the information system (Law 91/2025/QH15, Law on Cybersecurity)"

ACCOUNT = Use(
    "account",
    "who signs in, and how the office calls and reaches them",
    DUTY,
    "while the account exists; a year after closing the address goes, the name stays until erasure",
)
AUTHOR = Use("author", "who did, asked for or answered for it", RECORDS, "as long as the record it stands in")
ROLE = Use("role", "what somebody may do, where and from when to when", RECORDS, "as long as the journal that rests on it")
WORDS = Use("words", "an official's own words, which may name people", RECORDS, "as long as the record it stands in")
DOCUMENT = Use(
    "document", "an official document or what was read from it: signers, and whoever it names", RECORDS, "as long as the document"
)
SIGN_IN = Use("sign-in", "to see and end one's sessions, to notice misuse", SECURITY, "while the session or the account exists")
SECRET = Use("secret", "to prove who signs in; hashed, encrypted or random", SECURITY, "until changed, ended or used", sensitive=True)
LETTER = Use(
    "letter",
    "a letter on its way to somebody; its words and address encrypted under that person's key",
    DUTY,
    "words until sent or for 30 days; the name two years",
)
WISH = Use("wish", "what somebody chose to be told by e-mail", "the person's own choice", "while the account exists")
JOURNAL = Use(
    "journal",
    "who did what and when; personal values encrypted under the person's key",
    SECURITY,
    "as long as the journal; erased with the key",
)

Fields = tuple[str, dict[str, Use]]

CLASSES: dict[str, Fields] = {
    "core.JournalLine": (
        "at verb object_type object_id unit_id data outcome",
        {"actor": JOURNAL, "about_id": JOURNAL, "personal": JOURNAL},
    ),
    "core.JournalSegment": ("number ranges digests previous head last_line settled sealed_at", {}),
    "core.PersonKey": ("destroyed_at", {"person_id": SECRET, "wrapped": SECRET}),
    "core.StoredFile": ("sha256 size media_type created_at", {}),
    "core.OutboxMessage": (
        "channel kind key message_id unit_id state attempts made_at next_at claim claimed_at handed_at unsure_at done_at answer",
        {"person": LETTER, "sealed": LETTER},
    ),
    "core.SearchEntry": (
        "source source_id kind ref part path audience on",
        {"title": WORDS, "text": WORDS, "tokens": WORDS},
    ),
    "units.Unit": ("code created_at", {}),
    "units.Placement": ("unit parent name short_name kind path depth name_fold sort_key valid_from valid_to", {}),
    "units.Succession": ("predecessor successor kind since reason", {}),
    "units.UnitCode": ("unit kind value", {}),
    "units.UnitTag": ("unit name", {}),
    "units.UnitGroup": ("owner name rule_or_list kinds levels under tag members version", {}),
    "units.PhraseBinding": ("owner key phrase group is_open units version", {}),
    "accounts.Person": (
        "is_superuser is_staff is_active groups user_permissions",
        {
            "password": SECRET,
            "username": ACCOUNT,
            "email": ACCOUNT,
            "full_name": ACCOUNT,
            "last_login": SIGN_IN,
            "date_joined": ACCOUNT,
            "closed_at": ACCOUNT,
            "closed_why": ACCOUNT,
            "reopened_at": ACCOUNT,
        },
    ),
    "accounts.ApiToken": (
        "unit name verbs created_at expires_on revoked_at",
        {"person": ROLE, "digest": SECRET, "used_on": SIGN_IN},
    ),
    "accounts.RoleInUnit": ("", dict.fromkeys(("person", "unit", "role", "valid_from", "valid_to"), ROLE)),
    "accounts.Delegation": (
        "unit kind verbs document_number created_at ended_at",
        {"held": ROLE, "receiver": ROLE, "valid_from": ROLE, "valid_to": ROLE, "reason": WORDS},
    ),
    "accounts.AdminSession": ("expires_at", {"person": SIGN_IN, "reason": WORDS, "opened_at": SIGN_IN, "ended_at": SIGN_IN}),
    "accounts.Invitation": ("unit created_at expires_at revoked_at", {"person": ACCOUNT, "used_at": SIGN_IN}),
    "accounts.SignInLock": ("failures failed_at locked_until", {"key": SIGN_IN}),
    "accounts.OpenSession": ("", {"person": SIGN_IN, "session_key": SECRET, "started_at": SIGN_IN, "browser": SIGN_IN}),
    "accounts.KeptFilter": ("unit page numbers made_at", {"person": WISH, "name": WISH, "asked": WISH}),
    "accounts.CacheEntry": ("expires", {"cache_key": SIGN_IN, "value": SECRET}),
    "periods.Period": ("kind starts ends label", {}),
    "periods.ExpectedSet": ("period purpose frozen_at opening_count", {}),
    "periods.ExpectedMember": ("expected_set unit path entered_on entry_reason left_on leave_reason waiting nearest", {"author": AUTHOR}),
    "documents.Document": (
        "unit file doc_type number symbol issuer issued_on twin_key version_of removed_at uploaded_at reviewed_at version",
        {"file_name": DOCUMENT, "title": DOCUMENT, "search": DOCUMENT, "uploaded_by": AUTHOR, "reviewed_by": AUTHOR},
    ),
    "documents.Reading": (
        "document state progress step error reader_version queued_at heartbeat claim attempts finished_at",
        {"result": DOCUMENT},
    ),
    "documents.Proposal": (
        "document order key heading title start end units times product state version",
        {"as_read": DOCUMENT, "text": DOCUMENT},
    ),
    "documents.Correction": ("proposal verb at", {"before": DOCUMENT, "after": DOCUMENT, "actor": AUTHOR}),
    "plans.Plan": (
        "owner document title number symbol state effective_on rhythm confirms issued_at created_at version above inner",
        {"issued_by": AUTHOR},
    ),
    "plans.Task": (
        "plan order key heading title start end schedule schedule_text starts_on due every product confirms more_dues ended_on document",
        {"text": DOCUMENT},
    ),
    "plans.Addressee": ("task duty phrase start end group is_open units picked", {"person": ROLE}),
    "plans.Implementing": ("task parent unit overlaps since said_at", {"late_reason": WORDS, "said_by": AUTHOR}),
    "plans.Assignment": (
        "obligation due given_at ended_at",
        {"person": ROLE, "note": WORDS, "given_by": AUTHOR, "ended_by": AUTHOR, "end_reason": WORDS},
    ),
    "plans.Amendment": (
        "plan document kind state plan_version made_at decided_at",
        {"reason": WORDS, "made_by": AUTHOR, "decided_by": AUTHOR},
    ),
    "plans.Alteration": (
        "amendment order kind task ruling made moved released",
        {"before": DOCUMENT, "after": DOCUMENT},
    ),
    "plans.PlanPeriod": ("plan period expected_set due owner_path opened_at", {}),
    "plans.Obligation": ("period task unit duty turn path state due done_on acknowledged_at reported_at confirmation", {}),
    "plans.Decision": ("period obligation kind quality until old_due new_due at halt", {"text": WORDS, "actor": AUTHOR}),
    "plans.Change": ("period obligation at kind was_state was_due was_done_on state due done_on", {}),
    "plans.TaskHalt": ("task since basis until at ended_on", {"reason": WORDS, "remark": WORDS, "actor": AUTHOR, "ended_by": AUTHOR}),
    "plans.TaskEvent": ("task period turn happened_on due at", {"text": WORDS, "actor": AUTHOR}),
    "plans.Entry": ("period at first_id last_id n", {}),
    "plans.Progress": ("obligation state at form_key", {"text": WORDS, "result": WORDS, "difficulty": WORDS, "actor": AUTHOR}),
    "plans.Evidence": ("progress file", {"name": DOCUMENT}),
    "plans.BoardCount": ("period task branch steady duty state due on_time day n", {}),
    "plans.ReminderRules": ("owner valid_from said legal_basis", {"author": AUTHOR}),
    "plans.ReminderRun": ("day planned_at count mail_after posted_at", {}),
    "plans.Reminder": ("run obligation unit kind days anchor", {}),
    "plans.ReminderWish": ("seen", {"person": WISH, "mail": WISH}),
    "plans.Difficulty": (
        "task unit obligation progress state same_as due raised_at answered_at",
        {"text": WORDS, "fold": WORDS, "raised_by": AUTHOR},
    ),
    "plans.DifficultyStep": ("difficulty kind decided at", {"text": WORDS, "actor": AUTHOR}),
    "plans.Extension": (
        "obligation old_due until asked_at state granted_until decided_at",
        {"reason": WORDS, "remark": WORDS, "asked_by": AUTHOR, "decided_by": AUTHOR},
    ),
    "plans.Indicator": (
        "plan task title definition measure source rule baseline is_less_better numerator denominator version created_at",
        {},
    ),
    "plans.IndicatorTarget": ("indicator period unit value", {}),
    "plans.IndicatorValue": (
        "indicator period unit value weight origin origin_id origin_words is_current at",
        {"note": WORDS, "actor": AUTHOR},
    ),
    "registers.Form": ("owner title created_at", {"created_by": AUTHOR}),
    "registers.FormVersion": ("form number shape edit published_at", {"published_by": AUTHOR}),
    "registers.Collection": ("version task period due opened_at", {"opened_by": AUTHOR}),
    "registers.Filling": (
        "collection unit path state version sums is_nil saved_at sent_at",
        {"remark": WORDS, "returned_why": WORDS, "saved_by": AUTHOR},
    ),
    "registers.FormRow": ("filling sheet place", {"values": WORDS}),
    "registers.SentForm": ("filling number sums is_nil sent_at", {"lines": WORDS, "remark": WORDS, "sent_by": AUTHOR}),
    "registers.Register": ("owner kind indicator counts opened_at", {"opened_by": AUTHOR}),
    "registers.RegisterEntry": (
        "register unit path subject programme planned_on parent day due step version reported made_at removed_at",
        {"values": WORDS, "removed_why": WORDS, "made_by": AUTHOR},
    ),
    "registers.Programme": ("register year number document legal_basis approved_at", {"approved_by": AUTHOR}),
    "registers.Handover": ("filling entry from_unit to_unit on reason at", {}),
    "registers.EntryStep": ("entry step happened_at file at", {"note": WORDS, "file_name": DOCUMENT, "actor": AUTHOR}),
    "registers.Intake": ("filling register unit state rows fault_count at", {"name": DOCUMENT, "marked": DOCUMENT, "actor": AUTHOR}),
    "records.NumberRule": ("unit joint legal_basis valid_from valid_to", {"author": AUTHOR}),
    "records.NumberSeries": ("unit book doc_type year begun_at last last_on", {}),
    "records.Letterhead": (
        "unit parent_issuer issuer code place recipients authority authority_of signer_role font version",
        {"signer_name": DOCUMENT},
    ),
    "records.DocumentTemplate": ("unit name doc_type file uploaded_at retired_at", {"file_name": DOCUMENT, "uploaded_by": AUTHOR}),
    "records.OutgoingDocument": (
        "unit doc_type state form_key source_kind source_id version form template parent_issuer issuer symbol place font "
        "series number issued_on draft file_state file_step docx pdf signed pages "
        "prepared_at approved_at numbered_at signed_at sent_at cancelled_at",
        dict.fromkeys(("title", "search", "recipients", "authority", "signer_role", "signer_name"), DOCUMENT)
        | dict.fromkeys(("prepared_by", "approved_by", "numbered_by", "signed_by", "sent_by", "cancelled_by"), AUTHOR)
        | {"cancelled_why": WORDS},
    ),
    "records.Draft": ("document number file put_at", {"file_name": DOCUMENT, "put_by": AUTHOR}),
    "records.OutgoingAnnex": ("document order file", {"title": DOCUMENT, "file_name": DOCUMENT}),
    "records.ExchangeMessage": (
        "way state uid code sender sender_name receiver receiver_name unit remarks file outgoing incoming at",
        {"subject": DOCUMENT, "words": WORDS, "handled_by": AUTHOR},
    ),
    "records.Signature": (
        "document of before file is_trusted put_at",
        {"subject": DOCUMENT, "issuer": DOCUMENT, "serial": DOCUMENT, "words": DOCUMENT, "put_by": AUTHOR},
    ),
    "records.Recipient": ("document order unit", {"name": DOCUMENT}),
    "records.IncomingDocument": (
        "series unit number arrived_on issuer code issued_on doc_type handler handed_on due document twin_key twin_of form_key version "
        "registered_at cancelled_at",
        {"title": DOCUMENT, "search": DOCUMENT, "note": WORDS, "registered_by": AUTHOR, "cancelled_why": WORDS},
    ),
    "reporting.Report": (
        "unit period title as_of form_key parent_issuer issuer symbol place recipients authority signer_role version"
        " written_version state step progress unit_count composed_at bases docx xlsx",
        {"made_by": AUTHOR, "signer_name": AUTHOR},
    ),
    "reporting.ReportRow": ("report obligation task unit branch duty state timeliness progress", {}),
    "reporting.ReportCount": ("report task branch steady duty state timeliness reported n", {}),
    "reporting.Regime": (
        "series owner plan reporters name frequency stretches method cutoff window_days deadline_days level_days late_days sections"
        " legal_basis document quote valid_from valid_to",
        {"author": AUTHOR},
    ),
    "reporting.Round": (
        "regime series period held owner_path expected_set data_from opens_on cutoff deadline locks_on sections opened_at",
        {},
    ),
    "reporting.Submission": (
        "round unit receiver path due state is_nil version saved_at first_sent_on",
        {"said": WORDS, "late_reason": WORDS},
    ),
    "reporting.Edition": (
        "submission number is_nil missing forms figures files sent_at",
        {"said": WORDS, "late_reason": WORDS, "sent_by": AUTHOR},
    ),
    "reporting.SubmissionFile": ("submission file added_at removed_at", {"name": WORDS, "added_by": AUTHOR}),
    "reporting.OfflineFile": ("submission file made_of state at", {"name": WORDS, "read": WORDS, "actor": AUTHOR}),
    "reporting.EditionWork": ("edition obligation state timeliness progress", {}),
    "reporting.SubmissionStep": ("submission act old_due at", {"text": WORDS, "actor": AUTHOR}),
    "reporting.Consolidation": ("report submission edition run expected state step progress moved_at", {}),
    "reporting.Taken": ("consolidation submission edition before run", {}),
    "reporting.Part": ("consolidation section key task title order version run", {}),
    "reporting.Passage": (
        "part order included merged source_count unit_count first_units",
        {"composed": WORDS, "text": WORDS},
    ),
    "reporting.Source": ("passage unit edition key start end given via progress difficulty", {}),
    "reporting.PassageChange": ("part act version made undone at", {"before": WORDS, "actor": AUTHOR}),
    "privacy.DataRequest": (
        "kind is_whole number received_on answer state step progress asked_at done_at expires_at file_key size",
        {"person": AUTHOR, "asked_by": AUTHOR, "reason": WORDS},
    ),
    "account.EmailAddress": ("verified primary", {"user": ACCOUNT, "email": ACCOUNT}),
    "account.EmailConfirmation": ("created sent", {"email_address": ACCOUNT, "key": SECRET}),
    "mfa.Authenticator": ("type", {"user": SIGN_IN, "data": SECRET, "created_at": SIGN_IN, "last_used_at": SIGN_IN}),
    "socialaccount.SocialApp": ("provider provider_id name client_id secret key settings", {}),
    "socialaccount.SocialAccount": (
        "provider",
        {"user": ACCOUNT, "uid": ACCOUNT, "last_login": SIGN_IN, "date_joined": ACCOUNT, "extra_data": ACCOUNT},
    ),
    "socialaccount.SocialToken": ("app expires_at", {"account": ACCOUNT, "token": SECRET, "token_secret": SECRET}),
    "django_tasks_database.DBTaskResult": (
        "status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids queue_name backend_name run_after return_value"
        " exception_class_path",
        {"traceback": WORDS},
    ),
    "auth.Permission": ("name content_type codename", {}),
    "auth.Group": ("name permissions", {}),
    "contenttypes.ContentType": ("app_label model", {}),
    "sessions.Session": ("expire_date", {"session_key": SECRET, "session_data": SECRET}),
}
"""Table → (names of its fields that say nothing about a person, field → use). A numbering key is not listed: it says nothing by itself."""


def tables() -> list[type[Model]]:
    """Every table of the installation, the framework's and the libraries' too, by name."""
    return sorted(apps.get_models(), key=lambda model: model._meta.label)


def fields_of(model: type[Model]) -> list[str]:
    """The names of a table's fields that must be classified."""
    said = [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
    return [field.name for field in said if field.name != "id"]


def faults() -> Iterator[str]:
    """What is not classified, classified twice, or classified and not there."""
    known = {model._meta.label: set(fields_of(model)) for model in tables()}
    for label in sorted(known.keys() | CLASSES.keys()):
        plain, personal = CLASSES.get(label, ("", {}))
        said, there = [*plain.split(), *personal], known.get(label, set())
        yield from (f"{label}.{name}: not classified" for name in sorted(there - set(said)))
        yield from (f"{label}.{name}: there is no such field" for name in sorted(set(said) - there))
        yield from (f"{label}.{name}: classified twice" for name in sorted({one for one in said if said.count(one) > 1}))


def unnamed_people() -> Iterator[str]:
    """Fields that lead to a person and are called plain."""
    for model in tables():
        plain = CLASSES.get(model._meta.label, ("", {}))[0].split()
        for field in model._meta.local_concrete_fields:
            related = field.related_model
            if field.name in plain and isinstance(related, type) and related._meta.label == "accounts.Person":
                yield f"{model._meta.label}.{field.name}"
