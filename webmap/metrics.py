"""Counts and times of requests for Prometheus, at ``/metrics``: of all processes together under gunicorn.

Labels are rooms of the site (its blueprints) and statuses: a few tens of series, whatever visitors type. nginx does not
pass the page on; it is read on 127.0.0.1:8000 (docs/deploy.md).
"""

import os
from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    Summary,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from webmap.current import atlas
from webmap.health import OF_HEALTH

COUNTED = CollectorRegistry()
ANSWERS = Counter("geomarches_answers", "Answers by status.", ["status"], registry=COUNTED)
SECONDS = Histogram(
    "geomarches_seconds", "Time of an answer.", buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10), registry=COUNTED
)  # fmt: skip
ROOMS = Summary("geomarches_room_seconds", "Time of an answer by room of the site.", ["room"], registry=COUNTED)
page = Blueprint("metrics", __name__)


class Built(Collector):
    """When the atlas served was built: of all processes alike, so counted by none."""

    def collect(self) -> Iterable[Metric]:
        """One number, read from the manifest."""
        built_at = datetime.fromisoformat(str(atlas().manifest()["built_at"]))
        told = "When the atlas served was built."
        yield GaugeMetricFamily("geomarches_atlas_built_timestamp_seconds", told, built_at.timestamp())


def observe(room: str, status: int, seconds: float) -> None:
    """Count an answer to a reader."""
    if room not in OF_HEALTH:
        ANSWERS.labels(str(status)).inc()
        SECONDS.observe(seconds)
        ROOMS.labels(room).observe(seconds)


@page.get("/metrics")
def counted() -> Response:
    """What was counted since the site started, and when the atlas it serves was built."""
    every = COUNTED
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        every = CollectorRegistry()
        MultiProcessCollector(every)  # type: ignore[no-untyped-call]
    of_atlas = CollectorRegistry()
    of_atlas.register(Built())
    body = generate_latest(every) + generate_latest(of_atlas)
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
