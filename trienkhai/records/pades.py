"""Signatures in .pdf (PAdES): put with a key file or a token, and read back into plain statements. No network, no key is kept.

Basis: Decree 30/2020/NĐ-CP, Annex I, II.8 (marks of the person and of the body); Decree 68/2024/NĐ-CP (official digital signatures). Roots
that are trusted are files of the installation (`settings.TRUST_ROOT`), with the lists of what their authorities revoked.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from asn1crypto import crl, pem, x509
from django.utils.translation import gettext as _
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from trienkhai.core.errors import Refusal

MARK = {"person": (110, 45), "body": (92, 92)}
"""Width and height of the visible marks in points: a written name; a stamp of 32 mm and a little air, as it is in reality."""
ABOVE_NAME = 12
SECONDS_OF_CLOCKS = dt.timedelta(minutes=5)


class WrongKey(Refusal):
    """A key that does not open, or may not sign now."""


@dataclass(frozen=True, slots=True)
class Key:
    """Something that signs, and whose it is."""

    signer: signers.Signer
    subject: str
    serial: str
    valid_from: dt.datetime
    valid_to: dt.datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What is seen of a signature: over which name it stands, of whom ("person", "body"), and its picture (.png), none for no picture."""

    of: str
    name: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Statement:
    """What can be said of one signature; `words` are sentences for a reader who is no expert, the first one sums up."""

    field: str
    subject: str
    issuer: str
    serial: str
    said_at: dt.datetime | None
    is_intact: bool
    is_trusted: bool
    is_whole: bool
    words: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Nothing was altered and the certificate leads to a trusted root."""
        return self.is_intact and self.is_trusted and self.is_whole


# -- keys


def key_from_file(data: bytes, passphrase: str) -> Key:
    """The key of a .p12 or .pfx. Raises WrongKey; neither bytes nor passphrase are kept."""
    try:
        with _quiet():
            signer = signers.SimpleSigner.load_pkcs12_data(data, (), passphrase.encode())
    except (ValueError, TypeError, OSError) as error:
        raise WrongKey(_said_wrong(), _hint_wrong()) from error
    if signer is None:
        raise WrongKey(_said_wrong(), _hint_wrong())
    return _key(signer)


@contextmanager
def key_from_token(module: str, token: str, label: str, pin: str) -> Iterator[Key]:
    """The key that a token or HSM holds (PKCS#11), while it is open. Raises WrongKey when it is not there or the PIN is wrong."""
    import pkcs11
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
    except pkcs11.exceptions.PinIncorrect as error:
        raise WrongKey(_("Mã PIN của thiết bị ký không đúng."), _("Hãy gõ lại; sai nhiều lần thiết bị sẽ tự khoá.")) from error
    except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as error:
        raise WrongKey(
            _("Không mở được thiết bị ký của cơ quan."), _("Hãy nhờ người vận hành xem thiết bị đã cắm và cấu hình đúng chưa.")
        ) from error
    with session:
        signer = PKCS11Signer(session, cert_label=label, key_label=label)
        try:
            yield _key(signer)
        except pkcs11.exceptions.PKCS11Error as error:
            raise WrongKey(_("Thiết bị ký không ký được."), _("Hãy rút ra, cắm lại rồi thử lại.")) from error


def _said_wrong() -> str:
    return _("Không mở được tệp khoá: mật khẩu sai hoặc tệp không phải .p12, .pfx.")


def _hint_wrong() -> str:
    return _("Hãy chọn đúng tệp chứng thư kèm khoá và gõ lại mật khẩu của tệp.")


def _key(signer: signers.Signer) -> Key:
    certificate = signer.signing_cert
    if certificate is None:
        raise WrongKey(_said_wrong(), _hint_wrong())
    times = certificate["tbs_certificate"]["validity"]
    return Key(signer, _name(certificate.subject), f"{certificate.serial_number:x}", times["not_before"].native, times["not_after"].native)


def check_usable(key: Key, now: dt.datetime, folder: Path) -> None:
    """Raises WrongKey for a certificate that is not valid at this moment, or that a list of its authority names as revoked."""
    if now < key.valid_from or now > key.valid_to:
        raise WrongKey(
            _("Chứng thư của «%(name)s» chỉ có giá trị từ %(since)s đến %(until)s.")
            % {"name": key.subject, "since": _day(key.valid_from), "until": _day(key.valid_to)},
            _("Hãy xin cấp chứng thư mới rồi ký lại."),
        )
    if _trust(folder).has_revoked(key.signer.signing_cert):
        raise WrongKey(
            _("Chứng thư của «%(name)s» đã bị thu hồi.") % {"name": key.subject}, _("Hãy liên hệ nơi cấp chứng thư để được cấp lại.")
        )


# -- signing


def sign(data: bytes, key: Key, mark: Mark) -> bytes:
    """The .pdf with one more signature after all that stands in it (an incremental update, SHA-256, PAdES).

    Raises Refusal for a .pdf that cannot be signed: locked, damaged, or closed by an earlier signature.
    """
    try:
        with _quiet():
            writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
            field = fields.SigFieldSpec(sig_field_name=_free_field(writer, mark.of), **_place(data, mark))
            told = signers.PdfSignatureMetadata(
                field_name=field.sig_field_name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
            )
            style = StaticStampStyle(background=_picture(mark.picture), border_width=0, background_opacity=1.0) if mark.picture else None
            done = _apart(lambda: signers.PdfSigner(told, key.signer, stamp_style=style, new_field_spec=field).sign_pdf(writer))
    except (PdfError, SigningError, ValueError) as error:
        raise Refusal(
            _("Tệp .pdf này không ký được: tệp bị khoá, hỏng, hoặc đã được khoá bởi chữ ký trước."),
            _("Hãy lập lại tệp của văn bản rồi ký lại."),
        ) from error
    return bytes(done.getbuffer())


def _free_field(writer: IncrementalPdfFileWriter, of: str) -> str:
    taken = {name for name, _value, _ref in fields.enumerate_sig_fields(writer)}
    base = "ChuKyCoQuan" if of == "body" else "ChuKy"
    return next(name for name in (base, *(f"{base}{number}" for number in range(2, 100))) if name not in taken)


def _place(data: bytes, mark: Mark) -> dict[str, Any]:
    """Where the mark stands: the person's between office and name, the body's on its left over a third of it (Decree 30, Annex I)."""
    if not mark.picture:
        return {}
    page, left, top = _where(data, mark.name)
    width, height = MARK[mark.of]
    if mark.of == "body":
        left, top = left - width * 2 / 3, top - (height - MARK["person"][1]) / 2
    return {"on_page": page, "box": tuple(int(max(0, side)) for side in (left, top, left + width, top + height))}


def _where(data: bytes, name: str) -> tuple[int, float, float]:
    """Page, left and bottom of a person's mark: above the last place where the name stands; low on the last page when it does not."""
    with _opened(data) as document:
        for number in reversed(range(len(document))):
            page = document[number].get_textpage()
            found, box = page.search(name, match_case=True) if name else None, None
            while found and (at := found.get_next()):
                rects = [page.get_rect(i) for i in range(page.count_rects(*at))]
                box = rects[-1] if rects else box
            if box:
                return number, (box[0] + box[2]) / 2 - MARK["person"][0] / 2, box[3] + ABOVE_NAME
        last = len(document) - 1
        return last, document[last].get_width() * 0.6, 120.0


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def _picture(data: bytes) -> PdfImage:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data))
        image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Refusal(_("Hình chữ ký không phải tệp .png đọc được."), _("Hãy dùng tệp .png nền trong suốt.")) from error
    return PdfImage(image)


def follows(before: bytes, after: bytes) -> bool:
    """Whether a signed .pdf is the very one that was to be signed with something added, nothing rewritten."""
    return len(after) > len(before) and after.startswith(before)


# -- reading


@dataclass(frozen=True, slots=True)
class Trust:
    """Roots that are trusted, and what their authorities revoked."""

    roots: tuple[x509.Certificate, ...]
    revoked: tuple[crl.CertificateList, ...]

    def has_revoked(self, certificate: x509.Certificate) -> bool:
        """Whether a list of its authority names a certificate. The lists are as trusted as the roots beside which they lie."""
        return any(
            row["user_certificate"].native == certificate.serial_number
            for said in self.revoked
            if said.issuer == certificate.issuer
            for row in said["tbs_cert_list"]["revoked_certificates"] or ()
        )


def _trust(folder: Path) -> Trust:
    """Certificates (.pem .crt .cer) and revocation lists (.crl) of the installation's folder."""
    roots: list[x509.Certificate] = []
    revoked: list[crl.CertificateList] = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.suffix in {".pem", ".crt", ".cer"}:
            roots += load_certs_from_pemder_data(path.read_bytes())
        elif path.suffix == ".crl":
            data = path.read_bytes()
            revoked.append(crl.CertificateList.load(pem.unarmor(data)[2] if pem.detect(data) else data))
    return Trust(tuple(roots), tuple(revoked))


def verify(data: bytes, folder: Path, now: dt.datetime) -> list[Statement]:
    """What can be said of each signature of a .pdf, in the order they were put; empty when there is none. Raises Refusal for no .pdf."""
    trust = _trust(folder)
    try:
        with _quiet():
            found = PdfFileReader(io.BytesIO(data), strict=False).embedded_regular_signatures
            stated: list[Statement] = _apart(lambda: [_stated(signature, trust, now) for signature in found])
            return stated
    except (PdfError, ValueError, OSError) as error:
        raise Refusal(_("Tệp .pdf bị hỏng hoặc bị khoá nên không kiểm tra được."), _("Hãy xin lại tệp từ nơi gửi.")) from error


def _stated(signature: Any, trust: Trust, now: dt.datetime) -> Statement:
    context = ValidationContext(
        trust_roots=list(trust.roots), crls=list(trust.revoked), allow_fetching=False, revocation_mode="soft-fail", moment=now,
        time_tolerance=SECONDS_OF_CLOCKS,
    )  # fmt: skip
    status = validate_pdf_signature(signature, signer_validation_context=context)
    certificate = signature.signer_cert
    chain = (certificate, *(status.validation_path or ()))
    is_revoked = bool(status.revoked) or any(trust.has_revoked(one) for one in chain if isinstance(one, x509.Certificate))
    is_trusted = bool(status.trusted) and not is_revoked
    is_intact = bool(status.intact and status.valid)
    is_whole = bool(is_intact and status.docmdp_ok and status.modification_level <= ModificationLevel.FORM_FILLING)
    summed = _summed(is_intact=is_intact, is_trusted=is_trusted, is_whole=is_whole)
    return Statement(
        field=signature.field_name,
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        said_at=signature.self_reported_timestamp,
        is_intact=is_intact,
        is_trusted=is_trusted,
        is_whole=is_whole,
        words=(summed, *_details(signature, trust, now, is_trusted=is_trusted, is_revoked=is_revoked)),
    )


def _summed(*, is_intact: bool, is_trusted: bool, is_whole: bool) -> str:
    if not is_intact:
        return _("Chữ ký KHÔNG đúng: nội dung đã bị sửa sau khi ký, hoặc chữ ký hỏng.")
    if not is_whole:
        return _("Sau khi ký, tệp đã bị thêm hoặc sửa nội dung ngoài các chữ ký.")
    if not is_trusted:
        return _("Nội dung nguyên vẹn từ lúc ký, nhưng chưa xác định được người ký là ai.")
    return _("Chữ ký hợp lệ: nội dung nguyên vẹn từ lúc ký và chứng thư do nơi được tin cậy cấp.")


def _details(signature: Any, trust: Trust, now: dt.datetime, *, is_trusted: bool, is_revoked: bool) -> list[str]:
    times = signature.signer_cert["tbs_certificate"]["validity"]
    since, until = times["not_before"].native, times["not_after"].native
    out = []
    if signature.self_reported_timestamp:
        out.append(_("Thời gian ký ghi trong tệp do máy của người ký khai, chưa có dấu thời gian của bên thứ ba."))
    if not trust.roots:
        out.append(_("Hệ thống chưa có chứng thư gốc nào được tin cậy; người vận hành cần đặt vào."))
    elif now > until or now < since:
        out.append(_("Chứng thư chỉ có giá trị từ %(since)s đến %(until)s.") % {"since": _day(since), "until": _day(until)})
    elif is_revoked:
        out.append(_("Chứng thư đã bị nơi cấp thu hồi."))
    elif not is_trusted:
        out.append(_("Chứng thư không do nơi nào trong danh sách tin cậy cấp."))
    if is_trusted:
        out.append(
            _("Đã đối chiếu với danh sách thu hồi có trong hệ thống.")
            if trust.revoked
            else _("Chưa đối chiếu việc thu hồi: hệ thống không có danh sách thu hồi.")
        )
    return out


def _name(name: x509.Name) -> str:
    """The common name, or all of it."""
    said = name.native.get("common_name")
    return said if isinstance(said, str) else name.human_friendly


def _day(moment: dt.datetime) -> str:
    return moment.astimezone().strftime("%d/%m/%Y")


def _apart(act: Callable[[], Any]) -> Any:
    """In a thread of its own: the library runs a loop for each act, which a thread that already runs one does not let it."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(act).result()


@contextmanager
def _quiet() -> Iterator[None]:
    """The library writes what it says in its answers to the log too."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
