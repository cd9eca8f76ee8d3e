// The built package, bundled and minified for a page with a content security policy: the committed bits, in the page and in a worker of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/packed";
import { bundled } from "../support/bundled";
import { CHROMIUM, FIREFOX, mayBeMissing, visit } from "../support/visit";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const PAGE = `
import * as lowrank from "./dist/index.js";
import { hashes } from "./test/hashes/cases";
if (typeof document === "undefined") postMessage(hashes(lowrank));
else {
  const tell = (found) => fetch("/found", { method: "POST", body: JSON.stringify(found) });
  onerror = (message) => tell({ error: String(message) });
  const worker = new Worker("/page.js");
  worker.onerror = ({ message }) => tell({ error: "worker: " + message });
  worker.onmessage = ({ data }) => tell({ page: hashes(lowrank), worker: data });
}`;

describe.each([CHROMIUM, FIREFOX])("$name", (browser) => {
  it.skipIf(mayBeMissing(browser))("gives the committed bits", async () => {
    expect(browser.program, "set FIREFOX_PATH or install firefox-esr").toBeDefined();
    const expected = JSON.parse(readFileSync(join(root, "test/fixtures/hashes.json"), "utf8")) as Record<string, string>;
    expect(await visit(browser, await bundled(PAGE), POLICY)).toEqual({ page: expected, worker: expected });
  });
});
