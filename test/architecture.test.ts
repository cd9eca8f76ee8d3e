// The house rules, executed: who may import whom, what may be named where, and how large things may grow.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { encodeWasm } from "../tools/encode-wasm.mjs";
// @ts-expect-error: a script without types
import { page } from "../tools/rooms.mjs";
import { wasmBytes } from "./support/builds";
import { NODE_ONLY, nodeOnly } from "./support/page";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Source { readonly path: string; readonly text: string; readonly code: string; readonly imports: readonly string[] }

/** Source without comments; the text of strings stays. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'])\/\/.*$/gm, "$1");
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !/(^|[\\/])node_modules[\\/]/.test(name))
    .map((name) => {
      const path = normalize(join(folder, name)).replaceAll("\\", "/");
      const text = readFileSync(join(root, path), "utf8");
      const code = withoutComments(text);
      const imports = [...code.matchAll(/(?:from\s*|import\s*\(?\s*)["']([\w@./-]+)["']/g)].map(([, target]) =>
        target!.startsWith(".") ? normalize(join(dirname(path), target!)).replaceAll("\\", "/") : target!,
      );
      return { path, text, code, imports };
    });
}

const assembly = sources("assembly");
const src = sources("src").filter(({ path }) => !path.startsWith("src/wasm/binary-"));
const naming = (files: readonly Source[], word: RegExp) => files.filter(({ code }) => word.test(code)).map(({ path }) => path);

/** Shelves of assembly/, top to bottom, and what each may import beside itself. */
const SHELVES: Record<string, readonly string[]> = {
  entries: ["drivers", "partial", "svd", "krylov", "completion", "standings", "sparse", "kernels", "arena", "crew", "codes", "status", "machine", "memory", "real"],
  drivers: ["partial", "svd", "krylov", "completion", "standings", "sparse", "kernels", "arena", "crew", "codes", "status", "machine", "memory", "real"],
  svd: ["codes", "crew", "kernels", "machine", "memory", "real"],
  krylov: ["crew", "svd", "kernels", "machine", "memory", "real"],
  partial: ["codes", "svd", "kernels", "machine", "memory", "real"],
  completion: ["crew", "kernels", "machine", "memory"],
  standings: ["codes", "kernels", "memory"],
  sparse: ["memory"],
  kernels: ["crew", "machine"],
  arena: [], crew: [], codes: [], status: [], machine: [], memory: [], real: [],
};

describe("assembly/", () => {
  it("imports go down the shelves only", () => {
    const shelf = (path: string) => path.split("/")[1]!.replace(/\.ts$/, "");
    const upward = assembly.flatMap(({ path, imports }) =>
      imports
        .filter((target) => {
          const [from, to] = [shelf(path), shelf(target)];
          return !target.startsWith("assembly/") || !(from === to || SHELVES[from]?.includes(to));
        })
        .map((target) => `${path} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it("no imports run in a circle", () => expect(circles(assembly)).toEqual([]));

  it("only entries and drivers know the arena, only they know Status", () => {
    const allowed = /^assembly\/(entries|drivers)\//;
    for (const name of ["assembly/arena", "assembly/status"]) {
      expect(assembly.filter(({ path, imports }) => imports.includes(name) && !allowed.test(path)).map(({ path }) => path)).toEqual([]);
    }
  });

  it("a driver that marks the arena also releases it", () => {
    const drivers = assembly.filter(({ path, code }) => path.startsWith("assembly/drivers/") && /\bmark\(\)/.test(code));
    expect(drivers.length).toBeGreaterThan(0);
    expect(drivers.filter(({ code }) => !/\brelease\(/.test(code)).map(({ path }) => path)).toEqual([]);
  });

  it("no managed objects: no new, no classes but unmanaged ones, no closures, arrays or strings", () => {
    const bare = assembly.map((file) => ({
      ...file,
      code: file.code
        .replace(/^\s*(import|export)\b[^;]*?from\s*"[^"]*";/gm, "")
        .replace(/@external\("\w+", "\w+"\)/g, "")
        .replace(/@unmanaged\n(export )?class /g, "")
        .replace(/@operator\("[^"]*"\)/g, "")
        .replace(/\boffsetof<\w+>\("\w+"\)/g, "")
        .replace(/\bassert\((?:[^()]|\([^()]*\))*\)/g, "")
        .replace(/\bmemory\.data<[^>]*>\(\[[^\]]*\]\)/g, ""),
    }));
    expect(naming(bare, /\bnew\s|\bclass\s|=>|\b(Static)?Array<|\b(Map|Set|String|string|ArrayBuffer|Float64Array)\b|["'`]|[=(,:]\s*\[/)).toEqual([]);
  });

  it("only lanes.ts names a SIMD feature, only crew.ts threads, and nothing is relaxed", () => {
    expect(naming(assembly, /\b(f64x2|f32x4|i64x2|i32x4|i16x8|i8x16)\b|ASC_FEATURE_SIMD/)).toEqual(["assembly/kernels/lanes.ts"]);
    expect(naming(assembly, /ASC_FEATURE_THREADS|\batomic\b/)).toEqual(["assembly/crew.ts"]);
    expect(naming(assembly, /relaxed/i)).toEqual([]);
  });

  it("addresses are computed in kernels/ and memory.ts only", () => {
    const typed = assembly.filter(({ path }) => !/^assembly\/(kernels\/|memory\.ts)/.test(path));
    expect(naming(typed, /<< [23]\b|\binteger\(state/)).toEqual([]);
  });

  it("a type is in the names of test kernels only: of a shipped module there is one for each precision", () => {
    const shipped = assembly.filter(({ path }) => /^assembly\/entries\/(core|family|truncated|completion|single)\.ts$/.test(path));
    expect(shipped).toHaveLength(5);
    expect(naming(shipped, /_f(32|64)\b/)).toEqual([]);
  });

  it("no function outside kernels/ and entries/ has more than nine parameters", () => {
    const long = assembly.filter(({ path }) => !/^assembly\/(kernels|entries)\//.test(path)).flatMap(({ path, code }) =>
      [...code.matchAll(/function (\w+)(?:<\w+>)?\(([^)]*)\)/g)]
        .filter(([, , list]) => list!.split(":").length - 1 > 9)
        .map(([, name]) => `${path} ${name}`),
    );
    expect(long).toEqual([]);
  });

  it("no function of JavaScript's Math", () => expect(naming(assembly, /\bJSMath\b|\bMath\./)).toEqual([]));

  it("kernels take no decision about status or memory", () => {
    expect(naming(assembly.filter(({ path }) => path.includes('/kernels/')), /\bStatus\b|\breserve\(|\bmemory\.grow\b/)).toEqual([]);
  });

  it("every endless-looking loop has an exit", () => {
    const endless = assembly.filter(({ code }) => /while\s*\(\s*true\s*\)/.test(code) && !/\bbreak\b/.test(code));
    expect(endless.map(({ path }) => path)).toEqual([]);
    expect(naming(assembly, /for\s*\(\s*;\s*;\s*\)/)).toEqual([]);
  });
});

/** Entry points beside index.ts: built apart, with the package outside them. */
const BESIDE = /^src\/(image|ml-matrix|partial|pool|single|threads)\//;
/** What they may take from inside it: checks; the partials and single precision bring modules of their own, and partials read rows and bytes as the package does. */
const INSIDE: Record<string, readonly string[]> = {
  "src/partial": ["src/lists", "src/matrix", "src/power-of-two", "src/typed-arrays", "src/wasm/partial"],
  "src/single": ["src/wasm/binary-single"],
  "src/threads": ["src/wasm/binary-threads", "src/wasm/frame", "src/wasm/instance", "src/wasm/precision", "src/wasm/working"],
};

describe("src/", () => {
  const core = src.filter(({ path }) => !path.startsWith("src/cli/") && !BESIDE.test(path));

  it("only frame.ts reads the memory of the modules, and partial.ts that of one who gathers, which outlives a call", () => {
    const uses = (file: Source) => file.code.replace(/memory\.buffer\.byteLength/g, "").includes("memory.buffer");
    expect(src.filter(uses).map(({ path }) => path)).toEqual(["src/wasm/frame.ts", "src/wasm/partial.ts"]);
    expect(naming(src, /memory\.buffer\.byteLength/).filter((path) => !path.startsWith("src/wasm/"))).toEqual([]);
  });

  it("only those who make a module import the binaries and build/", () => {
    const importers = src.filter(({ imports }) =>
      imports.some((target) => target.startsWith("src/wasm/binary-") || target.startsWith("build/")),
    );
    expect(importers.map(({ path }) => path)).toEqual(["src/single/single.ts", "src/threads/core.ts", "src/wasm/completion.ts", "src/wasm/module.ts", "src/wasm/partial.ts"]);
  });

  it("of assembly/, codes are shared, and Status, which only outcome.ts reads", () => {
    const shared = src.flatMap(({ path, imports }) => imports.filter((t) => t.startsWith("assembly/") && t !== "assembly/codes").map((t) => `${path} ${t}`));
    expect(shared).toEqual(["src/wasm/outcome.ts assembly/status"]);
    const numbers = /\.(svdBytes|svd|svdHigh|procrustes|weighGames|svdBatch)\([^;]*, [0-9]+[,)]/;
    expect(naming(src, numbers)).toEqual([]);
  });

  it("addresses and bytes are computed in wasm/ alone, and marks are set by frames", () => {
    const ours = src.filter(({ path }) => !/^src\/(wasm|cli|pool)\//.test(path));
    expect(naming(ours, /\* 8\b|\+ 8 \*|<< 3\b/)).toEqual([]);
    expect(naming(src.filter(({ path }) => !path.startsWith("src/cli/")), /\.mark\(\)|\bwasm\.release\(/)).toEqual(["src/wasm/frame.ts"]);
    expect(naming(ours, /\bcheck\(/)).toEqual([]);
  });

  it("input.ts alone tells the forms of matrices apart, and entries.ts those of tables; the pool is apart", () => {
    expect(naming(src, /\bis(Operator|Sparse)\(/).sort()).toEqual(["src/completion/entries.ts", "src/input.ts", "src/pool/transfer.ts"]);
  });

  it("arrays whose length depends on an argument are made by lists.ts, frames and stores, which say what the engine cannot give", () => {
    const made = /new (Float64|Float32|Int32|Uint32|Uint8)Array\((?!0\)|128\)|\w*buffer|\w*bytes as )|\b(Float64|Float32|Int32|Uint32|Uint8)Array\.(from|of)\(/i;
    const files = core.filter(({ path }) => !path.startsWith("src/cli/"));
    expect(naming(files, made).sort()).toEqual(["src/wasm/frame.ts", "src/wasm/partial.ts"]);
  });

  it("the base shelf knows no feature", () => {
    const base = /^src\/(matrix|matrix-forms|matrix-types|lists|typed-arrays|checks|errors|iterate|wasm\/[\w-]+)$/;
    const files = core.filter(({ path }) => base.test(path.replace(/\.ts$/, "")));
    const up = files.flatMap(({ path, imports }) =>
      imports.filter((t) => t.startsWith("src/") && !base.test(t)).map((t) => `${path} imports ${t}`),
    );
    expect(files.length).toBeGreaterThanOrEqual(6);
    expect(up).toEqual([]);
  });

  it("every error has a code: errors.ts alone makes those of the language", () => {
    expect(naming([...core, ...src.filter(({ path }) => path.startsWith("src/pool/"))], /\bnew (\([^)]*)?(Type|Range|Syntax|Reference)Error\b/)).toEqual(["src/errors.ts", "src/pool/protocol.ts"]);
  });

  it("an option may be undefined: { rank: maybeUndefined } compiles whatever the compiler is told", () => {
    const interfaces = src.filter(({ path }) => !path.startsWith("src/cli/")).flatMap(({ path, code }) =>
      [...code.matchAll(/interface (\w*Options|CrossValidationGrid|FactoredTerm|Game)\b[^{]*\{\n([\s\S]*?)\n\}/g)].map(([, name, body]) => ({ name: `${path} ${name}`, fields: body!.match(/^ {2}(readonly )?\w+\?.*$/gm) ?? [] })),
    );
    expect(interfaces.length).toBeGreaterThan(15);
    expect(interfaces.flatMap(({ name, fields }) => fields.filter((field) => !field.endsWith("| undefined;")).map((field) => `${name}: ${field.trim()}`))).toEqual([]);
  });

  it("no imports run in a circle, types neither", () => expect(circles(src)).toEqual([]));

  it("index.ts is a table of exports without logic", () => {
    const { code } = src.find(({ path }) => path === "src/index.ts")!;
    expect(code.replace(/export\s+(type\s+)?(\{[^}]*\}|\*(\s+as\s+\w+)?)\s*from\s*"[^"]*";/g, "").trim()).toBe("");
  });

  it("the core uses nothing of Node and no package", () => {
    const packages = core.flatMap(({ path, imports }) =>
      imports.filter((t) => !/^(src|assembly|build)\//.test(t)).map((t) => `${path} imports ${t}`),
    );
    expect(packages).toEqual([]);
  });

  it("entry points beside index.ts use the package as anyone would, and nobody uses them", () => {
    const own = src.filter(({ path }) => BESIDE.test(path));
    expect(own.length).toBeGreaterThan(0);
    const inner = own.flatMap(({ path, imports }) =>
      imports.filter((t) => t.startsWith("src/") && t !== "src/index" && !["src/checks", "src/errors"].includes(t) && dirname(t) !== dirname(path) && !INSIDE[dirname(path)]?.includes(t)).map((t) => `${path} imports ${t}`),
    );
    expect(inner).toEqual([]);
    const classes = own.filter(({ code }) => /import [^;]*\b(ConvergenceError|OutOfMemoryError|UnsupportedError)\b[^;]*"[./]+errors"/.test(code));
    expect(classes.map(({ path }) => path).filter((path) => !path.startsWith("src/threads/"))).toEqual([]); // one class of each, the package's; tools/threads-build.ts sees to it there
    expect(core.filter(({ imports }) => imports.some((t) => BESIDE.test(`${t}.ts`))).map(({ path }) => path)).toEqual([]);
  });

  it("nothing whose result an engine may choose: of Math only what is exact, no powers but constant ones of 2, no locale, clock or chance", () => {
    const files = src.filter(({ path }) => !/^src\/((cli|pool)\/|clock\.ts|threads\/platform\.ts)/.test(path)); // the pool computes nothing, and waits by the clock; threads are asked whether they live
    expect(src.filter(({ path, imports }) => imports.includes("src/clock") && !path.startsWith("src/cli/")).map(({ path }) => path)).toEqual(["src/completion/methods/work.ts"]); // a budget is of time
    expect(files.flatMap(({ path, text }) => inexact(path, text))).toEqual([]);
    expect(
      inexact("x.ts", 'Math.exp(x); Math.log(x); const { pow } = Math; x ** 2; x **= 3; 2 ** n; 10 ** 3; Math["cos"](x); a.localeCompare(b); Date.now();').length,
    ).toBe(10);
    expect(inexact("x.ts", "Math.sqrt(x) + Math.max(1, 2) + 2 ** 52 + 2 ** -1000; new Date(text).getTime(); Date.parse(text);")).toEqual([]);
  });

  it("of the pool, only the worker takes the whole package, only workers.ts and worker.ts know the pool library", () => {
    const pool = src.filter(({ path }) => path.startsWith("src/pool/"));
    const whole = pool.filter(({ code }) => /import (?!type)\* as \w+ from "lowrank"/.test(code)).map(({ path }) => path);
    expect(whole).toEqual(["src/pool/worker.ts"]);
    const library = pool.filter(({ imports }) => imports.some((t) => t.startsWith("workerpool"))).map(({ path }) => path);
    expect(library.sort()).toEqual(["src/pool/worker.ts", "src/pool/workers.ts"]);
    const taken = pool.filter(({ path }) => path !== "src/pool/worker.ts").flatMap(({ code }) => [...code.matchAll(/import \{([^}]*)\} from "lowrank"/g)].flatMap(([, names]) => names!.split(",")));
    expect(taken.map((name) => name.trim()).filter((name) => !name.endsWith("Error"))).toEqual([]);
  });

  it("no arithmetic on matrix entries in a loop", () => {
    expect([...core, ...src.filter(({ path }) => BESIDE.test(path))].flatMap(({ path, text }) => arithmeticOnEntries(path, text))).toEqual([]);
    expect(arithmeticOnEntries("x.ts", "for (const i of k) sum += a.data[i] * 2;")).not.toEqual([]);
  });
});

describe("test/", () => {
  it("what a page has not is needed only by the tests that are listed as not running in one, and those are there", () => {
    const tests = sources("test");
    const byName = new Map(tests.map((file) => [file.path.replace(/\.ts$/, ""), file]));
    const needs = (file: Source, seen = new Set<string>()): string[] => {
      if (/^test\/support\/(pool-)?platform\.ts$/.test(file.path) || seen.has(file.path)) return [];
      seen.add(file.path);
      return file.imports.flatMap((target) =>
        /^(node:.*|esbuild|playwright-core|typescript)$/.test(target) ? [`${file.path} imports ${target}`] : byName.has(target) ? needs(byName.get(target)!, seen) : [],
      );
    };
    const inPage = tests.filter(({ path }) => path.endsWith(".test.ts") && !nodeOnly(path));
    expect(inPage.length).toBeGreaterThan(80);
    expect(inPage.flatMap((file) => needs(file))).toEqual([]);
    expect(Object.keys(NODE_ONLY).filter((name) => !tests.some(({ path }) => path.startsWith(name)))).toEqual([]);
  });
});

describe("docs/architecture.md", () => {
  it("shows the rooms as the imports are now", () => expect(readFileSync(join(root, "docs/architecture.md"), "utf8")).toBe(page()));
});

describe("sizes", () => {
  it("no source file is longer than 300 lines", () => {
    const long = [...src, ...assembly].filter(({ text }) => text.trimEnd().split("\n").length > 300);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it.each([["core", 95_000], ["completion", 56_000], ["partial", 24_000]])("the shipped module %s has no imports, one memory and at most %i bytes", (name, most) => {
    const bytes = wasmBytes(name);
    const module = new WebAssembly.Module(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const others = WebAssembly.Module.exports(module).filter(({ kind }) => kind !== "function");
    expect(others).toEqual([{ name: "memory", kind: "memory" }]);
    expect(bytes.length).toBeLessThanOrEqual(most);
  });

  it.each(["core", "completion", "partial"])("asserts are compiled into the debug build of %s alone", (name) => {
    const reachable = assembly.some(({ path, code }) => path !== "assembly/entries/kernels.ts" && /\bassert\(/.test(code));
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasmBytes(`debug-${name}`))).map(({ module, name }) => `${module}.${name}`);
    expect(imports).toEqual(reachable ? ["env.abort"] : []);
  });

  it.each(["core", "completion", "partial"])("the binary in src/wasm is the module %s in build/", (name) => {
    const text = readFileSync(join(root, `src/wasm/binary-${name}.ts`), "utf8");
    expect(text).toContain(`"${encodeWasm(wasmBytes(name))}"`);
  });
});

/** Chains of imports, of values or types, that come back to where they began. */
function circles(files: readonly Source[]): string[] {
  const byName = new Map(files.map((file) => [file.path.replace(/\.ts$/, ""), file]));
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, chain: readonly string[]): void => {
    if (chain.includes(name)) found.push([...chain.slice(chain.indexOf(name)), name].join(" -> "));
    const file = byName.get(name);
    if (file === undefined || done.has(name) || chain.includes(name)) return;
    for (const target of file.imports) visit(target, [...chain, name]);
    done.add(name);
  };
  for (const name of byName.keys()) visit(name, []);
  return found;
}

/** What of Math the language defines to the last bit. */
const EXACT = new Set(["PI", "abs", "ceil", "clz32", "floor", "fround", "imul", "max", "min", "round", "sign", "sqrt", "trunc"]);
/** The rest that differs by engine, place or time. */
const CHOSEN = /^(Intl|localeCompare|toLocale\w+|random|now|performance|crypto)$/;

/** Places where a result may differ from engine to engine: "implementation-approximated" in the words of ECMAScript, or of the surroundings. */
function inexact(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const isConstant = (node: ts.Node): boolean =>
    ts.isNumericLiteral(node) || (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand));
  const visit = (node: ts.Node): void => {
    const power = ts.isBinaryExpression(node) && [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken].includes(node.operatorToken.kind);
    const broken =
      (power && !(node.left.getText(file) === "2" && isConstant(node.right))) ||
      (ts.isIdentifier(node) && node.text === "Math" && !(ts.isPropertyAccessExpression(node.parent) && EXACT.has(node.parent.name.text))) ||
      (ts.isIdentifier(node) && CHOSEN.test(node.text));
    if (broken) found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1} ${node.parent.getText(file)}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Places where an element of `data` is an operand of + - * / (or of an assignment with one) inside a loop. */
function arithmeticOnEntries(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const arithmetic = new Set([
    ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken, ts.SyntaxKind.PlusToken, ts.SyntaxKind.MinusToken,
    ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.MinusEqualsToken, ts.SyntaxKind.AsteriskEqualsToken, ts.SyntaxKind.SlashEqualsToken,
  ]);
  const found: string[] = [];
  const visit = (node: ts.Node, inLoop: boolean): void => {
    const loop = inLoop || ts.isIterationStatement(node, false);
    if (loop && ts.isElementAccessExpression(node) && /(^|\.)data!?$/.test(node.expression.getText(file))) {
      let parent = node.parent;
      while (ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
      if (ts.isBinaryExpression(parent) && arithmetic.has(parent.operatorToken.kind)) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
        found.push(`${path}:${line + 1} ${parent.getText(file)}`);
      }
    }
    ts.forEachChild(node, (child) => visit(child, loop));
  };
  visit(file, false);
  return found;
}
