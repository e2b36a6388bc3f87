"""Signing and reading signatures with an authority of our own: what is good, expired, revoked, strange, altered."""

from __future__ import annotations

import ctypes
import datetime as dt
import io
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image

from trienkhai.core.errors import Refusal
from trienkhai.records import pades
from trienkhai.records.pades import Mark, WrongKey
from trienkhai.records.tests.authority import PASSPHRASE, Authority, Issued

pytestmark = pytest.mark.once
NOW = dt.datetime.fromtimestamp(time.time(), dt.UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(NOW)


@pytest.fixture
def trust(authority: Authority, tmp_path: Path) -> Path:
    authority.trusted_in(tmp_path / "trust")
    return tmp_path / "trust"


@pytest.fixture(scope="module")
def paper() -> bytes:
    return make_paper()


@cache
def make_paper(name: str = "An Binh") -> bytes:
    """Two pages; the second bears a name at (400, 200) from below."""
    document = pypdfium2.PdfDocument.new()
    for words, left, low in (("Bao cao", 100, 700), (name, 400, 200)):
        page = document.new_page(595, 842)
        text = pypdfium2.raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 13)
        encoded = (words + "\0").encode("utf-16-le")
        pypdfium2.raw.FPDFText_SetText(text, ctypes.cast(encoded, pypdfium2.raw.FPDF_WIDESTRING))
        pypdfium2.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, left, low)
        pypdfium2.raw.FPDFPage_InsertObject(page, text)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def key_of(authority: Authority, issued: Issued) -> pades.Key:
    return pades.key_from_file(issued.p12([authority.root]), PASSPHRASE)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (220, 90), (20, 40, 200, 120)).save(out, "PNG")
    return out.getvalue()


def test_a_person_and_then_the_body_sign_and_both_are_good(authority: Authority, trust: Path, paper: bytes) -> None:
    person, body = authority.issue("Nguyễn Thị An"), authority.issue("Sở Giáo dục tỉnh An Bình")
    once = pades.sign(paper, key_of(authority, person), Mark("person", "An Binh", picture()))
    twice = pades.sign(once, key_of(authority, body), Mark("body", "An Binh", picture()))
    assert pades.follows(paper, once)
    assert pades.follows(once, twice)
    found = pades.verify(twice, trust, NOW)
    assert [(one.subject, one.is_good) for one in found] == [("Nguyễn Thị An", True), ("Sở Giáo dục tỉnh An Bình", True)]
    assert found[0].words[0].startswith("Chữ ký hợp lệ")
    assert [one.field for one in found] == ["ChuKy", "ChuKyCoQuan"]


def test_the_marks_stand_where_the_decree_wants_them(authority: Authority, paper: bytes) -> None:
    signed = pades.sign(paper, key_of(authority, authority.issue("An")), Mark("person", "An Binh", picture()))
    signed = pades.sign(signed, key_of(authority, authority.issue("Sở")), Mark("body", "An Binh", picture()))
    boxes = {name: box for name, page, box in seen_marks(signed) if page == 1}
    left, low, right, _top = boxes["ChuKy"]
    assert 380 < (left + right) / 2 < 460
    assert 205 < low < 240
    stamp = boxes["ChuKyCoQuan"]
    assert stamp[0] < left < stamp[2] < right, "the stamp stands on the left, over a third of the name"
    assert 0.25 < (stamp[2] - left) / (right - left) < 0.45


def seen_marks(data: bytes) -> list[tuple[str, int, list[float]]]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(data))
    out = []
    for number in range(reader.root["/Pages"]["/Count"]):
        page = reader.find_page_for_modification(number)[0].get_object()
        for ref in page.get("/Annots", []):
            mark = ref.get_object()
            out.append((str(mark["/T"]), number, [float(side) for side in mark["/Rect"]]))
    return out


def test_a_flipped_byte_and_words_added_after_are_told(authority: Authority, trust: Path, paper: bytes) -> None:
    signed = pades.sign(paper, key_of(authority, authority.issue("An")), Mark("person"))
    broken = bytearray(signed)
    at = broken.index(b"Helvetica")
    broken[at] ^= 1
    (found,) = pades.verify(bytes(broken), trust, NOW)
    assert not found.is_intact
    assert "KHÔNG đúng" in found.words[0]
    from pyhanko.pdf_utils.generic import pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(writer_stream(b"BT /F 40 Tf 100 400 Td (Them) Tj ET"))
    page["/Tieu-de"] = pdf_string("x")
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    (found,) = pades.verify(out.getvalue(), trust, NOW)
    assert (found.is_intact, found.is_whole, found.is_good) == (True, False, False)
    assert "thêm hoặc sửa" in found.words[0]


def writer_stream(data: bytes) -> object:
    from pyhanko.pdf_utils.generic import StreamObject

    return StreamObject(stream_data=data)


def test_strangers_expired_and_revoked_certificates_are_said_so(authority: Authority, tmp_path: Path, paper: bytes) -> None:
    stranger = Authority(NOW)
    revoked = authority.issue("Đã thu hồi")
    authority.revoke(revoked)
    authority.trusted_in(tmp_path)
    old = authority.issue("Đã hết hạn", -400, -30)
    for issued, by, says in (
        (stranger.issue("Người lạ"), stranger, "không do nơi nào"),
        (old, authority, "chỉ có giá trị từ"),
        (revoked, authority, "thu hồi"),
    ):
        (found,) = pades.verify(pades.sign(paper, key_of(by, issued), Mark("person")), tmp_path, NOW)
        assert found.is_intact
        assert not found.is_trusted
        assert says in " ".join(found.words), found.words
    assert "chưa có chứng thư gốc" in " ".join(
        pades.verify(pades.sign(paper, key_of(authority, old), Mark("person")), tmp_path / "0", NOW)[0].words
    )
    with pytest.raises(WrongKey, match="chỉ có giá trị"):
        pades.check_usable(key_of(authority, old), NOW, tmp_path)
    with pytest.raises(WrongKey, match="bị thu hồi"):
        pades.check_usable(key_of(authority, revoked), NOW, tmp_path)
    pades.check_usable(key_of(authority, authority.issue("Còn hạn")), NOW, tmp_path)


def test_bad_keys_papers_and_pictures_are_refused(authority: Authority, trust: Path, paper: bytes) -> None:
    good = authority.issue("An")
    for data, words in ((good.p12([]), "sai"), (b"no key", PASSPHRASE), (b"", PASSPHRASE)):
        with pytest.raises(WrongKey, match="Không mở được tệp khoá"):
            pades.key_from_file(data, words)
    with pytest.raises(Refusal, match="không ký được"):
        pades.sign(b"%PDF-1.7 broken", key_of(authority, good), Mark("person"))
    with pytest.raises(Refusal, match="Hình chữ ký"):
        pades.sign(paper, key_of(authority, good), Mark("person", "An Binh", b"no picture"))
    with pytest.raises(Refusal, match="không kiểm tra được"):
        pades.verify(b"no pdf", trust, NOW)
    assert pades.verify(paper, trust, NOW) == []
    assert not pades.follows(paper, paper)


@pytest.mark.scale
@pytest.mark.skipif(shutil.which("softhsm2-util") is None, reason="softhsm2 is not installed")
def test_a_token_signs_behind_the_same_door(
    authority: Authority, trust: Path, paper: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    module = next(str(path) for path in Path("/usr/lib").rglob("libsofthsm2.so"))
    issued = authority.issue("Sở Giáo dục", key=rsa.generate_private_key(public_exponent=65537, key_size=2048))
    fill_token(module, issued)
    with pades.key_from_token(module, "co-quan", "dau", "1234") as key:
        signed = pades.sign(paper, key, Mark("body"))
    assert pades.verify(signed, trust, NOW)[0].is_good
    with pytest.raises(WrongKey, match="PIN"), pades.key_from_token(module, "co-quan", "dau", "9999"):
        pass
    with pytest.raises(WrongKey, match="Không mở được thiết bị"), pades.key_from_token(module, "khac", "dau", "1234"):
        pass


def fill_token(module: str, issued: Issued) -> None:
    import pkcs11
    from asn1crypto import pem
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "co-quan", "--pin", "1234", "--so-pin", "5678"],
        check=True,
        capture_output=True,
    )
    token = pkcs11.lib(module).get_token(token_label="co-quan")
    plain = serialization.NoEncryption()
    private = issued.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    certificate = issued.certificate.public_bytes(serialization.Encoding.DER)
    assert not pem.detect(certificate)
    also = {pkcs11.Attribute.LABEL: "dau", pkcs11.Attribute.ID: b"1", pkcs11.Attribute.TOKEN: True}
    with token.open(user_pin="1234", rw=True) as session:
        session.create_object(decode_rsa_private_key(private) | also)
        session.create_object(decode_x509_certificate(certificate) | also)
