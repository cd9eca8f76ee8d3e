// Where the project lives. Whoever publishes it fills in the two constants; `node tools/address.mjs` (a part of `npm pack`) writes what follows from it into package.json and README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The page of the repository, "https://…" without a slash at its end; empty while there is none. */
export const ADDRESS = "";

/** The page of the documentation, with the playground in `playground/`, "https://…" without a slash at its end; empty while there is none. */
export const SITE = "";

/** A manifest with repository, homepage and bugs, or without them while there is no address. */
export function withAddress(given, address = ADDRESS) {
  const manifest = Object.fromEntries(Object.entries(given).filter(([field]) => !["repository", "homepage", "bugs"].includes(field)));
  if (address === "") return manifest;
  const { name, version, description, ...rest } = manifest;
  return { name, version, description, homepage: `${address}#readme`, repository: { type: "git", url: `git+${address}.git` }, bugs: { url: `${address}/issues` }, ...rest };
}

/** The README as npm shows it: links to files of the repository are whole addresses. */
export function withLinks(text, address = ADDRESS) {
  if (address === "") return text;
  const to = (kind) => (whole, before, path) => `${before}${address}/${kind}/HEAD/${path}`;
  return text.replace(/(!\[[^\]]*\]\()(?!https?:|#)([^)]+)/g, to("raw")).replace(/((?<!!)\[[^\]]*\]\()(?!https?:|#)([^)]+)/g, to("blob"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rewrite = (name, change) => {
    const file = new URL(`../${name}`, import.meta.url);
    const before = readFileSync(file, "utf8");
    const after = change(before);
    if (after !== before) writeFileSync(file, after);
  };
  rewrite("package.json", (text) => `${JSON.stringify(withAddress(JSON.parse(text)), null, 2)}\n`);
  rewrite("README.md", (text) => withLinks(text));
}
