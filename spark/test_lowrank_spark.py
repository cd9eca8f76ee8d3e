"""python test_lowrank_spark.py: the package must be built (npm run build), Java 17 and Node on the path, requirements.txt installed. About two minutes on two cores."""
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from hashlib import sha256
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import lowrank_spark as ls
from lowrank_spark import Run, Sparse

if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    sys.exit("no Java is found: Spark needs Java 17 or later on the path, or JAVA_HOME")
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

ENGINES = ("node", "wasmtime")
ROWS, COLUMNS = 200_000, 64
NAMES = [f"c{j}" for j in range(COLUMNS)]
# First half of SHA-256. Other bits of the modules, or of the order of the work, are other hashes.
HASHES = {"graded": "8379fdca44d7b77fabbef13802527dc3", "pca": "6f60c462553ae0d6d288b033aae24cf7", "topk": "a914ed338152a972286472b65492dd74", "als": "1f2c4dde6cbc50e84dfec5aaeed3cc09"}


def uniform(count, seed):
    """Numbers in [-1, 1) by whole numbers alone (SplitMix64): the same on every machine."""
    with np.errstate(over="ignore"):
        z = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed << 32)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1


def graded(rows):
    """Columns of sizes from 1 to 2^-40, mixed by a Hadamard matrix: singular values over twelve decades, by sums and differences alone."""
    x = uniform(rows * COLUMNS, 1).reshape(rows, COLUMNS) * 2.0 ** -np.round(40 * np.arange(COLUMNS) / (COLUMNS - 1))
    for half in (1, 2, 4, 8, 16, 32):
        y = x.reshape(rows, -1, 2, half)
        x = np.stack([y[:, :, 0] + y[:, :, 1], y[:, :, 0] - y[:, :, 1]], axis=2).reshape(rows, COLUMNS)
    return x / 8


def session(master):
    built = SparkSession.builder.master(master).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    spark = built.config("spark.sql.shuffle.partitions", "4").config("spark.driver.memory", "2g").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def half(data):
    return sha256(data).hexdigest()[:32]


def write(folder, x, groups):
    """Two files, groups of equally many rows."""
    os.makedirs(folder)
    each = len(x) // groups
    for name, part in (("a", x[:each * (groups // 4)]), ("b", x[each * (groups // 4):])):
        parquet.write_table(pa.table(dict(zip(NAMES, part.T))), os.path.join(folder, f"{name}.parquet"), row_group_size=each)


class Cluster(unittest.TestCase):
    master = "local[2,4]"  # Each task may fail three times.

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="lowrank-spark-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.spark = session(cls.master)
        cls.addClassCleanup(cls.spark.stop)

    def program(self, name, once):
        """A command for Node that does something else the first time it is called."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nif mkdir "{path}.used" 2>/dev/null; then\n{once}\nfi\nexec node "$@"\n')
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path


class Local(Cluster):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.x = graded(ROWS)
        cls.big = os.path.join(cls.folder, "big")
        write(cls.big, cls.x, 20)
        cls.small = os.path.join(cls.folder, "small")
        write(cls.small, cls.x[:2000, :] + 3, 4)

    def frame(self, rows, width, partitions):
        """The first entries of the table with an id, in another order."""
        table = pa.table({**{NAMES[j]: self.x[:rows, j] for j in range(width)}, "id": np.arange(rows)})
        return self.spark.createDataFrame(table.take(np.argsort(uniform(rows, 2)))).repartition(partitions)

    def test_graded_values_are_those_of_numpy_and_both_engines_give_the_committed_bytes(self):
        expected = np.linalg.svd(np.linalg.qr(self.x, mode="r"), compute_uv=False)
        for engine in ENGINES:
            with self.subTest(engine):
                found = ls.svd(self.big, run=Run(engine))
                self.assertEqual(half(found.partial), HASHES["graded"])
                self.assertEqual(found.rows, ROWS)
                self.assertLess(np.abs(found.S - expected).max(), 4e-15 * expected[0])
                self.assertLess((np.abs(found.S - expected) / expected)[-20:].max(), 1e-4)
                self.assertLess(np.abs(found.V.T @ found.V - np.eye(COLUMNS)).max(), 1e-14)
                self.assertLess(expected[-1], 2e-12 * expected[0])

    def test_mllib_loses_the_small_values(self):
        from pyspark.mllib.linalg.distributed import RowMatrix
        x = self.x[:5000]
        expected = np.linalg.svd(x, compute_uv=False)
        s = np.array(RowMatrix(self.spark.sparkContext.parallelize(x.tolist(), 2)).computeSVD(COLUMNS, rCond=1e-30).s)
        near = np.sum(np.abs(s - expected[:len(s)]) < 0.01 * expected[:len(s)])
        self.assertLess(near, 50, "if MLlib has become this good, README.md must say so")

    def test_a_child_that_is_killed_changes_nothing(self):
        node = self.program("killed", "head -c 1000000 >/dev/null\nkill -9 $$")
        self.assertEqual(half(ls.svd(self.big, run=Run(node=node)).partial), HASHES["graded"])
        self.assertTrue(os.path.exists(node + ".used"))

    def test_principal_components(self):
        x = self.x[:2000] + 3
        for engine in ENGINES:
            found = ls.pca(self.small, NAMES[:8], run=Run(engine))
            self.assertEqual(half(found.partial), HASHES["pca"])
            centred = x[:, :8] - x[:, :8].mean(0)
            expected = np.linalg.svd(centred, compute_uv=False)
            self.assertLess(np.abs(found.mean - x[:, :8].mean(0)).max(), 1e-14)
            self.assertLess(np.abs(found.singular_values - expected).max(), 1e-14 * expected[0])
            np.testing.assert_allclose((centred @ found.components).var(0, ddof=1), found.explained_variance, rtol=1e-9)
            self.assertAlmostEqual(found.total_variance, centred.var(0, ddof=1).sum(), 14)
            self.assertAlmostEqual(found.explained_variance_ratio.sum(), 1, 14)

    def test_leaves_of_a_frame_are_ranges_of_its_id_however_it_is_packed(self):
        frames = [self.frame(3000, 5, partitions) for partitions in (1, 7)]
        parts = {half(ls.svd(frame, NAMES[:5], id="id", rows_per_leaf=100, run=Run(engine)).partial) for frame, engine in zip(frames, ENGINES)}
        self.assertEqual(len(parts), 1)
        named = frames[0].select(F.col("id").alias("n"), F.col("c0").alias("leaf"), F.col("c1").alias("id"), F.col("c2").alias("a.b `c`"))
        found = ls.svd(named, ["leaf", "id", "a.b `c`"], id="n", rows_per_leaf=2000, run=Run("wasmtime"))
        self.assertLess(np.abs(found.S - np.linalg.svd(self.x[:3000, :3], compute_uv=False)).max(), 1e-14 * found.S[0])
        lists = frames[0].select("id", F.array(*NAMES[:5]).alias("features"))
        found = ls.pca(lists, "features", id="id", rows_per_leaf=1000)
        expected = np.linalg.svd(self.x[:3000, :5] - self.x[:3000, :5].mean(0), compute_uv=False)
        self.assertLess(np.abs(found.singular_values - expected).max(), 1e-14 * expected[0])

    def test_ids_may_have_holes_and_be_negative_but_not_come_twice(self):
        frame = self.frame(300, 3, 3).withColumn("id", F.col("id") * F.col("id") - 50000)
        found = ls.svd(frame, NAMES[:3], id="id", rows_per_leaf=1000, run=Run("wasmtime"))
        self.assertLess(np.abs(found.S - np.linalg.svd(self.x[:300, :3], compute_uv=False)).max(), 1e-13)
        with self.assertRaisesRegex(Exception, r"leaf 0 of 1 \(id 0 to 999\): id 5 is there twice"):
            ls.svd(self.frame(10, 3, 2).withColumn("id", F.least("id", F.lit(5))), NAMES[:3], id="id", rows_per_leaf=1000, run=Run("wasmtime"))

    def test_a_leaf_that_always_fails_fails_the_job_with_its_name(self):
        x = self.x[:800].copy()
        x[555, 7] = np.nan
        folder = os.path.join(self.folder, "bad")
        write(folder, x, 8)
        for engine in ENGINES:
            with self.assertRaisesRegex(Exception, r"leaf 5 of 8 \(b.parquet, row group 3\): row 55 has nan in c7: expected finite numbers"):
                ls.svd(folder, run=Run(engine))
        with self.assertRaisesRegex(Exception, r"leaf \d of 4 \(.*\): it has an entry that is too large"):
            ls.svd(self.frame(400, 2, 2).withColumn("c0", F.lit(1e300)), NAMES[:2], id="id", rows_per_leaf=100)
        with self.assertRaisesRegex(Exception, r"leaf \d of 4 \(.*\): row \d+ of a batch has no number in c0"):
            ls.svd(self.frame(400, 2, 2).withColumn("c0", F.expr("nullif(c0, c0)")), NAMES[:2], id="id", rows_per_leaf=100)

    def test_what_comes_twice_is_dropped_what_differs_is_refused_and_what_is_missing_is_named(self):
        run = Run("wasmtime")
        merged = ls._merged
        expected = ls.svd(self.small, run=run).partial

        def changed(change):
            with mock.patch.object(ls, "_merged", lambda nodes, *others: merged(change(nodes), *others)):
                return ls.svd(self.small, run=run).partial

        self.assertEqual(changed(lambda nodes: nodes.union(nodes)), expected)
        with self.assertRaisesRegex(RuntimeError, r"leaf 2 of 4 \(b.parquet, row group 1\) is missing"):
            changed(lambda nodes: nodes.where("leaf != 2"))
        other = ls.pca(self.small, run=run).partial
        with self.assertRaisesRegex(RuntimeError, "it is of another job"):
            changed(lambda nodes: nodes.union(self.spark.createDataFrame([(0, bytearray(other))], ls.NODES)))
        with self.assertRaisesRegex(RuntimeError, "it is damaged"):
            changed(lambda nodes: nodes.withColumn("partial", F.expr("overlay(partial placing X'77' from 200)")))

    def test_leading_triplets_of_a_sparse_table_by_few_passes(self):
        rows, width, each = 3000, 400, 12
        at = ((uniform(rows * each, 3) + 1) * (width // 2)).astype(np.int32).reshape(rows, each)
        values = (uniform(rows * each, 4) * 2.0 ** -(at.ravel() // 8)).reshape(rows, each)
        x = np.zeros((rows, width))
        np.add.at(x, (np.arange(rows)[:, None], at), values)
        expected = np.linalg.svd(x, compute_uv=False)
        frame = self.spark.createDataFrame(pa.table({"at": pa.array(at.tolist()), "value": pa.array(values.tolist()), "id": np.arange(rows)}))
        found = [
            ls.topk(frame.repartition(parts), 6, Sparse("at", "value", width), id="id", rows_per_leaf=500, search={"tolerance": 1e-8, "block": 16}, run=Run(engine))
            for engine, parts in zip(ENGINES, (3, 2))
        ]
        for one in found:
            self.assertTrue(one.converged)
            self.assertLessEqual(one.passes, 8)
            self.assertLess(np.abs(one.S - expected[:6]).max(), 1e-8 * expected[0])
            self.assertLess(np.linalg.norm(x @ one.V - np.linalg.qr(x @ one.V)[0] * one.S * np.sign(np.diag(np.linalg.qr(x @ one.V)[1]))), 1e-6 * expected[0])
            self.assertEqual(half(one.V.tobytes()), HASHES["topk"])
        dense = ls.topk(self.small, 2, NAMES, run=Run("wasmtime"))
        self.assertLess(np.abs(dense.S - np.linalg.svd(self.x[:2000] + 3, compute_uv=False)[:2]).max(), 1e-12 * dense.S[0])

    def test_recommendations_are_those_of_all_scores_sorted(self):
        u, v = uniform(50 * 4, 5).reshape(50, 4), uniform(30 * 4, 6).reshape(30, 4)
        v[7] = v[3]  # A tie.
        rows = self.spark.createDataFrame(pa.table({"id": np.arange(50), "features": pa.array(u.astype(np.float32).tolist(), pa.list_(pa.float32()))}))
        items = self.spark.createDataFrame(pa.table({"id": np.arange(30)[::-1] * 10, "features": pa.array(v[::-1].tolist())}))
        seen = self.spark.createDataFrame([(4, [10 * i for i in range(28)]), (5, [70])], "id long, items array<long>")
        got = {row["id"]: row for row in ls.recommend(rows, items, 5, seen=seen).collect()}
        scores = u.astype(np.float32).astype(np.float64) @ v.T
        scores[4, :28] = scores[5, 7] = -np.inf
        for i in range(50):
            order = sorted((j for j in range(30) if scores[i, j] > -np.inf), key=lambda j: (-round(scores[i, j], 12), j))[:5]
            self.assertEqual(got[i]["items"], [10 * j for j in order])
            np.testing.assert_allclose(got[i]["scores"], scores[i, order], rtol=1e-12, atol=1e-15)
        self.assertEqual(len(got[4]["items"]), 2)

    def ratings(self, users, items, rank=4, share=0.4):
        """(DataFrame, arrays): a share of all pairs, ids with gaps and not in order."""
        u, v = uniform(users * rank, 7).reshape(users, rank), uniform(items * rank, 8).reshape(items, rank)
        i, j = np.nonzero(uniform(users * items, 9).reshape(users, items) < 2 * share - 1)
        order = np.argsort(uniform(len(i), 10))
        i, j = i[order], j[order]
        x = 3 + 2 * np.einsum("er,er->e", u[i], v[j]) + 0.5 * uniform(len(i), 11)
        return self.spark.createDataFrame(pa.table({"user": i * 7 - 50, "item": (j * 3 + 11).astype(np.int32), "rating": x})), (i, j, x)

    def test_factors_of_ratings_are_those_of_plain_alternating_least_squares_in_every_engine_and_packing(self):
        frame, (i, j, x) = self.ratings(60, 45)
        found = [ls.als(frame.repartition(parts), 3, penalty=0.05, sweeps=4, seed=5, blocks=blocks, run=Run(engine)) for engine, parts, blocks in zip(ENGINES, (3, 1), (5, 2))]
        for one in found:
            self.assertEqual(half(one.user_factors.tobytes() + one.item_factors.tobytes()), HASHES["als"])
        one = found[0]
        self.assertEqual((one.user_ids.tolist(), one.item_ids.tolist()), ([7 * line - 50 for line in range(60)], [3 * line + 11 for line in range(45)]))
        u, v = ls._start(one.user_ids, 3, 5), np.zeros((45, 3))
        np.testing.assert_allclose(np.linalg.norm(u, axis=1), 1, rtol=1e-14)
        for _ in range(4):
            for own, other, mine, theirs in ((v, u, j, i), (u, v, i, j)):
                for line in range(len(own)):
                    a, b = other[theirs[mine == line]], x[mine == line]
                    own[line] = np.linalg.solve(a.T @ a + 0.05 * len(b) * np.eye(3), a.T @ b)
        np.testing.assert_allclose(one.user_factors, u, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(one.item_factors, v, rtol=1e-9, atol=1e-11)
        self.assertAlmostEqual(one.rmse, np.sqrt(np.mean((np.einsum("er,er->e", u[i], v[j]) - x) ** 2)), 12)

    def test_factors_are_as_good_as_those_of_mllib_which_reads_what_is_saved(self):
        from pyspark.ml.recommendation import ALS, ALSModel
        frame, _ = self.ratings(500, 300)
        train, test = frame.where("pmod(hash(user, item), 10) > 0").persist(), frame.where("pmod(hash(user, item), 10) = 0").persist()
        rmse = lambda model: model.transform(test).agg(F.sqrt(F.avg((F.col("rating") - F.col("prediction")) ** 2))).first()[0]
        found = ls.als(train, 5, penalty=0.02, sweeps=15, run=Run("wasmtime"))
        saved = os.path.join(self.folder, "model")
        found.save(saved)
        loaded = ALSModel.load(saved)
        theirs = ALS(rank=5, regParam=0.02, maxIter=15, seed=1).fit(train)
        self.assertLess(abs(rmse(loaded) - rmse(theirs)), 0.002)
        self.assertEqual((loaded.rank, loaded.getUserCol(), loaded.userFactors.dtypes, loaded.itemFactors.dtypes), (5, "user", theirs.userFactors.dtypes, theirs.itemFactors.dtypes))
        users, items = found.frames()
        ours = {row["id"]: row["items"] for row in ls.recommend(users, items, 3).collect()}
        same = sum([one["item"] for one in row["recommendations"]] == ours[row["user"]] for row in loaded.recommendForAllUsers(3).collect())
        self.assertGreaterEqual(same, 495)  # float32 may bring another order where two are as good
        with self.assertRaisesRegex(Exception, "(?i)already exists"):
            found.save(saved)
        found.save(saved, overwrite=True)

    def test_ratings_that_are_none_are_refused(self):
        frame, _ = self.ratings(8, 6, share=0.7)
        wasm = {"run": Run("wasmtime"), "sweeps": 1}
        for bad, error, words in (
            (frame.union(frame.limit(1)), Exception, r"block \d+ of|user -?\d+ has item \d+ twice|item \d+ has user -?\d+ twice"),
            (frame.withColumn("rating", F.lit(float("nan"))), ValueError, "rating of user -50 is null, not finite, or beyond 1e\\+30"),
            (frame.withColumn("rating", F.lit(None).cast("double")), ValueError, "rating of user -50 is null"),
            (frame.withColumn("rating", F.lit(-1e31)), ValueError, "rating of user -50 is null"),
            (frame.withColumn("item", F.lit(None).cast("int")), ValueError, "item is null in a row"),
            (frame.withColumn("item", F.lit("x")), ValueError, "column 'item' is of type string: expected whole numbers"),
            (frame.drop("rating"), ValueError, "column 'rating' is not there"),
            (frame.where("item < 0"), ValueError, "ratings has no rows"),
            (3, ValueError, "ratings is int: expected a DataFrame"),
        ):
            with self.subTest(words), self.assertRaisesRegex(error, words):
                ls.als(bad, 2, **wasm)
        for given, words in (({"rank": 0}, "rank is 0"), ({"penalty": 0}, "penalty is 0: expected a number above 0"), ({"sweeps": 1.5}, "sweeps is 1.5"), ({"blocks": 0}, "blocks is 0"), ({"seed": -1}, "seed is -1")):
            with self.subTest(words), self.assertRaisesRegex(ValueError, words):
                ls.als(frame, **given)
        far = ls.als(frame.withColumn("user", F.col("user").cast("long") + (1 << 40)), 2, **wasm)
        with self.assertRaisesRegex(ValueError, "ids beyond 2,147,483,647"):
            far.save(os.path.join(self.folder, "far"))

    def test_arguments(self):
        frame = self.frame(10, 2, 1)
        for call, words in (
            (lambda: ls.svd(frame), "id is not given: expected the name of a column"),
            (lambda: ls.svd(frame, "x", id="id"), "column 'x' is not there: expected one of c0, c1"),
            (lambda: ls.svd(frame, id="id", rows_per_leaf=0), "rows_per_leaf is 0: expected a whole number"),
            (lambda: ls.svd(self.small, id="id"), "id is given with a path"),
            (lambda: ls.svd(self.small, exponent=0.5), "exponent is 0.5: expected a whole number"),
            (lambda: ls.svd([1]), "data is list: expected a DataFrame"),
            (lambda: ls.svd(frame.where("id < 0"), id="id"), "data has no rows"),
            (lambda: ls.pca(self.small, centre=[1, 2]), "centre has shape"),
            (lambda: ls.svd(self.folder + "/none"), "has no .parquet file"),
            (lambda: ls.svd(self.small, run=Run(package=self.folder)), "lowrank-partial.wasm is not there: expected Run"),
            (lambda: Run("deno"), "engine is 'deno': expected"),
            (lambda: ls.recommend(frame, frame, 0), "count is 0: expected"),
        ):
            with self.subTest(words), self.assertRaisesRegex(ValueError, words):
                call()
        with self.assertRaisesRegex(RuntimeError, "rank is 65: expected"):
            ls.topk(self.small, 65, run=Run("wasmtime"))

    def test_the_command_and_the_program_of_the_readme(self):
        text = Path(ls.__file__).with_name("README.md").read_text(encoding="utf-8")
        programs = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
        self.assertGreater(len(programs), 0)
        for program in programs:
            exec(compile(program.replace("/data/", self.folder + "/data/"), "README.md", "exec"), {})
        out = os.path.join(self.folder, "small.lrp")
        with mock.patch("sys.stdout", io.StringIO()) as printed:
            ls.main(["pca", self.small, "--columns", ",".join(NAMES[:8]), "--engine", "wasmtime", "--partial", out])
        self.assertEqual(half(Path(out).read_bytes()), HASHES["pca"])
        self.assertEqual(json.loads(printed.getvalue())["rows"], 2000)

    def test_the_child_refuses_bad_input_with_nothing_on_its_output(self):
        modules = ls._modules(Run(), ls.MODULES[0])
        plan = {"task": "fold", "kind": ls.TRIANGLE, "columns": 2, "parameter": 0, "centred": 0, "exponent": 0, "leaves": 1, "leaf": 0, "name": 0}
        for plan, data, words in ((plan, bytes(24), "the input ends inside a row"), (plan, np.array([np.inf, 1]).tobytes(), "refused 14 0"), ({"task": "merge"}, b"", "the input is empty")):
            command = ["node", os.path.join(os.path.dirname(ls.__file__), "child.mjs"), json.dumps({**plan, "modules": [len(modules[0])]})]
            done = subprocess.run(command, input=modules[0] + data, capture_output=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr.decode().strip()), (1, b"", words))


class ManyProcesses(Cluster):
    """Executors of their own: one of them is killed in the middle of the work."""
    master = "local-cluster[2,1,1024]"

    def test_an_executor_that_is_killed_changes_nothing(self):
        write(os.path.join(self.folder, "big"), graded(ROWS), 20)
        parent = "read -r _ _ _ up _ </proc/$1/stat; echo $up"
        kill = f"executor=$(set -- $PPID; {parent}); executor=$(set -- $executor; {parent})\nhead -c 1000000 >/dev/null\ngrep -q CoarseGrainedExecutorBackend /proc/$executor/cmdline && kill -9 $executor && touch \"$0.killed\""
        node = self.program("executor", kill)
        self.assertEqual(half(ls.svd(os.path.join(self.folder, "big"), run=Run(node=node)).partial), HASHES["graded"])
        self.assertTrue(os.path.exists(node + ".killed"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
