"""python -m newsarchive.demo [PORT]: the made-up paper for a person to look at, until Ctrl-C."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress

from newsarchive.demo.server import PORT, DemoServer
from newsarchive.errors import NewsarchiveError, UsageError


def main(arguments: list[str]) -> int:
    """Serve, and say where. Returns an exit code."""
    try:
        with DemoServer(_port(arguments)) as paper, suppress(KeyboardInterrupt):
            print(f"The Merrowdale Gazette is at {paper.origin}/ until you press Ctrl-C.", flush=True)
            threading.Event().wait()
    except NewsarchiveError as error:
        print(f"newsarchive: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _port(arguments: list[str]) -> int:
    given = arguments[-1] if arguments else str(PORT)
    if len(arguments) > 2 or (len(arguments) == 2 and arguments[0] != "--port") or not given.isdecimal():
        raise UsageError("say python -m newsarchive.demo, or python -m newsarchive.demo --port NUMBER")
    return int(given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
