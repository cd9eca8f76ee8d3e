// The built package, bundled and minified for a page with a content security policy: the committed bits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chromiumLaunch } from "../support/chromium";
import { root } from "../support/packed";

let browser: Browser;
beforeAll(async () => { browser = await chromium.launch(chromiumLaunch()); });
afterAll(() => browser?.close());

/** One script: the package and the cases. */
async function bundle(): Promise<string> {
  const contents = `import * as lowrank from "./dist/index.js"; import { hashes } from "./test/hashes/cases"; globalThis.hashes = () => hashes(lowrank);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root }, bundle: true, format: "iife", platform: "browser", target: "es2022", minify: true, write: false, logLevel: "error",
  });
  return outputFiles[0]!.text;
}

it("gives the committed bits", async () => {
  const script = await bundle();
  const page = await browser.newPage();
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/page.js") return route.fulfill({ contentType: "text/javascript", body: script });
    const headers = { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" };
    return path === "/" ? route.fulfill({ contentType: "text/html", headers, body: `<!doctype html><script src="/page.js"></script>` }) : route.fulfill({ status: 404 });
  });
  await page.goto("http://lowrank.test/");
  const expected = JSON.parse(readFileSync(join(root, "test/fixtures/hashes.json"), "utf8")) as Record<string, string>;
  expect(await page.evaluate("hashes()")).toEqual(expected);
  expect(failures).toEqual([]);
});
