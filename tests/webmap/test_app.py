"""Settings, drawing helpers, and the order of readiness."""

import pytest
from flask import Flask

from geo.errors import SettingsError
from webmap import create_app, svg
from webmap.config import settings_from
from webmap.current import atlas, attach


def test_the_folder_is_the_one_named_or_the_one_beside() -> None:
    assert settings_from({"GEOMARCHES_ATLAS": "/srv/atlas"}).atlas_url == "/srv/atlas"
    assert settings_from({}).atlas_url == "atlas"


def test_a_version_published_meanwhile_serves_the_next_request(app: Flask) -> None:
    with app.app_context():
        held = atlas()
    newer = type(held)()
    newer.version = "newer"
    held.is_current = lambda: False  # type: ignore[method-assign]
    attach(app, held, lambda: newer)
    with app.app_context():
        assert atlas().version == "newer"
    with app.app_context():
        assert atlas() is newer


def test_a_typing_error_in_a_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOMARCHES_ATLLAS", "x")
    with pytest.raises(SettingsError, match="GEOMARCHES_ATLLAS is not a setting"):
        create_app("/nowhere")


def test_an_atlas_that_does_not_answer_is_not_ready(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> list[int]:
        raise OSError("disk")

    with app.app_context():
        monkeypatch.setattr(atlas(), "years", fails)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "detail": "OSError"}


def test_opposite_flows_do_not_overlap() -> None:
    assert svg.curve((0, 0), (10, 0)).split("Q")[1].split()[1] != svg.curve((10, 0), (0, 0)).split("Q")[1].split()[1]
