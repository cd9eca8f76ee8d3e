// The built site in Chromium: programs of the pages run in the page without an error, can be edited, and say why they fail; axe has no complaint;
// pictures have their sizes, so that nothing moves; the search finds what people ask for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import axe from "axe-core";
import lunr from "lunr";
import { chromium } from "playwright-core";

const site = fileURLToPath(new URL("../../build/docs/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg" };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Guides about what does not run in a page: other packages, threads, the command line, clusters. */
const WITHOUT_PROGRAM = /From_ml-matrix|On_several_cores|command_line|Which_size|Model_weights|Benchmark|Architecture|Decisions|References|Reliability|Contributing/;
/** What is asked, and what must be among the first five found. */
const ASKED = { image: "Pictures", express: "Recipes", "missing values": "Completing a table", eigenvalues: "Choosing a function", recommendation: "Recommending" };
/** Pages open at a time. */
const TOGETHER = 3;
const failures = [];

/** As the site's own search box asks: every word, and words that begin with it. */
function search() {
  const text = readFileSync(join(site, "assets/search.js"), "utf8");
  const { rows, index } = JSON.parse(inflateSync(Buffer.from(text.slice(text.indexOf('"') + 1, text.lastIndexOf('"')), "base64")));
  const loaded = lunr.Index.load(index);
  for (const [question, page] of Object.entries(ASKED)) {
    const found = loaded.search(question.split(" ").map((word) => `${word}*`).join(" ")).slice(0, 5).map(({ ref }) => rows[ref].name);
    if (!found.includes(page)) failures.push(`search: "${question}" finds ${found.join(", ") || "nothing"}, not ${page}`);
  }
}

function serve() {
  const server = createServer((request, response) => {
    const file = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/\/$/, "/index.html"));
    if (!file.startsWith(site) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function open(context, url, name) {
  const page = await context.newPage();
  page.on("pageerror", (error) => failures.push(`${name}: ${error.message}`));
  await page.goto(`${url}${name}`);
  await page.locator("script[src$='custom.js']").waitFor({ state: "attached" });
  return page;
}

/** Runs every program of a page: how many there are. */
async function runAll(page, name) {
  const buttons = page.locator(".run button");
  const count = await buttons.count();
  for (let i = 0; i < count; i++) {
    await buttons.nth(i).click();
    const output = page.locator(".run output").nth(i);
    await output.waitFor({ timeout: 20_000 });
    if (/failed/.test((await output.getAttribute("class")) ?? "")) failures.push(`${name}, program ${i + 1}: ${await output.textContent()}`);
  }
  return count;
}

async function complaints(page, name) {
  await page.evaluate(axe.source);
  const found = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), RULES);
  for (const { id, nodes } of found.violations) failures.push(`${name}: axe ${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary.split("\n")[1]?.trim()}`);
}

/** A program that is changed prints something else, and one that is wrong says why. */
async function edit(page) {
  const code = page.locator("pre > code[contenteditable]").first();
  const output = page.locator(".run output").first();
  for (const [text, expected] of [['import { svd } from "lowrank";\nconsole.log(svd([[3, 0], [0, 4]]).S);', /^\[4,3\]$/], ['import { svd } from "lowrank";\nsvd([[NaN]]);', /^RangeError: matrix\[0\]\[0\] is NaN/], ["const = 1;", /^SyntaxError: /]]) {
    await code.fill(text);
    await code.press("Control+Enter");
    await page.waitForFunction(([element, source]) => new RegExp(source).test(element.textContent), [await output.elementHandle(), expected.source], { timeout: 5000 })
      .catch(async () => failures.push(`edited to ${JSON.stringify(text)}: ${await output.textContent()}`));
  }
}

search();
const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined && process.env.CI) failures.push("no Chromium: install it or set CHROMIUM_PATH");
if (executablePath === undefined) console.log("no Chromium: the pages were not opened");
else {
  const server = await serve();
  const url = `http://127.0.0.1:${server.address().port}/`;
  const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext();
  const guides = readdirSync(join(site, "documents")).filter((name) => name.endsWith(".html")).map((name) => `documents/${name}`);
  const reference = readdirSync(join(site, "functions")).filter((name) => name.endsWith(".html")).map((name) => `functions/${name}`);
  const waiting = ["index.html", ...guides, ...reference];
  let programs = 0;
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const page = await open(context, url, name);
      const count = await runAll(page, name);
      if (count === 0 && !name.startsWith("functions/") && !WITHOUT_PROGRAM.test(name)) failures.push(`${name}: no program that runs in the page`);
      programs += count;
      const sizeless = await page.$$eval("img", (images) => images.filter(({ naturalWidth, naturalHeight, width, height, attributes }) => attributes.width === undefined || Math.abs(width / height - naturalWidth / naturalHeight) > 0.02).map(({ src }) => src));
      if (sizeless.length > 0) failures.push(`${name}: without a size of their own: ${sizeless.join(", ")}`);
      if (!name.startsWith("functions/") || /\.(svd|complete|createPool)\.html$/.test(name)) await complaints(page, name);
      if (name === "index.html") await edit(page);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  console.log(`${programs} programs ran in ${guides.length + 1} guides and the reference`);
  await browser.close();
  server.close();
}
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exit(1);
}
