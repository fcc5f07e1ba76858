"""The text: the article's own words and nothing else, a paragraph a line."""

from __future__ import annotations

import unicodedata

import pytest

from newsarchive.extract.article import Verdict

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, article, document, in_parts, long_text, refusal, story

BODY = "\n".join(PARAGRAPHS)
PARTS = in_parts(3)
LONG = long_text(3)


def between(box: str) -> str:
    """The article with a box in the middle of its paragraphs."""
    return story("".join(f"<p>{paragraph}</p>{box if number == 1 else ''}" for number, paragraph in enumerate(PARAGRAPHS)))


def test_a_plain_article_gives_its_paragraphs_in_order():
    found = article(story())
    assert found.article_body == BODY
    assert found.word_count == len(BODY.split())


@pytest.mark.parametrize(
    "box",
    [
        '<p><a href="/x">Read more: ferry fares to go up in spring</a></p>',
        '<p><strong>Read more:</strong> <a href="/x">Ferry fares to go up in spring, says the county</a></p>',
        '<div class="related"><h3>More</h3><ul><li><a href="/x">Ferry fares go up</a></li><li>Boats are late.</li></ul></div>',
        "<div class='zq'><p>Get the harbour in your inbox every morning.</p><input type=email><button>Send</button></div>",
        '<figure><img src="/b.jpg"><figcaption>The bridge in 1911, when the first tram crossed it.</figcaption></figure>',
        "<aside><p>The bridge was built in 1908 by a firm from up the river, which went bankrupt a year later.</p></aside>",
        '<section role="complementary"><h2>The ferry</h2><p>The ferry has sailed since 1908, and sank twice on her way.</p></section>',
        (
            "<div><h2>More on the old bridge</h2><ul><li>It is to be mended, says <a href='/x'>the council</a>.</li>"
            "<li>The ferry sails, <a href='/y'>for now</a>.</li></ul></div>"
        ),
        '<div class="ad-slot">Advertisement</div>',
        "<p>Advertisement</p>",
        '<h3>Most read</h3><ul><li><a href="/x">Ferry fares go up</a></li><li><a href="/y">Quay flooded</a></li></ul>',
        '<div class="share-bar"><a href="#">Share</a> <a href="#">Post</a> <span>14 comments</span></div>',
        '<blockquote class="twitter-tweet"><p>What a day for the quay!</p>— Baker <a href="#">4 March</a></blockquote>',
        "<div hidden><p>This sentence is for nobody to see, but long enough to pass for a paragraph of the text.</p></div>",
        '<div style="display: none"><p>This sentence is for nobody to see, but long enough to pass for a paragraph.</p></div>',
        "<script>var text = 'The harbour board said that it would sue.';</script><style>p { color: red }</style>",
        "<iframe src='/x'>Your browser shows no frames, which is why this sentence is here to be read.</iframe>",
    ],
    ids=[
        "link-only line",
        "lead and link",
        "related",
        "newsletter",
        "caption",
        "aside",
        "role",
        "more on",
        "ad",
        "ad line",
        "headed links",
        "share",
        "embed",
        "hidden",
        "unseen",
        "script",
        "frame",
    ],
)
def test_what_stands_between_paragraphs_and_is_not_the_article_is_left_out(box):
    assert article(between(box)).article_body == BODY


@pytest.mark.parametrize(
    "tail",
    [
        '<h3>More on this story</h3><ul><li><a href="/1">Fares to go up</a></li><li><a href="/2">Quay flooded</a></li></ul>',
        "<p><em>Ann Other is our harbour reporter and has lived on the quay for thirty years.</em></p>",
        "<p>Contact the newsroom: news@courier.example or call at the office on the quay.</p>",
        "<p>© The Courier 2026. All rights reserved.</p>",
        '<p class="tags"><a href="/t/bridge">Bridge</a> <a href="/t/harbour">Harbour</a></p>',
        "<p>Picture: A. Nyone</p>",
        '<div class="comments"><p>I have lived here all my life and never seen such a thing, I tell you.</p></div>',
    ],
    ids=["related", "author note", "contact", "copyright", "tags", "credit", "comments"],
)
def test_what_follows_the_last_paragraph_is_left_out(tail):
    assert article(story(TEXT + tail)).article_body == BODY


@pytest.mark.parametrize(
    "aside",
    [
        "Get the latest news sent straight to your messages by joining our WhatsApp community today.",
        "For all the latest news from the harbour, sign up to our daily newsletter here.",
        "Download the Harbour Courier app today and never miss a tide.",
        "We also treat our members to special offers, promotions, and adverts from us and our partners.",
        "Mit unserem kostenlosen Newsletter erhalten Sie täglich einen Überblick über die Nachrichten vom Hafen.",
        "Inscrivez-vous à notre lettre du matin pour ne rien manquer de la vie du port.",
        "Advertisement",
        "Story continues below this picture.",
        "Read more: Ferry fares are to go up again in the spring, says the harbour company.",
        "READ | Ferry fares are to go up again in the spring, says the harbour company",
        "Dalsza część artykułu pod materiałem wideo",
        "Photo: Ann Other / Harbour Pictures",
        "© Ann Other The old swing bridge in the morning of Monday, with the first ferry of the day behind it.",
        "The old swing bridge in the morning of Monday, with the first ferry of the day behind it. (AP Photo/Ann Other)",
        "The old swing bridge in the morning of Monday, with the ferry behind it. (Ann Other/Getty Images)",
        "Ann Other sits on the harbour board. The opinions expressed in this commentary are her own.",
        "We may earn a commission if you buy something through one of the links in this story.",
        "If you like what you read, consider supporting our award-winning journalism by subscribing today.",
        "Lesen Sie auch: Die Fähre fährt ab Mai wieder nach Plan, sagt der Betreiber.",
        "Baca juga: Tarif feri naik lagi pada bulan Mei, kata perusahaan pelabuhan",
        "Читайте также: С мая паром снова ходит по расписанию",
        "(Read more: Ferry fares are to go up again in the spring)",
        "The old swing bridge in the morning of Monday, with the first ferry of the day behind it. (Video by Ann Other)",
        "Die alte Drehbrücke am Montagmorgen, dahinter die erste Fähre des Tages. (Foto: Ann Other)",
        "In this March 4, 2026, file photo, the first ferry of the day passes the old swing bridge on its way out.",
        "The old swing bridge in the morning of Monday, with the first ferry of the day behind it. File photo",
        "Die alte Drehbrücke am Montagmorgen, dahinter die erste Fähre des Tages (Archivbild).",
        "The bridge opens again. Photo: Ann Other",
        "De oude draaibrug op maandagochtend, met daarachter de eerste veerboot. Beeld: Ann Other",
        "Фото: Анна Другая",
        "The old swing bridge in the morning of Monday, with the ferry behind it. (Graphic: Ann Other)",
        "The bridge opens again. Photo-credit: Ann Other",
        "Den gamla svängbron i måndags, med dagens första färja bakom. Arkivbild",
        "The old swing bridge in the morning of Monday, with the ferry behind it. (Handout by the harbour company)",
        "The old swing bridge is open again, and the ferry sails Back to video",
        "Subscribe to the Courier on YouTube for pictures of the harbour, and to the podcast.",
        "Artículos relacionados • El puente viejo se abre en mayo • El ferry sube de precio",
        "Copyright © 2026 The Harbour Courier, Ltd. Click here for permission to print it again.",
    ],
)
def test_an_aside_is_no_part_of_the_text(aside):
    assert article(between(f"<p>{aside}</p>")).article_body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "The council had asked residents to sign up for alerts by telephone before the bridge was shut in May.",
        "“The app was downloaded by nine of ten skippers within a week,” said the harbour master on Monday.",
        "Read more than a hundred logbooks, the museum tells its helpers, and you begin to hear the harbour.",
        "The ferry, built for eighty cars, carries passengers and goods in all weathers (and/or whatever else will float).",
        "He shares the views expressed by the skippers, and will not sell the ferry whatever the commission says.",
        "Les élèves de 1961 sont revenus au port, et chacun a reconnu le vieux pont (photos de classe de l'instituteur).",
        "Graphics: 40 units at 1,172 MHz, and no word of it in the manual that the harbour company was sent with it.",
        "Images: of the hundred that the museum holds, she said on Monday, not one has ever been shown to the town.",
        "Advertisements for the ferry were painted on every second gable of the old town until 1961.",
        "“We told all members in our newsletter in May, and sign up to our WhatsApp group they did,” said the chairwoman.",
        "Residents should sign up for the flood alerts, which are sent to your phone at any hour, the agency says.",
        "The police find more and more dealers on WhatsApp, and a fund is to support local journalism about it.",
        "Download the form or the app of the council to pay for the ferry; the views expressed by Mr Lee were his own.",
        "The ferry will sail for the last time on Sunday, and all of the town will be there to see it (pictures of her by night).",
        "She brought three things back from the island. Photo albums: two of the ferry, one of the bridge, all of them wet.",
        "In a photo that she posted on Monday, the chairwoman stands on the bridge and holds up the key of the old lock.",
        "Copyright in the hundred photographs passes to the town, and the museum is to print ten of them every year.",
        "Die Fähre fährt ab Mai wieder nach Plan, teilte der Betreiber am Montag in der Hafenstadt mit. (dpa/lno)",
        "Die Fähre fährt ab Mai wieder nach Plan, teilte der Betreiber mit. (Mit Material von AFP/dpa)",
        "He read every newsletter that the harbour company had sent to its shareholders since the flood of 1953.",
    ],
)
def test_news_of_what_asides_speak_of_is(line):
    assert line in article(between(f"<p>{line}</p>")).article_body


def test_a_text_that_a_page_has_for_two_widths_of_screen_is_given_once():
    wide = f'<div class="wide">{TEXT}<h3>In short</h3><p>No.</p></div>'
    assert article(story(wide + wide.replace("wide", "narrow"))).article_body == article(story(wide)).article_body


def test_a_standfirst_that_is_the_first_paragraph_too_is_given_once():
    standfirst = f'<p class="standfirst">{PARAGRAPHS[0]}</p><div class="byline">By Ann Other</div><div>{TEXT}</div>'
    assert article(story(standfirst)).article_body == BODY


@pytest.mark.parametrize("quote", ["<blockquote>{}</blockquote>", "<blockquote class='x1'><p>“{}”</p></blockquote>"])
def test_a_sentence_that_is_pulled_out_of_the_text_is_given_once(quote):
    assert article(between(quote.format("We have waited nine years for this day"))).article_body == BODY


def test_a_short_line_may_come_again():
    programme = "<h2>Quay hall</h2><p>At eight. Tickets at the door.</p><h2>Ferry</h2><p>At eight. Tickets at the door.</p>"
    assert article(story(TEXT + programme + TEXT.replace("the", "a"))).article_body.count("Tickets at the door.") == 2


QUOTED = "<p>The bridge will be shut for the whole of May, and nobody has told the ferry.</p>"


@pytest.mark.parametrize(
    "signature",
    [
        "&mdash; Ann Other (@annother) 27 November 2026",
        "<p>— Ann Other (@annother) <a href='https://x.example/1'>November 27, 2026</a></p>",
    ],
)
def test_a_post_is_known_by_how_it_is_signed(signature):
    assert article(between(f'<blockquote class="kx81">{QUOTED}{signature}</blockquote>')).article_body == BODY


def test_a_quotation_that_is_signed_otherwise_is_part_of_the_text():
    quoted = f"<blockquote>{QUOTED}<p>— Ann Other, harbour master</p></blockquote>"
    assert "nobody has told the ferry" in article(between(quoted)).article_body


def test_a_last_paragraph_that_speaks_of_subscribers_is_no_wall():
    last = "The magazine of the ferry's friends is sent to subscribers in May, and they may keep reading it until the autumn."
    assert article(story(LONG + f"<p>{last}</p>")).article_body.endswith(last)


@pytest.mark.parametrize(
    "way", ["For the fares of the ferry in summer, click <a href='/x'>here</a>.", "Más sobre el puerto, clic AQUÍ."]
)
def test_the_way_elsewhere_at_the_end_is_no_part_of_the_text(way):
    assert article(story(f"{TEXT}<p>{way}</p>")).article_body == BODY


def test_a_wall_at_the_end_of_a_long_opening_is_no_part_of_it():
    wall = "<p>Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.</p>"
    assert article(story(LONG + wall)).article_body == article(story(LONG)).article_body


@pytest.mark.parametrize(
    "above",
    [
        '<ol class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/h">Harbour</a></li><li>Article</li></ol>',
        "<p>Home Harbour News Article</p>",
        '<p class="byline">By Ann Other</p><time datetime="2026-03-04">4 March 2026</time>',
        "<p>By Ann Other</p><p>Updated 4 March 2026, 08:15</p>",
        '<div class="more-on"><a href="/">More on The Courier</a></div>',
        "<p>By Ann Other - Mar 4, 2026 - Last updated at Mar 4, 2026</p>",
    ],
    ids=["breadcrumb", "breadcrumb line", "marked by-line", "bare by-line", "more on", "one line"],
)
def test_what_stands_between_headline_and_text_is_left_out(above):
    assert article(story(before=above)).article_body == BODY


def test_the_headline_is_no_line_of_the_text():
    assert HEADLINE not in article(story(f"<p>{HEADLINE}</p>{TEXT}")).article_body


def test_a_standfirst_that_the_description_repeats_opens_the_text():
    lead = "The swing bridge on the quay is to be mended at last after nine years of talk."
    html = story(
        head=f'<meta name="description" content="{lead}">',
        before=f'<div>Nobody has read this yet, it seems</div><div class="x"><h2>{lead}</h2></div><p class="byline">By Ann Other</p>',
    )
    assert article(html).article_body == f"{lead}\n{BODY}"


def test_a_heading_stays_and_one_that_heads_nothing_goes():
    inside = f"<p>{PARAGRAPHS[0]}</p><h2>Four months without lorries</h2><p>{PARAGRAPHS[1]}</p>"
    inside += "<h2>Most read</h2><ul><li><a href='/'>Ferry fares go up</a></li></ul>"
    assert article(story(inside)).article_body == f"{PARAGRAPHS[0]}\nFour months without lorries\n{PARAGRAPHS[1]}"


def test_a_list_of_short_lines_is_kept():
    towns = "<ul><li>Upper Quay, 9am</li><li>Lower Quay, 10am</li><li>Old Market, noon</li></ul>"
    inside = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p>The board will meet residents at these places:</p>{towns}"
    assert article(story(inside)).article_body.endswith("these places:\nUpper Quay, 9am\nLower Quay, 10am\nOld Market, noon")


def test_paragraphs_in_wrappers_of_their_own_are_one_text():
    wrapped = "".join(f'<div class="block block-{n}"><p>{paragraph}</p></div>' for n, paragraph in enumerate(PARAGRAPHS))
    assert article(story(wrapped)).article_body == BODY


def test_paragraphs_made_of_line_breaks_are_lines():
    assert article(story("<br><br>".join(PARAGRAPHS))).article_body == BODY


def test_inline_mark_up_and_white_space_leave_no_trace():
    found = article(
        story(
            TEXT
            + "<p>She   <b>said</b>\n it&nbsp;would\u200b <a href='/x'>take</a> until the end of the year and then<br>some.</p>"
        )
    )
    assert found.article_body.endswith("\nShe said it would take until the end of the year and then some.")


def test_the_text_is_in_normal_form_c_without_blanks_at_line_ends():
    body = article(
        story(TEXT + "<p>Cafe\u0301 owners on the quay say that they have heard it all before, twice. </p>")
    ).article_body
    assert unicodedata.is_normalized("NFC", body)
    assert all(line == line.strip() and line for line in body.split("\n"))


def test_a_picture_gallery_is_not_the_text_even_where_it_is_longer():
    caption = "<p>{}/4</p><p>A very long caption that tells the whole story of the bridge from its first day to this.</p>"
    gallery = "<div class='z'>" + "".join(f"<div>{caption.format(n)}</div>" for n in (1, 2, 3, 4)) + "</div>"
    assert article(between(gallery)).article_body == BODY


def test_a_body_named_like_furniture_is_still_the_body():
    inside = f'<div class="subscriber-content related-wrapper ad-free">{TEXT}</div>'
    assert article(story(inside)).article_body == BODY


def test_a_form_around_the_whole_page_does_not_hide_the_article():
    assert article(document(f"<form action='/'><h1>{HEADLINE}</h1><div>{TEXT}</div></form>")).article_body == BODY


def test_the_first_of_several_articles_on_a_page_is_the_one():
    fares = "<p>A crossing will cost two crowns more from April on, the county said.</p>"
    free = "<p>Children under six go free as before, and so do their prams and dogs.</p>"
    other = f"<article><h2>Ferry fares go up</h2><div class='text'>{fares}{free}</div></article>"
    assert article(story(after=other)).article_body == BODY


def test_a_page_without_full_paragraphs_gets_a_second_reader():
    short = "".join(f"<div><span>{number} o'clock: boats {number}</span></div>" for number in range(60))
    found = article(document(f"<h1>{HEADLINE}</h1><time datetime='2026-03-04'></time><article>{short}</article>"))
    assert "second-reader" in found.warnings
    assert "boats 59" in found.article_body


def test_a_page_of_links_alone_has_no_text_for_the_second_reader_either():
    tags = "".join(f"<div><a href='/t/{n}'><span>Ferry and harbour, day {n} of the strike</span></a></div>" for n in range(60))
    html = document(f"<h1>Archive of the harbour strike</h1><time datetime='2026-03-04'></time><section>{tags}</section>")
    assert refusal(html).verdict in (Verdict.LISTING, Verdict.NO_TEXT)


def test_a_text_in_signs_is_measured_by_what_it_says():
    inside = "".join(
        f"<p>港湾委員会は冬になる前に古い旋回橋を修理すると火曜日の夜に発表した。{n}回目の発表である。</p>" for n in range(4)
    )
    assert article(story(inside)).article_body.count("\n") == 3


def test_a_text_cut_into_several_articles_without_headlines_is_one():
    halves = f"<article><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></article><article><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p></article>"
    assert article(document(f"<h1>{HEADLINE}</h1><div>{halves}</div>")).article_body == BODY


def test_a_button_that_is_never_closed_does_not_swallow_the_article():
    assert article(document(f"<button><div></button><main><h1>{HEADLINE}</h1><div>{TEXT}</div></main>")).article_body == BODY


def test_grid_cells_named_for_their_sidebar_keep_their_text():
    cells = "".join(f'<div class="sidebar-grid"><div><p>{paragraph}</p></div></div>' for paragraph in PARAGRAPHS)
    assert article(document(f"<h1>{HEADLINE}</h1><main>{cells}</main>")).article_body == BODY


def test_a_data_table_does_not_hide_the_paragraphs_around_it():
    rows = "".join(f"<tr><td>Boat {n}</td><td>{n}</td><td>{n}%</td><td>late</td></tr>" for n in range(40))
    half = "<section class='half'><p>{}</p><p>{}</p></section>".format
    found = article(story(half(*PARAGRAPHS[:2]) + f"<table>{rows}</table>" + half(*PARAGRAPHS[2:])))
    assert all(paragraph in found.article_body for paragraph in PARAGRAPHS)
    assert "second-reader" not in found.warnings


def test_comments_longer_than_the_article_are_left_out():
    comment = (
        "<p>I have lived here all my life and never seen such a thing, it is a scandal, I tell you, and so is the ferry.</p>"
    )
    assert article(story(LONG, after=f"<section class='comments'>{comment * 60}</section>")).article_body == "\n".join(PARTS)


def test_a_first_paragraph_alone_in_its_box_belongs_to_the_text():
    opening = f'<div class="box-one"><p class="story-text">{PARAGRAPHS[0]}</p><p>Listen</p></div>'
    rest = "".join(f'<p class="story-text">{paragraph}</p>' for paragraph in PARTS)
    body = article(story(f"{opening}<div class='rest'>{rest}</div>", before="<div>Nine minutes to read</div>")).article_body
    assert body == "\n".join((PARAGRAPHS[0], *PARTS))


@pytest.mark.parametrize(("end", "kept"), [(" …", False), ("[...]", False), (".", True)])
def test_teasers_that_are_cut_short_at_the_end_are_no_text(end, kept):
    told = "The ferry company told the council on Monday that the fares of the winter are to stay until May"
    cards = "".join(
        f"<div class='z1'><div><a href='/s/{n}'>Ferry fares to go up, part {n}</a></div><div class='z2'><p>{told} {n}{end}</p></div></div>"
        for n in range(3)
    )
    found = article(story(f"<div class='z3'>{TEXT}</div>{cards}"))
    assert (told in found.article_body) == kept
    assert found.article_body.startswith(BODY)


def test_a_list_below_a_heading_that_begins_with_more_stays_where_it_links_nowhere():
    points = (
        "<h2>More on the costs</h2><ul><li>The council pays a third of it, it says.</li><li>The county pays the rest.</li></ul>"
    )
    assert "The county pays the rest." in article(between(points)).article_body
