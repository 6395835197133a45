"""Addresses asked of a service of the Géoplateforme's contract, played by a server of our own, failures included."""

import csv
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email.parser import BytesParser
from email.policy import HTTP
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from world import A1, FIRM_A1, contract, write_json

from etl import build as workshop
from etl.addresses import geocode_registers
from etl.geocode import ANSWER, Geocoder, geocode
from etl.sources import decp_json, recognise, sirene
from etl.stage import Staging
from geo.errors import SourceError

# What the service knows: the address in capitals, and where it finds it.
KNOWN = {
    "8 RUE DE LONDRES": ("2.33", "48.87", "0.97", "housenumber"),
    "PLACE DU MARCHE": ("5.2", "46.0", "0.71", "street"),
    "RUE DOUTEUSE": ("5.2", "46.0", "0.31", "street"),
    "3 RUE NEUVE": ("1.5", "45.2", "0.9", "housenumber"),
    "LE BOURG": ("5.2", "46.0", "0.9", "municipality"),
}
Reply = tuple[int, dict[str, str], str]


@dataclass
class Service:
    """The service: what it was asked, what it will do wrong next, and how long its client slept."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Callable[[str], Reply | None]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def geocoder(self, **options: Any) -> Geocoder:
        return Geocoder(self.url, **{"timeout_s": 5.0, "pause_s": 0.0, "sleep": self.slept.append} | options)

    def answer(self, form: dict[str, list[str]], table: str) -> Reply | None:
        rows = list(csv.DictReader(io.StringIO(table)))
        self.asked.append({"form": form, "rows": rows})
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*rows[0], *form["result_columns"]])
        for row in rows:
            lon, lat, score, kind = KNOWN.get(row[form["columns"][0]], ("", "", "", ""))
            status = "ok" if lon else "not-found"
            found = (lon, lat, score, kind, status, row[form["citycode"][0]] if lon else "")
            writer.writerow(
                [*row.values(), *(dict(zip(ANSWER, found, strict=True))[c] for c in form["result_columns"])]
            )
        whole = out.getvalue()
        return self.faults.pop(0)(whole) if self.faults else (200, {}, whole)


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = f"Content-Type: {self.headers['Content-Type']}\n\n"
            message = BytesParser(policy=HTTP).parsebytes(kind.encode() + body)
            form: dict[str, list[str]] = {}
            for part in message.iter_parts():
                name = part.get_param("name", header="content-disposition")
                form.setdefault(str(name), []).append(part.get_payload(decode=True).decode())
            reply = one.answer(form, form.pop("data")[0])
            if reply is None:  # hangs up without a word
                return
            status, headers, text = reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        one.url = f"http://127.0.0.1:{server.server_address[1]}/geocodage/search/csv"
        yield one
        server.shutdown()


def addresses(*texts: str, commune: str = "75109") -> pd.DataFrame:
    return pd.DataFrame({"address": list(texts), "commune": commune}, index=[f"firm {n}" for n in range(len(texts))])


def busy(status: int, **headers: str) -> Callable[[str], Reply]:
    return lambda text: (status, {name.replace("_", "-"): value for name, value in headers.items()}, "busy")


def cut(text: str) -> Reply:
    """The answer of a server that dies while writing its last line."""
    return 200, {}, text[: text.rindex("ok,") - 4]


# --- what is asked, what is kept ---


def test_an_address_is_asked_inside_its_commune_and_its_point_given(service: Service, tmp_path: Path) -> None:
    found = geocode(addresses("8 rue de Londres"), tmp_path / "c.sqlite", service.geocoder())
    assert found.to_dict("index") == {
        "firm 0": {"lon": 2.33, "lat": 48.87, "score": 0.97, "kind": "housenumber", "commune": "75109"}
    }
    form = service.asked[0]["form"]
    assert (form["columns"], form["citycode"], form["result_columns"]) == (["address"], ["citycode"], list(ANSWER))
    assert service.asked[0]["rows"] == [{"row": "0", "address": "8 RUE DE LONDRES", "citycode": "75109"}]


def test_a_guess_and_a_municipality_are_no_address(service: Service, tmp_path: Path) -> None:
    asked = addresses("rue douteuse", "le bourg", "nulle part", "place du marché", "")
    assert geocode(asked, tmp_path / "c.sqlite", service.geocoder()).index.tolist() == ["firm 3"]
    assert len(service.asked[0]["rows"]) == 4


def test_the_same_address_is_asked_once_however_it_is_written(service: Service, tmp_path: Path) -> None:
    asked = addresses("8 rue de Londres", "8,  RUE DE LONDRES ", "8 Rue de Londrés")
    assert len(geocode(asked, tmp_path / "c.sqlite", service.geocoder())) == 3
    assert len(service.asked[0]["rows"]) == 1


def test_what_was_answered_is_never_asked_again_not_even_what_was_not_found(service: Service, tmp_path: Path) -> None:
    first = geocode(addresses("8 rue de Londres", "nulle part"), tmp_path / "c.sqlite", service.geocoder())
    again = geocode(addresses("8 rue de Londres", "nulle part"), tmp_path / "c.sqlite", service.geocoder())
    pd.testing.assert_frame_equal(first, again)
    assert len(service.asked) == 1


def test_batches_are_of_the_size_told(service: Service, tmp_path: Path) -> None:
    said: list[str] = []
    asked = addresses(*(f"{n} rue de Londres" for n in range(5)))
    geocode(asked, tmp_path / "c.sqlite", service.geocoder(batch=2), said.append)
    assert [len(batch["rows"]) for batch in service.asked] == [2, 2, 1]
    assert said[1] == "geocoding 2 of 5 addresses"


def test_a_run_that_stops_goes_on_where_it_stopped(service: Service, tmp_path: Path) -> None:
    asked = addresses("8 rue de Londres", "nulle part", "place du marché", "le bourg")
    service.faults = [lambda text: (200, {}, text), *[busy(500)] * 3]
    with pytest.raises(SourceError, match="start again later"):
        geocode(asked, tmp_path / "c.sqlite", service.geocoder(batch=2, tries=3))
    service.asked.clear()
    assert len(geocode(asked, tmp_path / "c.sqlite", service.geocoder(batch=2))) == 2
    assert [row["address"] for batch in service.asked for row in batch["rows"]] == ["NULLE PART", "PLACE DU MARCHE"]


# --- what goes wrong ---


def test_a_busy_service_is_left_alone_as_long_as_it_asks(service: Service, tmp_path: Path) -> None:
    service.faults = [busy(429, Retry_After="7")]
    assert len(geocode(addresses("8 rue de Londres"), tmp_path / "c.sqlite", service.geocoder())) == 1
    assert service.slept[:2] == [7.0, 2.0]


def test_a_wait_told_as_a_date_is_understood_and_bounded(service: Service, tmp_path: Path) -> None:
    service.faults = [busy(503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"), busy(503, Retry_After="soon")]
    geocode(addresses("8 rue de Londres"), tmp_path / "c.sqlite", service.geocoder())
    assert service.slept[:4] == [300.0, 2.0, 0.0, 4.0]


@pytest.mark.parametrize("fault", [busy(500), busy(504), lambda text: None, cut, lambda text: (200, {}, "")])
def test_one_failure_is_got_over(service: Service, tmp_path: Path, fault: Callable[[str], Reply | None]) -> None:
    service.faults = [fault]
    asked = addresses("8 rue de Londres", "place du marché")
    assert geocode(asked, tmp_path / "c.sqlite", service.geocoder())["lon"].tolist() == [2.33, 5.2]
    assert len(service.asked) == 2


def test_a_service_too_slow_is_given_up_after_several_tries(service: Service, tmp_path: Path) -> None:
    waiting = threading.Event()
    service.faults = [lambda text: waiting.wait(3) and None] * 2
    with pytest.raises(SourceError, match=r"failed 2 times, the last with no answer \(ReadTimeout\)"):
        geocode(addresses("8 rue de Londres"), tmp_path / "c.sqlite", service.geocoder(tries=2, timeout_s=0.2))
    waiting.set()


def test_other_columns_than_the_contract_s_stop_at_once(service: Service, tmp_path: Path) -> None:
    service.faults = [lambda text: (200, {}, text.replace("result_score", "score"))]
    with pytest.raises(SourceError, match="answers without result_score"):
        geocode(addresses("8 rue de Londres"), tmp_path / "c.sqlite", service.geocoder())
    assert len(service.asked) == 1


def test_a_refusal_is_told_and_not_repeated(service: Service, tmp_path: Path) -> None:
    service.faults = [lambda text: (400, {}, "no such column")]
    with pytest.raises(SourceError, match="refused a batch: 400 'no such column'"):
        geocode(addresses("8 rue de Londres"), tmp_path / "c.sqlite", service.geocoder())
    assert len(service.asked) == 1


# --- in the ladder ---


def test_an_address_is_a_rung_between_point_and_commune(
    service: Service, tiny_country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The firm's register has no point; its address is in A2, where the register said A1."""
    names = ("numeroVoie", "typeVoie", "libelleVoie", "codeCommune")
    header = ",".join(["siret", *(f"{name}Etablissement" for name in names)])
    (tmp_path / "sirene.csv").write_text(f"{header}\n{FIRM_A1},3,RUE,NEUVE,01001\n", encoding="utf-8")
    register = recognise(tmp_path / "sirene.csv")
    assert isinstance(register, sirene.Register)
    write_json(tmp_path / "a.json", [contract("1", A1)])
    staged = _stage(tmp_path)
    sirene.write_registers([(tmp_path / "sirene.csv", register)], staged)
    database = workshop.open_workshop(tmp_path)
    workshop.load(database, staged, tiny_country, staged.glob("register-*.parquet"))
    monkeypatch.setattr("etl.addresses.geocode", partial(geocode, geocoder=service.geocoder()))
    assert geocode_registers(database, tmp_path / "c.sqlite", tiny_country, print) == 1
    workshop.ask(database, ["who_is_each_organisation", "where_is_each_establishment"])
    firm = database.sql("FROM establishment").filter(f"id = '{FIRM_A1}'")
    assert firm.project("precision, placed_by, commune, commune_declared").fetchall() == [
        ("address", "geocoded address", "01002", "01001")
    ]
    database.close()


def _stage(tmp_path: Path) -> Path:
    with Staging(tmp_path / "staged") as staging:
        staging.add("a.json", decp_json.SOURCE.read(tmp_path / "a.json"), date(2026, 11, 24))
    return tmp_path / "staged"


def test_a_service_that_sends_elsewhere_is_not_followed(service: Service, tmp_path: Path) -> None:
    service.faults.append(lambda text: (307, {"Location": service.url}, "elsewhere"))
    with pytest.raises(SourceError, match="refused a batch: 307"):
        geocode(addresses("8 rue de Londres"), tmp_path / "kept.sqlite", service.geocoder())
    assert len(service.asked) == 1
