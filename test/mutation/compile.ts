import { existsSync, readFileSync } from "node:fs";

/** The compiler's own types declare globals anew (Array's `at` without undefined), for every file of the program: what is used of it is declared here. */
interface Compiler {
  main(args: readonly string[], host: {
    readFile(name: string): string | null;
    writeFile(name: string, contents: Uint8Array | string): void;
    listFiles(): string[];
    stdout: { write(): boolean };
    stderr: { write(): boolean };
  }): Promise<{ error: Error | null }>;
}

const COMPILER = "assemblyscript/asc" as string;
const { default: asc } = await import(COMPILER) as { default: Compiler };

/** What is compiled: the shipped entry and the one of the tests, in one module. */
const ENTRIES = ["assembly/entries/core.ts", "assembly/entries/completion.ts", "assembly/entries/partial.ts", "assembly/entries/kernels.ts"];
const OPTIONS = ["--runtime", "stub", "--enable", "simd", "--maximumMemory", "65535", "--outFile", "out.wasm"];

/**
 * Compiles the project in a second, without optimizing, every assert on.
 *
 * @param changed  the text of files that are other than on disk, or not there, by their path from the root.
 * @returns undefined where it does not compile.
 */
export const compile = (changed: Readonly<Record<string, string>>, more: readonly string[] = []) =>
  run([...ENTRIES, ...more, ...OPTIONS, "--optimizeLevel", "0"], changed);

/** The shipped module alone, optimized: equal bytes of two sources mean that they do the same. */
export const compileOptimized = (changed: Readonly<Record<string, string>>) =>
  run([...ENTRIES, ...OPTIONS, "--optimizeLevel", "3", "--noAssert"], changed);

async function run(args: readonly string[], changed: Readonly<Record<string, string>>): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined;
  const silent = { write: () => true };
  const { error } = await asc.main(args, {
    readFile: (name) => changed[name] ?? (existsSync(name) ? readFileSync(name, "utf8") : null),
    writeFile: (name, contents) => { if (name.endsWith(".wasm")) bytes = contents as Uint8Array; },
    listFiles: () => [],
    stdout: silent,
    stderr: silent,
  });
  return error === null ? bytes : undefined;
}
