"""Site models: what a paper's pages teach, and how a page is read by it. The paper, its places and its people are made up."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsarchive.archive.exchange import Exchange
from newsarchive.cli.learn import in_words
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.models import bring_into_use, current, in_use, load
from newsarchive.collection.state.rows import Asked
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.discovery.links import Hints
from newsarchive.errors import BadConfiguration, DataLoss
from newsarchive.extract.article import Article, Rejection, Verdict
from newsarchive.extract.explaining import explain
from newsarchive.extract.extract import extract
from newsarchive.extract.looking import by_itself
from newsarchive.extract.opening import opened, walked
from newsarchive.extract.page.model import digest_of, from_bytes, to_bytes
from newsarchive.extract.site.learn import conclude, learn
from newsarchive.extract.site.lesson import lesson
from newsarchive.workers.extract_all import finish, into
from newsarchive.workers.learn_all import is_due, keep, learn_from, learn_waiting
from newsarchive.workers.pool import Pool
from newsarchive.workers.read import Task

from .conftest import ROOT, environment
from .pages.made import SOURCE, document, page

# Eight stories that share no rare word: (subject, place, person, matter).
STORIES = (
    ("lighthouse", "Pellworth", "Marta Quill", "lantern"),
    ("orchard", "Dunmere", "Josef Bland", "cider"),
    ("tramway", "Asholt", "Ines Carrow", "viaduct"),
    ("library", "Fennick", "Otto Pryce", "manuscripts"),
    ("ferry", "Skarsea", "Lena Moorby", "timetable"),
    ("quarry", "Rudstone", "Percy Hallam", "granite"),
    ("museum", "Vexley", "Clara Boone", "skeletons"),
    ("brewery", "Thornby", "Silas Wren", "barrels"),
)
STORY_LIST = f"<ul>{'<li><a href=/x><img src=/x.jpg><span>Fares go up</span></a></li>' * 20}</ul>"
APP = "Get our app and read the morning edition before breakfast, wherever you happen to be."


def story_of(n: int) -> tuple[str, str, str, str]:
    """The story of page n: what, where, who, and the matter; after the last the first comes again."""
    return STORIES[n % len(STORIES)]


def paragraphs(n: int) -> list[str]:
    subject, place, person, matter = story_of(n)
    return [
        f"The {subject} at {place} will close for repairs, because its {matter} can no longer be trusted, the council of {place} decided.",
        f"{person}, who has looked after the {subject} for eleven years, called the {matter} of {place} a disgrace to everybody.",
        f"“Whoever sees the {matter} today will not believe that {place} was once proud of the {subject},” {person} said on Monday.",
        f"Work on the {subject} is to begin in autumn; until then the {matter} remain behind a fence that {place} had put up.",
    ]


def headline(n: int) -> str:
    return f"{story_of(n)[1]} closes its {story_of(n)[0]} for repairs"


def paper_page(n: int, *, inside: str = "", above: str = "", sidebar: str = "", text: str | None = None) -> str:
    """A page of the made-up paper: everything around the story stands on all its pages in the same places."""
    lines = [f"<p>{one}</p>" for one in paragraphs(n)]
    body = text if text is not None else "".join(lines[:2]) + inside + "".join(lines[2:])
    return document(
        f"""<div class="top"><ul class="links"><li><a href="/">Home</a></li><li><a href="/sport">Sport and games</a></li></ul></div>
        <div class="page"><div class="story"><h1>{headline(n)}</h1>{above}<div class="words">{body}</div></div>
        <div class="rail"><div class="rail-box"><h3>Most popular this week</h3>{sidebar}<p>Shops are open late.</p></div></div></div>
        <div class="bottom"><p>The Tidings is printed in a town that is on no map, by people who do not exist.</p></div>""",
        f"<title>{headline(n)} - The Tidings</title>",
    )


def url(n: int) -> str:
    return f"https://courier.example/news/{story_of(n)[0]}-{n + 100}"


def pages(**parts: object):
    return [
        page(paper_page(n, **{name: part(n) if callable(part) else part for name, part in parts.items()}), url=url(n))
        for n in range(8)
    ]


def read(content: str, model=None, n: int = 0) -> Article:
    answer = extract(page(content, url=url(n)), SOURCE, None, model)
    assert isinstance(answer, Article), answer
    return answer


def taught(**parts: object):
    model = learn(pages(**parts), SOURCE)
    assert model is not None
    return model


# -- lines


def test_a_line_on_several_pages_is_no_part_of_an_article():
    box = {"inside": f"<p>{APP}</p>"}
    content = paper_page(0, **box)
    assert APP in read(content).article_body

    assert read(content, taught(**box)).article_body.split("\n") == paragraphs(0)


def test_a_line_on_two_of_eight_pages_stays_unless_its_place_holds_nothing_of_a_single_page():
    def again(n: int) -> str:
        return f"<p>{APP}</p>" if n < 2 else ""

    def boxed(n: int, text: str) -> str:
        return f'<div class="panel-x"><p class="panel-text">{text}</p></div>' if n < 2 else ""

    own = "The council of this place will meet again on Thursday to hear what the people have to say, it was told on page {}."
    assert taught(inside=again).lines == ()
    assert [line.text for line in taught(inside=lambda n: boxed(n, APP)).lines] == [APP]
    assert taught(inside=lambda n: boxed(n, APP) + boxed(n, own.format(n))).lines == ()


@pytest.mark.parametrize(("on", "known"), [(3, False), (4, True)])
def test_a_line_must_stand_on_a_quarter_of_many_pages(on: int, known: bool):
    eight = [one for one in (lesson(each, SOURCE, None) for each in pages()) if one]
    others = [
        replace(one, url=f"{one.url}9", headline=one.headline[::-1], lines=tuple(line[::-1] for line in one.lines))
        for one in eight
    ]
    asked = "Anyone who saw the accident is asked to call the police of the county."
    sixteen = [
        replace(one, lines=(*one.lines, asked), stood=(*one.stood, (one.stood[0][0], asked))) if n < on else one
        for n, one in enumerate((*eight, *others))
    ]

    model = conclude(sixteen, "courier")

    assert model is not None
    assert model.pages == 16
    assert (asked in {line.text for line in model.lines}) is known


def test_two_pages_are_enough_and_one_teaches_nothing():
    both = pages(inside=f"<p>{APP}</p>")[:2]

    model = learn(both, SOURCE)
    assert model is not None
    assert [line.text for line in model.lines] == [APP]
    assert learn(both[:1], SOURCE) is None


def test_the_label_of_a_list_that_differs_from_page_to_page_stays():
    def points(n: int) -> str:
        subject, place, _, matter = story_of(n)
        return f"<h3>In short</h3><ul><li>The {subject} of {place} closes.</li><li>The {matter} is to blame.</li><li>{place} pays.</li></ul>"

    model = taught(inside=points)

    assert "In short" in read(paper_page(3, inside=points(3)), model, 3).article_body.split("\n")


def test_one_story_at_several_addresses_counts_once():
    same = [replace(one, url=f"https://courier.example/copy/{number}") for number, one in enumerate(pages()[:1] * 5)]

    assert learn(same, SOURCE) is None
    model = learn([*same, *pages()[1:3]], SOURCE)
    assert model is not None
    assert model.lines == ()


# -- places


def test_places_that_never_hold_the_article_are_not_entered():
    model = taught()
    one = opened(page(paper_page(1), url=url(1)), SOURCE, None)
    assert not isinstance(one, Rejection)

    assert any(node.names == "rail-box" for node in walked(one).walk.nodes)
    assert not any(node.names in ("rail", "rail-box", "top", "bottom") for node in walked(one, model).walk.nodes)
    assert read(paper_page(1), model, 1) == read(paper_page(1), None, 1)


def test_a_box_between_the_paragraphs_still_parts_them_where_it_is_not_entered():
    box = '<div class="promo-box"><a href="/x">Another story that is told elsewhere</a></div>'
    content = paper_page(2, text="".join(f"{one}{box}" for one in paragraphs(2)))

    assert read(content, taught(inside=box), 2).article_body.split("\n") == paragraphs(2)


def test_a_list_that_a_first_look_passes_by_is_shut():
    def long(n: int) -> str:  # so much text that the first look is believed
        return f'<div class="related-stories">{STORY_LIST}</div>' + "".join(f"<p>{one} {one}</p>" for one in paragraphs(n))

    one = opened(page(paper_page(1, text=long(1)), url=url(1)), SOURCE, None)
    assert not isinstance(one, Rejection)

    assert [element.get("class") for _, element in by_itself(one).reading.walk.passed] == ["related-stories"]
    assert ("div.related-stories", "div.words") in {(place.own, place.within) for place in taught(text=long).shut}


def test_a_paragraph_beside_a_list_with_pictures_that_is_not_entered_is_no_caption():
    def in_two_rows(n: int) -> str:
        lines = [f"<p>{one}</p>" for one in paragraphs(n)]
        beside = f'<div class="other-cell">{STORY_LIST}</div>'
        return f'{"".join(lines[:2])}<div class="row"><div class="cell">{lines[2]}</div>{beside}</div>{lines[3]}'

    model = taught(text=in_two_rows)

    assert "div.other-cell" in {place.own for place in model.shut}
    assert read(paper_page(1, text=in_two_rows(1)), model, 1).article_body.split("\n") == paragraphs(1)


def test_teasers_of_other_stories_are_known_by_what_they_speak_of():
    def tease(n: int) -> str:
        return f'<blockquote class="tale"><p>{paragraphs((n + 3) % 8)[0]}</p></blockquote>'

    content = paper_page(0, inside=tease(0))
    assert paragraphs(3)[0] in read(content).article_body
    model = taught(inside=tease)

    assert [place.why for place in model.shut if "tale" in place.within] == ["other-story"]
    assert read(content, model).article_body.split("\n") == paragraphs(0)


def test_quotes_from_the_story_itself_stay():
    def quote(n: int) -> str:
        subject, place, person, matter = story_of(n)
        return f'<blockquote class="tale"><p>“The {matter} is beyond saving, and so is the {subject} of {place}, I fear,” {person} wrote.</p></blockquote>'

    model = taught(inside=quote)

    assert not any("tale" in place.within for place in model.shut)
    assert "beyond saving" in read(paper_page(5, inside=quote(5)), model, 5).article_body


def test_a_place_that_held_text_by_mistake_now_and_then_is_shut_all_the_same():
    def box(n: int) -> str:
        long = (
            "Readers may write to us about anything at all, as long as it is short and signed with a name."
            if n == 4
            else "Write to us"
        )
        return f'<div class="letters"><p>{long}</p></div>'

    model = taught(inside=box)

    assert ("div.letters", "div.words") in {(place.own, place.within) for place in model.shut}


# -- names, by-lines, dates


def test_the_papers_name_is_cut_off_the_headline():
    model = taught()
    assert "The Tidings" in model.names

    bare = document(
        f"<div class='words'>{''.join(f'<p>{one}</p>' for one in paragraphs(0))}</div>",
        f"<title>{headline(0)} - The Tidings</title>",
    )
    assert read(bare).headline == f"{headline(0)} - The Tidings"
    assert extract(page(bare, url=url(0)), SOURCE, None, replace_typical(model)).headline == headline(0)


def replace_typical(model):
    return from_bytes(to_bytes(model).replace(f'"typical": {model.typical}'.encode(), b'"typical": 0'))


def test_a_byline_is_found_where_the_other_pages_have_it():
    def signed(n: int) -> str:
        return f'<div class="signature"><span>{story_of(n)[2]}</span></div>'

    told = []
    for n in range(8):
        meta = f'<meta name="author" content="{story_of(n)[2]}">' if n else ""
        told.append(page(paper_page(n, above=signed(n)).replace("<head>", f"<head>{meta}"), url=url(n)))
    assert extract(told[0], SOURCE, None).author == ()
    model = learn(told, SOURCE)

    assert [person.name for person in extract(told[0], SOURCE, None, model).author] == ["Marta Quill"]


# -- pages that do not fit


def test_a_page_of_another_template_is_read_without_the_model_and_says_so():
    model = taught()
    moved = document(
        f"<h1>{headline(6)}</h1><div class='page'><div class='rail'>{''.join(f'<p>{one}</p>' for one in paragraphs(6))}</div></div>"
    )

    answer = read(moved, model, 6)
    assert answer.article_body.split("\n") == paragraphs(6)
    assert "model-not-fitting" in answer.warnings


def test_text_that_moved_into_a_shut_place_is_not_lost():
    model = taught()
    half = "".join(f"<p>{one} Part {part}.</p>" for part in range(3) for one in paragraphs(6)[2:])
    moved = "".join(f"<p>{one} Part {part}.</p>" for part in range(8) for one in paragraphs(1))
    content = paper_page(6, text=half).replace('<div class="rail-box">', f'<div class="rail-box">{moved}')

    assert read(content, model, 6).warnings.count("model-not-fitting") == 1


def test_what_is_no_article_is_none_with_a_model_either():
    model = taught()
    cards = "".join(f'<div class="card"><h2><a href="{url(n)}">{headline(n)}</a></h2></div>' for n in range(8))

    plain = extract(page(document(cards), url="https://courier.example/news/"), SOURCE, None)
    assert isinstance(plain, Rejection)
    assert plain.verdict is Verdict.LISTING
    assert extract(page(document(cards), url="https://courier.example/news/"), SOURCE, None, model) == plain


# -- the model itself


def test_the_order_of_the_pages_changes_nothing():
    own = pages(inside=f"<p>{APP}</p>")
    first = to_bytes(learn(own, SOURCE))
    for seed in range(3):
        random.Random(seed).shuffle(own)
        assert to_bytes(learn(own, SOURCE)) == first


def test_another_process_with_another_hash_seed_learns_the_same():
    code = "from tests.test_extract_learn import *; print(digest_of(to_bytes(taught(inside=f'<p>{APP}</p>', above='<p>By A. Clerk</p>'))))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment() | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert runs == {digest_of(to_bytes(taught(inside=f"<p>{APP}</p>", above="<p>By A. Clerk</p>"))) + "\n"}


def test_a_model_is_bounded():
    one = lesson(pages()[0], SOURCE, None)
    assert one is not None
    boxes = {(f"div.box-{number}", "div.page"): 0 for number in range(5000)}
    lines = tuple(f"Line {number} of the many that stand on every page." for number in range(5000))
    many = [replace(one, url=f"/{n}", lines=lines, shut=boxes) for n in range(8)]
    many = [replace(each, headline=f"{'abcdefgh'[n] * 5} {'ijklmnop'[n] * 5}") for n, each in enumerate(many)]

    model = conclude(many, "courier")
    assert model is not None
    assert len(model.shut) == 400
    assert len(model.lines) == 300
    assert len(to_bytes(model)) < 200_000


def test_a_model_comes_back_from_its_bytes_and_is_told_in_words():
    model = taught(inside=f"<p>{APP}</p>")

    assert from_bytes(to_bytes(model)) == model
    told = "\n".join(in_words(model))
    assert "The Tidings" in told
    assert "div.page > div.rail" in told
    assert APP[:60] in told


def test_what_is_no_model_is_named():
    with pytest.raises(BadConfiguration, match="not a site model"):
        from_bytes(b'{"schema": "something/else"}')


def test_a_page_that_is_no_article_gives_no_lesson():
    assert lesson(page("<h1>Sorry, that page could not be found</h1>"), SOURCE, None) is None
    assert conclude([], "courier") is None


# -- in a collection


@pytest.fixture(scope="module")
def pool():
    made = Pool(1)
    yield made
    made.close(wait=False)


def archive(held: Collection, numbers: list[int]) -> None:
    for n in numbers:
        archive_page(held, n, paper_page(n, inside=f"<p>{APP}</p>"))
    held.commit()


def archive_page(held: Collection, n: int, html: str) -> None:
    body = html.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    sent = f"GET /news/{n} HTTP/1.1\r\nHost: courier.example\r\n\r\n".encode()
    held.archive(Exchange(url(n), sent, head + body, datetime.now(UTC)), Asked("article", url(n), Hints()))


def crawl(folder, numbers: list[int], pool: Pool) -> None:
    held = Collection.open(folder)
    archive(held, numbers)
    finish(held, SOURCE, pool)
    held.close(finished=True)


def test_records_name_the_model_they_were_read_by_and_reading_again_gives_the_same_bytes(tmp_path, pool):
    folder = tmp_path / "courier"
    crawl(folder, [0, 1, 2, 3], pool)
    held = Holdings(folder)
    assert not is_due(held.layout, held.count_records())
    digest = keep(held, learn_from(held, SOURCE, pool))
    assert keep(held, learn_from(held, SOURCE, pool)) == digest, "the same pages teach the same"
    crawl(folder, [4, 5], pool)

    found = {record.url: record for record in held.records()}
    assert {record.extractor.model for n, record in enumerate(found.values()) if record.url in map(url, range(4))} == {None}
    for n in (4, 5):
        assert found[url(n)].extractor.model == digest
        assert found[url(n)].article_body.split("\n") == paragraphs(n)
    assert len(in_use(held.layout.models)) == 1
    assert current(held.layout) == load(held.layout.models / f"{digest}.json")

    into(tmp_path / "again", held.layout.warc_files(), SOURCE, pool)
    written = [path.read_bytes() for path in held.layout.record_files()]
    assert [path.read_bytes() for path in sorted((tmp_path / "again").glob("records/*/*/*.jsonl"))] == written


def test_first_pages_that_waited_are_read_by_what_they_taught(tmp_path, pool):
    folder = tmp_path / "courier"
    held = Collection.open(folder)
    archive(held, list(range(8)))
    waiting = [Task(held.layout.warc, place.capture, "article", SOURCE, hints) for place, hints in held.waiting()]
    assert learn_waiting(held.layout, waiting[:7], pool) == ()
    answers = learn_waiting(held.layout, waiting, pool)
    assert answers == pool.submit(tuple(waiting)).result(), "each is what reading it by the model in use gives"
    finish(held, SOURCE, pool)
    held.close(finished=True)

    records = list(Holdings(folder).records())
    assert {record.extractor.model for record in records} == {in_use(held.layout.models)[0].model}
    assert all(APP not in record.article_body for record in records)
    assert learn_waiting(Holdings(folder).layout, waiting, pool) == (), "a paper has one first model"
    into(tmp_path / "again", Holdings(folder).layout.warc_files(), SOURCE, pool)
    written = [path.read_bytes() for path in Holdings(folder).layout.record_files()]
    assert [path.read_bytes() for path in sorted((tmp_path / "again").glob("records/*/*/*.jsonl"))] == written


def test_the_reading_of_a_page_is_told_block_by_block():
    model = taught(inside=f"<p>{APP}</p>")
    told = explain(page(paper_page(0, inside=f"<p>{APP}</p>"), url=url(0)), SOURCE, None, model)

    whys = {part.text: part.why for part in told.parts if part.text}
    assert [text for text, why in whys.items() if why is None] == paragraphs(0)
    assert whys[APP] == "a line of several pages, by the model"
    assert any(part.place == "div.page > div.rail" and "not entered" in (part.why or "") for part in told.parts)
    assert ("headline", headline(0), "page") in told.fields
    assert explain(page("<h1>Gone</h1>", status=404), SOURCE, None, None).verdict.startswith("unreadable")
    told = explain(page(paper_page(0, inside="<p>Read more: Ferry fares are to go up again</p>"), url=url(0)), SOURCE, None, None)
    assert next(part.why for part in told.parts if part.text.startswith("Read more")).startswith("an aside")
    twice = paper_page(0, inside=f"<p>{paragraphs(0)[0]}</p>")
    told = explain(page(twice, url=url(0)), SOURCE, None, None)
    assert [part.why for part in told.parts if part.text == paragraphs(0)[0]] == [None, "said in the text already"]


def test_a_model_that_is_gone_or_changed_is_missed(tmp_path, pool):
    folder = tmp_path / "courier"
    crawl(folder, [0, 1], pool)
    held = Holdings(folder)
    raw = to_bytes(taught())
    path = held.layout.models / f"{digest_of(raw)}.json"
    bring_into_use(held.layout, raw, 2)

    path.write_bytes(raw + b"\n")
    with pytest.raises(DataLoss, match="not what its name says"):
        load(path)
    path.unlink()
    with pytest.raises(DataLoss, match="backup"):
        load(path)


def test_a_paper_learns_at_eight_articles(tmp_path, pool):
    folder = tmp_path / "courier"
    crawl(folder, list(range(7)), pool)
    assert not is_due(Holdings(folder).layout, Holdings(folder).count_records())
    crawl(folder, [7], pool)
    assert is_due(Holdings(folder).layout, Holdings(folder).count_records())
    keep(Holdings(folder), learn_from(Holdings(folder), SOURCE, pool))
    assert not is_due(Holdings(folder).layout, Holdings(folder).count_records())
