/**
 * What people do, beside NumPy, SciPy and scikit-learn from PyPI (in a virtual environment that this makes), one core each:
 *
 *     node bench/tasks.mjs [--only pca,lora,image,kabsch,least-squares-1,least-squares-10,svd-50,svd-784,svd-256] [--rounds 3]
 *
 * Each contestant runs in a process of its own, one after the other, in turns: a call to warm up, one that is measured (processor time), and the most memory that the process had beyond
 * what it had with the matrix loaded. What was found is checked by NumPy, whoever found it. Prints Markdown.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(`tasks/${name}`, import.meta.url));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};

const TASKS = [
  { name: "pca", about: "`pca` of embeddings, 50,000 × 768, 100 components, without scores", rows: 50_000, columns: 768, spectrum: "embeddings", native: ["covariance_eigh", "randomized"] },
  { name: "lora", about: "64 triplets of a weight change, 4096 × 4096, approximate", rows: 4096, columns: 4096, spectrum: "decaying", native: ["randomized_svd"] },
  { name: "image", about: "50 triplets of a picture, 1000 × 1000", rows: 1000, columns: 1000, spectrum: "decaying", native: ["svds", "gesdd"] },
  { name: "kabsch", about: "rotations of 10,000 alignments: SVDs of 3 × 3", rows: 30_000, columns: 3, spectrum: "flat", native: ["gesdd"] },
  { name: "least-squares-1", about: "least squares, 100,000 × 50, one right-hand side", rows: 100_000, columns: 50, spectrum: "flat", native: ["lstsq"] },
  { name: "least-squares-10", about: "least squares, 100,000 × 50, ten right-hand sides", rows: 100_000, columns: 50, spectrum: "flat", native: ["lstsq"] },
  { name: "svd-50", about: "thin `svd`, 100,000 × 50", rows: 100_000, columns: 50, spectrum: "flat", native: ["gesdd"] },
  { name: "svd-784", about: "thin `svd`, 20,000 × 784", rows: 20_000, columns: 784, spectrum: "flat", native: ["gesdd"] },
  { name: "svd-256", about: "thin `svd`, 32,768 × 256", rows: 32_768, columns: 256, spectrum: "flat", native: ["gesdd"] },
];
/** Kernels of OpenBLAS: the widest of the machine, and those of 128 bits as WebAssembly has them. */
const KERNELS = [["best", {}], ["128-bit", { OPENBLAS_CORETYPE: "Nehalem" }]];

/** Python with the packages, in a virtual environment beside the compared packages. */
function python() {
  const home = option("venv", fileURLToPath(new URL("compare/venv", import.meta.url)));
  const program = join(home, "bin", "python");
  if (!existsSync(program)) {
    execFileSync("python3", ["-m", "venv", home]);
    execFileSync(program, ["-m", "pip", "install", "--quiet", "-r", here("requirements.txt")], { stdio: "inherit" });
  }
  return program;
}

/** The last line of a program as JSON. */
function run(command, environment) {
  const { stdout, status, stderr } = spawnSync(command[0], command.slice(1), { env: { ...process.env, OPENBLAS_NUM_THREADS: "1", ...environment }, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim().split("\n").at(-1) || `stopped with ${status}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const short = (x) => (x === null || x === undefined ? "–" : x.toExponential(1));

const program = python();
const rounds = Number(option("rounds", 3));
const only = option("only", TASKS.map(({ name }) => name).join(",")).split(",");
const directory = mkdtempSync(join(tmpdir(), "lowrank-tasks-"));
try {
  for (const task of TASKS.filter(({ name }) => only.includes(name))) {
    const file = join(directory, "task.json");
    writeFileSync(file, JSON.stringify({ ...task, directory }));
    run([program, here("native.py"), "make", file], {});
    const contestants = [
      { name: "lowrank", command: [process.execPath, here("lowrank.mjs"), file], environment: {} },
      ...task.native.flatMap((method) => KERNELS.map(([kernels, environment]) => ({ name: `${method}, ${kernels}`, command: [program, here("native.py"), method, file], environment }))),
    ].map((one) => ({ ...one, times: [], answer: undefined, failure: undefined }));
    for (let round = 0; round < rounds; round++) {
      for (const one of contestants) {
        if (one.failure !== undefined) continue;
        try {
          const { milliseconds, megabytes } = run(one.command, one.environment);
          one.times.push(milliseconds);
          one.answer ??= { megabytes, ...run([program, here("native.py"), "check", file], {}) };
        } catch (error) {
          one.failure = error.message;
        }
      }
    }
    console.log(`\n### ${task.about}\n\n| contestant | ms | / lowrank | memory, MB | residual | orthogonality |\n| --- | --: | --: | --: | --: | --: |`);
    const base = middle(contestants[0].times);
    for (const { name, times, answer, failure } of contestants) {
      if (failure !== undefined) console.log(`| ${name} | – | – | – | ${failure} | – |`);
      else console.log(`| ${name} | ${middle(times).toPrecision(3)} | ${(middle(times) / base).toPrecision(2)} | ${answer.megabytes.toFixed(0)} | ${short(answer.residual)} | ${short(answer.orthogonality)} |`);
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}
