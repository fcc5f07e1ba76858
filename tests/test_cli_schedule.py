from __future__ import annotations

import configparser
import shutil
import subprocess
import sys

import pytest


def units(text: str) -> dict[str, str]:
    """The files that are printed, by name."""
    parts = text.split("# /etc/systemd/system/")[1:]
    return dict(part.split("\n", 1) for part in parts)


def read(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def test_the_service_crawls_and_may_write_to_the_collections_alone(newsarchive, tmp_path):
    run = newsarchive("schedule", "kentonline", "--output", tmp_path / "my news", "--contact", "desk@archive.example")
    service = read(units(run.stdout)["newsarchive.service"])["Service"]

    assert run.returncode == 0, run.stderr
    assert service["ExecStart"] == f'{sys.executable} -m newsarchive crawl kentonline --due --output "{tmp_path}/my news"'
    assert service["Environment"] == "NEWSARCHIVE_CONTACT=desk@archive.example"
    assert service["ReadWritePaths"] == f'"{tmp_path}/my news"'
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["MemoryMax"]
    assert service["SuccessExitStatus"] == "75"


def test_the_timer_comes_every_hour(newsarchive, tmp_path):
    run = newsarchive("schedule", "--all", "--output", tmp_path, "--minute", "5")
    assert read(units(run.stdout)["newsarchive.timer"])["Timer"]["OnCalendar"] == "*-*-* *:05:00"
    assert " crawl --all " in units(run.stdout)["newsarchive.service"]


def test_a_percent_sign_means_nothing_but_itself(newsarchive, tmp_path):
    service = units(newsarchive("schedule", "https://paper.example/%7Enews", "--output", tmp_path).stdout)["newsarchive.service"]
    assert "https://paper.example/%%7Enews" in service
    cron = newsarchive("schedule", "https://paper.example/%7Enews", "--output", tmp_path, "--cron").stdout
    assert cron.startswith("17 * * * *  NEWSARCHIVE_CONTACT=")
    assert r"https://paper.example/\%7Enews" in cron


def test_papers_or_all_must_be_said(newsarchive):
    assert newsarchive("schedule").returncode == 64
    assert newsarchive("schedule", "kentonline", "--all").returncode == 64


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_nothing_wrong_with_the_units(newsarchive, tmp_path):
    run = newsarchive("schedule", "kentonline", "--output", tmp_path)
    for name, text in units(run.stdout).items():
        (tmp_path / name).write_text(text)
    checked = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.glob("newsarchive.*")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "newsarchive." not in checked.stderr, checked.stderr
