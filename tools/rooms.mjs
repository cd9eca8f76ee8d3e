// The picture of docs/architecture.md, drawn from the imports: rooms (folders) and who uses whom. `node tools/rooms.mjs` writes it;
// test/architecture.test.ts compares.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(root, "docs/architecture.md");
const MARKS = ["<!-- rooms: drawn by tools/rooms.mjs -->", "<!-- end of rooms -->"];

/** What every room uses: arrows to it would hide the others. */
const EVERYWHERE = /^assembly\/(memory|machine|status|codes|arena)$|^src\/(checks|errors|matrix)$/;

function files(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !/\bbinary-\w+\.ts$/.test(name));
}

/** The room of a module: its folder; at the top of a shelf, the shelf itself. */
function room(name) {
  if (EVERYWHERE.test(name)) return null;
  if (name === "src/index") return "src/index.ts";
  const folder = dirname(name);
  if (folder.startsWith("src/cli")) return "src/cli";
  return folder === "src" ? "src (one file per feature)" : folder;
}

function arrows(shelf) {
  const found = new Map();
  for (const file of files(shelf)) {
    const from = room(file.replace(/\.ts$/, ""));
    if (from === null) continue;
    if (!found.has(from)) found.set(from, new Set());
    for (const [, target] of readFileSync(join(root, file), "utf8").matchAll(/^(?:import|export)\b[^"']*?from\s*"(\.[^"]+)"/gms)) {
      const to = room(normalize(join(dirname(file), target)).replaceAll("\\", "/"));
      if (to !== null && to !== from && to.startsWith(shelf)) found.get(from).add(to);
    }
  }
  return found;
}

/** A Mermaid chart of a shelf; an arrow that a longer way implies is left out. */
function chart(shelf) {
  const found = arrows(shelf);
  const reaches = (from, to, seen = new Set()) =>
    [...(found.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  const names = [...found.keys()].sort();
  const id = (name) => `r${names.indexOf(name)}`;
  const lines = names.map((name) => `  ${id(name)}["${name}"]`);
  for (const from of names) {
    for (const to of [...found.get(from)].sort()) {
      const around = [...found.get(from)].some((next) => next !== to && reaches(next, to, new Set([from])) && !reaches(to, next));
      if (!around) lines.push(`  ${id(from)} --> ${id(to)}`);
    }
  }
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
}

/** docs/architecture.md with the picture as it should be now. */
export function page() {
  const text = readFileSync(PAGE, "utf8");
  const [before, after] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])];
  if (before < 0 || after < 0) throw new Error("docs/architecture.md has no place for the picture");
  return `${text.slice(0, before)}${MARKS[0]}\n\n${chart("assembly")}\n\n${chart("src")}\n\n${text.slice(after)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, page());
