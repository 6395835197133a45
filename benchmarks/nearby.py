"""How long the ranked list takes, against its bare SQL: median and p95 of warm questions at random places.

``python benchmarks/nearby.py ATLAS`` (a folder, or the URL of a database). Targets at 2 M contracts and 100 k buyers:
150 ms at the median, 300 ms at p95, within 3 times the bare SQL; suggestions under 50 ms.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from werkzeug.datastructures import MultiDict

from geo.atlas import open_atlas
from geo.atlas.base import Atlas
from geo.distance import box_around
from webmap.nearby import nearby_ask, understand
from webmap.prospects import prospects

ROUNDS, KM, TODAY = 60, 50, date(2026, 11, 25)
TRADES = ("charpentier", "traiteur", "informatique", "géomètre", "nettoyage")


def timed(questions: list[Callable[[], object]]) -> str:
    """Milliseconds of each question, asked once before to warm."""
    spent = []
    for question in questions:
        question()
        started = time.perf_counter()
        question()
        spent.append(1000 * (time.perf_counter() - started))
    return f"median {np.median(spent):6.1f} ms, p95 {np.quantile(spent, 0.95):6.1f} ms"


def listed(atlas: Atlas, code: str, trade: str) -> Callable[[], object]:
    """The whole answer of the page but its drawing: who, what, the ranking and the contracts that end."""
    ask = nearby_ask(MultiDict({"place": code, "sells": trade, "km": str(KM)}))

    def answer() -> object:
        found = prospects(atlas, ask, understand(atlas, ask, ""), TODAY)
        return found.rows

    return answer


def bare(atlas: Atlas, lon: float, lat: float) -> Callable[[], object]:
    """The one query of the list."""
    west, south, east, north = box_around(lon, lat, KM)
    box = {"west": west, "south": south, "east": east, "north": north}
    return lambda: atlas._ask("doors_within", families=["45"], **box)


def main(url: str) -> None:
    """Print the three lines."""
    atlas = open_atlas(url)
    chance = random.Random(20261125)  # noqa: S311 - the same places each time
    places = atlas.territories("commune").sample(ROUNDS, random_state=1)
    print("ranked list:", timed([listed(atlas, code, chance.choice(TRADES)) for code in places["code"]]))
    print("bare SQL:   ", timed([bare(atlas, p.lon, p.lat) for p in places.itertuples()]))
    print("suggestions:", timed([lambda n=n[:4]: atlas.search_territories(n, 40) for n in places["name"]]))


if __name__ == "__main__":
    main(sys.argv[1])
