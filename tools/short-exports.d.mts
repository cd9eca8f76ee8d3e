import type { Plugin } from "esbuild";
export const SHIPPED: Readonly<Record<string, string>>;
export function shortNames(): Map<string, string>;
export function renameExports(bytes: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer>;
export const shortExports: Plugin;
