"""`python -m bench [PREFIX]`: the figures whose names begin with PREFIX, as a JSON list."""

from __future__ import annotations

import json
import sys

from bench import fuzz, gold, peers, speed


def main(prefix: str = "") -> None:
    """Take them one after the other."""
    promises = (*speed.PROMISES, *peers.PROMISES, *fuzz.PROMISES, *gold.PROMISES)
    sys.stdout.write(json.dumps([promise.line() for promise in promises if promise.name.startswith(prefix)], ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:2])
