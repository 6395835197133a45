"""The shape of an answer: what every question of ``/analyses`` gives to its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from markupsafe import Markup

from geo.atlas.base import Atlas

Query: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Method:
    """How the answer is made, for the section under it."""

    definition: str
    example: str
    not_said: str
    source: str


@dataclass(frozen=True)
class Page:
    """A page of the site: what draws it, and its parameters."""

    endpoint: str
    query: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Rows ready to be read; ``words`` is how many of the first columns are words, the others being figures.

    ``links`` are addresses of the web, one a row; ``pages`` the pages of the site that the rows' first cells lead to.
    """

    caption: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    words: int = 1
    links: list[str] = field(default_factory=list)
    pages: list[Page | None] = field(default_factory=list)


@dataclass(frozen=True)
class Missing:
    """A source that was not given: what it is, where it is published, and the file to give to the build."""

    source: str
    where: str
    file: str


@dataclass(frozen=True)
class Answer:
    """A sentence, tables, perhaps a picture; ``missing`` says which sources were not given."""

    sentence: str = ""
    tables: list[Table] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    drawing: Markup | None = None
    calendar: dict[str, Any] | None = None


@dataclass(frozen=True)
class Analysis:
    """A question of the workshop (``key``: s1 to s20), who asks it, and what answers it.

    ``asks`` names the fields of the form: 'place' (any territory), 'departement', 'family', 'category' (of buyer),
    'siren'.
    """

    key: str
    title_fr: str
    question_fr: str
    profiles: tuple[str, ...]
    method: Method
    limit: str
    show: Callable[[Atlas, Query], Answer]
    asks: tuple[str, ...] = ("place",)
    template: str = "analyse.html"


AGENCY, ELECTED, SME, BUYER, CITIZEN = "agence", "elu", "pme", "acheteur", "citoyen"
