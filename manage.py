#!/usr/bin/env python3
"""The management command from a checkout; `trienkhai` is the same under its own name."""

from trienkhai.config.command import main

if __name__ == "__main__":
    main()
