/** What tests need of the engine's surroundings, in Node. In a page, platform.page.ts takes its place. */
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

const url = (path: string) => new URL(`../../${path}`, import.meta.url);

/** The text of a file, by its path from the root of the project. */
export const textFile = (path: string): string => readFileSync(url(path), "utf8");

/** The bytes of a file, by its path from the root of the project. */
export const binaryFile = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(url(path)));

/** The value of an expression in another realm, with an Array and a Float64Array of its own. */
export const fromAnotherRealm = (expression: string): unknown => runInNewContext(expression);

/** Bytes in array buffers that are not yet collected. */
export const heldBytes = (): number => process.memoryUsage().arrayBuffers;
