"""What was made as a download, and a saved sheet as an answer to a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse

from trienkhai.core import clock, files

if TYPE_CHECKING:
    from trienkhai.registers.services import Saved


def download(data: bytes, name: str) -> HttpResponse:
    """Bytes that were made just now, as an attachment."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{files.safe_name(name)}"'
    files.keep_inert(response)
    return response


def saved_json(saved: Saved) -> JsonResponse:
    """What saving came to, for the script of the sheet."""
    return JsonResponse(
        {
            "version": saved.version,
            "at": f"{clock.now():%H:%M}",
            "faults": {f"o-{one.place}-{one.column}": one.words for one in saved.faults},
            "computed": {f"o-{place}-{key}": words for (place, key), words in saved.computed.items()},
            "sums": saved.sums,
        }
    )
