"""Settings, drawing helpers, and the order of readiness."""

import pytest
from flask import Flask

from geo.errors import SettingsError
from webmap import create_app, svg
from webmap.config import settings_from
from webmap.current import atlas


def test_a_database_wins_over_a_folder() -> None:
    both = {"GEOMARCHES_DATABASE": "postgresql://x/y", "GEOMARCHES_ATLAS": "atlas"}
    assert settings_from(both).atlas_url == "postgresql://x/y"
    assert settings_from({}).atlas_url == "atlas"


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
