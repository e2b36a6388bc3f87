"""`python -m vanban`: the command, where its script is not on the path."""

from __future__ import annotations

import sys

from vanban.cli import main

sys.exit(main())
