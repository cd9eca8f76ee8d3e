"""scipy.sparse.linalg.svds behind the protocol of process.mjs: svds.py propack|arpack"""

import json
import os
import sys
import time

import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import svds

solver = sys.argv[1]
state = {}
# PROPACK prints to the standard output; the answers go to a copy of it.
answers_to = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def load(request):
    rows, columns = request["rows"], request["columns"]
    read = lambda name, kind: numpy.fromfile(os.path.join(request["directory"], name), dtype=kind)
    if request["kind"] == "dense":
        state["a"] = read("data", "f8").reshape(rows, columns)
    else:
        places = (read("row", "i4"), read("column", "i4"))
        state["a"] = coo_matrix((read("value", "f8"), places), shape=(rows, columns)).tocsr()
    return {}


def measure(request):
    a = state["a"]
    wall, cpu = time.perf_counter(), time.process_time()
    u, s, vt = svds(a, request["rank"], solver=solver, random_state=0)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    order = numpy.argsort(-s)
    u, s, vt = u[:, order], s[order], vt[order]
    left = numpy.linalg.norm(a @ vt.T - u * s, axis=0).max()
    right = numpy.linalg.norm(a.T @ u - vt.T * s, axis=0).max()
    return {"cpu": cpu * 1e3, "wall": wall * 1e3, "values": list(s), "residual": max(left, right) / s[0]}


answers = {"load": load, "time": measure}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = answers[request["ask"]](request)
    except Exception as error:
        answer = {"error": (str(error).splitlines() or [type(error).__name__])[0][:200]}
    print("@" + json.dumps(answer), file=answers_to, flush=True)
