// The name of an output decides its format, or an error does; - is standard output. For every command and every option that writes.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { loadModel } from "../../src/index";
import { call, expectFailure, pngOf, workplace } from "../support/command";
import { root } from "../support/packed";
import { change, numbers, safetensors, sum } from "../support/safetensors";

const { folder, path, file, files } = workplace("output-formats");

const GAMES = `home,away,home score,away score\n${Array.from({ length: 20 }, (_, g) => `t${g % 5},t${(g + 1 + (g % 3)) % 5},${g % 4},${(g * 7) % 3}`).join("\n")}\n`;
const HOLES = `name,a,b,c,d\n${Array.from({ length: 9 }, (_, i) => `r${i},${[1, 2, 3, 4].map((j) => ((i + j) % 7 === 0 ? "" : String(i + 0.5 * j))).join(",")}`).join("\n")}\n`;
const LIST = `user,item,rating\n${Array.from({ length: 40 }, (_, e) => `u${e % 8},i${(e * 3) % 5},${1 + (e % 5)}`).join("\n")}\n`;
const weights = (tuned: boolean) => {
  const values = numbers(12 * 8, 3);
  return safetensors({ "q_proj.weight": { shape: [12, 8], values: tuned ? sum(values, change(12, 8, 2, 0.1, 5)) : values } });
};
const inputs = () => {
  file("table.csv", "a,b,c\n1,2,3\n4,5,6\n7,8,10\n2,1,0\n");
  file("holes.csv", HOLES);
  file("list.csv", LIST);
  file("games.csv", GAMES);
  file("in.png", pngOf("grey", 9, 8));
  file("base.safetensors", weights(false));
  file("tuned.safetensors", weights(true));
};

/** What is in a file, by its bytes alone. */
function contentOf(bytes: Buffer): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return `${contentOf(gunzipSync(bytes))}.gz`;
  const text = bytes.toString("latin1");
  if (text.startsWith("\x93NUMPY")) return "npy";
  if (text.startsWith("\x89PNG")) return "png";
  if (text.startsWith("\xff\xd8\xff")) return "jpg";
  if (/^P[56]\n/.test(text)) return text[1] === "5" ? "pgm" : "ppm";
  if (text.startsWith("PK\x03\x04")) return "npz";
  if (text.startsWith("<svg")) return "svg";
  if (text.startsWith("%%MatrixMarket")) return "mtx";
  if (text.startsWith("LRCM")) return "model";
  if (bytes.readUInt32LE(0) < 1e5 && text[8] === "{") return "safetensors";
  if (text.startsWith("{")) return "json";
  return text.includes("\t") ? "tsv" : text.includes(",") ? "csv" : "one column";
}

/** Every option that writes: the command before it, the endings that it takes with what is in the files then, and the files behind a name. */
interface Writer { readonly name: string; readonly args: readonly string[]; readonly takes: Readonly<Record<string, string>>; readonly several?: readonly string[]; readonly standard?: string }
const MATRICES = { csv: "csv", tsv: "tsv", npy: "npy", mtx: "mtx", CSV: "csv", "csv.gz": "csv.gz", "tsv.gz": "tsv.gz", "npy.gz": "npy.gz", "mtx.gz": "mtx.gz", "Npy.GZ": "npy.gz" };
/** Several at once: in one file, too. */
const FACTORS = { ...MATRICES, npz: "npz", NPZ: "npz" };
const PICTURES = { png: "png", jpg: "jpg", jpeg: "jpg", PNG: "png", JPG: "jpg", pgm: "pgm", ppm: "ppm" };
const SVG = { svg: "svg", SVG: "svg" };
const TEXTS = { csv: "csv", tsv: "tsv", "csv.gz": "csv.gz", TSV: "tsv" };
const WRITERS: readonly Writer[] = [
  { name: "svd -o", args: ["svd", path("table.csv"), "-o"], takes: FACTORS, several: ["U", "V"] },
  { name: "svd -k -o", args: ["svd", path("table.csv"), "-k", "2", "-o"], takes: FACTORS, several: ["U", "V"] },
  { name: "pca -o", args: ["pca", path("table.csv"), "-o"], takes: FACTORS, several: ["components", "scores", "mean"] },
  { name: "denoise -o, a matrix", args: ["denoise", path("table.csv"), "--noise", "0.01", "-o"], takes: MATRICES, standard: "csv" },
  { name: "denoise -o, a picture", args: ["denoise", path("in.png"), "--noise", "1", "-o"], takes: PICTURES, standard: "png" },
  { name: "compress -o", args: ["compress", path("in.png"), "-k", "2", "-o"], takes: PICTURES, standard: "png" },
  { name: "compress --scree", args: ["compress", path("in.png"), "-k", "2", "--scree"], takes: SVG, standard: "svg" },
  { name: "complete -o, a table", args: ["complete", path("holes.csv"), "-o"], takes: MATRICES, standard: "csv" },
  { name: "complete -o, a list", args: ["complete", path("list.csv"), "--as", "list", "-o"], takes: TEXTS, standard: "csv" },
  { name: "complete --model", args: ["complete", path("holes.csv"), "--model"], takes: { model: "model", bin: "model", MODEL: "model" }, standard: "model" },
  { name: "complete --plot", args: ["complete", path("holes.csv"), "--method", "als", "--plot"], takes: SVG, several: ["error", "spectrum", "table"] },
  { name: "standings -o", args: ["standings", path("games.csv"), "-o"], takes: TEXTS, standard: "csv" },
  { name: "standings --plot", args: ["standings", path("games.csv"), "--plot"], takes: SVG, standard: "svg" },
  { name: "lora -o", args: ["lora", path("base.safetensors"), path("tuned.safetensors"), "-o"], takes: { safetensors: "safetensors", SAFETENSORS: "safetensors" } },
];

/** Endings of all kinds of formats. */
const ENDINGS = ["json", "txt", "csv", "tsv", "npy", "npz", "mtx", "png", "jpg", "jpeg", "svg", "pdf", "xlsx", "parquet", "h5", "mat", "dat", "7z", "gz", "csv.gz", "svg.gz", "png.gz", "safetensors", "model", "bin", "html", "md", "JSON", "Txt", "csv.bz2", "csvx", "xcsv", "npy2", "mp4", "pt"];

describe.each(WRITERS)("$name", ({ name, args, takes, several, standard }) => {
  const fresh = () => { rmSync(path("out"), { recursive: true, force: true }); mkdirSync(path("out")); inputs(); };
  const written = () => readdirSync(path("out"), { recursive: true, encoding: "utf8" }).filter((one) => !one.endsWith(".json") && existsSync(join(path("out"), one))).sort();

  it("writes what the name says, for every ending that it takes", () => {
    for (const [ending, content] of Object.entries(takes)) {
      fresh();
      expect([ending, call(...args, path(`out/x.y.${ending}`))]).toMatchObject([ending, { code: 0, error: "" }]);
      for (const part of several === undefined || content === "npz" ? [""] : several) {
        const target = path(`out/x.y${part === "" ? "" : `-${part}`}.${several === undefined || content === "npz" ? ending : ending.toLowerCase()}`);
        expect([ending, contentOf(readFileSync(target))]).toEqual([ending, content]);
      }
    }
  });

  it("refuses every other ending, in a line that names those it takes, before anything is written", () => {
    fresh();
    for (const ending of ENDINGS.filter((one) => takes[one] === undefined)) {
      expectFailure(call(...args, path(`out/x.${ending}`)), 2, new RegExp(`output .*x\\.${ending.replace(".", "\\.")}: .*\\.${Object.keys(takes)[0]!}`));
      expect(written()).toEqual([]);
    }
  });

  it("a name without an ending is a prefix, or refused", () => {
    for (const plain of ["x", "x-0.5", "x.2", ".csv", ".npy"]) {
      fresh();
      const called = call(...args, path(`out/${plain}`));
      if (several === undefined && name !== "complete --model") expectFailure(called, 2, /expected/);
      else expect([plain, called]).toMatchObject([plain, { code: 0 }]);
      for (const one of written().filter((left) => left !== plain)) expect(contentOf(readFileSync(join(path("out"), one)))).toMatch(one.endsWith(".svg") ? "svg" : /csv|one column/);
    }
  });

  it("a folder takes several files, and no single one", () => {
    fresh();
    mkdirSync(path("out/there.npy"));
    for (const target of [`${path("out/new")}/`, path("out/there.npy"), `${path("out/there.npy")}/`]) {
      const called = call(...args, target);
      const toFolder = name === "lora -o" || (name === "compress -o" && target.endsWith("/")); // under the name of the input
      if (several === undefined && !toFolder) expectFailure(called, called.code as 1 | 2, /expected|is a directory|no such directory/);
      else expect([target, called]).toMatchObject([target, { code: 0 }]);
    }
  });

  it("- is standard output, or refused; never a file", () => {
    fresh();
    const before = files();
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args, "-"], { cwd: folder });
    if (standard === undefined) {
      expectFailure({ code: status!, out: stdout.toString(), error: stderr.toString() }, 2, /^lowrank: output -: [^\n]*expected/);
    } else {
      expect([status, contentOf(stdout)]).toEqual([0, standard]);
      expect(stderr.toString()).toContain("written: -\n");
      expect(stderr.toString()).not.toMatch(/^lowrank:/m);
    }
    expect(files()).toEqual(before);
  });

  it("no empty name", () => {
    fresh();
    const before = files();
    expectFailure(call(...args, ""), 2, /expected|is empty|no name/);
    expect(files()).toEqual(before);
  });
});

describe("--format", () => {
  const table = () => { inputs(); return path("table.csv"); };

  it("decides where a name says nothing, and may not differ from one that does", () => {
    for (const name of ["x", "x.txt", "x.dat", "x.OUT"]) {
      for (const format of ["csv", "tsv", "npy", "mtx"]) {
        expect(call("denoise", table(), "--noise", "0.01", "-o", path(name), "--format", format)).toMatchObject({ code: 0, error: "" });
        expect(contentOf(readFileSync(path(name)))).toBe(format);
      }
    }
    for (const name of ["y.csv", "y.json", "y.svg", "y.csv.gz", "y.txt.gz", "y.npz"]) {
      expectFailure(call("denoise", table(), "--noise", "0.01", "-o", path(name), "--format", "npy"), 2, /expected a name ending in \.npy, as --format npy says/);
      expect(existsSync(path(name))).toBe(false);
    }
    expect(call("denoise", table(), "--noise", "0.01", "-o", path("x.npy.gz"), "--format", "npy").code).toBe(0);
    expectFailure(call("svd", table(), "-o", path("x.csv"), "--format", "npy"), 2, /expected a prefix, or a name ending in \.npy, as --format npy says/);
    expect(call("svd", table(), "-o", path("v1.final"), "--format", "npy").code).toBe(0);
    expect(contentOf(readFileSync(path("v1.final-U.npy")))).toBe("npy");
    expectFailure(call("denoise", table(), "--noise", "0.01", "-o", path("x"), "--format", "png"), 2, /'--format png' is not for a matrix: expected csv, tsv, npy, mtx/);
    expectFailure(call("denoise", path("in.png"), "--noise", "1", "-o", path("x"), "--format", "csv"), 2, /'--format csv' is not for a picture: expected png, jpg/);
    expectFailure(call("complete", path("list.csv"), "--as", "list", "-o", path("x"), "--format", "npy"), 2, /predictions stand beside names/);
  });

  it("standard output has that of the input otherwise, and holds every bit", () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], { encoding: "latin1" });
    table();
    for (const format of ["csv", "tsv", "npy", "mtx"]) {
      const target = path(`same.${format}`);
      expect(call("denoise", path("table.csv"), "--noise", "0.01", "-o", target).code).toBe(0);
      expect(call("denoise", target, "--noise", "0.01", "-o", path(`again.${format}`)).code).toBe(0);
      expect(run("denoise", target, "--noise", "0.01", "-o", "-").stdout).toBe(readFileSync(path(`again.${format}`), "latin1"));
      expect(run("denoise", path("same.csv"), "--noise", "0.01", "-o", "-", "--format", format).stdout).toBe(readFileSync(path(`again.${format}`), "latin1"));
    }
    const model = run("complete", path("holes.csv"), "--model", "-").stdout;
    expect(loadModel(Buffer.from(model, "latin1"))).toMatchObject({ rows: 9, columns: 4 });
  });

  it("two outputs cannot both go there; with --json the report goes to standard error", () => {
    inputs();
    expectFailure(call("compress", path("in.png"), "-k", "2", "-o", "-", "--scree", "-"), 2, /- is the target of two outputs/);
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, "dist/cli.js"), "svd", path("table.csv"), "--values-only", "-o", "-", "--json"], { encoding: "utf8" });
    expect(stdout.trim().split("\n").map(Number)).toEqual(JSON.parse(stderr).singularValues);
  });

  it.runIf(existsSync("/usr/bin/script"))("a terminal gets text without controls, and no bytes", () => {
    writeFileSync(path("evil.csv"), "a,\"b\u001b[31m\"\n1,2\n3,4\n5,7\n");
    const shown = (...args: string[]) => spawnSync("/usr/bin/script", ["-qec", [process.execPath, join(root, "dist/cli.js"), ...args].join(" "), "/dev/null"], { encoding: "utf8" }).stdout;
    expect(shown("denoise", path("evil.csv"), "--noise", "0.01", "-o", "-")).toMatch(/a,b\\u001b\[31m\r\n/);
    expect(shown("denoise", path("evil.csv"), "--noise", "0.01", "-o", "-", "--format", "npy")).toMatch(/^lowrank: output -: standard output is a terminal, which cannot show this format/);
    const piped = spawnSync(process.execPath, [join(root, "dist/cli.js"), "denoise", path("evil.csv"), "--noise", "0.01", "-o", "-"], { encoding: "utf8" }).stdout;
    expect(piped.split("\n")[0]).toBe("a,b\u001b[31m");
    expect(readMatrixFile(file("piped.csv", piped)).names).toEqual(["a", "b\u001b[31m"]);
  });
});
