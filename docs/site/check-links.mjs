// Every link of the built site leads to a page or a place that is there.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const site = fileURLToPath(new URL("../../build/docs", import.meta.url));
const pages = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html") && !name.startsWith("playground"));
const places = new Map(pages.map((name) => [name, new Set([...readFileSync(join(site, name), "utf8").matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))]));

const dead = [];
let links = 0;
for (const page of pages) {
  for (const [, target] of readFileSync(join(site, page), "utf8").matchAll(/ (?:href|src)="([^"]*)"/g)) {
    if (/^(https?:|data:|#$)/.test(target)) continue;
    links++;
    const [path, hash] = target.replaceAll("&amp;", "&").split("#");
    const named = join(site, path === "" ? page : join(dirname(page), decodeURI(path)));
    const file = relative(site, existsSync(named) && statSync(named).isDirectory() ? join(named, "index.html") : named);
    const there = existsSync(join(site, file));
    if (!there || (hash && places.has(file) && !places.get(file).has(decodeURIComponent(hash)))) dead.push(`${page}: ${target}`);
  }
}
console.log(`${pages.length} pages, ${links} links`);
if (pages.length === 0 || dead.length > 0) {
  console.error(`dead links:\n${[...new Set(dead)].join("\n")}`);
  process.exit(1);
}
