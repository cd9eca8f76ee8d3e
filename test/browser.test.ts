import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { node, packedProject } from "./support/packed";

const FOUND = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Runs in Node and in the page: the hash of every byte of the results over several matrices. */
const BITS = `
import { lowRank, singularValues, svd } from "lowrank";

let state = 12345;
const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31) - 1;
const table = (rows, columns, entry) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)));
const matrices = {
  lecture: [[4, 11, 14], [8, 7, -2]],
  square: table(60, 60, uniform),
  tall: table(90, 17, uniform),
  wide: table(7, 80, uniform),
  odd: table(33, 31, uniform),
  graded: table(20, 20, (i) => uniform() * 2 ** (-40 * i)),
  tiny: table(6, 5, () => uniform() * 1e-310),
  huge: table(6, 5, () => uniform() * 1e300),
  signs: table(12, 12, () => Math.sign(Math.round(1.5 * uniform()))),
  ones: table(15, 15, () => 1),
  hilbert: table(12, 12, (i, j) => 1 / (i + j + 1)),
  zero: table(4, 3, () => 0),
};

function fnv(hash, array) {
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) hash = Math.imul(hash ^ byte, 16777619);
  return hash;
}

export const bits = () =>
  Object.entries(matrices).map(([name, a]) => {
    const thin = svd(a);
    const full = svd(a, { vectors: "full" });
    const near = lowRank(a, Math.min(2, a.length));
    const results = [thin.U.data, thin.S, thin.V.data, full.U.data, full.V.data, singularValues(a), near.U.data, near.S, near.V.data];
    return name + " " + (results.reduce(fnv, -2128831035) >>> 0).toString(16);
  });
`;

it("a Chromium is there, in CI", () => {
  expect(FOUND !== undefined || !process.env.CI, "no Chromium: install it or set CHROMIUM_PATH").toBe(true);
});

if (FOUND === undefined) console.warn("browser tests skipped: no Chromium found; install it or set CHROMIUM_PATH");

describe.skipIf(FOUND === undefined)("in Chromium", () => {
  let browser: Browser;
  let project: string;
  let script: string;

  beforeAll(async () => {
    project = packedProject().project;
    writeFileSync(join(project, "bits.mjs"), BITS);
    writeFileSync(join(project, "page.mjs"), `import { bits } from "./bits.mjs"; globalThis.bits = bits;`);
    const bundle = await build({ entryPoints: [join(project, "page.mjs")], bundle: true, format: "iife", platform: "browser", target: "es2022", minify: true, write: false, logLevel: "error" });
    script = bundle.outputFiles[0]!.text;
    browser = await chromium.launch({ executablePath: FOUND!, args: FLAGS });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (project !== undefined) rmSync(dirname(project), { recursive: true, force: true });
  });

  /** A page with the bundle under a content security policy; nothing leaves the machine. */
  async function open(policy: string) {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(error.message));
    await page.route("**/*", (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === "/page.js") return route.fulfill({ contentType: "text/javascript", body: script });
      if (path === "/") {
        return route.fulfill({ contentType: "text/html", headers: { "content-security-policy": policy }, body: `<!doctype html><script src="/page.js"></script>` });
      }
      return route.fulfill({ status: 404 });
    });
    await page.goto("http://lowrank.test/");
    return { page, failures };
  }

  it("svd and lowRank give the bits that Node gives, under a policy that allows WebAssembly", async () => {
    const expected = JSON.parse(node(project, "--input-type=module", "-e", `import { bits } from "./bits.mjs"; console.log(JSON.stringify(bits()));`)) as string[];
    expect(new Set(expected).size).toBe(12);
    const { page, failures } = await open("script-src 'self' 'wasm-unsafe-eval'");
    expect(await page.evaluate("bits()")).toEqual(expected);
    expect(failures).toEqual([]);
    await page.close();
  });

  it("a policy without WebAssembly gives an UnsupportedError that says what to allow", async () => {
    const { page, failures } = await open("script-src 'self'");
    const said = await page.evaluate("(() => { try { bits(); return 'no error'; } catch (error) { return error.name + ': ' + error.message; } })()");
    expect(said).toMatch(/^UnsupportedError: .*wasm-unsafe-eval/);
    expect(failures).toEqual([]);
    await page.close();
  });
});
