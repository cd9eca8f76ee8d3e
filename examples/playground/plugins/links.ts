import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { ADDRESS, SITE } from "../../../tools/address.mjs";

const PACKAGE = "https://www.npmjs.com/package/lowrank";
const [address, site]: readonly string[] = [ADDRESS, SITE];

/** Where documentation, package and code are: on npm's page while the project has no address of its own. */
export function links(): Plugin {
  const found = { docs: site === "" ? `${PACKAGE}#readme` : `${site}/`, package: PACKAGE, code: address === "" ? `${PACKAGE}?activeTab=code` : address };
  return {
    name: "links",
    resolveId: (id) => (id === "virtual:links" ? "\0virtual:links" : undefined),
    load: (id) => (id === "\0virtual:links" ? `export default ${JSON.stringify(found)};` : undefined),
  };
}

/** What is shown where the address is shared. The picture needs a whole address, which there is once the site has one. */
export function preview(): Plugin {
  const at = site === "" ? "./" : `${site}/playground/`;
  const properties = {
    "og:type": "website", "og:title": "lowrank playground", "og:description": DESCRIPTION, "og:image": `${at}preview.jpg`,
    "og:image:width": "1200", "og:image:height": "630", "og:image:alt": "A photograph of a cat as matrices of rank 5, 20, 50 and 100",
    ...(site === "" ? {} : { "og:url": at }),
  };
  return {
    name: "preview",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "preview.jpg", source: readFileSync(new URL("../../../docs/pictures/preview.jpg", import.meta.url)) });
    },
    transformIndexHtml: () => [
      ...Object.entries(properties).map(([property, content]) => ({ tag: "meta", attrs: { property, content }, injectTo: "head" as const })),
      { tag: "meta", attrs: { name: "twitter:card", content: "summary_large_image" }, injectTo: "head" },
      { tag: "meta", attrs: { name: "description", content: DESCRIPTION }, injectTo: "head" },
    ],
  };
}

const DESCRIPTION = "The singular value decomposition in your browser: compress a picture, complete a table, rank a season, map embeddings, measure the speed.";
