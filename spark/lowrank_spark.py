"""Singular values, principal components, leading triplets and factors of ratings that a Spark cluster holds, by the WebAssembly modules of the npm package lowrank.

The data are cut into leaves by what they are: the row groups of Parquet files, or ranges of an id. Each leaf becomes a partial (docs/partials.md), by
`DataFrame.mapInArrow`; leaves 16 i to 16 i + 15 are merged in one place, and so on upwards. The same bytes come out however Spark packs, orders and repeats the work.

Needs pyspark 4, pyarrow and numpy; Node 20 or later where the driver runs. Workers need Node as well, or the Python package wasmtime with `Run(engine="wasmtime")`.

    python lowrank_spark.py pca table.parquet
"""
import argparse
import ctypes
import itertools
import json
import math
import os
import re
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from pyarrow import fs
from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

# Functions of this file travel to the workers by what they are: nothing is installed there.
cloudpickle.register_pickle_by_value(sys.modules[__name__])

TRIANGLE, SUM = 1, 3
FAN = 16  # Partials that are merged in one place, leaf >> 4.
MOST_TASKS = 100000
CHUNK = 65536  # Ratings that go into the module at a time.
STRIP = 1 << 20  # Entries of a leaf that are multiplied at a time: a number of the algorithm, as sums depend on it.
WHOLE = ("tinyint", "smallint", "int", "bigint")
NUMERIC = (*WHOLE, "float", "double", "decimal")
NODES = "leaf long, partial binary"
BLOCK = 4 << 20  # Ratings that one task takes at most, but for a line that has more.
GATHERED = 1 << 20  # Ratings that are sorted by blocks at a time.
LARGEST_RATING = 1e30  # The squares and products of larger ones lose digits at the ends of the range.
PACKED = "block int, starts binary, others binary, ratings binary"
SOLVED = "block int, factors binary, squares double"
REFUSALS = {
    1: "does not fit into 4 GiB", 3: "is not a partial", 4: "is a partial of another version", 5: "is cut short", 6: "is damaged", 7: "is damaged", 8: "has a field out of range",
    9: "has leaves out of range or order", 10: "has a number that is not finite", 11: "is of another job", 12: "has leaf {about} that is there already, with other bytes",
    14: "has an entry that is too large: give an exponent, such as 900",
}


@dataclass(frozen=True)
class Run:
    """How the work is done. engine: "node", a child process for each leaf, or "wasmtime", inside the Python worker: the same bits. node: its command.
    package: the folder of the npm package on the driver; workers need none."""
    engine: str = "node"
    node: str = "node"
    package: str = field(default_factory=lambda: os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

    def __post_init__(self):
        if self.engine not in ("node", "wasmtime"):
            raise ValueError(f'engine is {self.engine!r}: expected "node" or "wasmtime"')


@dataclass(frozen=True)
class Sparse:
    """Rows as two array columns: positions from 0 to width - 1, and their values."""
    positions: str
    values: str
    width: int


@dataclass(frozen=True)
class Svd:
    """S: values, descending. V: n x k, orthonormal columns. rows: of the table. partial: all that was gathered, a file of lowrank/partial."""
    S: np.ndarray
    V: np.ndarray
    rows: int
    partial: bytes


@dataclass(frozen=True)
class Pca:
    """As `pcaOf` of lowrank/partial: components n x k, and what they explain."""
    mean: np.ndarray
    components: np.ndarray
    singular_values: np.ndarray
    explained_variance: np.ndarray
    explained_variance_ratio: np.ndarray
    total_variance: float
    rows: int
    partial: bytes


@dataclass(frozen=True)
class Leading:
    """k values and right vectors; residuals: there is a singular value as near as this to each. passes: how often the table was read."""
    S: np.ndarray
    V: np.ndarray
    residuals: np.ndarray
    passes: int
    converged: bool
    rows: int


@dataclass(frozen=True)
class Als:
    """What `als` found: ids ascending, factors as rows beside them. rmse: on the ratings themselves."""
    user_ids: np.ndarray
    user_factors: np.ndarray
    item_ids: np.ndarray
    item_factors: np.ndarray
    rmse: float
    settings: dict

    def frames(self):
        """(users, items): DataFrames of id and features, as MLlib's ALSModel has them, but float64. `recommend` takes them."""
        made = (pa.table({"id": ids, "features": _as_lists(x)}) for ids, x in ((self.user_ids, self.user_factors), (self.item_ids, self.item_factors)))
        return tuple(_session().createDataFrame(table) for table in made)

    def save(self, path, overwrite=False):
        """Writes what `ALSModel.load(path)` of MLlib reads: userFactors and itemFactors as Parquet, in float32, and its metadata. `loadFactors` of lowrank reads both folders, too."""
        spark = _session()
        mode = "overwrite" if overwrite else "error"
        for name, frame in zip(("userFactors", "itemFactors"), self.frames()):
            if frame.agg(F.max(F.abs("id"))).first()[0] > 0x7fffffff:
                raise ValueError(f"{name} has ids beyond 2,147,483,647, which MLlib's layout does not hold: write frames() instead")
            frame.select(F.col("id").cast("int"), F.col("features").cast("array<float>")).write.mode(mode).parquet(os.path.join(path, name))
        names = dict(zip(("userCol", "itemCol"), self.settings["names"]))
        told = {
            "class": "org.apache.spark.ml.recommendation.ALSModel", "timestamp": int(time.time() * 1000), "sparkVersion": spark.version, "uid": "ALS_lowrank",
            "paramMap": names, "defaultParamMap": {"predictionCol": "prediction", "coldStartStrategy": "nan", "blockSize": 4096, "userCol": "user", "itemCol": "item"},
            "rank": self.user_factors.shape[1],
        }
        spark.createDataFrame([(json.dumps(told),)], "value string").coalesce(1).write.mode(mode).text(os.path.join(path, "metadata"))


def svd(data, columns=None, *, id=None, rows_per_leaf=65536, exponent=0, job="", run=Run()):
    """All singular values and right vectors of a tall table, small values too: R of its QR factorization, in one reading.

    data: a path of Parquet files (their row groups are the leaves), or a DataFrame with a unique whole number `id` for each row (ranges of `rows_per_leaf` of them
    are, in the order of the ids; rows are sent to where their leaf is). columns: names of numeric columns, or of one array column; default: all numeric ones.
    exponent: a power of two to take out of entries beyond 1e288, such as 900, or below 1e-270, such as -900. job: words that keep apart what should not be merged.
    Raises ValueError for bad arguments; a row with a null or NaN fails the job with the name of the leaf. Cost 2 n^2 flops a row.
    """
    table = _table(data, columns, id, rows_per_leaf, run)
    partial = _gather(table, exponent, None, job, run)
    found, arrays = _finish("svd", partial, run)
    return Svd(arrays["S"], arrays["V"], found["rows"], partial)


def pca(data, columns=None, *, id=None, rows_per_leaf=65536, centre=None, exponent=0, job="", run=Run()):
    """Principal components of a tall table, in one reading. Arguments as for `svd`.

    centre: numbers near the means, default: the means of the first rows of the first leaf. They decide only how much rounding there is.
    """
    table = _table(data, columns, id, rows_per_leaf, run)
    shift = table.first_means() if centre is None else np.array(centre, dtype=np.float64)
    if shift.shape != (table.width,) or not np.isfinite(shift).all():
        raise ValueError(f"centre has shape {shift.shape}: expected {table.width} finite numbers, one for each column")
    partial = _gather(table, exponent, shift + 0.0, job, run)
    found, a = _finish("pca", partial, run)
    return Pca(a["mean"], a["components"], a["singularValues"], a["explainedVariance"], a["explainedVarianceRatio"], found["totalVariance"], found["rows"], partial)


def topk(data, k, columns=None, *, id=None, rows_per_leaf=65536, search=None, run=Run()):
    """The k leading values and right vectors of a table with many columns, by wide passes over A'A: each reads the table once.

    Arguments as for `svd`; columns may be `Sparse(positions, values, width)`. search: options of `truncatedSvdAsync`, such as {"tolerance": 1e-8, "block": 32}.
    A leaf and the block, columns x block numbers, are in the memory of each worker. A DataFrame is kept by `cache()` if you say so.
    """
    table = _table(data, columns, id, rows_per_leaf, run)
    options = {"rows": table.rows, "columns": table.width, "k": k, "search": search or {}}
    with _Driver("topk", options, run) as driver:
        while True:
            found, arrays = driver.answer()
            if "product" not in found:
                return Leading(arrays["S"], arrays["V"], arrays["residuals"], found["passes"], found["converged"], table.rows)
            driver.send(_pass(table, arrays["block"], run))


def als(ratings, rank=10, *, user="user", item="item", rating="rating", penalty=0.1, sweeps=10, seed=1, blocks=None, run=Run()):
    """Factors of users and items by alternating least squares: the model of MLlib's ALS for ratings, with its penalty,

        sum (r - u.v)^2 + penalty * (sum n_u |u|^2 + sum n_v |v|^2),   n: how many ratings a user or an item has.

    ratings: a DataFrame, or a path of Parquet files; user, item: names of columns of whole numbers, rating: of a numeric one. Each pair once. penalty: MLlib's regParam, above 0.
    sweeps: its maxIter; each solves for the items, then for the users. seed: of the start, which each user's id has by itself. blocks: tasks for each side, default as many as run at
    once: they change no bit of the factors. The factors of one side are in the memory of the driver and of each worker: 8 rank bytes a line.
    """
    for name, value, least in (("rank", rank, 1), ("sweeps", sweeps, 1), ("seed", seed, 0), ("blocks", blocks, 1)):
        if value is None and name == "blocks":
            continue
        if not isinstance(value, int) or value < least:
            raise ValueError(f"{name} is {value!r}: expected a whole number of {least} or more")
    if not isinstance(penalty, (int, float)) or not 0 < penalty < math.inf:
        raise ValueError(f"penalty is {penalty!r}: expected a number above 0")
    table = _Ratings(ratings, user, item, rating)
    modules, child = _modules(run, "lowrank-completion.wasm"), _child(run)
    sides = [_Lines(table, side, blocks) for side in (0, 1)]
    factors = [_start(table.ids[0], rank, seed), None]
    squares = math.nan
    try:
        for _ in range(sweeps):
            for side in (1, 0):  # Items first, as MLlib does.
                factors[side], squares = sides[side].solve(factors[1 - side], penalty, modules, child)
    finally:
        for side in sides:
            side.packed.unpersist()
    return Als(table.ids[0], factors[0], table.ids[1], factors[1], math.sqrt(squares / table.count), {"names": [user, item]})


def recommend(rows, items, count, *, seen=None, factors="features", key="id"):
    """For each row the `count` items of the largest scores, best first, equal ones by key: what MLlib's ALS saves as `userFactors` and `itemFactors`, with `key` and
    an array of `factors`. seen: a DataFrame of `key` and an array `items` to leave out. Returns a DataFrame of `key`, `items`, `scores`.

    The items' factors are sent to every worker (1 GB of them at most); each row is answered by itself, so that work may be repeated.
    """
    if not isinstance(count, int) or count < 1:
        raise ValueError(f"count is {count!r}: expected a whole number of 1 or more")
    held = items.select(key, factors).toArrow()
    keys = held.column(0).to_numpy()
    order = np.argsort(keys, kind="stable")
    keys, v = keys[order], _lists(held.column(1).combine_chunks(), None)[order]
    if len(np.unique(keys)) != len(keys):
        raise ValueError(f"items has a {key} twice: expected each once")
    left_out = rows.sparkSession.createDataFrame([], f"{key} {rows.schema[key].dataType.simpleString()}, items array<long>") if seen is None else seen
    asked = rows.select(key, factors).join(left_out.select(key, "items"), key, "left")
    kept = rows.sparkSession.sparkContext.broadcast((keys, np.ascontiguousarray(v)))

    def work(batches):
        names, b = kept.value
        for batch in batches:
            if batch.num_rows == 0:
                continue
            u = _lists(batch.column(1), b.shape[1])
            best, scores = [], []
            for row, hidden in zip(u, batch.column(2)):
                score = np.einsum("ij,j->i", b, row)
                if hidden.is_valid:
                    score[np.isin(names, hidden.values.to_numpy(zero_copy_only=False))] = -np.inf
                least = np.partition(score, -count)[-count] if count < len(score) else -np.inf
                top = np.flatnonzero((score >= least) & (score > -np.inf))
                top = top[np.argsort(-score[top], kind="stable")][:count]
                best.append(names[top].tolist())
                scores.append(score[top].tolist())
            yield pa.RecordBatch.from_arrays([batch.column(0), pa.array(best, pa.list_(pa.int64())), pa.array(scores, pa.list_(pa.float64()))], [key, "items", "scores"])

    return asked.mapInArrow(work, f"{key} {rows.schema[key].dataType.simpleString()}, items array<long>, scores array<double>")


# Tables: where the leaves are.


class _Parquet:
    """Row groups of Parquet files: leaf i is the i-th of them, files by name. Read where the leaf is worked on; nothing is shuffled."""

    def __init__(self, path, columns):
        self.spark = _session()
        system, root = fs.FileSystem.from_uri(path) if "://" in path else (fs.LocalFileSystem(), os.path.abspath(path))
        info = system.get_file_info(root)
        found = system.get_file_info(fs.FileSelector(root, recursive=True)) if info.type == fs.FileType.Directory else [info]
        files = sorted(f.path for f in found if f.type == fs.FileType.File and f.path.endswith(".parquet") and os.path.basename(f.path)[0] not in "_.")
        if not files:
            raise ValueError(f"{path} has no .parquet file")
        leaves, schema = [], None
        for file in files:
            with system.open_input_file(file) as source:
                read = parquet.ParquetFile(source)
                if schema is not None and not schema.equals(read.schema_arrow):
                    raise ValueError(f"{file} has other columns than {files[0]}: expected the same names and types in all")
                schema = read.schema_arrow
                groups = [(file, group, read.metadata.row_group(group).num_rows) for group in range(read.num_row_groups)]
            leaves += [group for group in groups if group[2] > 0]
        self.groups, self.leaves = _Groups(system, leaves), len(leaves)
        if self.leaves == 0:
            raise ValueError(f"{path} has no rows")
        kinds = {f.name: _kind(f.type) for f in schema}
        self.columns, self.width = _choose(columns, kinds, lambda names: next(self.groups(0, names)).slice(0, 1))
        self.rows = sum(rows for _, _, rows in leaves)
        self.source = [[os.path.relpath(file, root), group, rows] for file, group, rows in leaves]

    def name(self, leaf):
        file, group, _ = self.source[leaf]
        return f"{file}, row group {group}"

    def first_means(self):
        return _means(_matrix(next(self.groups(0, _names(self.columns))), self.columns, self.width))

    def run(self, one):
        """one(leaf, blocks) for each leaf, blocks of its rows in order."""
        names, groups = _names(self.columns), self.groups
        numbers = self.spark.range(0, self.leaves, 1, min(self.leaves, MOST_TASKS))
        return numbers.mapInArrow(lambda parts: (one(leaf, groups(leaf, names)) for part in parts for leaf in part.column(0).to_pylist()), NODES)


@dataclass(frozen=True)
class _Groups:
    """What workers need to read row groups."""
    system: fs.FileSystem
    leaves: list

    def __call__(self, leaf, names):
        file, group, _ = self.leaves[leaf]
        with self.system.open_input_file(file) as source:
            for batch in parquet.ParquetFile(source).iter_batches(row_groups=[group], columns=names, batch_size=1024):
                yield batch.select(names)


class _Frame:
    """A DataFrame with an id: leaves are ranges of it that have rows, in order. Rows are sent to where their leaf is worked on, and sorted."""

    def __init__(self, frame, columns, id, rows_per_leaf):
        if id is None:
            raise ValueError("id is not given: expected the name of a column of unique whole numbers, as parts of a DataFrame have no names of their own; or give a path of Parquet files")
        if not isinstance(rows_per_leaf, int) or not 1 <= rows_per_leaf < 1 << 31:
            raise ValueError(f"rows_per_leaf is {rows_per_leaf!r}: expected a whole number of 1 or more")
        kinds = {f.name: _kind(f.dataType.simpleString()) for f in frame.schema if f.name != id}
        self.columns, self.width = _choose(columns, kinds, lambda name: pa.RecordBatch.from_arrays(*_first_row(frame, _names(name))))
        self.each, self.id = rows_per_leaf, id
        number = F.col(_quoted(id)).cast("long")
        key = F.expr(f"(cast({_quoted(id)} as long) - pmod(cast({_quoted(id)} as long), {rows_per_leaf})) div {rows_per_leaf}")
        self.frame = frame.select(key.alias("leaf"), number.alias("id"), *(F.col(_quoted(name)).alias(f"value{j}") for j, name in enumerate(_names(self.columns))))
        counted = {row["leaf"]: row["count"] for row in self.frame.groupBy("leaf").count().collect()}
        if None in counted:
            raise ValueError(f"{id} is null in {counted[None]} rows: expected a whole number in each")
        if not counted:
            raise ValueError("data has no rows")
        self.spark = frame.sparkSession
        self.keys = sorted(counted)
        self.leaves = len(self.keys)
        self.rows = sum(counted.values())
        self.source = [[key, counted[key]] for key in self.keys] + [rows_per_leaf]

    def name(self, leaf):
        return f"{self.id} {self.keys[leaf] * self.each} to {(self.keys[leaf] + 1) * self.each - 1}"

    def first_means(self):
        first = self.frame.where(F.col("leaf") == self.keys[0]).orderBy("id").limit(1000).drop("leaf", "id").toArrow()
        return _means(_matrix(first.combine_chunks().to_batches()[0], self.columns, self.width))

    def run(self, one):
        leaf_of = {key: leaf for leaf, key in enumerate(self.keys)}
        parts = min(self.leaves, MOST_TASKS)
        sorted_rows = self.frame.repartition(parts, "leaf").sortWithinPartitions("leaf", "id")
        return sorted_rows.mapInArrow(lambda batches: (one(leaf_of[key], blocks) for key, blocks in _runs(batches)), NODES)


def _runs(batches):
    """(key, its batches) for rows that are sorted by their first column. Ids, the second, must go up."""
    waiting = []

    def following():
        while not waiting:
            batch = next(batches, None)
            if batch is None:
                return None
            keys = batch.column(0).to_numpy()
            cuts = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
            waiting.extend((int(keys[a]), batch.slice(a, b - a)) for a, b in zip(cuts, cuts[1:]) if b > a)
        return waiting[0]

    def of(key):
        last = -math.inf
        while (found := following()) is not None and found[0] == key:
            batch = waiting.pop(0)[1]
            ids = batch.column(1).to_numpy()
            again = np.flatnonzero(np.diff(ids) == 0)
            if ids[0] == last or len(again) > 0:
                raise ValueError(f"id {ids[0] if ids[0] == last else ids[again[0]]} is there twice: expected each once")
            last = ids[-1]
            yield batch.select(range(2, batch.num_columns))

    batches = iter(batches)
    while (found := following()) is not None:
        key = found[0]
        blocks = of(key)
        yield key, blocks
        for _ in blocks:  # What was not read.
            pass


def _table(data, columns, id, rows_per_leaf, run):
    if not isinstance(run, Run):
        raise ValueError(f"run is {run!r}: expected a Run")
    if isinstance(data, (str, os.PathLike)):
        if id is not None:
            raise ValueError("id is given with a path: expected it only with a DataFrame")
        return _Parquet(os.fspath(data), columns)
    if isinstance(data, DataFrame):
        return _Frame(data, columns, id, rows_per_leaf)
    raise ValueError(f"data is {type(data).__name__}: expected a DataFrame, or a path of Parquet files")


def _session():
    spark = SparkSession.getActiveSession()
    if spark is None:
        raise ValueError("no Spark session is active: expected SparkSession.builder.getOrCreate() before")
    return spark


def _kind(type):
    """"number", "list" or "other", of a type of Arrow or of Spark by its name."""
    if not isinstance(type, str):
        if pa.types.is_list(type) or pa.types.is_large_list(type) or pa.types.is_fixed_size_list(type):
            return "list"
        return "number" if pa.types.is_integer(type) or pa.types.is_floating(type) or pa.types.is_decimal(type) else "other"
    return "list" if type.startswith("array<") else "number" if type.split("(")[0] in NUMERIC else "other"


def _choose(columns, kinds, first):
    """What is read, and how many numbers a row has."""
    if isinstance(columns, Sparse):
        wanted, kind = [columns.positions, columns.values], "list"
    else:
        wanted, kind = [columns] if isinstance(columns, str) else columns, None
    if wanted is None:
        wanted = [name for name in kinds if kinds[name] == "number"]
        if not wanted:
            raise ValueError(f"no column is numeric: expected columns, one of {', '.join(kinds)}")
    wanted = list(wanted)
    for name in wanted:
        if name not in kinds:
            raise ValueError(f"column {name!r} is not there: expected one of {', '.join(kinds)}")
        if kinds[name] == "other" or (kind is not None and kinds[name] != kind):
            raise ValueError(f"column {name!r} is {'no list' if kind else 'of another type'}: expected {'a list' if kind else 'numbers, or a list of numbers'}")
    if isinstance(columns, Sparse):
        return columns, columns.width
    lists = [name for name in wanted if kinds[name] == "list"]
    if lists and len(wanted) > 1:
        raise ValueError(f"column {lists[0]!r} is a list: expected it alone")
    return wanted, _lists(first(wanted).column(0), None).shape[1] if lists else len(wanted)


def _names(columns):
    return [columns.positions, columns.values] if isinstance(columns, Sparse) else columns


def _quoted(name):
    return "`" + name.replace("`", "``") + "`"


def _first_row(frame, names):
    held = frame.select(*(F.col(_quoted(name)) for name in names)).limit(1).toArrow().combine_chunks()
    if held.num_rows == 0:
        raise ValueError("data has no rows")
    batch = held.to_batches()[0]
    return batch.columns, names


def _means(x):
    """Correctly rounded sums: the same on every machine."""
    return np.array([math.fsum(x[:, j]) / len(x) for j in range(x.shape[1])]) + 0.0


def _lists(column, width):
    """Lists of one length as rows of a matrix."""
    lengths = np.asarray(column.value_lengths().fill_null(-1)) if len(column) > 0 else np.zeros(0, np.int64)
    width = width if width is not None else int(lengths[0]) if len(lengths) > 0 else 0
    if (wrong := np.flatnonzero(lengths != width)).size > 0:
        raise ValueError(f"row {wrong[0]} of a batch has {'no list' if lengths[wrong[0]] < 0 else f'{lengths[wrong[0]]} numbers'}: expected {width}")
    return _doubles(column.flatten(), "the list").reshape(-1, width)


def _doubles(column, name):
    if column.null_count > 0:
        raise ValueError(f"row {int(np.flatnonzero(np.asarray(column.is_null()))[0])} of a batch has no number in {name}: expected one in each")
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def _matrix(batch, columns, width):
    """Rows of a batch, float64, one behind the other."""
    if batch.num_columns == 1 and _kind(batch.column(0).type) == "list":
        x = _lists(batch.column(0), width)
    else:
        x = np.empty((batch.num_rows, width))
        for j, name in enumerate(columns):
            x[:, j] = _doubles(batch.column(j), name)
    return np.ascontiguousarray(x, dtype="<f8")


def _finite(x, first, columns):
    """x, or an error that names row and column."""
    if not np.isfinite(x).all():
        i, j = (int(p[0]) for p in np.nonzero(~np.isfinite(x)))
        raise ValueError(f"row {first + i} has {x[i, j]} in {columns[j] if len(columns) > 1 else f'place {j} of {columns[0]}'}: expected finite numbers")
    return x


def _rows_of(batch, columns, width):
    """The same rows as parts of a sparse matrix: entries in each row, their positions (none where all are there), values."""
    if not isinstance(columns, Sparse):
        x = _finite(_matrix(batch, columns, width), 0, columns)
        return np.full(len(x), width, np.int64), np.empty(0, "<i4"), x.reshape(-1)
    at, values = batch.column(0), batch.column(1)
    counts = np.asarray(at.value_lengths().fill_null(-1)).astype(np.int64)
    other = np.flatnonzero((counts < 0) | (counts != np.asarray(values.value_lengths().fill_null(-2))))
    if other.size > 0:
        raise ValueError(f"row {other[0]} of a batch has other numbers of positions and values: expected two lists of one length")
    places = _doubles(at.flatten(), columns.positions)
    wrong = np.flatnonzero(~((places >= 0) & (places < width) & (places == np.floor(places))))
    if wrong.size > 0:
        raise ValueError(f"a position is {places[wrong[0]]}: expected a whole number from 0 to {width - 1}")
    numbers = _doubles(values.flatten(), columns.values)
    if not np.isfinite(numbers).all():
        raise ValueError(f"a value in {columns.values} is not finite")
    return counts, places.astype("<i4"), np.ascontiguousarray(numbers, dtype="<f8")


def _as_lists(x):
    return pa.ListArray.from_arrays(np.arange(0, x.size + 1, x.shape[1], dtype=np.int32), pa.array(x.reshape(-1)))


# Ratings.


class _Ratings:
    """Users and items that have ratings: ids ascending, how many each has; a line is the place of an id."""

    def __init__(self, data, user, item, rating):
        if isinstance(data, (str, os.PathLike)):
            data = _session().read.parquet(os.fspath(data))
        if not isinstance(data, DataFrame):
            raise ValueError(f"ratings is {type(data).__name__}: expected a DataFrame, or a path of Parquet files")
        self.names = (user, item, rating)
        kinds = {f.name: f.dataType.simpleString() for f in data.schema}
        for name, allowed in zip(self.names, (WHOLE, WHOLE, NUMERIC)):
            if name not in kinds:
                raise ValueError(f"column {name!r} is not there: expected one of {', '.join(kinds)}")
            if kinds[name].split("(")[0] not in allowed:
                raise ValueError(f"column {name!r} is of type {kinds[name]}: expected {'whole numbers (number names by StringIndexer)' if allowed is WHOLE else 'numbers'}")
        self.frame = data.select(*(F.col(_quoted(name)).cast(kind).alias(other) for name, kind, other in zip(self.names, ("long", "long", "double"), ("line0", "line1", "rating"))))
        wrong = F.sum(F.when(F.abs("rating") <= LARGEST_RATING, 0).otherwise(1))  # NaN is larger than any number in Spark.
        self.ids, self.counts = [], []
        for side in (0, 1):
            held = self.frame.groupBy(f"line{side}").agg(F.count(F.lit(1)), *([wrong] if side == 0 else [])).toArrow().combine_chunks()
            if held.num_rows == 0:
                raise ValueError("ratings has no rows")
            if held.column(0).null_count > 0:
                raise ValueError(f"{self.names[side]} is null in a row: expected a whole number in each")
            ids, counts = held.column(0).to_numpy(), held.column(1).to_numpy()
            if side == 0 and (bad := held.column(2).to_numpy().nonzero()[0]).size > 0:
                raise ValueError(f"{rating} of {user} {ids[bad].min()} is null, not finite, or beyond {LARGEST_RATING:g}: expected a number in each row")
            order = np.argsort(ids)
            self.ids.append(ids[order])
            self.counts.append(counts[order])
        self.count = int(self.counts[0].sum())
        self.spark = data.sparkSession


class _Lines:
    """The ratings by the lines of one side, packed into blocks of neighbours that have about equally many."""

    def __init__(self, table, side, blocks):
        self.table, self.side = table, side
        ids, counts, other = table.ids[side], table.counts[side], table.ids[1 - side]
        wanted = blocks if blocks is not None else max(table.spark.sparkContext.defaultParallelism, -(-table.count // BLOCK))
        ends = np.cumsum(counts)
        cuts = np.searchsorted(ends, table.count * np.arange(1, wanted) / wanted) + 1
        self.bounds = np.unique(np.concatenate([[0], cuts, [len(ids)]])).clip(0, len(ids))
        parts = len(self.bounds) - 1
        # One block in each part: a number for each that Spark's hash sends there.
        keys = {row[1]: row[0] for row in table.spark.range(64 * parts).select(F.col("id").cast("int"), F.expr(f"pmod(hash(cast(id as int)), {parts})")).collect()}
        spread = np.array([keys.get(part, part) for part in range(parts)], dtype=np.int32)
        kept = table.spark.sparkContext.broadcast((ids, other))
        bounds, mine = self.bounds, [f"line{side}", f"line{1 - side}", "rating"]
        names = table.names[side], table.names[1 - side]

        def place(batches):
            """Ratings as they come, many at a time, by their blocks: what goes over the network is few rows of many."""
            own, others = kept.value
            held = []
            for batch in itertools.chain(batches, [None]):
                if batch is not None:
                    held.append(batch)
                if not held or (batch is not None and sum(one.num_rows for one in held) < GATHERED):
                    continue
                whole = pa.Table.from_batches(held)
                held = []
                lines, there = (np.searchsorted(all, whole.column(i).to_numpy()).astype("<i4") for i, all in enumerate((own, others)))
                block = np.searchsorted(bounds, lines, "right") - 1
                order = np.argsort(block, kind="stable")
                data = [lines[order], there[order], whole.column(2).to_numpy()[order].astype("<f8")]
                here = np.unique(block)
                cuts = np.searchsorted(block[order], [*here, parts])
                columns = [pa.array(spread[here]), pa.array(here, pa.int32()), *(pa.array([x[i:j].tobytes() for i, j in zip(cuts, cuts[1:])], pa.binary()) for x in data)]
                yield pa.RecordBatch.from_arrays(columns, ["part", "block", "lines", "others", "ratings"])

        def pack(batches):
            held = {}
            for batch in batches:
                for number, *data in zip(*(batch.column(i).to_pylist() for i in range(1, 5))):
                    held.setdefault(number, []).append(data)
            for number, found in held.items():
                lines, there, ratings = (np.frombuffer(b"".join(data), kind) for data, kind in zip(zip(*found), ("<i4", "<i4", "<f8")))
                order = np.lexsort((there, lines))
                lines, there = lines[order], there[order]
                again = np.flatnonzero((lines[1:] == lines[:-1]) & (there[1:] == there[:-1]))
                if again.size > 0:
                    own, others = kept.value
                    raise ValueError(f"{names[0]} {own[lines[again[0]]]} has {names[1]} {others[there[again[0]]]} twice: expected each pair once")
                starts = np.searchsorted(lines, np.arange(bounds[number], bounds[number + 1] + 1)).astype("<i4")
                data = [starts, there, ratings[order]]
                yield pa.RecordBatch.from_arrays([pa.array([number], pa.int32()), *(pa.array([x.tobytes()], pa.binary()) for x in data)], ["block", "starts", "others", "ratings"])

        placed = table.frame.select(*mine).mapInArrow(place, "part int, block int, lines binary, others binary, ratings binary")
        self.packed = placed.repartition(parts, "part").mapInArrow(pack, PACKED).persist()

    def solve(self, factors, penalty, modules, child):
        """The factors of all lines beside those of the other side, and the sum of squared errors."""
        others, rank = factors.shape
        context = self.table.spark.sparkContext
        kept, tools = context.broadcast(factors.astype("<f8").tobytes()), context.broadcast(modules)
        name = self.table.names[self.side]

        def work(batches):
            for batch in batches:
                for number, *data in zip(*(batch.column(i).to_pylist() for i in range(4))):
                    starts = data[0]
                    lines, count = len(starts) // 4 - 1, len(data[1]) // 4
                    plan = {"task": "als", "lines": lines, "others": others, "count": count, "rank": rank, "penalty": penalty}
                    try:
                        found = child(plan, tools.value, [*data, kept.value])
                    except Exception as error:
                        raise RuntimeError(f"block {number} of {name}: {error}") from error
                    squares, = struct.unpack_from("<d", found)
                    yield pa.RecordBatch.from_arrays([pa.array([number], pa.int32()), pa.array([found[8:]], pa.binary()), pa.array([squares])], ["block", "factors", "squares"])

        try:
            rows = sorted(self.packed.mapInArrow(work, SOLVED).collect())
        finally:
            kept.unpersist()
            tools.unpersist()
        if [row[0] for row in rows] != list(range(len(self.bounds) - 1)):
            raise RuntimeError(f"{len(rows)} blocks of {name} came back: expected {len(self.bounds) - 1}, each once")
        return np.concatenate([np.frombuffer(row[1], "<f8").reshape(-1, rank) for row in rows]), math.fsum(row[2] for row in rows)


def _start(ids, rank, seed):
    """A unit vector for each id: whole numbers mixed (SplitMix64), and what rounds alike everywhere."""
    with np.errstate(over="ignore"):
        z = ids.astype(np.uint64)[:, None] * np.uint64(0xD1342543DE82EF95) + np.arange(1, rank + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed & 0xffffffffffffffff)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
        z ^= z >> np.uint64(31)
    x = (z >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1
    length = np.zeros(len(ids))
    for a in range(rank):
        length += x[:, a] * x[:, a]
    return x / np.sqrt(np.maximum(length, 1e-300))[:, None]


# Jobs.


def _gather(table, exponent, centre, job, run):
    """All rows as one partial."""
    if not isinstance(exponent, int) or not -1100 <= exponent <= 1000:
        raise ValueError(f"exponent is {exponent!r}: expected a whole number from -1100 to 1000")
    if isinstance(table.columns, Sparse):
        raise ValueError("columns is Sparse: expected it for topk only")
    columns, width = table.columns, table.width
    plan = {"task": "fold", "kind": TRIANGLE, "columns": width, "parameter": 0, "centred": 0 if centre is None else 1, "exponent": exponent}
    shift = b"" if centre is None else centre.astype("<f8").tobytes()

    def data(blocks):
        first = 0
        for batch in blocks:
            x = _finite(_matrix(batch, columns, width), first, columns)
            first += len(x)
            yield x

    return _job(table, plan, shift, data, job, run)


def _pass(table, block, run):
    """A'(A X) as a partial of kind sum."""
    columns, width = table.columns, table.width
    plan = {"task": "pass", "kind": SUM, "columns": block.shape[1], "parameter": width, "centred": 0, "exponent": 0}
    x = block.astype("<f8").tobytes()
    kept = table.spark.sparkContext.broadcast(x)

    def data(blocks):
        yield kept.value
        parts = [_rows_of(batch, columns, width) for batch in blocks]
        counts, places, values = (np.concatenate(lists) for lists in zip(*parts))
        ends = np.concatenate([[0], np.cumsum(counts)])
        first = 0
        while first < len(counts):  # As many rows as have STRIP entries, one at least.
            last = max(first + 1, int(np.searchsorted(ends, ends[first] + STRIP, "right")) - 1)
            a, b = int(ends[first]), int(ends[last])
            yield struct.pack("<2I", last - first, b - a) + (ends[first:last + 1] - a).astype("<i4").tobytes()
            yield places[a:b] if isinstance(columns, Sparse) else np.tile(np.arange(width, dtype="<i4"), last - first)
            yield values[a:b]
            first = last

    try:
        return _job(table, plan, b"", data, "", run)
    finally:
        kept.unpersist()


def _job(table, plan, shift, data, job, run):
    """One partial of each leaf, merged to one of all. data(blocks): what a leaf's task reads, from batches of its rows."""
    modules = _modules(run, *MODULES[:2 if plan["task"] == "pass" else 1])
    name = json.dumps([1, job, _names(table.columns), sha256(json.dumps(table.source).encode()).hexdigest()]).encode()
    whole = {**plan, "leaves": table.leaves, "name": len(name)}
    leaves, names, child = table.leaves, [table.name(leaf) for leaf in range(table.leaves)], _child(run)

    def one(leaf, blocks):
        try:
            parts = (part for source in ([name, shift], data(blocks)) for part in source)
            partial = child({**whole, "leaf": leaf}, modules, parts)
        except Exception as error:
            raise RuntimeError(f"leaf {leaf} of {leaves} ({names[leaf]}): {error}") from error
        return pa.RecordBatch.from_arrays([pa.array([leaf], pa.int64()), pa.array([partial], pa.binary())], ["leaf", "partial"])

    return _merged(table.run(one), whole, table, run)


def _merged(nodes, plan, table, run):
    """Neighbours are merged in one place, 16 at a time, until few are left for the driver."""
    left, child, modules = plan["leaves"], _child(run), _modules(run, MODULES[0])

    def merge(batches):
        held = {}
        for batch in batches:  # Sorted: a group ends where the next begins.
            for leaf, partial in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist()):
                if held and leaf not in held:
                    yield merged(*held.popitem())
                held.setdefault(leaf, []).append(partial)
        if held:
            yield merged(*held.popitem())

    def merged(leaf, partials):
        return pa.RecordBatch.from_arrays([pa.array([leaf], pa.int64()), pa.array([_merge(partials, modules, child)], pa.binary())], ["leaf", "partial"])

    while left > FAN:
        left = -(-left // FAN)
        groups = nodes.select(F.shiftright("leaf", 4).alias("leaf"), "partial").repartition(min(left, MOST_TASKS), "leaf").sortWithinPartitions("leaf")
        nodes = groups.mapInArrow(merge, NODES)
    whole = _merge([bytes(row["partial"]) for row in nodes.collect()], modules, child)
    _complete(whole, plan, table)
    return whole


def _merge(partials, modules, child):
    parts = (part for partial in partials for part in (struct.pack("<I", len(partial)), partial))
    return child({"task": "merge"}, modules, parts)


def _complete(partial, plan, table):
    """Every leaf and every row is there."""
    rows, = struct.unpack_from("<Q", partial, 40)
    nodes, = struct.unpack_from("<I", partial, 48)
    at, expected = 80 + 8 * plan["columns"] * plan["centred"], 0
    n = plan["columns"] + plan["centred"]
    size = n * (n + 1) // 2 if plan["kind"] == TRIANGLE else plan["parameter"] * plan["columns"]
    for _ in range(nodes):
        leaf, level = struct.unpack_from("<2I", partial, at)
        if leaf != expected:
            break
        expected = leaf + (1 << level)
        at += 16 + 8 * size
    if expected != plan["leaves"]:
        raise RuntimeError(f"leaf {expected} of {plan['leaves']} ({table.name(expected)}) is missing")
    if plan["kind"] == TRIANGLE and rows != table.rows:
        raise RuntimeError(f"{rows} rows were gathered: expected {table.rows}; the data changed while they were read")


# The modules, in a child process or in this one.


MODULES = ("lowrank-partial.wasm", "lowrank.wasm")


def _modules(run, *names):
    folder = Path(run.package, "dist")
    try:
        return [(folder / name).read_bytes() for name in names]
    except FileNotFoundError as error:
        raise ValueError(f"{error.filename} is not there: expected Run(package=...) to be the folder of the npm package lowrank, built") from None


def _child(run):
    """(plan, modules, parts) -> partial."""
    if run.engine == "wasmtime":
        return _in_process
    text = Path(run.package, "spark", "child.mjs").read_text(encoding="utf-8")
    command = [run.node, "--input-type=module", "-e", text]
    return lambda plan, modules, parts: _in_child(command, plan, modules, parts)


def _told(text):
    """What a child, or a module, refuses, in words."""
    found = re.search(r"refused (\d+) (\d+)", text)
    return f"it {REFUSALS.get(int(found[1]), 'is refused').format(about=found[2])}" if found else text.strip()


def _in_child(command, plan, modules, parts):
    text = json.dumps({**plan, "modules": [len(module) for module in modules]})
    child = subprocess.Popen([*command, text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    answers = {}
    # Both outputs are emptied while the input is written: a full pipe would stop the child.
    readers = [threading.Thread(target=lambda pipe=pipe, key=key: answers.__setitem__(key, pipe.read()), daemon=True) for key, pipe in (("out", child.stdout), ("err", child.stderr))]
    try:
        for reader in readers:
            reader.start()
        try:
            for part in modules:
                child.stdin.write(part)
            for part in parts:
                child.stdin.write(memoryview(part).cast("B") if len(part) > 0 else b"")
            child.stdin.close()
        except BrokenPipeError:
            pass  # Its exit code and last words tell why.
        code = child.wait()
    finally:
        child.kill()
        child.wait()
        for reader in readers:
            reader.join()
        for pipe in (child.stdin, child.stdout, child.stderr):
            _closed(pipe)
    if code != 0:
        raise RuntimeError(f"a child process was killed by signal {-code}" if code < 0 else _told(answers["err"].decode("utf-8", "replace")))
    return answers["out"]


def _closed(pipe):
    try:
        pipe.close()
    except BrokenPipeError:
        pass


class _Wasm:
    """An instance of a module; memory as arrays that hold until it grows."""

    def __init__(self, binary):
        import wasmtime
        compiled = vars(wasmtime).setdefault("compiled_for_lowrank", {})  # For as long as the worker lives; this file comes anew with each task.
        if binary not in compiled:
            engine = wasmtime.Engine()
            compiled[binary] = (engine, wasmtime.Module(engine, binary))
        engine, module = compiled[binary]
        self.store = wasmtime.Store(engine)
        self.exports = wasmtime.Instance(self.store, module, []).exports(self.store)
        self.memory = self.exports["memory"]

    def __call__(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    def address(self, name, *arguments):
        """Where a call that reserves memory has put it."""
        at = self(name, *arguments) & 0xffffffff
        if at == 0:
            raise RuntimeError(_told("refused 1 0"))
        return at

    def bytes(self, at, length):
        base = ctypes.addressof(self.memory.data_ptr(self.store).contents)
        return np.ctypeslib.as_array((ctypes.c_uint8 * length).from_address(base + at)) if length > 0 else np.empty(0, np.uint8)

    def write(self, at, data):
        data = np.frombuffer(data, np.uint8) if isinstance(data, bytes) else np.ascontiguousarray(data).view(np.uint8).reshape(-1)
        self.bytes(at, len(data))[:] = data


def _in_process(plan, modules, parts):
    """What child.mjs does."""
    partial = _Wasm(modules[0])
    parts = iter(parts)
    if plan["task"] == "als":
        return _solve(plan, partial, parts)
    state = {"fold": _fold, "pass": _multiply, "merge": _join}[plan["task"]](plan, partial, modules, parts)
    result = partial.address("reserve", 8)
    _accept(partial, partial("partialSave", state, result), state)
    at, length = struct.unpack("<2I", partial.bytes(result, 8).tobytes())
    return partial.bytes(at, length).tobytes()


def _accept(partial, reason, state=None):
    if reason != 0:
        raise RuntimeError(_told(f"refused {reason} {int(partial('partialAbout', state)) if state is not None else 0}"))


def _open(plan, partial, parts):
    state = partial.address("partialOpen", *(plan[key] for key in ("kind", "columns", "parameter", "centred", "exponent", "leaves", "leaf", "name")), 0)
    partial.write(partial("partialName", state) & 0xffffffff, next(parts))
    shift = next(parts)
    if plan["centred"] == 1:
        partial.write(partial("partialShift", state, 1) & 0xffffffff, shift)
    return state


def _fold(plan, partial, modules, parts):
    state = _open(plan, partial, parts)
    for x in parts:
        _push(partial, state, x)
    return state


def _push(partial, state, x):
    first = 0
    while first < len(x):
        count = min(len(x) - first, partial("partialRoom", state))
        if count == 0:
            raise RuntimeError(_told("refused 1 0"))
        partial.write(partial("partialPlace", state) & 0xffffffff, x[first:first + count])
        _accept(partial, partial("partialTake", state, count), state)
        first += count


def _multiply(plan, partial, modules, parts):
    state = _open(plan, partial, parts)
    dense, (n, b) = _Wasm(modules[1]), (plan["parameter"], plan["columns"])
    x, z = dense.address("reserve", 8 * n * b), dense.address("reserve", 8 * n * b)
    dense.write(x, next(parts))
    base = dense("mark")
    for starts in parts:
        rows, = struct.unpack_from("<I", starts)
        at = []
        for data in (starts[8:], next(parts), next(parts)):
            at.append(dense.address("reserve", max(8, len(memoryview(data).cast("B")) if len(data) > 0 else 8)))
            dense.write(at[-1], data)
        _accept(partial, dense("gramProductSparse", rows, n, b, *at, x, z))
        _push(partial, state, dense.bytes(z, 8 * n * b).view("<f8").reshape(n, b))
        dense("release", base)
    return state


def _solve(plan, wasm, parts):
    lines, others, count, k = (plan[key] for key in ("lines", "others", "count", "rank"))

    def place(data):
        at = wasm.address("reserve", max(8, 8 * -(-len(memoryview(data).cast("B")) // 8)))
        wasm.write(at, data)
        return at

    def opened(name, *arguments):
        result = wasm.address("reserve", 8)
        _accept(wasm, wasm(name, *arguments, result))
        return struct.unpack("<I", wasm.bytes(result, 4).tobytes())[0]

    starts, other, rating = (np.frombuffer(next(parts), kind) for kind in ("<i4", "<i4", "<f8"))
    line = np.repeat(np.arange(lines, dtype="<i4"), np.diff(starts))
    table = opened("tableOpen", lines, others, count)
    mark = wasm("mark")
    temporary = wasm.address("reserve", 8 * max(1, count))
    for counting in (True, False):
        for a in range(0, count, CHUNK):
            b, base = min(count, a + CHUNK), wasm("mark")
            at = [place(x[a:b]) for x in (line, other, rating)]
            wasm("tableCountChunk", table, b - a, *at[:2]) if counting else wasm("tablePlaceChunk", table, b - a, *at, temporary)
            wasm("release", base)
        if counting:
            wasm("tableCounted", table)
    wasm("tableFinish", table, temporary)
    wasm("release", mark)
    stride = wasm("factorStride", k, 0)
    padded = np.zeros((others, stride))
    padded[:, :k] = np.frombuffer(next(parts), "<f8").reshape(others, k)
    columns, rows = place(padded), place(np.zeros((lines, stride)))
    state = opened("alsOpen", table, rows, columns, k, 0, stride)
    wasm("alsSet", state, 1.0, 0.0, 0.0, 0, 0)
    wasm("alsRows", state, float(plan["penalty"]))
    squares = wasm("tableErrors", table, rows, columns, k, 0, stride)
    return struct.pack("<d", squares) + wasm.bytes(rows, 8 * lines * stride).view("<f8").reshape(lines, stride)[:, :k].tobytes()


def _join(plan, partial, modules, parts):
    state = None
    for head in parts:
        file = next(parts)
        at = partial.address("partialScratch", float(len(file)))
        partial.write(at, file)
        _accept(partial, partial("partialCheck", at, len(file)))
        state = state if state is not None else partial.address("partialOpenLike", at, 1)
        _accept(partial, partial("partialMerge", state, at, 1), state)
    return state


class _Driver:
    """driver.mjs: what is done once, with all that was gathered."""

    def __init__(self, task, options, run):
        script = os.path.join(run.package, "spark", "driver.mjs")
        try:
            self.child = subprocess.Popen([run.node, script, task, json.dumps(options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except FileNotFoundError:
            raise ValueError(f"{run.node} is not there: expected Run(node=...) to be the command of Node 20 or later on the driver") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.communicate()

    def send(self, partial):
        try:
            self.child.stdin.write(struct.pack("<I", len(partial)))
            self.child.stdin.write(partial)
            self.child.stdin.flush()
        except BrokenPipeError:
            pass  # What it last said is told where its answer is asked for.

    def answer(self):
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(self.child.stderr.read().decode("utf-8", "replace").strip())
        found = json.loads(line)
        arrays = {name: np.frombuffer(self.child.stdout.read(8 * math.prod(shape)), "<f8").reshape(shape) for name, shape in found.pop("arrays")}
        return found, arrays


def _finish(task, partial, run):
    with _Driver(task, {}, run) as driver:
        driver.send(partial)
        return driver.answer()


def main(arguments=None):
    """The command of README.md."""
    parser = argparse.ArgumentParser(description="Singular values or principal components of Parquet files, by Spark.")
    parser.add_argument("task", choices=["svd", "pca"])
    parser.add_argument("path", help="a .parquet file or a folder of such")
    parser.add_argument("--columns", help="names of numeric columns, or of one array column, separated by commas; default: all numeric ones")
    parser.add_argument("--engine", choices=["node", "wasmtime"], default="node", help="what runs the module on the workers")
    parser.add_argument("--master", default="local[2]", help="of Spark; default: two threads here")
    parser.add_argument("--partial", help="where what was gathered goes, a file for lowrank/partial")
    given = parser.parse_args(arguments)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    SparkSession.builder.master(given.master).config("spark.ui.showConsoleProgress", "false").getOrCreate()
    try:
        columns = given.columns.split(",") if given.columns is not None else None
        found = {"svd": svd, "pca": pca}[given.task](given.path, columns, run=Run(given.engine))
    except ValueError as error:
        sys.exit(f"error: {error}")
    if given.partial is not None:
        Path(given.partial).write_bytes(found.partial)
    told = {"rows": found.rows, "singularValues": (found.S if given.task == "svd" else found.singular_values).tolist()}
    if given.task == "pca":
        told.update(mean=found.mean.tolist(), explainedVarianceRatio=found.explained_variance_ratio.tolist())
    print(json.dumps(told))


if __name__ == "__main__":
    main()
