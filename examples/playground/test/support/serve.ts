import { fileURLToPath } from "node:url";
import { preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext { url: string }
}

/** Serves the built pages, with the policy as a header, while the tests run. */
export default async function serve(project: TestProject) {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const server = await preview({ root, configFile: `${root}vite.config.ts`, preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
  project.provide("url", server.resolvedUrls!.local[0]!);
  return () => server.close();
}
