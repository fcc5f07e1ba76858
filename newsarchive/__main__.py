"""`python -m newsarchive`."""

from newsarchive.cli.main import main

if __name__ == "__main__":  # a spawned worker imports this file too, and must not start a command
    main()
