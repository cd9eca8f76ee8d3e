// npm run playground:measure: how quickly the built pages answer, in Chromium on this machine. Needs `npm run playground:build` before.
// With `-- --record` it writes the result that the benchmark opens with before its first run, src/recorded-benchmark.json.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const ROUNDS = 7;
const RANKS = 60;
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const found = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path !== undefined && existsSync(path));
if (found === undefined) throw new Error("no Chromium: install it or set CHROMIUM_PATH");
const server = await preview({ root: file("."), configFile: file("vite.config.ts"), preview: { port: 0 }, logLevel: "error" });
const url = server.resolvedUrls.local[0];
const browser = await chromium.launch({ executablePath: found, args: FLAGS });

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];
const row = (what, bound, ...values) => console.log(`${what.padEnd(66)} ${bound.padStart(9)}   ${values.map((value) => `${value.toFixed(0)} ms`.padStart(8)).join("")}`);

/** A call of the bare package in a page that has just been opened, compiling included. */
async function firstCall() {
  const page = await browser.newPage();
  await page.route("http://lowrank.test/**", (route) => {
    if (route.request().url().endsWith("/lowrank.js")) return route.fulfill({ contentType: "text/javascript", body: readFileSync(file("../../dist/index.js")) });
    return route.fulfill({ contentType: "text/html", headers: { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" }, body: "<!doctype html><title>first call</title>" });
  });
  await page.goto("http://lowrank.test/");
  const time = await page.evaluate(async (address) => {
    const { lowRank } = await import(address);
    let state = 1;
    const data = Float64Array.from({ length: 512 * 512 }, (_, i) => 128 + 90 * Math.sin(i / 9000) * Math.cos((i % 512) / 40) + ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 27));
    const start = performance.now();
    lowRank({ rows: 512, columns: 512, data }, 50);
    return performance.now() - start;
  }, "/lowrank.js");
  await page.close();
  return time;
}

async function open(section) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${url}#/${section}`);
  await page.locator(`#${section} h1`).waitFor();
  return page;
}

/** From the opening of the page to the first approximation on it. */
async function firstPicture() {
  const page = await open("pictures");
  await page.waitForFunction(() => performance.getEntriesByName("rank to picture").length > 0);
  const time = await page.evaluate(() => performance.getEntriesByName("rank to picture").map(({ startTime, duration }) => startTime + duration)[0]);
  await page.context().close();
  return time;
}

/** From the movement of the slider to the new picture, at ranks all over the range. */
async function slider(picture) {
  const page = await open("pictures");
  await page.getByRole("radio", { name: picture, exact: true }).check();
  await page.locator(`canvas[aria-label^="${picture}, "]`).first().waitFor();
  const times = await page.evaluate(async (ranks) => {
    const input = document.querySelector("#pictures .slider");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const result = [];
    for (let i = 0; i < ranks; i++) {
      performance.clearMeasures();
      input.value = String((i * 619) % 1001);
      input.dispatchEvent(new globalThis.Event("input", { bubbles: true }));
      while (performance.getEntriesByName("rank to picture").length === 0) await new Promise(globalThis.requestAnimationFrame);
      result.push(performance.getEntriesByName("rank to picture")[0].duration);
    }
    return result;
  }, RANKS);
  await page.context().close();
  return times;
}

/** The longest task of the main thread while 1000 × 1000 is decomposed, measured and shown; 0 if none took 50 ms. */
async function longestTask(section, start, end, prepare = async () => {}) {
  const page = await open(section);
  await prepare(page);
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    globalThis.longest = 0;
    new globalThis.PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (globalThis.longest = Math.max(globalThis.longest, duration)))).observe({ type: "longtask" });
  });
  await start(page);
  await end(page).waitFor({ timeout: 120_000 });
  const longest = await page.evaluate(() => globalThis.longest);
  await page.context().close();
  return longest;
}

const only = async (page) => {
  for (const box of await page.getByRole("checkbox").all()) if (await box.isChecked()) await box.uncheck();
  for (const name of ["lowrank", "1000×1000"]) await page.getByRole("checkbox", { name, exact: true }).check();
  await page.getByRole("button", { name: "Measure" }).click();
};

/** Until the heading is there, from the start of the navigation, in a browser that has nothing of the page. */
async function firstView(section) {
  const page = await open(section);
  const time = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  await page.context().close();
  return time;
}

/** How far things move while a section opens, as the sum of layout shifts; 0 if nothing does. */
async function layoutShift(section) {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new globalThis.PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) => { if (!hadRecentInput) globalThis.shift += value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${url}#/${section}`);
  await page.locator(`#${section} h1`).waitFor();
  await page.waitForTimeout(2000);
  const shift = await page.evaluate(() => globalThis.shift);
  await page.context().close();
  return shift;
}

/** The longest task while the rank of the 512 × 512 picture is dragged. */
async function longestDragging() {
  const start = async (page) => {
    const slider = await page.locator("#pictures .slider").boundingBox();
    const y = slider.y + slider.height / 2;
    await page.mouse.move(slider.x + 5, y);
    await page.mouse.down();
    for (let step = 0; step < 120; step++) await page.mouse.move(slider.x + 5 + ((step * 37) % 100) / 100 * (slider.width - 10), y);
    await page.mouse.up();
    await page.waitForTimeout(500);
  };
  return longestTask("pictures", start, (page) => page.locator("#pictures h1"), (page) => page.getByRole("radio", { name: "Camera", exact: true }).check());
}

/** The longest task while a cell of a large table is typed in. */
async function longestTyping() {
  const list = Array.from({ length: 24_000 }, (_, e) => `user ${Math.floor(e / 12)},film ${(Math.floor(e / 12) * 7 + (e % 12) * 11) % 60},${1 + (e % 5)}`).join("\n");
  const start = async (page) => {
    const field = page.locator(".cells.edit input").first();
    for (const key of ["3", "Backspace", "4", "ArrowDown", "2"]) await field.press(key);
    await page.waitForTimeout(1000);
  };
  return longestTask("tables", start, (page) => page.getByText("of 2,000 rows"), (page) => page.getByLabel("A table of your own").setInputFiles({ name: "ratings.csv", mimeType: "text/csv", buffer: globalThis.Buffer.from(`user,item,rating\n${list}`) }));
}

async function record() {
  const page = await open("benchmark");
  await page.getByRole("button", { name: "Measure" }).click();
  await page.getByText(/^Shown: measured in this browser/).waitFor({ timeout: 120_000 });
  const run = JSON.parse(await page.evaluate(() => globalThis.localStorage.getItem("lowrank-playground-benchmark")));
  writeFileSync(file("src/recorded-benchmark.json"), `${JSON.stringify({ ...run, where: `in Chromium ${browser.version().split(".")[0]} on ${cpus().length} cores (${cpus()[0].model.trim()})` })}\n`);
}

if (process.argv.includes("--record")) {
  await record();
  await browser.close();
  await server.close();
  process.exit(0);
}

console.log(`${"".padEnd(66)} ${"target".padStart(9)}   ${"median".padStart(8)}${"worst".padStart(8)}`);
const repeat = async (task) => {
  const times = [];
  for (let i = 0; i < ROUNDS; i++) times.push(await task());
  return times;
};
const report = (what, bound, times) => row(what, bound, median(times), Math.max(...times));
report("first call in a fresh page, lowRank of 512 × 512 at 50, compiling", "< 300 ms", await repeat(firstCall));
report("first picture of the playground, from opening the page", "", await repeat(firstPicture));
for (const section of ["pictures", "tables", "rankings", "embeddings", "benchmark"]) report(`first view of ${section}`, "< 1000 ms", await repeat(() => firstView(section)));
for (const section of ["pictures", "tables", "rankings", "embeddings", "benchmark"]) console.log(`${`layout shift of ${section}`.padEnd(66)} ${"0".padStart(9)}   ${(await layoutShift(section)).toFixed(3).padStart(8)}`);
report("longest task while the rank of 512 × 512 is dragged", "< 50 ms", [await longestDragging()]);
report("longest task while typing in a list of 24,000 entries", "< 50 ms", [await longestTyping()]);
report("slider to picture, 512 × 512 grey, any rank", "< 50 ms", await slider("Camera"));
report("slider to picture, 1000 × 1000 colour, any rank", "", await slider("Tartan 1000 × 1000"));
report("longest task while the benchmark decomposes 1000 × 1000", "< 100 ms", [await longestTask("benchmark", only, (page) => page.locator(".bench-table .best"))]);
report("longest task while a 1000 × 1000 colour picture is opened", "< 100 ms", [
  await longestTask("pictures", (page) => page.getByRole("radio", { name: /Tartan/ }).check(), (page) => page.locator('canvas[aria-label^="Tartan 1000 × 1000, 1000"]').first()),
]);

await browser.close();
await server.close();
