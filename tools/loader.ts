import { readFileSync } from "node:fs";
import type { Options } from "tsup";

/**
 * What the loader does at import, put off until it is needed: it makes a TextDecoder, which jsdom and bare realms have not, and assigns Object.hasOwn, which
 * frozen ones forbid. Each old text must be there exactly once, or the build fails.
 */
const REPLACED: readonly (readonly [text: string, by: string])[] = [
  [`const utf16 = new TextDecoder("utf-16le", { fatal: true });`, `const utf16 = { decode: (units) => new TextDecoder("utf-16le", { fatal: true }).decode(units) };`],
  [`Object.hasOwn = Object.hasOwn || function(obj, prop) {`, `const hasOwn = function(obj, prop) {`],
];

/** The loader of AssemblyScript without side effects at import. */
export const quietLoader: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "the loader, quiet at import",
  setup: (build) =>
    build.onLoad({ filter: /[\\/]@assemblyscript[\\/]loader[\\/]index\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      for (const [text, by] of REPLACED) {
        if (contents.split(text).length !== 2) throw new Error(`${path} has not exactly one line "${text}": adapt tools/loader.ts`);
        contents = contents.replace(text, () => by);
      }
      return { contents: contents.replaceAll("Object.hasOwn(", "hasOwn(") };
    }),
};
