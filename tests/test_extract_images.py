"""Images: each once, the picture and not its placeholder, with caption and credit as the page gives them."""

from __future__ import annotations

import json
import time

import lxml.html
import pytest

from newsarchive.extract.article import ImageObject
from newsarchive.extract.structure import pictures
from newsarchive.extract.structure.captions import split_credit

from .pages.made import HEADLINE, PARAGRAPHS, article, story

P = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
HOST = "https://courier.example"


def around(box: str, head: str = "") -> tuple[ImageObject, ...]:
    return article(story(f"{P[0]}{P[1]}{box}{P[2]}{P[3]}", head=head)).image


def linked(image: object) -> str:
    text = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "image": image})
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("img", "address"),
    [
        ('<img src="/quay-1234.jpg">', "/quay-1234.jpg"),
        ('<img src="data:image/gif;base64,R0lG" data-src="/quay-1234.jpg">', "/quay-1234.jpg"),
        ('<img src="/placeholder.png" data-original="/quay-1234.jpg">', "/quay-1234.jpg"),
        ('<img src="/s.jpg" srcset="/quay-1234.jpg 1200w, /m.jpg 600w">', "/quay-1234.jpg"),
        ('<img src="/s.jpg" srcset="/s.jpg, /quay-1234.jpg 2x">', "/quay-1234.jpg"),
        ('<img data-srcset="/i/w_600,q_80/quay-1234.jpg 600w, /i/w_300,q_80/quay-1234.jpg 300w">', "/i/w_600,q_80/quay-1234.jpg"),
        ('<picture><source srcset="/quay-1234.jpg 900w"><img src="/s.jpg"></picture>', "/quay-1234.jpg"),
        ('<img data-src="/{width}/quay.jpg" src="/quay-1234.jpg">', "/quay-1234.jpg"),
        ('<img src="data:image/gif;base64,R0lG"><noscript><img src="/quay-1234.jpg"></noscript>', "/quay-1234.jpg"),
        ('<div class="lazy"></div><noscript><img src="/quay-1234.jpg"></noscript>', "/quay-1234.jpg"),
    ],
)
def test_the_picture_itself_is_named_wherever_the_page_keeps_its_address(img, address):
    assert [image.url for image in around(f"<figure>{img}</figure>")] == [HOST + address]


@pytest.mark.parametrize(
    ("inside", "caption", "credit"),
    [
        ("<figcaption>The bridge today</figcaption>", "The bridge today", None),
        ("<figcaption>The bridge today <span class='credit'>(A. Nyone)</span></figcaption>", "The bridge today", "A. Nyone"),
        (
            "<figcaption>The bridge today<span itemprop='copyrightHolder'>A. Nyone</span></figcaption>",
            "The bridge today",
            "A. Nyone",
        ),
        ("<figcaption><p>The bridge.</p><p class='image-credit'>A. Nyone</p></figcaption>", "The bridge.", "A. Nyone"),
        ("<figcaption>The bridge (Photo: A. Nyone)</figcaption>", "The bridge", "Photo: A. Nyone"),
        ("<figcaption>Photo by A. Nyone</figcaption>", None, "Photo by A. Nyone"),
        ("", None, None),
    ],
)
def test_captions_and_credits_are_read_apart(inside, caption, credit):
    assert [(image.caption, image.credit_text) for image in around(f'<figure><img src="/a.jpg" alt="x">{inside}</figure>')] == [
        (caption, credit)
    ]


@pytest.mark.parametrize(
    ("given", "caption", "credit"),
    [
        ("The bridge. Foto: A. Nyone", "The bridge.", "Foto: A. Nyone"),
        ("The bridge © A. Nyone", "The bridge", "© A. Nyone"),
        ("The bridge on Monday. A. Nyone/Reuters", "The bridge on Monday.", "A. Nyone/Reuters"),
        ("The bridge. (AP Photo/A. Nyone)", "The bridge.", "AP Photo/A. Nyone"),
        ("The bridge. Courtesy of the board", "The bridge.", "Courtesy of the board"),
        ("GETTY", None, "GETTY"),
        ("Foto: A. Nyone (CC BY 2.0)", None, "Foto: A. Nyone (CC BY 2.0)"),
        ("An image of the bridge by the river", "An image of the bridge by the river", None),
        ("Sources say it is old. The board met.", "Sources say it is old. The board met.", None),
        ("", None, None),
    ],
)
def test_the_end_of_a_caption_is_a_credit_where_it_has_the_form_of_one(given, caption, credit):
    assert split_credit(given) == (caption, credit)


def test_a_caption_without_figure_is_known_by_its_name():
    box = '<div class="wp-caption"><a href="/quay-1234.jpg"><img src="/quay-1234.jpg"></a><p class="wp-caption-text">The quay</p></div>'

    assert around(box) == (ImageObject(url=f"{HOST}/quay-1234.jpg", caption="The quay"),)


@pytest.mark.parametrize(
    "img",
    [
        '<img src="/quay.jpg" width="1" height="1" alt="x">',
        '<img src="/ann-other.jpg" width="60" height="60" alt="Ann Other">',
        '<img src="/avatars/ann.jpg" alt="Ann Other">',
        '<img src="/site-logo.png" alt="The Courier">',
        '<img src="/quay.svg" alt="x">',
        '<img src="/clear.gif" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<img alt="x">',
        '<a href="/other-story"><img src="/other.jpg" width="600" alt="Other"></a>',
    ],
)
def test_pixels_logos_avatars_and_teasers_are_no_images(img):
    assert around(f"<p>{img}</p>") == ()


def test_a_logo_is_no_lead_image_and_an_alt_no_caption():
    logo = '<meta property="og:image" content="/img/logo-opengraph.png">'
    alt = '<meta property="og:image" content="/quay-1234.jpg"><meta property="og:image:alt" content="The quay">'

    assert around("", head=logo) == ()
    assert around("", head=alt) == (ImageObject(url=f"{HOST}/quay-1234.jpg"),)


def test_a_picture_of_something_called_logo_is_an_image():
    box = '<figure><img src="/2026/company-logo-on-its-headquarters-roof-4711.jpg"></figure>'

    assert len(around(box)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/up/2026/03/quay-view-1.jpg", "https://a.example/up/2026/03/quay-view-1-300x200.jpg"),
        ("https://a.example/i/s1200/0_quay-view.jpg", "https://b.example/i/s615b/0_quay-view.jpg"),
        ("https://a.example/d0820bad.jpeg?w=1200&h=900", "https://a.example/d0820bad.jpeg?w=300"),
        ("https://a.example/img/4711/800x600/a.jpg", "https://a.example/img/4711/400x300/a.jpg"),
        ("https://s.example/w_300/https://a.example/quay-view-1.jpg", "https://a.example/quay-view-1.jpg"),
        ("https://s.example/_next/image?url=https%3A%2F%2Fa.example%2Fi%2Fx.jpg&w=640", "https://a.example/i/x.jpg"),
        ("https://a.example/quay-view-1.jpg.webp", "https://a.example/quay-view-1.jpg"),
    ],
)
def test_sizes_and_formats_of_one_picture_are_known_as_one(one, other):
    assert pictures.identity(one) == pictures.identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/article1/image.jpg", "https://a.example/article2/image.jpg"),
        ("https://a.example/quay-view-1.jpg", "https://a.example/quay-view-2.jpg"),
        ("https://a.example/image?id=4711&w=600", "https://a.example/image?id=4712&w=600"),
        ("https://a.example/2025-12-12_12-16-37.jpg", "https://a.example/2025-12-12_13-16-37.jpg"),
    ],
)
def test_other_pictures_are_not_taken_for_one(one, other):
    assert pictures.identity(one) != pictures.identity(other)


def test_a_picture_named_twice_is_given_once_with_the_caption_of_either():
    sizes = [f"/i/{size}/quay-view-4711.jpg" for size in ("1200x1200", "1200x900", "1200x675")]
    figure = '<figure><img src="/i/600x400/quay-view-4711.jpg"><figcaption>The quay. Photo: A. Nyone</figcaption></figure>'

    assert around(figure, head=linked(sizes)) == (
        ImageObject(url=f"{HOST}/i/1200x1200/quay-view-4711.jpg", caption="The quay.", credit_text="Photo: A. Nyone"),
    )


@pytest.mark.parametrize(
    ("more", "credit"),
    [
        ({"creditText": "A. Nyone"}, "A. Nyone"),
        ({"copyrightHolder": {"@type": "Person", "name": "A. Nyone"}}, "A. Nyone"),
        ({"copyrightNotice": "© The Courier"}, "© The Courier"),
        ({"creator": [{"name": "A. Nyone"}]}, "A. Nyone"),
        ({}, None),
    ],
)
def test_json_ld_says_who_is_credited_in_several_ways(more, credit):
    image = {"@type": "ImageObject", "url": ["/quay-view-4711.jpg"], "caption": "The quay", **more}

    assert around("", head=linked(image)) == (
        ImageObject(url=f"{HOST}/quay-view-4711.jpg", caption="The quay", credit_text=credit),
    )


def test_an_image_object_without_an_address_is_none():
    assert around("", head=linked({"@id": f"{HOST}/a#primaryimage"})) == ()


@pytest.mark.parametrize(
    "value", ["", ",", " , , ", "a.jpg 99999999999w", "a.jpg 1w," * 5_000, "x " * 5_000, "a.jpg \u00b2w", "[::1 1w"]
)
def test_a_broken_srcset_costs_nothing_and_raises_nothing(value):
    image = lxml.html.Element("img", srcset=value, src="/quay.jpg")
    began = time.process_time()

    assert pictures.address_of(image)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "address", ["http://[::1", "https://a.example/%", "https://a.example/?url=https://[", "//", "http://[x]/a.jpg"]
)
def test_an_address_that_is_none_raises_nothing(address):
    assert around(f'<figure><img src="{address}"></figure>') is not None


def test_a_page_of_pictures_alone_between_the_lines_is_read_in_time():
    began = time.process_time()
    found = around('<div class="a"><img src="/a.jpg" alt="x"><iframe src="https://x.example/y"></iframe></div>' * 3_000)

    assert len(found) <= 30
    assert time.process_time() - began < 5
