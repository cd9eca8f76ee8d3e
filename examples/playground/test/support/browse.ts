import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const PICTURES = fileURLToPath(new URL("../../../../build/playground-screenshots/", import.meta.url));

export const PHONE = { width: 360, height: 740 };

export function chromiumPath(): string {
  const found = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined) throw new Error("no Chromium: install it or set CHROMIUM_PATH");
  return found;
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath(), args: FLAGS });

export interface Visit {
  readonly colorScheme?: "light" | "dark";
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Drops a file on the page's row of choices. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.locator(".page:not([hidden]) .chooser").evaluate((element, file) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([file.text], file.name, { type: "text/csv" }));
    element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, { name, text });
}

/** A browser for a file of tests. Every page that `visit` opens must end without an error, warning or breach of the policy. */
export function useBrowser() {
  let browser: Browser;
  let pages: { readonly page: Page; readonly complaints: string[] }[] = [];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const all = pages.flatMap(({ complaints }) => complaints);
    for (const { page } of pages) await page.context().close();
    pages = [];
    expect(all).toEqual([]);
  });

  return async (section: string, { colorScheme = "light", viewport = { width: 1280, height: 900 } }: Visit = {}): Promise<Page> => {
    const context = await browser.newContext({ colorScheme, viewport, acceptDownloads: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("requestfailed", (request) => {
      const isLeft = request.failure()?.errorText === "net::ERR_ABORTED"; // what a page that is left was loading
      if (!isLeft && !request.url().startsWith("blob:")) complaints.push(`failed: ${request.url()}`); // that a blob is gone is how the pool says "stop"
    });
    pages.push({ page, complaints });
    await page.goto(`${inject("url")}#/${section}`);
    await page.locator(`#${section.split("?")[0]!} h1`).waitFor();
    return page;
  };
}

/** Clipboard's text, after the program of the page was copied. */
export async function copied(page: Page): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator(".page:not([hidden])").getByRole("button", { name: "Copy as code" }).click();
  await page.locator(".page:not([hidden])").getByRole("button", { name: "Copied" }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/**
 * What a program prints in a page that has the built package, lines as text. `files` are what it may fetch.
 */
export async function runProgram(page: Page, program: string, files: Record<string, { readonly body: string | Buffer; readonly contentType: string }> = {}): Promise<string[]> {
  const other = await page.context().newPage();
  const dist = fileURLToPath(new URL("../../../../dist/", import.meta.url));
  await other.route("http://lowrank.test/**", (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") return route.fulfill({ contentType: "text/html", body: `<!doctype html><script type="importmap">{"imports":{"lowrank":"/index.js","lowrank/image":"/image.js"}}</script>` });
    if (name === "program.js") return route.fulfill({ contentType: "text/javascript", body: `const lines = [], console = { log: (...all) => lines.push(JSON.stringify(all)) };\n${program}\nexport { lines };` });
    const file = files[name];
    return file === undefined ? route.fulfill({ contentType: "text/javascript", body: readFileSync(`${dist}${name}`) }) : route.fulfill(file);
  });
  await other.goto("http://lowrank.test/");
  const lines = await other.evaluate<string[]>(`import("/program.js").then(({ lines }) => lines)`); // a text: the test's own compiler changes imports
  await other.close();
  return lines;
}

/** How far the page has moved under the reader since it was opened, as browsers sum it up (CLS). */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    return sum;
  });
}

/** The tasks of the main thread over 100 ms from now on. That the browser reports them is seen by one made on purpose. */
export async function longTasks(page: Page): Promise<() => Promise<number[]>> {
  const blocked = await page.evaluate(async () => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    const seen = new Promise<void>((resolve) => {
      new PerformanceObserver((list) => {
        tasks.push(...list.getEntries().map(({ duration }) => duration).filter((duration) => duration > 100));
        resolve();
      }).observe({ type: "longtask" });
    });
    setTimeout(() => {
      const start = performance.now();
      while (performance.now() - start < 150);
    });
    await seen;
    return tasks.splice(0).length;
  });
  expect(blocked).toBe(1);
  return () => page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
}

/** Nothing that axe-core finds fault with, at its strictest: WCAG 2.2 AA and good practice. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const result = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  });
  expect(violations).toEqual([]);
}

/** No part of the page is wider than the window. */
export async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** A picture of the whole page in build/playground-screenshots. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true });
}
