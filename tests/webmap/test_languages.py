"""French is the language of the code; English stands under /en, at the same addresses."""

import pytest
from flask import Flask, render_template_string, url_for

from webmap import languages


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A site of two pages with a catalogue of three sentences."""
    words = {"Marchés": "Contracts", "%(n)s marché": ("%(n)s contract", "%(n)s contracts"), "Total": "Total"}
    monkeypatch.setattr(languages, "catalogue", lambda code: words if code == "en" else {})
    app = Flask("site")
    languages.register(app)
    counted = "{{ ngettext('%(n)s marché', '%(n)s marchés', n, n=n) }}"
    page = "{{ language }}|{{ _('Marchés') }}|" + counted + "|{{ here }}|{{ other_language_url }}"
    app.add_url_rule("/page/<int:n>", "page", lambda n: render_template_string(page, n=n, here=url_for("page", n=n)))
    return app


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/page/1", "fr|Marchés|1 marché|/page/1|/en/page/1"),
        ("/page/0", "fr|Marchés|0 marché|/page/0|/en/page/0"),
        ("/en/page/0?a=%C3%A9", "en|Contracts|0 contracts|/en/page/0|/page/0?a=%C3%A9"),
        ("/en/page/1", "en|Contracts|1 contract|/en/page/1|/page/1"),
        ("/page/2", "fr|Marchés|2 marchés|/page/2|/en/page/2"),
    ],
)
def test_a_page_speaks_the_language_of_its_address(app: Flask, asked: str, shown: str) -> None:
    assert app.test_client().get(asked).text == shown


def test_a_word_that_begins_like_the_door_is_not_the_door(app: Flask) -> None:
    assert app.test_client().get("/entreprise").status_code == 404


def test_a_sentence_without_translation_stays_in_french(app: Flask) -> None:
    with app.test_request_context("/page/1", environ_overrides={languages.LANGUAGE_KEY: "en"}):
        assert languages.gettext("Acheteurs") == "Acheteurs"


def test_figures_are_escaped_in_a_page_and_kept_in_a_sentence(app: Flask) -> None:
    with app.test_request_context("/page/1"):
        assert render_template_string("{{ _('Lieu : %(name)s', name=name) }}", name="<b>") == "Lieu : &lt;b&gt;"
        assert languages.gettext("Lieu : %(name)s", name="<b>") == "Lieu : <b>"
