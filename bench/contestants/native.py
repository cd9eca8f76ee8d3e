"""Native LAPACK (scipy's wrapper of OpenBLAS) behind the protocol of worker.mjs: native.py gesdd|gesvd"""

import ctypes
import json
import sys
import time

import numpy
from scipy.linalg import lapack

driver = sys.argv[1]
state = {}


def openblas():
    """The core type that OpenBLAS runs with, and its version; an error where scipy uses another library."""
    for line in open("/proc/self/maps"):
        path = line.split()[-1]
        if "openblas" in path and "libopenblas" in path:
            library = ctypes.CDLL(path)
            library.openblas_get_corename.restype = ctypes.c_char_p
            library.openblas_get_config.restype = ctypes.c_char_p
            return library.openblas_get_corename().decode(), library.openblas_get_config().decode().split()[1]
    raise RuntimeError("scipy does not use OpenBLAS here")


def load(request):
    rows, columns, count = request["rows"], request["columns"], request["count"]
    a = numpy.fromfile(request["file"]).reshape(count, rows, columns)
    vectors = 1 if request["want"] == "vectors" else 0
    state.update(vectors=vectors, count=count)
    if count > 1:
        if driver != "gesdd":
            raise RuntimeError("numpy's loop over many matrices calls gesdd only")
        state["run"] = lambda: numpy.linalg.svd(a, full_matrices=False)
    else:
        call, query = getattr(lapack, "d" + driver), getattr(lapack, "d" + driver + "_lwork")
        a = numpy.asfortranarray(a[0])
        length = int(query(rows, columns, compute_uv=vectors, full_matrices=0)[0])
        state["run"] = lambda: call(a, compute_uv=vectors, full_matrices=0, lwork=length)
    return {"core": core, "version": version}


def measure(request):
    run = state["run"]
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(request["times"]):
        result = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    state["result"] = result
    return {"cpu": cpu * 1e3, "wall": wall * 1e3}


def result(request):
    u, s, vt = state["result"][:3]
    if state["count"] == 1 and state["result"][3] != 0:
        raise RuntimeError(f"{driver} ended with info = {state['result'][3]}")
    with open(request["file"], "wb") as file:
        if state["vectors"]:
            file.write(numpy.ascontiguousarray(u).tobytes())
        file.write(numpy.ascontiguousarray(s).tobytes())
        if state["vectors"]:
            file.write(numpy.ascontiguousarray(numpy.swapaxes(vt, -1, -2)).tobytes())
    return {}


core, version = openblas()
answers = {"load": load, "time": measure, "result": result}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = answers[request["ask"]](request)
    except Exception as error:
        answer = {"error": (str(error).splitlines() or [type(error).__name__])[0][:200]}
    print("@" + json.dumps(answer), flush=True)
