import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Takes the text of the modules, and of packages and scripts that are bundled, out of the source maps in dist/: nobody steps through it. */
// eslint-disable-next-line @typescript-eslint/require-await -- as tsup wants it
export async function trimMaps(): Promise<void> {
  for (const name of readdirSync("dist").filter((file) => file.endsWith(".map"))) {
    const map = whole(readFileSync(`dist/${name}`, "utf8"));
    if (map === undefined) continue;
    map.sourcesContent = map.sources.map((source, i) => (/^\.\.\/src\/(?!wasm\/binary-)[\w./-]+\.ts$/.test(source) ? map.sourcesContent[i]! : null));
    writeFileSync(`dist/${name}`, JSON.stringify(map));
  }
}

interface SourceMap { readonly sources: string[]; sourcesContent: (string | null)[] }

/** Builds run side by side: what another one is still writing, it trims itself. */
function whole(text: string): SourceMap | undefined {
  try {
    return JSON.parse(text) as SourceMap;
  } catch {
    return undefined;
  }
}
