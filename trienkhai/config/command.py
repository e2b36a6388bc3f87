"""The management command under its own name."""

import os
import sys


def main() -> None:
    """Run a management command: `trienkhai <command>`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trienkhai.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
