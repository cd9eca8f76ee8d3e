import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { onTestFinished } from "vitest";

const EXECUTABLE = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let browser: Promise<Browser> | undefined;

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

/** What the page at the address shows in `output`, and whatever the browser complained about. */
export async function visit(url: string): Promise<{ text: string; problems: string[] }> {
  if (EXECUTABLE === undefined) throw new Error("no Chromium: install it or set CHROMIUM_PATH");
  browser ??= chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  const page = await (await browser).newPage();
  onTestFinished(() => page.close());
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`); });
  page.on("requestfailed", (request) => problems.push(`not loaded: ${request.url()}`));
  page.on("response", (response) => { if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`); });
  await page.goto(url);
  const output = page.locator("output");
  await output.waitFor({ state: "attached", timeout: 30_000 }).catch(() => { throw new Error(`no output: ${problems.join("\n")}`); });
  return { text: (await output.textContent()) ?? "", problems };
}
