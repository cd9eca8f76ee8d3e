import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./packed";

/** A script from the built package: bundled and minified, for a page or another realm. */
export async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root }, alias: { lowrank: join(root, "dist/index.js") }, bundle: true, format: "iife", platform: "browser", target: "es2022",
    minify: true, write: false, logLevel: "error",
  });
  return outputFiles[0]!.text;
}
