"""`newsarchive schedule`: what makes the machine crawl every hour: a systemd service and its timer, or a line for cron.

Printed for a person to read and install; nothing is installed here.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from newsarchive.cli import options
from newsarchive.errors import UsageError

MEMORY = "2G"  # of one run: the main process and its workers, each held to 800 MB over what it starts with


@click.command(short_help="A systemd timer or cron line for an hourly crawl.")
@click.argument("sources", nargs=-1, metavar="SOURCE|URL...")
@options.everything
@options.output
@options.sources_file
@click.option("--contact", help="Your mail or web address: it goes into the User-Agent.")
@click.option("--minute", type=click.IntRange(0, 59), default=17, show_default=True, help="Of each hour.")
@click.option("--cron", is_flag=True, help="A line for cron instead.")
def schedule(sources: tuple[str, ...], *, output: Path, sources_file: Path | None, minute: int, **given: object) -> None:
    """Prints units for systemd, each under its file's name, or a line for cron.

    Papers are crawled when they are due. The service may write to the collections and nowhere else. A run that finds a paper
    locked leaves it and says who holds it (exit code 75 where all are): that is no failure.
    """
    if bool(sources) == bool(given["everything"]):
        raise UsageError("name papers, or give --all")
    words = [sys.executable, "-m", "newsarchive", "crawl", *(sources or ("--all",)), "--due", "--output", str(output.resolve())]
    if sources_file:
        words += ["--sources", str(sources_file.resolve())]
    contact = str(given["contact"] or "you@example.org")
    if given["cron"]:
        command = shlex.join(words).replace("%", r"\%")  # cron takes a bare one for the end of the line
        click.echo(f"{minute} * * * *  NEWSARCHIVE_CONTACT={shlex.quote(contact)} {command}")
    else:
        click.echo(_units(words, output.resolve(), contact, minute), nl=False)


def _units(words: list[str], output: Path, contact: str, minute: int) -> str:
    """The service and its timer, to go into /etc/systemd/system."""
    command = " ".join(_quoted(word) for word in words)
    return f"""\
# /etc/systemd/system/newsarchive.service
[Unit]
Description=Crawl regional papers into their archives
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
Environment={_quoted("NEWSARCHIVE_CONTACT=" + contact)}
SuccessExitStatus=75
TimeoutStopSec=30
Nice=10
MemoryMax={MEMORY}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ReadWritePaths={_quoted(str(output))}

# /etc/systemd/system/newsarchive.timer
[Unit]
Description=Crawl regional papers every hour

[Timer]
OnCalendar=*-*-* *:{minute:02}:00
RandomizedDelaySec=5m
Persistent=yes

[Install]
WantedBy=timers.target
"""


def _quoted(word: str) -> str:
    """As systemd reads a word: "%" and "$" would be taken for something else (systemd.service(5), systemd.unit(5))."""
    plain = word.replace("%", "%%").replace("$", "$$")
    return plain if plain and not set(plain) & set(" \t\"'\\;") else '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
