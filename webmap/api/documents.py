"""What the API says of itself: the OpenAPI document for programs, a page for people."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from webmap.api.openapi import openapi
from webmap.api.resources import RESOURCES, Resource
from webmap.args import only_known
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.exports import as_json


def register(api: Blueprint) -> None:
    """Add /api/openapi.json and /api/."""
    api.add_url_rule("/openapi.json", "openapi", description)
    api.add_url_rule("/", "home", home)


def description() -> Response:
    """The OpenAPI document."""
    only_known(request.args, ())
    return unless_known(lambda: as_json(openapi(atlas(), url_for("api.home").rstrip("/"))))


def home() -> str:
    """Every address with its parameters, its columns and an example to open."""
    return render_template("api.html", resources=RESOURCES, example=example_of)


def example_of(resource: Resource, form: str = "json") -> str:
    """An address of a resource that answers."""
    inside = {"key": "local_share"} if "{key}" in resource.path else {}
    values: dict[str, Any] = {"form": form, **inside, **resource.example}
    return url_for(f"api.{resource.name}", **values)
