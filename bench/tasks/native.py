"""One task of tasks.mjs: native.py make|check|METHOD task.json"""

import json
import os
import resource
import sys
import time

import numpy

what, path = sys.argv[1:]
with open(path) as file:
    task = json.load(file)
name, m, n = task["name"], task["rows"], task["columns"]
place = lambda part: os.path.join(task["directory"], part)


def read(part, *shape):
    return numpy.fromfile(place(part)).reshape(shape)


def make():
    random = numpy.random.default_rng(1)
    a = random.standard_normal((m, n))
    if task["spectrum"] == "embeddings":
        a = a * numpy.linspace(1, 0.02, n) @ numpy.linalg.qr(random.standard_normal((n, n)))[0] + random.standard_normal(n)
    if task["spectrum"] == "decaying":
        k = min(m, 200)
        a = (random.standard_normal((m, k)) * 0.95 ** numpy.arange(k)) @ random.standard_normal((k, n)) + 0.01 * a
    numpy.ascontiguousarray(a).tofile(place("a"))
    random.standard_normal((m, 10)).tofile(place("b"))


def check():
    """How far what was found is from exact, relative to the largest value, and its vectors from orthonormal."""
    if name.startswith("least"):
        a = read("a", m, n)
        sides = 10 if name.endswith("10") else 1
        b = numpy.fromfile(place("b"), count=m * sides).reshape(m, sides)
        gradient = a.T @ (b - a @ read("x", n, sides))
        return {"residual": float(numpy.linalg.norm(gradient) / numpy.linalg.norm(a) / numpy.linalg.norm(b)), "orthogonality": None}
    if name == "kabsch":
        a, u, s, v = read("a", -1, 3, 3), read("u", -1, 3, 3), read("s", -1, 3), read("v", -1, 3, 3)
        gap = a - (u * s[:, None, :]) @ v.transpose(0, 2, 1)
        return {"residual": float(numpy.linalg.norm(gap) / numpy.linalg.norm(a)), "orthogonality": float(max(abs(u.transpose(0, 2, 1) @ u - numpy.eye(3)).max(), abs(v.transpose(0, 2, 1) @ v - numpy.eye(3)).max()))}
    a, s = read("a", m, n), read("s", -1)
    k = len(s)
    v = read("v", n, k)
    defect = numpy.linalg.norm(v.T @ v - numpy.eye(k))
    if name == "pca":
        a = a - a.mean(axis=0)
        gap = numpy.linalg.norm(a.T @ (a @ v) - v * s**2, axis=0).max() / s[0] ** 2
    else:
        u = read("u", m, k)
        gap = max(numpy.linalg.norm(a @ v - u * s, axis=0).max(), numpy.linalg.norm(a.T @ u - v * s, axis=0).max()) / s[0]
        defect = max(defect, numpy.linalg.norm(u.T @ u - numpy.eye(k)))
    return {"residual": float(gap), "orthogonality": float(defect)}


def solve():
    a = read("a", m, n)
    sides = 10 if name.endswith("10") else 1
    b = numpy.fromfile(place("b"), count=m * sides).reshape(m, sides) if name.startswith("least") else None
    if what in ("covariance_eigh", "randomized"):
        from sklearn.decomposition import PCA

        def call():
            found = PCA(100, svd_solver=what, random_state=0).fit(a)
            return {"s": found.singular_values_, "v": found.components_.T}
    elif what == "randomized_svd":
        from sklearn.utils.extmath import randomized_svd

        call = lambda: parts(*randomized_svd(a, 64, random_state=0))
    elif what == "svds":
        from scipy.sparse.linalg import svds

        call = lambda: descending(*svds(a, 50, random_state=0))
    elif what == "lstsq":
        call = lambda: {"x": numpy.linalg.lstsq(a, b, rcond=None)[0]}
    elif name == "kabsch":
        batch = a.reshape(-1, 3, 3)

        def call():
            u, s, vt = numpy.linalg.svd(batch)
            return {"u": u, "s": s, "v": vt.transpose(0, 2, 1)}
    else:
        call = lambda: parts(*numpy.linalg.svd(a, full_matrices=False), 50 if name == "image" else None)
    held = read_status("VmRSS")
    call()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    before = time.process_time()
    found = call()
    seconds = time.process_time() - before
    for part, values in found.items():
        numpy.ascontiguousarray(values).tofile(place(part))
    return {"milliseconds": seconds * 1e3, "megabytes": peak - held}


def parts(u, s, vt, k=None):
    return {"u": u[:, :k], "s": s[:k], "v": vt[:k].T}


def descending(u, s, vt):
    order = numpy.argsort(-s)
    return parts(u[:, order], s[order], vt[order])


def read_status(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(field))


if what == "make":
    make()
    print("{}")
else:
    print(json.dumps(check() if what == "check" else solve()))
