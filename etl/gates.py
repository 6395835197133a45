"""What a new version must not do: lose rows or euros, empty a département, reject too much. Then a human decides."""

from typing import Any

from geo.atlas import Atlas
from geo.selection import Selection

LEAST_ROWS = 0.8
"""Of the current version's: files grow, a fifth less is a download that stopped."""
MOST_REJECTED = 0.05
MOST_APART = 0.5
"""Of the euros of the current version: a year more adds a tenth, a decimal point lost adds a hundredfold."""


def refusals(candidate: Atlas, current: Atlas | None) -> list[str]:
    """Why a candidate should not replace the current version, a sentence a reason; empty where nothing speaks against.

    Without a current version only its rejected rows are judged.
    """
    manifest = candidate.manifest()
    found = [_too_many_rejected(manifest)]
    if current is not None:
        found.append(_too_few_rows(manifest, current.manifest()))
        found.append(_emptied(candidate, current))
        found.append(_too_far_apart(_total(candidate), _total(current)))
    return [reason for reason in found if reason]


def _too_many_rejected(manifest: dict[str, Any]) -> str:
    rows = _rows(manifest)
    rejected = sum(sum(source["rejected"].values()) for source in manifest["sources"])
    share = rejected / rows if rows else 1.0
    return f"{share:.1%} of the rows are rejected, over {MOST_REJECTED:.0%}" if share > MOST_REJECTED else ""


def _too_few_rows(manifest: dict[str, Any], current: dict[str, Any]) -> str:
    new, old = _rows(manifest), _rows(current)
    return f"{new:,} rows instead of {old:,}, under {LEAST_ROWS:.0%}" if new < LEAST_ROWS * old else ""


def _emptied(candidate: Atlas, current: Atlas) -> str:
    lost = sorted(_spending(current) - _spending(candidate))
    return f"no euro is spent any more in {', '.join(lost)}" if lost else ""


def _too_far_apart(new: float, old: float) -> str:
    apart = abs(new - old) > MOST_APART * old > 0
    return f"{new:,.0f} € in all instead of {old:,.0f} €, over {MOST_APART:.0%} apart" if apart else ""


def _total(atlas: Atlas) -> float:
    return float(atlas.flows(Selection("departement"))["amount_eur"].sum())


def _spending(atlas: Atlas) -> set[str]:
    """Départements whose buyers spend something."""
    flows = atlas.flows(Selection("departement"))
    return set(flows.loc[flows["amount_eur"] > 0, "buyer_code"]) - {"unknown", "abroad"}


def _rows(manifest: dict[str, Any]) -> int:
    return sum(int(source["rows"]) for source in manifest["sources"])
