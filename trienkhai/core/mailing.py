"""Sending what waits in the outbox: by SMTP, outside any transaction, each outcome recorded at once; in the demonstration into a folder.

A claim is one short transaction, a sending none: what is killed in between is found by its claim (`outbox.recover`).
"""

from __future__ import annotations

import email
import smtplib
import ssl
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from trienkhai.core import clock, outbox
from trienkhai.core.outbox import Letter

if TYPE_CHECKING:
    from django.core.mail import EmailMessage as DjangoMessage

    from trienkhai.core.models import OutboxMessage

BATCH = 20
SEVEN_BIT = SMTP.clone(cte_type="7bit")
"""Every server takes it, however old."""


class Refused(Exception):  # noqa: N818 - the word of the house
    """The server said no; `final` when it will not change its mind. `answer` is its code alone: its words may name the addressee."""

    def __init__(self, code: int, *, final: bool) -> None:
        super().__init__(str(code))
        self.answer, self.final = str(code), final


class Unanswered(Exception):  # noqa: N818 - the word of the house
    """The words went out and no answer came back."""


class Broken(Exception):  # noqa: N818 - the word of the house
    """The connection ended before the words went out."""


class Way(Protocol):
    """A way out: opened once a batch."""

    def hand(self, row: OutboxMessage, letter: EmailMessage) -> bool:
        """Hand a letter over; False when it was somebody else's meanwhile. Raises Refused, Unanswered, Broken."""

    def close(self) -> None:
        """Say goodbye."""


def compose(row: OutboxMessage, words: dict[str, Any]) -> EmailMessage:
    """The letter, the same at every attempt: Message-ID and Date are those of the day it was written."""
    name, address = settings.MAIL_FROM
    letter = EmailMessage(policy=SEVEN_BIT)
    letter["From"] = Address(display_name=name, addr_spec=address)
    letter["To"] = Address(addr_spec=words["address"])
    letter["Subject"] = words["subject"]
    letter["Date"] = row.made_at
    letter["Message-ID"] = row.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = settings.LANGUAGE_CODE
    letter.set_content(words["text"])
    if words["html"]:
        letter.add_alternative(words["html"], subtype="html")
    return letter


class Server:
    """An SMTP server; encrypted and with its certificate checked unless the settings say otherwise."""

    def __init__(self) -> None:
        """Connect and sign in. Raises OSError and SMTPException."""
        where, wait = (settings.MAIL_HOST, settings.MAIL_PORT), settings.MAIL_TIMEOUT
        if settings.MAIL_TLS == "tls":
            self.link: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=wait, context=ssl.create_default_context())
        else:
            self.link = smtplib.SMTP(*where, timeout=wait)
        try:
            if settings.MAIL_TLS == "starttls":
                self.link.starttls(context=ssl.create_default_context())
            self.link.ehlo_or_helo_if_needed()
            if settings.MAIL_USER:
                self.link.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
        except (OSError, smtplib.SMTPException):
            self.link.close()
            raise

    def hand(self, row: OutboxMessage, letter: EmailMessage) -> bool:
        """See `Way`. What the server said before the words went out is known; after that only its acceptance is."""
        try:
            self._require(self.link.mail(settings.MAIL_FROM[1]))
            self._require(self.link.rcpt(letter["To"].addresses[0].addr_spec))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise Broken from error
        if not outbox.handing(row):
            self.link.rset()
            return False
        try:
            self._require(self.link.data(letter.as_bytes()))
        except smtplib.SMTPDataError as error:
            raise Refused(error.smtp_code, final=error.smtp_code >= 500) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise Unanswered from error
        return True

    def _require(self, reply: tuple[int, bytes]) -> None:
        if reply[0] == 421:
            raise smtplib.SMTPServerDisconnected
        if reply[0] // 100 != 2:
            with suppress(smtplib.SMTPException, OSError):
                self.link.rset()
            raise Refused(reply[0], final=reply[0] >= 500)

    def close(self) -> None:
        """Quit; a server that is gone already does not matter."""
        with suppress(smtplib.SMTPException, OSError):
            self.link.quit()


class Folder:
    """The demonstration's letters as files; written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def hand(self, row: OutboxMessage, letter: EmailMessage) -> bool:
        """Write it; the same letter again takes the same place."""
        if not outbox.handing(row):
            return False
        part = self.folder / f"{row.pk}.part"
        part.write_bytes(letter.as_bytes())
        part.replace(self.folder / f"{row.pk:012}.eml")
        return True

    def close(self) -> None:
        """Nothing is open."""


def way_out() -> Way | None:
    """The server of the settings, else the folder of the demonstration, else none. Raises OSError and SMTPException."""
    if settings.MAIL_HOST:
        return Server()
    return Folder(settings.MAIL_FOLDER) if settings.MAIL_FOLDER else None


def send_due() -> int:
    """Send everything that is due now; how many were accepted. May be killed at any moment and run twice at once."""
    outbox.recover()
    accepted = 0
    while outbox.due(clock.now()).exists():
        try:
            way = way_out()
        except smtplib.SMTPResponseException as error:
            outbox.unreachable(str(error.smtp_code))
            return accepted
        except (OSError, smtplib.SMTPException):
            outbox.unreachable("no connection")
            return accepted
        if way is None:
            outbox.unreachable("no server")
            return accepted
        batch = outbox.claim(BATCH)
        if not batch:
            return accepted
        accepted += _batch(way, batch)
    return accepted


def _batch(way: Way, batch: Sequence[OutboxMessage]) -> int:
    """Send one batch; when the connection ends, what was not tried waits again."""
    accepted = 0
    for at, row in enumerate(batch):
        try:
            accepted += _one(way, row)
        except (Broken, Unanswered) as error:
            if isinstance(error, Unanswered):
                outbox.unknown(row, "no answer")
            else:
                outbox.later(row, "broken")
            for rest in batch[at + 1 :]:
                outbox.later(rest, "", tried=False)
            break
    way.close()
    return accepted


def _one(way: Way, row: OutboxMessage) -> int:
    words = outbox.words_of(row)
    if words is None:
        outbox.dropped(row, "erased")
        return 0
    try:
        if not way.hand(row, compose(row, words)):
            return 0
    except Refused as refused:
        outbox.failed(row, refused.answer) if refused.final else outbox.later(row, refused.answer)
        return 0
    outbox.sent(row)
    return 1


class OutboxBackend(BaseEmailBackend):
    """What libraries send (a forgotten password) goes the same way as everything else."""

    def send_messages(self, email_messages: Sequence[DjangoMessage]) -> int:
        """Put each message into the outbox, one letter for each addressee."""
        letters = [
            Letter("core.mail", f"core.mail/{uuid.uuid4()}", address, str(message.subject), str(message.body))
            for message in email_messages
            for address in message.recipients()
        ]
        with transaction.atomic():
            outbox.put_many(letters)
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter of the demonstration, as its reader would see it."""

    to: str
    subject: str
    text: str


def shown(limit: int = 20) -> list[Shown]:
    """The letters of the demonstration's folder, newest first."""
    return list(_shown(settings.MAIL_FOLDER, limit)) if settings.MAIL_FOLDER else []


def _shown(folder: Path, limit: int) -> Iterator[Shown]:
    for path in sorted(folder.glob("*.eml"), reverse=True)[:limit]:
        letter = email.message_from_bytes(path.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        yield Shown(str(letter["To"]), str(letter["Subject"]), body.get_content().replace("\r\n", "\n") if body else "")
