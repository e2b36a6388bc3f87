"""Install the locked requirements into .venv with uv, or with pip when uv cannot; make the locks anew with `install.py lock`."""

from __future__ import annotations

import os
import subprocess
import sys

BIN = os.path.dirname(sys.executable)
UV = "uv==0.13.9"


def run(*line: str, **extra: str) -> bool:
    """Whether the command ended well."""
    return subprocess.run(line, env={**os.environ, **extra}, check=False).returncode == 0


def pip_setting(name: str) -> str:
    """What pip is configured with, from its files or the environment."""
    found = subprocess.run([sys.executable, "-m", "pip", "config", "get", name], capture_output=True, text=True, check=False)
    variable = "PIP_" + name.partition(".")[2].replace("-", "_").upper()
    return os.environ.get(variable) or (found.stdout.strip() if found.returncode == 0 else "")


def index_for_uv() -> dict[str, str]:
    """An index configured for pip, as uv's variables; written nowhere."""
    pairs = {"UV_DEFAULT_INDEX": "global.index-url", "UV_INDEX": "global.extra-index-url", "UV_FIND_LINKS": "global.find-links"}
    found = {name: value for name, setting in pairs.items() if (value := pip_setting(setting))}
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", **found}


def install(kind: str) -> bool:
    """Locked packages with their hashes, then the two packages of this project themselves."""
    locks = ["requirements/run.txt"] if kind == "run" else ["requirements/run.txt", f"requirements/{kind}.txt"]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    uv = os.path.join(BIN, "uv")
    wanted = [part for lock in locks for part in ("-r", lock)]
    done = run(*pip, "install", UV) and run(
        uv, "pip", "install", "-q", "--require-hashes", *wanted, "--python", sys.executable, **index_for_uv()
    )
    done = done or run(*pip, "install", "--require-hashes", *wanted)
    return done and run(*pip, "install", "--no-deps", "--no-build-isolation", "-e", ".", "-e", "./reader")


def lock() -> bool:
    """Compile requirements/*.in to hashed files that name no index."""
    how = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "-q"]
    uv = os.path.join(BIN, "uv")
    return all(
        run(uv, "pip", "compile", *how, f"requirements/{k}.in", "-o", f"requirements/{k}.txt", **index_for_uv()) for k in ("run", "dev")
    )


if __name__ == "__main__":
    wanted = sys.argv[1]
    sys.exit(0 if (lock() if wanted == "lock" else install(wanted)) else 1)
