// The first addresses of a memory belong to nobody: a field that has no buffer is 0, and what writes through it all the same lands there.
import { expect, it } from "vitest";
import { completion } from "../src/wasm/completion";
import { core } from "../src/wasm/module";
import { call, calls } from "./support/calls";

/** AssemblyScript puts static data behind them. */
const RESERVED = 1024;

it("no function writes where nothing lies", () => {
  for (const { name, args } of calls()) {
    call(name, args);
    for (const module of [core, completion]) {
      expect(new Uint8Array(module.exports().memory.buffer, 0, RESERVED).findIndex((byte) => byte !== 0), name).toBe(-1);
    }
  }
});
