// The committed bits in WebKit, where Debian's webkit2gtk-driver and Xvfb are installed: JavaScriptCore as Safari has it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, it, onTestFinished } from "vitest";
import { root } from "../support/packed";

const BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const isThere = [BROWSER, "/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"].every(existsSync);
const [DRIVER, DISPLAY] = [`http://127.0.0.1:${4000 + (process.pid % 900)}`, `:${70 + (process.pid % 20)}`];
const PAGE = `<!doctype html><title>hashes</title><script type="module">
  const run = async () => (await import("/cases.js")).hashes(await import("/index.js"));
  window.found = await run().then(JSON.stringify, (error) => JSON.stringify({ error: String(error) }));
</script>`;

/** A process that ends with the test. */
function start(program: string, args: string[]): ChildProcess {
  const started = spawn(program, args, { stdio: "ignore", env: { ...process.env, DISPLAY, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1" } });
  onTestFinished(() => void started.kill());
  return started;
}

it.skipIf(!isThere)("the committed bits, in WebKit", async () => {
  const cases = buildSync({ entryPoints: [join(root, "test/hashes/cases.ts")], bundle: true, format: "esm", write: false, logLevel: "error" }).outputFiles[0]!.text;
  const files: Record<string, string> = { "/cases.js": cases, "/index.js": readFileSync(join(root, "dist/index.js"), "utf8") };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(200, { "content-type": file === undefined ? "text/html" : "text/javascript" }).end(file ?? PAGE);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  start("/usr/bin/Xvfb", [DISPLAY, "-screen", "0", "800x600x24"]);
  start("/usr/bin/WebKitWebDriver", [`--port=${new URL(DRIVER).port}`]);

  const post = async (path: string, body: object) => ((await (await fetch(DRIVER + path, { method: "POST", body: JSON.stringify(body) })).json()) as { value: unknown }).value;
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary: BROWSER, args: ["--automation"] } } };
  let session = "";
  await expect.poll(async () => (session = ((await post("/session", { capabilities }).catch(() => ({}))) as { sessionId?: string }).sessionId ?? ""), { timeout: 20_000, interval: 1000 }).not.toBe("");
  onTestFinished(async () => { await fetch(`${DRIVER}/session/${session}`, { method: "DELETE" }); });
  await post(`/session/${session}/url`, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  let found: unknown;
  await expect.poll(async () => (found = await post(`/session/${session}/execute/sync`, { script: "return window.found ?? null", args: [] })), { timeout: 120_000, interval: 1000 }).not.toBeNull();
  expect(JSON.parse(found as string)).toEqual(JSON.parse(readFileSync(join(root, "test/fixtures/hashes.json"), "utf8")));
}, 180_000);
