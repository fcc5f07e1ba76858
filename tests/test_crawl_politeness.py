"""How a crawl treats hosts that refuse, are slow, or ask for patience: what reaches a real server, and what the run says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from newsarchive.collection.outcomes import Outcome
from tests.checker import lines
from tests.conftest import ALL, Command
from tests.webs.paper import Paper, begin
from tests.webs.server import NEEDS_LINUX, Answer, Web, has_whole_loopback
from tests.wireserver import Answer as Wire
from tests.wireserver import WireServer

pytestmark = pytest.mark.skipif(not has_whole_loopback(), reason=NEEDS_LINUX)

ARTICLES = 5
UNDER_WAY = 6  # requests of one paper at most when it is ended: crawl.paper.WIDTH
FORBIDDEN = Answer(b"<h1>Forbidden</h1>", status=403)
NOT_NOW = Answer(b"", status=503)
CHALLENGE = Answer(
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before you go on</h1>"
    b"<p>Please enable JavaScript and cookies to continue</p>"
    b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>'
)
Answerer = Callable[[str], Answer]


def paper(origin: str, count: int) -> Paper:
    """A paper whose feed names all of its articles."""
    made = begin("en", f"polite {origin}", (origin, datetime.now(UTC)), lambda s: f"/news/{s.slug}-{s.number}", count=count)
    made.names_feed("/feed.xml")
    made.articles()
    made.small_print()
    made.front(count)
    made.rss("/feed.xml")
    made.robots()
    return made


def robots(answer: Answer) -> Callable[[Paper], Answerer]:
    return lambda made: lambda target: answer if target == "/robots.txt" else made.answer(target)


def says(text: str) -> Answer:
    return Answer(text.encode(), "text/plain")


@dataclass
class Crawled:
    """Several papers in one run: what reached each host, and what is kept of each."""

    web: Web
    output: Path
    said: subprocess.CompletedProcess[str]
    silent: WireServer | None = None

    def asked(self, host: str) -> list[str]:
        return self.web.asked(host)

    def folder(self, host: str) -> Path:
        return self.output / f"{host}-{self.web.port}"

    def log(self, host: str) -> str:
        return "".join(path.read_text() for path in sorted(self.folder(host).glob("runs/*.log")))

    def summary(self, host: str) -> dict:
        return json.loads(max(self.folder(host).glob("runs/*Z.json")).read_text())

    def failed(self, host: str) -> bool:
        return next(each["failed"] for each in json.loads(self.said.stdout) if each["folder"] == str(self.folder(host)))

    def times(self, host: str) -> list[float]:
        return [each.when for each in self.web.log if each.host == host]


# -- hosts that refuse

SHUT_401, SHUT_403, SHUT_503, PATIENT = "127.71.0.1", "127.71.0.2", "127.71.0.3", "127.71.0.4"
NO_ARTICLES, CHALLENGED, ONE_SHUT, NO_RULES, WELL = "127.71.0.5", "127.71.0.6", "127.71.0.7", "127.71.0.8", "127.71.0.9"
REFUSING = [SHUT_401, SHUT_403, PATIENT, NO_ARTICLES, CHALLENGED]
MANY = 30


def no_articles(made: Paper) -> Answerer:
    return lambda target: FORBIDDEN if target.startswith("/news/") else made.answer(target)


def one_shut(made: Paper) -> Answerer:
    shut = {made.path(made.stories[place]) for place in (1, 3)}
    return lambda target: FORBIDDEN if target in shut else made.answer(target)


def challenged(made: Paper) -> Answerer:
    return lambda target: CHALLENGE if target != "/robots.txt" else made.answer(target)


SITES: dict[str, Callable[[Paper], Answerer]] = {
    SHUT_401: robots(Answer(b"", status=401)),
    SHUT_403: robots(FORBIDDEN),
    SHUT_503: robots(NOT_NOW),
    PATIENT: robots(says("User-agent: *\nCrawl-delay: 7200\n")),
    NO_ARTICLES: no_articles,
    CHALLENGED: challenged,
    ONE_SHUT: one_shut,
    NO_RULES: robots(Answer(b"", status=404)),
    WELL: lambda made: made.answer,
}


SHARING, SHARED = ("127.73.0.1", "127.73.0.2"), "127.73.0.9"
FEEDS = [f"/{host}/{number}.xml" for host in SHARING for number in range(12)]


def sharing(web: Web, host: str) -> Answerer:
    """A paper whose front page names twelve feeds on the host that another paper has its feeds on too."""
    made = paper(web.origin(host), ARTICLES)
    kind = 'rel="alternate" type="application/rss+xml"'
    named = "".join(f'<link {kind} href="{web.origin(SHARED)}{feed}">' for feed in FEEDS if host in feed)
    front = Answer(made.answer("/").body.replace(b"<head>", b"<head>" + named.encode()), made.answer("/").mime)
    return lambda target: front if target == "/" else made.answer(target)


def fill_silent(scripts: dict[str, list[Wire]], made: Paper) -> None:
    """A host that answers until it is asked for articles."""
    for target, answer in made.pages.items():
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {answer.mime}\r\nContent-Length: {len(answer.body)}\r\n\r\n".encode()
        scripts[target] = [Wire((), "hang") if target.startswith("/news/") else Wire((head + answer.body,))]


@pytest.fixture(scope="module")
def refused(newsarchive: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    output = tmp_path_factory.mktemp("refused")
    scripts: dict[str, list[Wire]] = {}
    with Web() as web, WireServer(scripts) as silent:
        fill_silent(scripts, paper(silent.url(""), MANY))
        for host, site in SITES.items():
            web.serve(host, site(paper(web.origin(host), MANY if host == NO_ARTICLES else ARTICLES)))
        for host in SHARING:
            web.serve(host, sharing(web, host))
        feed = paper(web.origin(SHARING[0]), ARTICLES).answer("/feed.xml")
        web.serve(SHARED, lambda target: feed if target in FEEDS else Answer(b"", status=404))
        starts = [*(f"{web.origin(host)}/" for host in (*SITES, *SHARING)), silent.url("/")]
        said = newsarchive(
            "crawl", "--output", output, *ALL, *starts, "--json", "-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=0"
        )
        yield Crawled(web, output, said, silent)


def test_a_paper_that_refuses_fails_the_run_and_no_other_paper(refused: Crawled):
    assert refused.said.returncode == 69, refused.said.stderr
    assert "Traceback" not in refused.said.stderr
    assert {host: refused.failed(host) for host in SITES} == {host: host in (*REFUSING, SHUT_503) for host in SITES}
    assert {host: len(lines(refused.folder(host))) for host in (ONE_SHUT, NO_RULES, WELL)} == {
        ONE_SHUT: ARTICLES - 2,
        NO_RULES: ARTICLES,
        WELL: ARTICLES,
    }


@pytest.mark.parametrize("host", [SHUT_401, SHUT_403, PATIENT])
def test_a_robots_txt_that_shuts_us_out_is_all_that_is_asked_for(refused: Crawled, host: str):
    assert refused.asked(host) == ["/robots.txt"]
    assert lines(refused.folder(host)) == []


@pytest.mark.parametrize(("host", "status"), [(SHUT_401, 401), (SHUT_403, 403)])
def test_a_refused_robots_txt_is_told_in_a_sentence(refused: Crawled, host: str, status: int):
    sentence = f"/robots.txt answered {status}: respected, nothing more was asked of it in this run"

    assert refused.log(host).count(sentence) == 1
    assert refused.summary(host)["finished"] is False


def test_a_crawl_delay_of_hours_is_told_in_a_sentence(refused: Crawled):
    assert "asks for 7,200 s between two requests: nothing was asked" in refused.log(PATIENT)


def test_where_robots_txt_is_out_of_order_nothing_else_is_asked_for(refused: Crawled):
    assert set(refused.asked(SHUT_503)) == {"/robots.txt"}
    assert len(refused.asked(SHUT_503)) == 2, "once, and one retry"
    ledger = next(refused.folder(SHUT_503).glob("runs/*.jsonl")).read_text()
    assert "robots.txt answered 503" in ledger


def test_a_robots_txt_that_is_not_there_forbids_nothing(refused: Crawled):
    assert refused.asked(NO_RULES)[0] == "/robots.txt"
    assert refused.summary(NO_RULES)["outcomes"] == {"article": ARTICLES}


def test_two_refusals_in_a_row_end_the_paper(refused: Crawled):
    asked = [target for target in refused.asked(NO_ARTICLES) if target.startswith("/news/")]

    assert 2 <= len(asked) <= 2 + UNDER_WAY
    assert "answered 403: respected, nothing more was asked of it in this run" in refused.log(NO_ARTICLES)
    assert refused.summary(NO_ARTICLES)["unsettled"] >= MANY - len(asked)
    assert refused.summary(NO_ARTICLES)["finished"] is False


def test_single_refusals_are_corners_and_the_rest_is_read(refused: Crawled):
    assert refused.summary(ONE_SHUT)["outcomes"] == {"article": ARTICLES - 2, "refused": 2}
    assert "nothing more was asked" not in refused.log(ONE_SHUT)


def test_a_challenge_for_a_front_page_ends_the_paper(refused: Crawled):
    assert len(refused.asked(CHALLENGED)) <= 2 + UNDER_WAY
    assert "its front page checks whether a person is asking: respected" in refused.log(CHALLENGED)
    assert lines(refused.folder(CHALLENGED)) == []


@pytest.mark.parametrize("host", REFUSING)
def test_the_command_says_why_a_paper_was_left_alone(refused: Crawled, host: str):
    said = [line for line in refused.said.stderr.splitlines() if f"{host}-{refused.web.port}" in line]

    assert any("nothing more was asked" in line or "nothing was asked" in line for line in said), said


def test_robots_txt_is_kept_for_a_day_across_runs_and_a_refusal_is_asked_about_anew(newsarchive: Command, refused: Crawled):
    hosts = (NO_RULES, WELL, PATIENT, SHUT_403)
    before = {host: len(refused.asked(host)) for host in hosts}
    again = newsarchive("crawl", "--output", refused.output, *ALL, *(f"{refused.web.origin(host)}/" for host in hosts))
    second = {host: refused.asked(host)[before[host] :] for host in hosts}

    assert again.returncode == 69
    assert second == {
        NO_RULES: ["/", "/feed.xml"],
        WELL: ["/", "/feed.xml"],
        PATIENT: [],
        SHUT_403: ["/robots.txt"],
    }


# -- hosts that ask for patience

BUSY, SLOW, NAMED, SLOWED = "127.72.0.1", "127.72.0.2", "127.72.0.3", "127.72.0.4"
RETRY_AFTER, CRAWL_DELAY, ENTRY_DELAY = 2, 0.4, 0.5
SLACK = 0.02  # seconds by which two clocks' readings of one gap may differ


@dataclass
class Once:
    """A paper that answers 429 to its third article, the first time it is asked for."""

    made: Paper
    status: int
    headers: tuple[tuple[str, str], ...]
    asked: int = 0

    def __call__(self, target: str) -> Answer:
        if target.startswith("/news/"):
            self.asked += 1
            if self.asked == 3:
                return Answer(b"", status=self.status, headers=self.headers)
        return self.made.answer(target)


@pytest.fixture(scope="module")
def patient(newsarchive: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    output = tmp_path_factory.mktemp("patient")
    with Web() as web:
        made = {host: paper(web.origin(host), ARTICLES) for host in (BUSY, SLOW, NAMED, SLOWED)}
        web.serve(BUSY, Once(made[BUSY], 429, (("Retry-After", str(RETRY_AFTER)),)))
        web.serve(SLOWED, Once(made[SLOWED], 503, ()))
        web.serve(SLOW, robots(says(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n"))(made[SLOW]))
        web.serve(NAMED, made[NAMED].answer)
        (output / "papers.toml").write_text(f'[named]\nurl = "{web.origin(NAMED)}/"\ndelay = {ENTRY_DELAY}\n')
        starts = [f"{web.origin(host)}/" for host in (BUSY, SLOW, SLOWED)]
        words = ("named", "--sources", str(output / "papers.toml"), "-s", "DOWNLOAD_DELAY=0.1", "--verbose")
        yield Crawled(web, output, newsarchive("crawl", "--output", output, *ALL, *starts, *words))


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def test_after_a_429_nothing_is_asked_for_before_its_time_is_over(patient: Crawled):
    told = [each.status for each in patient.web.log if each.host == BUSY].index(429)

    assert patient.said.returncode == 0, patient.said.stderr
    assert gaps(patient.times(BUSY))[told] >= RETRY_AFTER - SLACK


def test_after_a_429_the_host_is_asked_more_slowly_for_the_rest_of_the_run(patient: Crawled):
    told = [each.status for each in patient.web.log if each.host == BUSY].index(429)
    before, after = gaps(patient.times(BUSY))[:told], gaps(patient.times(BUSY))[told + 1 :]

    assert len(after) >= 2
    assert min(after) >= 0.5 - SLACK  # twice what a delay below 0.25 s counts as
    assert min(before) < 0.25


def test_what_was_answered_with_a_429_is_asked_for_again_and_recorded(patient: Crawled):
    assert len(lines(patient.folder(BUSY))) == ARTICLES


def test_a_503_without_a_time_slows_the_host_a_little(patient: Crawled):
    told = [each.status for each in patient.web.log if each.host == SLOWED].index(503)

    assert min(gaps(patient.times(SLOWED))[told:]) >= 0.25 * 1.25 - SLACK
    assert len(lines(patient.folder(SLOWED))) == ARTICLES


def test_a_crawl_delay_is_kept(patient: Crawled):
    assert len(patient.times(SLOW)) >= ARTICLES + 3
    assert min(gaps(patient.times(SLOW))[1:]) >= CRAWL_DELAY - SLACK  # the first gap lies before it could be known
    assert len(lines(patient.folder(SLOW))) == ARTICLES


def test_the_delay_of_an_entry_is_kept_from_the_first_request_on(patient: Crawled):
    assert len(patient.times(NAMED)) >= ARTICLES + 3
    assert min(gaps(patient.times(NAMED))) >= ENTRY_DELAY - SLACK
    assert len(lines(patient.output / "named")) == ARTICLES


def test_before_the_past_of_a_paper_is_filled_its_size_is_told_to_who_listens(patient: Crawled, refused: Crawled):
    sizes = [line for line in patient.said.stderr.splitlines() if line.startswith("named: ") and "pages to ask for" in line]

    assert len(sizes) == 1, patient.said.stderr[-2000:]
    assert f"{ARTICLES} pages to ask for" in sizes[0]
    assert "pages to ask for" not in refused.said.stderr


# -- hosts that go silent, and hosts that many papers share


def test_a_host_that_stops_answering_is_left_alone_after_five_silences(refused: Crawled):
    assert refused.silent is not None
    silent = [seen.path for seen in refused.silent.log if seen.path.startswith("/news/")]
    name = f"127.0.0.1-{refused.silent.port}"
    [told] = [each for each in json.loads(refused.said.stdout) if each["source"] == name]

    assert 5 <= len(silent) <= 3 * UNDER_WAY, "more than those under way when the fifth of them fell silent"
    assert told["failed"]
    assert told["outcomes"].keys() == {Outcome.FAILED_TIMEOUT}
    assert told["unsettled"] >= MANY - len(silent)
    log = next(Path(told["folder"]).glob("runs/*.log")).read_text()
    assert "5 requests in a row got no answer, the last: " in log


def test_two_papers_with_their_feeds_on_one_host_open_no_more_connections_to_it_than_set(refused: Crawled):
    assert len(refused.asked(SHARED)) >= 20
    assert {host: most for host, most in refused.web.most_open.items() if most > UNDER_WAY} == {}
    assert refused.web.most_open[SHARED] > 1
    assert [len(lines(refused.folder(host))) for host in SHARING] == [ARTICLES] * 2


def test_a_host_that_cannot_be_reached_is_told_apart_from_one_that_forbids(newsarchive: Command, tmp_path: Path):
    gone = newsarchive("crawl", "http://127.0.0.1:9/", "--output", tmp_path / "gone", "-s", "ALLOW_PRIVATE_ADDRESSES=True")
    inside = newsarchive("crawl", "http://127.0.0.1:9/", "--output", tmp_path / "inside")

    assert gone.returncode == inside.returncode == 69
    assert "robots.txt could not be read: Connection was refused" in gone.stderr
    assert "the address of 127.0.0.1 is not public; ALLOW_PRIVATE_ADDRESSES=True permits it" in inside.stderr
    (ledger,) = (tmp_path / "gone").glob("*/runs/*.jsonl")
    assert {json.loads(line)["outcome"] for line in ledger.read_text().splitlines()} == {Outcome.FAILED_CONNECTION}
