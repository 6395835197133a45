"""The titles of contracts read into purchase families: where the CPV is missing, and where a title contradicts it.

Each title is read by a model that never saw it. Titles are parted in folds, equal titles (the lots of a purchase)
together; a linear model (support vectors on TF-IDF of stems and pairs of stems) learns from the contracts of the other
folds that have a CPV. How much its first family is ahead of the second becomes a confidence, the share of readings
that were right at that distance (Platt 1999). The published CPV is never touched.
"""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.keywords import read_by_keywords

FOLDS = 4
LEAST = 500
"""Fewer titles with a CPV teach nothing: nothing is read."""
MOST = 30_000
"""Titles that a model learns from; beyond, those whose uid has the smallest checksums. 105,000 titles take 96 s
and 530 MB on two busy cores."""
_PAGE = 20_000
"""Titles that are read at once: a fold of two million has 180 MB of scores, and as much again to sort them."""
TESTED = 0.3
"""Share of the dated contracts, the latest ones, on which the quality is measured."""
FLOORS = (0.0, 0.5, 0.7, 0.8, 0.9)
_READING = ("uid", "family_published", "family_read", "confidence", "contradicts")
_QUALITY = ("method", "floor", "families", "learnt", "tested", "macro_f1", "accuracy", "since")


def read_titles(database: duckdb.DuckDBPyConnection) -> None:
    """Make ``reading`` (each contract with a title) and ``reading_quality`` (how right such readings are).

    From the stems that ``etl.words.tell_words`` left in ``title_words``. The same rows whatever the order of contracts.
    Both are empty where fewer than 500 titles have a CPV.
    """
    # By Arrow: .df() would make a Python object of each text, a gigabyte of two million titles.
    titles = (
        database.sql(
            "SELECT uid, trim(stems) AS words, purchase_family AS family, cast(notified_on AS TIMESTAMP) AS notified_on"
            " FROM title_words JOIN contract USING (uid) WHERE trim(stems) <> '' ORDER BY uid"
        )
        .to_arrow_table()
        .to_pandas()
    )
    titles["family"] = titles["family"].astype(object).where(titles["family"].notna(), None)
    told = titles["family"].notna().sum() >= LEAST
    reading = read(titles) if told else pd.DataFrame(columns=_READING)
    quality = measure(titles) if told else pd.DataFrame(columns=_QUALITY)
    real = dict.fromkeys(("floor", "macro_f1", "accuracy", "confidence"), "float64")
    whole = dict.fromkeys(("families", "learnt", "tested"), "int64")
    types = {"contradicts": "bool", "since": "datetime64[s]"} | real | whole
    for name, table in (("reading", reading), ("reading_quality", quality)):
        known = {column: types.get(column, "str") for column in table.columns}
        database.from_df(table.astype(known)).create(name)
    database.execute("ALTER TABLE reading_quality ALTER since TYPE DATE")


def read(titles: pd.DataFrame) -> pd.DataFrame:
    """The family and confidence of each title (``uid``, ``words``, ``family`` or None): the columns of ``reading``.

    A title is left out where the other folds know fewer than two families.
    """
    learnt = _sampled(titles[titles["family"].notna()])
    bearer, distinct = pd.factorize(titles["words"])  # the lots of a purchase bear one title, which is read once
    told = pd.DataFrame({"words": distinct.astype(object), "fold": _folds(distinct)})
    told = told.assign(family_read=None, ahead=0.0)
    learnt_in = _folds(learnt["words"])
    for fold, rows in told.groupby("fold").groups.items():
        others = learnt[learnt_in != fold]
        if others["family"].nunique() > 1:
            model = _model().fit(others["words"], others["family"])
            for page in np.split(rows, range(_PAGE, len(rows), _PAGE)):
                told.loc[page, ["family_read", "ahead"]] = _first(model, told.loc[page, "words"])
    found = titles.assign(**{name: told[name].to_numpy()[bearer] for name in ("family_read", "ahead")})
    found = found[found["family_read"].notna()]
    if found.empty:
        return pd.DataFrame(columns=_READING)
    known = found.loc[learnt.index.intersection(found.index)]
    sure = _platt(known["ahead"], known["family_read"] == known["family"])
    found["confidence"] = sure.predict_proba(found[["ahead"]].to_numpy())[:, 1].round(4)
    found["contradicts"] = found["family"].notna() & (found["family"] != found["family_read"])
    return found.rename(columns={"family": "family_published"})[list(_READING)]


def measure(titles: pd.DataFrame) -> pd.DataFrame:
    """Learn from the earlier contracts, read the later ones: against the largest family and the CPV's own words.

    One row a method, and a row for each floor of confidence, under which readings are left out of accuracy and F1.
    F1 is the plain mean over the families of the later contracts.
    """
    dated = titles[titles["family"].notna() & titles["notified_on"].notna()]
    since = dated["notified_on"].quantile(1 - TESTED, interpolation="higher")
    later = dated["notified_on"] > since
    if not later.any() or (~later).sum() < LEAST:
        return pd.DataFrame(columns=_QUALITY)
    asked = dated.loc[_sampled(dated[~later]).index.union(dated.index[later])]
    found = read(asked.assign(family=asked["family"].where(~later, None)))
    found = found.loc[found.index.intersection(dated.index[later])].assign(truth=dated["family"])
    if found.empty:
        return pd.DataFrame(columns=_QUALITY)
    earlier = dated.loc[~later, "family"]
    largest = str(earlier.mode()[0])
    found["largest"] = largest
    found["keywords"] = [read_by_keywords(words.split(), largest) for words in dated.loc[found.index, "words"]]
    scored = [("largest", "largest", 0.0), ("keywords", "keywords", 0.0)]
    scored += [("titles", "family_read", floor) for floor in FLOORS]
    common = (earlier.nunique(), min(len(earlier), MOST))
    return pd.DataFrame(
        [
            (method, floor, common[0], common[1], *_score(found[found["confidence"] >= floor], column), since)
            for method, column, floor in scored
        ],
        columns=_QUALITY,
    )


def _score(found: pd.DataFrame, column: str) -> tuple[int, float, float]:
    """Readings, macro-F1 and accuracy; neither where there is no reading."""
    from sklearn.metrics import accuracy_score, f1_score  # slow to load: a site never reads

    if found.empty:
        return 0, float("nan"), float("nan")
    # As numbers: sklearn sorts the texts again and again.
    families = pd.factorize(pd.concat([found["truth"], found[column]]), sort=True)[0]
    truth, said = families[: len(found)], families[len(found) :]
    f1 = f1_score(truth, said, labels=np.unique(truth), average="macro", zero_division=0)
    return len(found), float(f1), float(accuracy_score(truth, said))


def _model() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(
        tokenizer=str.split, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
    )
    return make_pipeline(words, LinearSVC(C=0.5, random_state=0))


def _first(model: Any, words: pd.Series) -> pd.DataFrame:
    """The first family of each title (``family_read``), and how far it is ``ahead`` of the second."""
    scores = model.decision_function(words)
    scores = np.column_stack([-scores, scores]) if scores.ndim == 1 else scores  # two families have one score
    order = np.sort(scores, axis=1)
    first = model.classes_[scores.argmax(axis=1)]
    return pd.DataFrame({"family_read": first, "ahead": order[:, -1] - order[:, -2]}, index=words.index)


def _platt(ahead: pd.Series, right: pd.Series) -> Any:
    """The share of right readings as a function of the distance; two made-up points for where all are right."""
    from sklearn.linear_model import LogisticRegression

    points = np.append(ahead.to_numpy(), [0.0, ahead.max()]).reshape(-1, 1)
    return LogisticRegression().fit(points, np.append(right.to_numpy(dtype=bool), [False, True]))


def _folds(words: Iterable[str]) -> npt.NDArray[np.int64]:
    return np.array([crc32(one.encode()) % FOLDS for one in words], dtype=np.int64)


def _sampled(learnt: pd.DataFrame) -> pd.DataFrame:
    if len(learnt) <= MOST:
        return learnt
    sums = pd.Series([crc32(uid.encode()) for uid in learnt["uid"]], index=learnt.index)
    return learnt.loc[sums.sort_values(kind="stable").index[:MOST].sort_values()]
