"""The `greenlight` command."""

import sys


def main() -> None:
    try:
        # loading takes a moment, in which somebody may press Ctrl-C
        from bot.cli import build

        command = build()
    except KeyboardInterrupt:
        sys.exit(130)
    command()


if __name__ == "__main__":
    main()
