// node examples/playground/preview.mjs: writes docs/pictures/preview.jpg, the picture shown where the playground or the site is shared, from
// docs/pictures/cat.svg. Needs Chromium.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const file = (name) => fileURLToPath(new URL(`../../docs/pictures/${name}`, import.meta.url));
const found = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path !== undefined && existsSync(path));
if (found === undefined) throw new Error("no Chromium: install it or set CHROMIUM_PATH");
const browser = await chromium.launch({ executablePath: found, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
const cat = readFileSync(file("cat.svg")).toString("base64");
await page.setContent(`<!doctype html><style>
  body { margin: 0; height: 630px; display: grid; grid-template-columns: 400px 1fr; gap: 40px; align-items: center; padding: 0 50px; box-sizing: border-box; background: #faf9f6; color: #1b1d22; font: 28px/1.4 "Liberation Sans", sans-serif; }
  h1 { font-size: 68px; letter-spacing: -0.03em; margin: 0 0 20px; } p { margin: 0; color: #595d66; } svg { fill: #0b6a6a; display: block; margin-bottom: 24px; }
  img { width: 100%; border-radius: 12px; }
</style><div><svg viewBox="3 3 18 18" width="80"><rect x="3" y="3" width="4.5" height="18" rx="1.5"/><rect x="9.75" y="9" width="4.5" height="12" rx="1.5" opacity=".75"/><rect x="16.5" y="15" width="4.5" height="6" rx="1.5" opacity=".5"/></svg>
<h1>lowrank</h1><p>SVD, low-rank approximation and matrix completion for JavaScript</p></div><img src="data:image/svg+xml;base64,${cat}" alt="">`);
await page.locator("img").evaluate((image) => image.decode());
await page.screenshot({ path: file("preview.jpg"), type: "jpeg", quality: 86 });
await browser.close();
