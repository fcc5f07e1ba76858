"""What a page turns out to be, and that the reason is said."""

from __future__ import annotations

import pytest

from newsarchive.extract.article import Verdict

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, article, document, long_text, refusal, story

TEASER = '<article><h3><a href="/s/{0}">Harbour story number {0} of the day</a></h3></article>'
PAID = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Old bridge","isAccessibleForFree":false}</script>'
WALL = '<div class="paywall"><h3>Subscribe to continue reading</h3><p>Already a subscriber? Log in.</p></div>'


def test_the_front_page_is_a_listing_whatever_stands_on_it():
    assert refusal(story(), url="https://courier.example/").verdict is Verdict.LISTING
    assert refusal(story(), url="https://courier.example/index.html").verdict is Verdict.LISTING


@pytest.mark.parametrize("count", [3, 8, 40])
def test_a_page_of_linked_headlines_is_a_listing(count):
    html = document("<h1>Harbour</h1>" + "".join(TEASER.format(n) for n in range(count)))
    assert refusal(html, url="https://courier.example/section/harbour").verdict is Verdict.LISTING


def test_a_page_of_teasers_with_summaries_is_a_listing():
    card = '<div class="card"><h2><a href="/s/{0}">Harbour story number {0} of the day</a></h2><p>{1}</p></div>'
    html = document("<h1>Harbour</h1><main>" + "".join(card.format(n, PARAGRAPHS[n % 4]) for n in range(12)) + "</main>")
    assert refusal(html, url="https://courier.example/section/harbour").verdict is Verdict.LISTING


def test_a_calendar_of_two_links_is_a_listing():
    assert (
        refusal('<h1>What\'s on</h1><a href="/calendar/2026/2">Next month</a><a href="/calendar/2027/1">Next year</a>').verdict
        is Verdict.LISTING
    )


def test_an_article_with_many_related_links_is_an_article():
    assert article(story(after="<aside class='related'>" + "".join(TEASER.format(n) for n in range(60)) + "</aside>"))


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Sorry, that page could not be found</h1>",
        "<title>404 - The Courier</title><h1>Oops</h1><p>Try the front page.</p>",
        "<h1>Seite nicht gefunden</h1><p>Die gesuchte Seite ist umgezogen.</p>",
        "<h1>Page introuvable</h1>",
        "<h1>Página no encontrada</h1>",
        "<h1>Siden ble ikke funnet</h1>",
        "<h1>Pagina niet gevonden</h1>",
        "<h1>Страница не найдена</h1>",
        "<h1>您访问的页面不存在</h1>",
        "<p>The page you are looking for does not exist.</p>",
    ],
)
def test_a_page_that_says_not_found_with_status_200_is_a_soft_404(html):
    assert refusal(document(html)).verdict is Verdict.SOFT_404


def test_an_article_about_something_not_found_is_an_article():
    assert article(story().replace(HEADLINE, "Missing boat could not be found, coastguard says"))


def test_a_short_text_that_calls_itself_paid_is_a_stub():
    assert refusal(story(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>", head=PAID)).verdict is Verdict.PAYWALL_STUB


def test_a_text_cut_off_by_a_wall_is_a_stub_even_if_nothing_is_declared():
    found = refusal(story(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{WALL}"))
    assert found.verdict is Verdict.PAYWALL_STUB
    assert "Subscribe to continue" in found.reason


def test_a_text_that_ends_with_the_words_of_a_wall_is_a_stub():
    wall = "<p>You have read the opening of this story. Subscribe now to read the rest of it.</p>"
    assert refusal(story(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{wall}")).verdict is Verdict.PAYWALL_STUB


def test_a_stub_says_its_headline_and_its_date():
    dated = PAID.replace("false}", 'false,"datePublished":"2026-01-10T08:15:00+00:00"}')
    found = refusal(story(f"<p>{PARAGRAPHS[0]}</p>", head=dated))
    assert (found.verdict, found.headline, found.date_published) == (Verdict.PAYWALL_STUB, HEADLINE, "2026-01-10T08:15:00+00:00")


def test_what_is_not_dated_says_nothing_of_itself():
    found = refusal(document("<h1>Sorry, that page could not be found</h1>"))
    assert (found.headline, found.date_published) == (None, None)


def test_a_full_text_that_calls_itself_paid_is_an_article():
    found = article(story(long_text(4), head=PAID))
    assert found.is_accessible_for_free is False


def test_a_request_to_subscribe_far_from_the_text_makes_no_stub():
    assert article(story(before="<div class='subscribe'><a href='/abo'>Subscribe to continue reading offline</a></div>"))


def test_a_page_about_cookies_alone_is_a_consent_wall():
    html = "<h1>Before you go on</h1><p>We and our 812 partners use cookies and similar tracking to process personal data.</p>"
    html += "<p>You may withdraw your consent at any time. See our privacy notice.</p><button>Accept</button>"
    assert refusal(document(html)).verdict is Verdict.CONSENT_WALL


def test_a_cookie_banner_over_an_article_does_not_matter():
    said = "We use cookies. Read about cookies, consent and privacy in our cookies policy. Cookies are good."
    banner = f"<div class='cookie-banner'><p>{said}</p></div>"
    found = article(story(before="<time datetime='2026-03-04'></time>", after=banner))
    assert "ookies" not in found.article_body


@pytest.mark.parametrize(
    "html",
    [
        "<title>Just a moment...</title><h1>courier.example</h1><p>Verifying you are human. This may take a few seconds.</p>",
        "<title>Access denied</title><h1>Pardon our interruption</h1><p>Something made us think that you are a bot.</p>",
        "<title>courier.example</title><p>Please wait.</p><script src='https://geo.captcha-delivery.com/captcha/check.js'></script>",
    ],
)
def test_a_challenge_is_a_bot_check(html):
    assert refusal(document(html)).verdict is Verdict.BOT_CHECK


@pytest.mark.parametrize("attribute", ["amp", "⚡"])
def test_an_amp_copy_points_to_its_canonical_address(attribute):
    html = document(f"<h1>{HEADLINE}</h1>{TEXT}", '<link rel="canonical" href="/harbour/bridge-4711">', attribute)
    found = refusal(html, url="https://courier.example/harbour/amp/bridge-4711")
    assert (found.verdict, found.links) == (Verdict.TWIN, ("https://courier.example/harbour/bridge-4711",))


def test_an_amp_page_that_is_its_own_canonical_is_an_article():
    html = document(
        f"<h1>{HEADLINE}</h1>{TEXT}", '<link rel="canonical" href="https://courier.example/harbour/bridge-4711#top">', "amp"
    )
    assert article(html, url="https://courier.example/harbour/bridge-4711")


def test_an_article_whose_comments_stand_under_linked_names_is_no_listing():
    replies = "".join(
        f"<h4><a href='/reader/{n}'>A reader from the quay {n}</a></h4><p>{PARAGRAPHS[n % 4]}</p>" for n in range(20)
    )
    found = article(story(long_text(4) + replies))
    assert found.article_body.startswith(PARAGRAPHS[0])


def test_pictures_without_text_are_a_gallery():
    figures = "".join(f"<figure><img src='/{n}.jpg'><figcaption>Boats on the quay</figcaption></figure>" for n in range(9))
    assert refusal(story(f"<p>See the boats.</p>{figures}")).verdict is Verdict.GALLERY


def test_an_article_with_many_pictures_is_an_article_though_its_text_is_one_paragraph():
    figures = "".join(f"<figure><img src='/{n}.jpg'><figcaption>Boats on the quay</figcaption></figure>" for n in range(9))
    text = " ".join(PARAGRAPHS)
    assert article(story(f"<p>{text}</p>{figures}")).article_body == text


def test_a_video_without_text_is_a_video():
    html = story(
        "<video src='/v.mp4'></video><p>Watch the bridge turn.</p>", head='<meta property="og:type" content="video.other">'
    )
    assert refusal(html).verdict is Verdict.VIDEO


def test_a_brief_of_two_sentences_with_headline_and_date_is_an_article():
    brief = "<p>The swing bridge was shut for an hour on Monday.</p><p>Nobody was hurt.</p>"
    found = article(story(brief, before="<time datetime='2026-03-04'></time>"))
    assert found.article_body == "The swing bridge was shut for an hour on Monday.\nNobody was hurt."


def test_the_same_brief_without_a_date_is_no_text():
    assert refusal(story("<p>The swing bridge was shut for an hour on Monday.</p>")).verdict is Verdict.NO_TEXT


def test_a_page_that_only_a_script_fills_has_no_text():
    assert (
        refusal(document("<div id='root'></div><script>render()</script>", "<title>The Courier</title>")).verdict
        is Verdict.NO_TEXT
    )
