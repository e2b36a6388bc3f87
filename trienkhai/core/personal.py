"""Personal values under a key for each person (AES-256-GCM): destroying the key erases the values and leaves every line and its seal whole.

Source: Law 91/2025/QH15 on personal data (right of deletion); DESIGN §4.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from trienkhai.core import clock
from trienkhai.core.models import PersonKey

NONCE = 12


def _master(secret: str | None = None) -> AESGCM:
    """The key that wraps the persons' keys, derived from the installation's secret."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"trienkhai personal keys")
    return AESGCM(derive.derive((secret or settings.PERSONAL_KEY).encode()))


def _unwrap(wrapped: bytes, person_id: int) -> tuple[AESGCM, bool]:
    """A person's key, and whether the present secret wraps it; while the secret is being renewed the one before opens it too."""
    try:
        return AESGCM(_open(_master(), wrapped, person_id)), True
    except InvalidTag:
        if not settings.PERSONAL_KEY_BEFORE:
            raise
        return AESGCM(_open(_master(settings.PERSONAL_KEY_BEFORE), wrapped, person_id)), False


def _seal(box: AESGCM, data: bytes, bound_to: int) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + box.encrypt(nonce, data, str(bound_to).encode())


def _open(box: AESGCM, data: bytes, bound_to: int) -> bytes:
    return box.decrypt(data[:NONCE], data[NONCE:], str(bound_to).encode())


def encrypt(person_id: int, values: dict[str, Any]) -> bytes | None:
    """The values of a person as bytes for the journal; None when the person's data was erased."""
    return encrypt_all([(person_id, values)])[0]


def decrypt(person_id: int, data: bytes) -> dict[str, Any] | None:
    """What `encrypt` kept; None after erasure."""
    return reader(person_id)(data)


def reader(person_id: int) -> Callable[[bytes], dict[str, Any] | None]:
    """`decrypt` for many values of one person. One query."""
    box = _box(person_id)

    def read(data: bytes) -> dict[str, Any] | None:
        found: dict[str, Any] | None = json.loads(_open(box, bytes(data), person_id)) if box else None
        return found

    return read


def _box(person_id: int) -> AESGCM | None:
    """The person's key; None when it was destroyed or never made."""
    kept = PersonKey.objects.filter(pk=person_id).first()
    return _unwrap(bytes(kept.wrapped), person_id)[0] if kept is not None and kept.wrapped else None


def make_keys(person_ids: Collection[int]) -> dict[int, PersonKey]:
    """The keys of these persons, made where they are missing. One query when everybody has one, else three."""
    kept = PersonKey.objects.in_bulk(person_ids)
    missing = sorted(set(person_ids) - kept.keys())
    if missing:
        master = _master()
        fresh = [PersonKey(pk=person_id, wrapped=_seal(master, os.urandom(32), person_id)) for person_id in missing]
        PersonKey.objects.bulk_create(fresh, ignore_conflicts=True)
        kept |= PersonKey.objects.in_bulk(missing)
    return kept


def encrypt_all(values: Sequence[tuple[int, dict[str, Any]]]) -> list[bytes | None]:
    """`encrypt` for many (person id, values) at once, in their order. The queries of `make_keys`."""
    kept = make_keys({person_id for person_id, _said in values})
    boxes = {key.pk: _unwrap(bytes(key.wrapped), key.pk)[0] for key in kept.values() if key.wrapped}
    return [
        _seal(boxes[person_id], json.dumps(said, ensure_ascii=False).encode(), person_id) if person_id in boxes else None
        for person_id, said in values
    ]


def seal(person_id: int, data: bytes) -> bytes | None:
    """Bytes about a person under their key; None when the person's data was erased."""
    kept = make_keys({person_id})[person_id]
    return _seal(_unwrap(bytes(kept.wrapped), person_id)[0], data, person_id) if kept.wrapped else None


def unseal(person_id: int, data: bytes) -> bytes | None:
    """What `seal` gave; None after erasure."""
    box = _box(person_id)
    return _open(box, data, person_id) if box else None


def is_erased(person_id: int) -> bool:
    """Whether the person's data was erased. One query."""
    return PersonKey.objects.filter(pk=person_id, destroyed_at__isnull=False).exists()


def destroy(person_id: int) -> None:
    """Destroy a person's key and leave a tombstone; doing it twice changes nothing. Called in the erasing service's transaction."""
    PersonKey.objects.update_or_create(pk=person_id, defaults={"wrapped": None, "destroyed_at": clock.now()})


def rewrap() -> int:
    """Wrap under the present secret what the one before wraps; how many. May be killed and run again: each key is one statement."""
    done = 0
    for person_id in list(PersonKey.objects.filter(wrapped__isnull=False).order_by("pk").values_list("pk", flat=True)):
        kept = PersonKey.objects.filter(pk=person_id).values_list("wrapped", flat=True).first()
        if not kept or _unwrap(bytes(kept), person_id)[1]:
            continue
        bare = _open(_master(settings.PERSONAL_KEY_BEFORE), bytes(kept), person_id)
        done += PersonKey.objects.filter(pk=person_id, wrapped=kept).update(wrapped=_seal(_master(), bare, person_id))
    return done
