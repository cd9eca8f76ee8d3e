import { createRequire } from "node:module";
import type { Plugin } from "vite";

/**
 * numeric.js writes its loops as text and compiles them with `Function` when it is loaded, which a strict policy forbids. Here that
 * happens once, while building: the module handed to the page holds `svd` and the functions it calls, as numeric made them.
 */
export function numericWithoutEval(): Plugin {
  return {
    name: "numeric without eval",
    enforce: "pre",
    resolveId: (id) => (id === "numeric" ? "\0numeric" : undefined),
    load: (id) => (id === "\0numeric" ? compiled() : undefined),
  };
}

function compiled(): string {
  const numeric = createRequire(import.meta.url)("numeric") as Record<string, unknown>;
  const needed = new Set(["svd"]);
  for (const name of needed) {
    for (const [, callee = ""] of String(numeric[name]).matchAll(/\bnumeric\.(\w+)/g)) if (callee in numeric) needed.add(callee);
  }
  const source = (value: unknown) => (typeof value === "function" ? String(value) : JSON.stringify(value));
  const members = [...needed].map((name) => `numeric[${JSON.stringify(name)}] = ${source(numeric[name])};`);
  return `const numeric = {};\n${members.join("\n")}\nexport default numeric;\n`;
}
