"""Personal values under a key for each person (AES-256-GCM): destroying the key erases the values and leaves every line and its seal whole.

Source: Law 91/2025/QH15 on personal data (right of deletion); DESIGN §4.
"""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from trienkhai.core import clock
from trienkhai.core.models import PersonKey

NONCE = 12


def _master() -> AESGCM:
    """The key that wraps the persons' keys, derived from the installation's secret."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"trienkhai personal keys")
    return AESGCM(derive.derive(settings.PERSONAL_KEY.encode()))


def _seal(box: AESGCM, data: bytes, bound_to: int) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + box.encrypt(nonce, data, str(bound_to).encode())


def _open(box: AESGCM, data: bytes, bound_to: int) -> bytes:
    return box.decrypt(data[:NONCE], data[NONCE:], str(bound_to).encode())


def _box(person_id: int) -> AESGCM | None:
    """The person's own box, made when first needed; None after erasure."""
    kept = PersonKey.objects.filter(pk=person_id).first()
    if kept is None:
        fresh = _seal(_master(), os.urandom(32), person_id)
        kept, _made = PersonKey.objects.get_or_create(pk=person_id, defaults={"wrapped": fresh})
    return AESGCM(_open(_master(), bytes(kept.wrapped), person_id)) if kept.wrapped else None


def encrypt(person_id: int, values: dict[str, Any]) -> bytes | None:
    """The values of a person as bytes for the journal; None when the person's data was erased."""
    box = _box(person_id)
    return _seal(box, json.dumps(values, ensure_ascii=False).encode(), person_id) if box else None


def decrypt(person_id: int, data: bytes) -> dict[str, Any] | None:
    """What `encrypt` kept; None after erasure."""
    kept = PersonKey.objects.filter(pk=person_id).first()
    if kept is None or not kept.wrapped:
        return None
    found: dict[str, Any] = json.loads(_open(AESGCM(_open(_master(), bytes(kept.wrapped), person_id)), bytes(data), person_id))
    return found


def destroy(person_id: int) -> None:
    """Destroy a person's key and leave a tombstone; doing it twice changes nothing. Called in the erasing service's transaction."""
    PersonKey.objects.update_or_create(pk=person_id, defaults={"wrapped": None, "destroyed_at": clock.now()})
