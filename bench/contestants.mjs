/** Who is measured, and how each is started. A contestant is a process that speaks the protocol of worker.mjs. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Debian's scipy and OpenBLAS belong to Debian's Python, which another one may hide. */
const PYTHON = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
/** OpenBLAS releases older than a processor take it for a simpler one, so its widest kernels are asked for by name. */
const WIDEST = /\bavx512vl\b/.test(existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "") ? "SkylakeX" : undefined;
const NATIVE = [
  { id: "native-gesdd-128", label: "native gesdd, 128-bit", driver: "gesdd", core: "Nehalem" },
  { id: "native-gesvd-128", label: "native gesvd, 128-bit", driver: "gesvd", core: "Nehalem" },
  { id: "native-gesdd", label: "native gesdd, best", driver: "gesdd", core: WIDEST },
  { id: "native-gesvd", label: "native gesvd, best", driver: "gesvd", core: WIDEST },
];

/**
 * Every contestant that this machine can run, and those it cannot with the reason.
 *
 * @param nodes  other Node executables to run lowrank with, beside this one.
 * @returns { contestants: { id, group, label, version, command, environment, core? }[], absent: { label, reason }[] }
 */
export function contestants(nodes) {
  const absent = [];
  const list = [
    ...[process.execPath, ...nodes].map((node, i) => lowrank(node, i)),
    ...native(absent),
    ...peers(absent),
  ];
  return { contestants: list, absent };
}

function lowrank(node, index) {
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  return {
    id: index === 0 ? "lowrank" : `lowrank-node-${version}`,
    group: "lowrank",
    label: index === 0 ? "lowrank" : `lowrank, Node ${version}`,
    version: JSON.parse(readFileSync(here("../package.json"))).version,
    command: [node, here("worker.mjs"), here("contestants/lowrank.mjs")],
    environment: {},
  };
}

function native(absent) {
  const script = here("contestants/native.py");
  let reason = "";
  for (const libraries of [undefined, ...openblasFolders()]) {
    const environment = { OPENBLAS_NUM_THREADS: "1", OPENBLAS_CORETYPE: undefined, LD_LIBRARY_PATH: libraries ?? process.env.LD_LIBRARY_PATH };
    const probe = spawnSync(PYTHON, [script, "gesdd"], { input: "", encoding: "utf8", env: { ...process.env, ...environment } });
    if (probe.status === 0) {
      return NATIVE.map(({ id, label, driver, core }) => ({
        id, group: "native", label, core, command: [PYTHON, script, driver], environment: { ...environment, OPENBLAS_CORETYPE: core },
      }));
    }
    reason ||= probe.error?.message ?? probe.stderr.trim().split("\n").at(-1);
  }
  absent.push({ label: "native LAPACK", reason: `${reason} (on Debian: apt-get install python3-scipy libopenblas0-pthread)` });
  return [];
}

/** Where Debian keeps OpenBLAS' libblas and liblapack, whichever alternative is chosen. */
function openblasFolders() {
  const root = "/usr/lib";
  if (!existsSync(root)) return [];
  return readdirSync(root).map((name) => `${root}/${name}/openblas-pthread`).filter((folder) => existsSync(folder));
}

function peers(absent) {
  if (!existsSync(here("compare/node_modules"))) {
    console.error("installing the packages to compare with, in bench/compare (once)");
    const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here("compare"), stdio: "inherit" });
    if (status !== 0) {
      absent.push({ label: "the npm packages", reason: "npm ci failed in bench/compare" });
      return [];
    }
  }
  return readdirSync(here("compare/adapters")).filter((file) => file.endsWith(".mjs")).map((file) => {
    const id = file.slice(0, -".mjs".length);
    return {
      id,
      group: "npm",
      label: id,
      version: JSON.parse(readFileSync(here(`compare/node_modules/${id}/package.json`))).version,
      command: [process.execPath, "--max-old-space-size=8192", here("worker.mjs"), here(`compare/adapters/${file}`)],
      environment: {},
    };
  });
}
