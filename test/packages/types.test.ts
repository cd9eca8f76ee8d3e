import { spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { node, root } from "../support/packed";
import { consumer } from "./support/consumer";

const here = createRequire(import.meta.url);
const compilers = {
  oldest: dirname(here.resolve("typescript-oldest/package.json")),
  own: join(root, "node_modules/typescript"),
  newest: dirname(here.resolve("typescript-newest/package.json")),
};

const PRINTED = `
18.973665961 2 3 3 4 2x3,1x2,1x2,1x2,1x1 1,2,2,2,1,2 1 2 3 1 0.1 true
1 true true true 2 4 true 2 6 ann,bob true 2 3 1
1 2 true 5 1 2
matrix[0][0] is NaN: expected a finite number; OutOfMemoryError 8
`.trim();

/** Every file against libraries without the DOM and types of nothing else; the declarations of the package are checked as well. */
const STRICT = {
  target: "ES2022", lib: ["ES2022"], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, outDir: "out",
};

describe.each(Object.entries(compilers))("the %s TypeScript", (_, compiler) => {
  it.each([
    ["node16", ["program.mts", "program.cts"]],
    ["bundler", ["program.ts"]],
  ])("compiles a program against the package: %s, %s", (resolution, programs) => {
    const project = consumer();
    for (const program of programs.filter((name) => name !== "program.ts")) copyFileSync(join(project, "program.ts"), join(project, program));
    const compilerOptions = { ...STRICT, module: resolution === "bundler" ? "ESNext" : resolution, moduleResolution: resolution };
    writeFileSync(join(project, "console.d.ts"), "declare const console: { log(...values: unknown[]): void };");
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [...programs, "console.d.ts"] }));
    const { stdout, stderr } = spawnSync(process.execPath, [join(compiler, "bin/tsc"), "-p", "."], { cwd: project, encoding: "utf8" });
    expect(stdout + stderr).toBe("");
    if (resolution === "bundler") writeFileSync(join(project, "out/package.json"), `{ "type": "module" }`);
    for (const program of programs) expect(node(project, join("out", program.replace(/ts$/, "js"))).trim()).toBe(PRINTED);
  });
});
