import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a program of this folder into build/, and gives its address. Packages stay outside. */
export async function bundle(name) {
  const outfile = fileURLToPath(new URL(`../../build/${name}.mjs`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    outfile, bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", logLevel: "warning",
  });
  return new URL(`../../build/${name}.mjs`, import.meta.url).href;
}
