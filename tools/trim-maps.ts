import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Takes the text of the modules, and of packages and scripts that are bundled, out of the source maps in dist/: nobody steps through it. */
// eslint-disable-next-line @typescript-eslint/require-await -- as tsup wants it
export async function trimMaps(): Promise<void> {
  for (const name of readdirSync("dist").filter((file) => file.endsWith(".map"))) {
    const map = JSON.parse(readFileSync(`dist/${name}`, "utf8")) as { sources: string[]; sourcesContent: (string | null)[] };
    map.sourcesContent = map.sources.map((source, i) => (/^\.\.\/src\/(?!wasm\/binary-)[\w./-]+\.ts$/.test(source) ? map.sourcesContent[i]! : null));
    writeFileSync(`dist/${name}`, JSON.stringify(map));
  }
}
