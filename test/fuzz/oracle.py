#!/usr/bin/env python3
"""
Reads the mutants that oracle.mjs wrote with NumPy and SciPy, and tells where they read something else, or refuse what was read.

    node test/fuzz/oracle.mjs npy 10000 1 > mutants; python3 test/fuzz/oracle.py npy < mutants          needs: numpy, scipy
"""
import base64
import collections
import gzip
import io
import json
import sys
import warnings

import numpy as np
import scipy.sparse
from scipy.io._mmio import MMFile

warnings.simplefilter("ignore")
MOST = 10_000


def npy(data):
    return np.load(io.BytesIO(data), allow_pickle=False)


def npz(data):
    archive = np.load(io.BytesIO(data), allow_pickle=False)
    names = archive.files
    if {"format", "shape", "data"} <= set(names):
        return scipy.sparse.load_npz(io.BytesIO(data))
    [name] = [name for name in names if isinstance(archive[name], np.ndarray)]
    return archive[name]


def mtx(data):
    # SciPy's reader in Python: that in C++ (scipy.io.mmread) does not survive every file.
    sizes = next((line.split() for line in data.splitlines()[1:] if line.strip() and not line.lstrip().startswith(b"%")), [])
    if any(not size.isdigit() or int(size) > MOST for size in sizes):
        raise ValueError("too large to be tried")
    return MMFile().read(io.BytesIO(data))


def gz(data):
    inside = gzip.decompress(data)
    if inside.startswith(b"\x93NUMPY"):
        return npy(inside)
    if inside[:14].lower() == b"%%matrixmarket":
        return mtx(inside)
    return None  # a table in text, for which there is no judge


READERS = {"npy": npy, "npz": npz, "mtx": mtx, "gz": gz}


def dense(answer):
    a = np.zeros((answer["rows"], answer["columns"]))
    if "data" in answer:
        return np.array(answer["data"], dtype=float).reshape(answer["rows"], answer["columns"])
    for i, j, x in answer["entries"]:
        a[i, j] = x
    return a


def main():
    reader = READERS[sys.argv[1]]
    counts = collections.Counter()
    stricter = collections.Counter()
    for line in sys.stdin:
        case = json.loads(line)
        data = base64.b64decode(case["bytes"])
        try:
            truth = reader(data)
            if truth is None:
                counts["without a judge"] += 1
                continue
            if scipy.sparse.issparse(truth):
                truth = truth.toarray()
            truth = np.asarray(truth)
            truth = truth.reshape(-1, 1) if truth.ndim == 1 else truth
            refusal = None
        except Exception as error:  # of whatever kind: the judge refuses
            truth, refusal = None, f"{type(error).__name__}: {str(error)[:100]}"
        if case.get("answer") is None:
            counts["refused by both" if truth is None else "refused here alone"] += 1
            if truth is not None:
                words = [word for word in case["refusal"].split() if word.isalpha()]
                stricter[" ".join(words[:9])] += 1
            continue
        if truth is None:
            counts["read here alone"] += 1
            print("READ ALONE", case["number"], refusal, data[:160])
            continue
        for answer in case["answer"]:
            mine = dense(answer)
            if mine.shape != truth.shape or not np.array_equal(mine, truth.astype(float)):
                counts["DIFFERENT"] += 1
                print("DIFFERENT", case["number"], mine.shape, truth.shape, mine.reshape(-1)[:6], truth.reshape(-1)[:6], data[:160])
                break
        else:
            counts["the same"] += 1
    print(dict(counts))
    for words, count in stricter.most_common(40):
        print(f"  {count:6} {words}")


main()
