import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { inspect, isDeepStrictEqual } from "node:util";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { root } from "./support/packed";

/** The package refers to itself by its name: what is required is the built file that package.json exports. */
const require = createRequire(import.meta.url);
const required = require("lowrank") as Record<string, unknown>;
const { default: _, ...mlMatrix } = require("lowrank/ml-matrix") as Record<string, unknown>;
const pool = require("lowrank/pool") as Record<string, unknown>;
const image = require("lowrank/image") as Record<string, unknown>;
const single = require("lowrank/single") as Record<string, unknown>;
const partial = require("lowrank/partial") as Record<string, unknown>;
const threads = require("lowrank/threads") as Record<string, unknown>;
/** Entry points whose source is that file of src/. */
const ENTRIES: Record<string, Record<string, unknown>> = {
  "ml-matrix/ml-matrix.ts": mlMatrix, "ml-matrix/singular-value-decomposition.ts": mlMatrix, "pool/pool.ts": pool, "image/image.ts": image,
  "partial/accumulator.ts": partial, "partial/results.ts": partial, "threads/threads.ts": threads, "single/single.ts": { ...required, ...single },
};

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<void>;

/** Runs TypeScript with `names` in scope; imports are requires. */
async function run(code: string, names: Record<string, unknown>): Promise<void> {
  const script = transformSync(code, { loader: "ts", target: "es2022" }).code
    .replace(/^import (\w+) from "([^"]+)";/gm, `const $1 = require("$2");`)
    .replace(/^import \{([^}]*)\} from "([^"]+)";/gm, (_, list: string, from: string) => `const {${list.replaceAll(" as ", ": ")}} = require("${from}");`);
  const scope = { require, ...names };
  await new AsyncFunction(...Object.keys(scope), script)(...Object.values(scope));
}

/** A number as the documentation writes it: 90, 0.8, √30, 3√10, or a sum of such. */
function parseNumber(text: string): number {
  if (!/^(-?[\d.]*√?\d+(\.\d+)?)( \+ [\d.]*√?\d+)*$/.test(text)) return NaN;
  const term = (part: string) => {
    const [factor, radicand] = part.split("√");
    return radicand === undefined ? Number(part) : Number(factor === "" ? 1 : factor) * Math.sqrt(Number(radicand));
  };
  return text.split(" + ").map(term).reduce((a, b) => a + b);
}

/** What a comment says a value is: numbers, true, false, or nested lists; undefined where it only explains. */
function parseExpected(comment: string): unknown {
  const list = /^(?:\w+ )?(\[.*\])/.exec(comment);
  if (list !== null) return JSON.parse(list[1]!);
  const first = comment.split(/[,:;]/)[0]!.trim();
  if (first === "true" || first === "false") return first === "true";
  const numbers = first.split(" and ").map(parseNumber);
  if (numbers.some(Number.isNaN)) return undefined;
  return numbers.length === 1 ? numbers[0] : numbers;
}

function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  const { rows, columns, data } = (value ?? {}) as { rows?: number; columns: number; data: Float64Array };
  if (rows === undefined) return value;
  return Array.from({ length: rows }, (_, i) => Array.from(data.slice(i * columns, (i + 1) * columns)));
}

function expectClose(got: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    expect(got).toHaveLength(expected.length);
    expected.forEach((value, i) => expectClose((got as unknown[])[i], value));
  } else if (typeof expected === "number") {
    expect(Math.abs((got as number) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
  } else {
    expect(got).toBe(expected);
  }
}

const pages = ["README.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
const blocks = pages.flatMap((page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```(?:ts|js|typescript|javascript)\n([\s\S]*?)^```/gm)].map(
    ([, code], i) => [page, i + 1, code!] as const,
  ),
);

describe("code blocks of the documentation", () => {
  it("are there", () => expect(blocks.filter(([page]) => page === "README.md").length).toBeGreaterThan(2));

  it.each(blocks)("%s, block %i, runs and prints what it says", async (_, __, code) => {
    const printed: unknown[][] = [];
    await run(code, { console: { log: (...values: unknown[]) => printed.push(values) } });
    const said = [...code.matchAll(/console\.log\(.*\).*?; \/\/ (.*)$/gm)].map(([, text]) => text!);
    expect(printed.length).toBe(said.length);
    said.forEach((text, i) => {
      const values = printed[i]!;
      if (text.startsWith("[") && !text.includes("NaN")) expectClose(plain(values[0]), JSON.parse(text));
      else expect(values.map((x) => (typeof x === "number" ? String(Number(x.toPrecision(10))) : typeof x === "string" ? x : inspect(x))).join(" ")).toBe(text);
    });
  });
});

/** What examples may take for granted. */
const noise = (i: number, j: number) => Math.sin(12.9898 * i + 78.233 * j + i * j);
const rows = (m: number, n: number) => Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => noise(i, j)));
const GIVEN = {
  a: rows(8, 6), A: rows(8, 6), b: rows(8, 1), B: rows(8, 6), photo: rows(40, 30), table: rows(9, 5), newRow: rows(1, 5)[0], measurements: rows(30, 20), ratings: rows(12, 9),
};

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !/binary-\w+\.ts$/.test(name));
const examples = sources.flatMap((file) =>
  [...readFileSync(join(root, "src", file), "utf8").matchAll(/@example\n([\s\S]*?)\*\/\s*(export [^{(;=<]*)?/g)].map(
    ([, text, declaration]) => [`${file}: ${declaration?.trim() ?? ""}`, file, text!.replace(/^\s*\* ?/gm, "")] as const,
  ),
);

describe("examples of doc comments", () => {
  it("every public function has one", () => {
    const shown = (among: (file: string) => boolean) => examples.filter(([, file]) => among(file)).map(([title]) => title.split(" ").at(-1));
    const without = (entry: Record<string, unknown>, names: unknown[], others: Record<string, unknown> = {}) =>
      Object.keys(entry).filter((name) => typeof entry[name] === "function" && !/^[A-Z]/.test(name) && entry[name] !== others[name] && !names.includes(name));
    expect(without(required, shown((file) => !(file in ENTRIES)))).toEqual([]);
    expect(without(partial, shown((file) => file.startsWith("partial/")))).toEqual([]);
    expect(shown((file) => file === "threads/threads.ts")).toEqual(["setThreads"]);
    expect(without(pool, shown((file) => file === "pool/pool.ts"))).toEqual([]);
    expect(without(image, shown((file) => file === "image/image.ts"))).toEqual([]);
    expect(without(mlMatrix, shown((file) => file === "ml-matrix/ml-matrix.ts"), require("ml-matrix"))).toEqual([]);
  });

  it("every public function says what it takes, returns and throws, and what it costs", () => {
    const documented = [...readFileSync(join(root, "dist/index.d.ts"), "utf8").matchAll(/((?:(?!\/\*\*)[\s\S])*?)\*\/\s*declare function (\w+)(?:<[^(]*>)?\(([^)])?/g)];
    expect(documented.length).toBe(Object.values(required).filter((value) => typeof value === "function" && !String(value).startsWith("class ")).length);
    const missing = documented.flatMap(([, comment, name, argument]) =>
      ["@returns", "@throws", "Cost", "@example", ...(argument === undefined ? [] : ["@param"])].filter((tag) => !comment!.includes(tag)).map((tag) => `${name}: ${tag}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(examples)("%s", async (_, file, code) => {
    const claims: { got: unknown; comment: string }[] = [];
    const claim = (got: unknown, comment: string) => claims.push({ got, comment });
    // An expression with a comment is a claim; a declaration is not.
    const checked = code.replace(/^(?!const |let |import |await |for |if )(\S[^\n]*?); \/\/ (.*)$/gm, (_, expression: string, comment: string) => `claim(${expression}, ${JSON.stringify(comment)});`);
    await run(`{ ${checked} }`, { ...(ENTRIES[file] ?? required), ...GIVEN, claim });
    for (const { got, comment } of claims) {
      const expected = parseExpected(comment);
      if (expected !== undefined) expectClose(plain(got), expected);
    }
  });

  it("their claims are really compared", () => {
    expect(parseExpected("6√10 and 3√10")).toEqual([6 * Math.sqrt(10), 3 * Math.sqrt(10)]);
    expect(parseExpected("√45 + √5")).toBe(Math.sqrt(45) + Math.sqrt(5));
    expect(parseExpected("90, the square of it")).toBe(90);
    expect(parseExpected("Float64Array [1, 2]")).toEqual([1, 2]);
    expect(parseExpected("to taste")).toBeUndefined();
    expect(() => expectClose(plain({ rows: 1, columns: 2, data: Float64Array.of(1, 2) }), [[1, 3]])).toThrow();
    expect(isDeepStrictEqual(plain(Float64Array.of(1)), [1])).toBe(true);
  });
});

it("the sizes that README names as limits are admitted, and little more is", () => {
  const [svdRows, valuesRows] = /about ([\d,]+) rows for `svd`, ([\d,]+) for\s+`singularValues`/.exec(readFileSync(join(root, "README.md"), "utf8"))!
    .slice(1).map((text) => Number(text.replaceAll(",", "")));
  const { svd, singularValues } = required as Record<string, (a: object) => unknown>;
  const lazy = (n: number) => ({ rows: n, columns: n, get: () => { throw new Error("admitted"); } });
  for (const [call, n] of [[svd!, svdRows!], [singularValues!, valuesRows!]] as const) {
    expect(() => call(lazy(n))).toThrow(/admitted/);
    expect(() => call(lazy(Math.round(n * 1.1)))).toThrow(/bytes of memory/);
  }
});

describe("times in the documentation are those of bench/RESULTS.md", () => {
  const sections = readFileSync(join(root, "bench/RESULTS.md"), "utf8").split(/^### /m).slice(1);
  /** How many times as long as lowrank, as the results of a case say. */
  const measured = (benchCase: string, contestant: string) =>
    sections.find((section) => section.startsWith(`${benchCase}\n`))?.split("\n").map((line) => line.split("|").map((cell) => cell.trim())).find((cells) => cells[1] === contestant)?.[4];
  const cells = (line: string) => line.split("|").slice(1, -1).map((cell) => cell.trim());

  it.each(["ml-matrix", "svd-js", "numeric"].filter((name) => pages.includes(`docs/from-${name}.md`)))("from-%s", (name) => {
    const lines = readFileSync(join(root, `docs/from-${name}.md`), "utf8").split("\n");
    const at = lines.findIndex((line) => /^(\| \d+ × \d+ )+\|$/.test(line));
    const cases = cells(lines[at]!).map((size) => size.split(" × ")).map(([m, n]) => (m === n ? m! : `${m}x${n}`));
    expect(cases.length).toBeGreaterThan(3);
    expect(cells(lines[at + 2]!)).toEqual(cases.map((benchCase) => measured(benchCase, name)));
  });
});

describe("links of the documentation", () => {
  /** The anchor of a heading, as GitHub and the site make it. */
  const anchor = (heading: string) => heading.toLowerCase().replace(/`/g, "").replace(/[^\p{L}\p{N} _-]/gu, "").trim().replace(/ /g, "-");
  const prose = (page: string) => readFileSync(join(root, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
  const anchors = (page: string) => [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));

  it.each(pages)("%s", (page) => {
    const dead = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path, hash] = target.split("#") as [string, string?];
      const file = path === "" ? page : relative(root, join(root, dirname(page), path));
      return !existsSync(join(root, file)) || (hash !== undefined && !anchors(file).includes(hash));
    });
    expect(dead).toEqual([]);
  });

  it("every page of docs/ is a page of the site", () => {
    const { projectDocuments } = JSON.parse(readFileSync(join(root, "docs/site/typedoc.json"), "utf8")) as { projectDocuments: string[] };
    const inSite = projectDocuments.map((path) => relative(root, join(root, "docs/site", path)));
    expect([...inSite].sort()).toEqual(["bench/RESULTS.md", ...pages.filter((page) => page !== "README.md")].sort());
  });
});

describe("docs/references.md", () => {
  const listed = new Set([...readFileSync(join(root, "docs/references.md"), "utf8").matchAll(/^- \*\*\[(\w+)\]\*\*/gm)].map(([, key]) => key!));
  const used = new Map<string, string>();
  for (const folder of ["assembly", "src"]) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || /binary-\w+\.ts$/.test(file)) continue;
      const comments = readFileSync(join(root, folder, file), "utf8").match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? [];
      for (const comment of comments) {
        for (const [, key] of comment.matchAll(/\[([A-Z][A-Za-z]{1,7}\d{2}[a-z]?|LAPACK|BLAS)(?=[\],\s])/g)) used.set(key!, `${folder}/${file}`);
      }
    }
  }

  it("lists every key that the code uses", () => {
    expect([...used].filter(([key]) => !listed.has(key))).toEqual([]);
    expect(used.size).toBeGreaterThan(4);
  });
});
