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

const PROGRAMS: Readonly<Record<string, readonly string[]>> = { node16: ["program.mts", "program.cts"], bundler: ["program.ts"], node10: ["program.ts"] };
const MODULES: Readonly<Record<string, string>> = { node16: "node16", bundler: "ESNext", node10: "CommonJS" };
/** The newest has no node10 any more. */
const resolutionsOf = (name: string) => Object.keys(PROGRAMS).filter((resolution) => !(name === "newest" && resolution === "node10"));

/** Compiles the programs of a project; what the compiler said. */
function compile(project: string, compiler: string, resolution: string, programs: readonly string[]): string {
  const compilerOptions = { ...STRICT, module: MODULES[resolution], moduleResolution: resolution };
  writeFileSync(join(project, "console.d.ts"), "declare const console: { log(...values: unknown[]): void };");
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [...programs, "console.d.ts"] }));
  const { stdout, stderr } = spawnSync(process.execPath, [join(compiler, "bin/tsc"), "-p", "."], { cwd: project, encoding: "utf8" });
  writeFileSync(join(project, "out/package.json"), `{ "type": "${resolution === "bundler" ? "module" : "commonjs"}" }`);
  return stdout + stderr;
}

describe.each(Object.entries(compilers))("the %s TypeScript", (name, compiler) => {
  it.each(resolutionsOf(name))("compiles a program against the package: %s", (resolution) => {
    const project = consumer();
    const programs = PROGRAMS[resolution]!;
    for (const program of programs.filter((file) => file !== "program.ts")) copyFileSync(join(project, "program.ts"), join(project, program));
    expect(compile(project, compiler, resolution, programs)).toBe("");
    for (const program of programs) expect(node(project, join("out", program.replace(/ts$/, "js"))).trim()).toBe(PRINTED);
  });

  it.each(resolutionsOf(name))("finds the types of every entry point: %s", (resolution) => {
    const project = consumer();
    writeFileSync(join(project, "entries.ts"), `
      import { svd } from "lowrank";
      import { createPool } from "lowrank/pool";
      import { Matrix, SVD } from "lowrank/ml-matrix";
      const rank: number = new SVD(new Matrix(svd([[1]]).U.rows, 1)).rank;
      // @ts-expect-error  typed, not any
      export const typed = () => createPool({ size: "many" });
      console.log(rank, typeof createPool);`);
    expect(compile(project, compiler, resolution, ["entries.ts"])).toBe("");
    expect(node(project, join("out", "entries.js")).trim()).toBe("0 function");
  });
});
