// Memory that cannot grow: what the engine refuses, and not a stand-in.
import { describe, expect, it } from "vitest";
import { OutOfMemoryError } from "../../src/index";
import { withFrameOf } from "../../src/wasm/frame";
import { Module } from "../../src/wasm/instance";
import type { Exports } from "../../src/wasm/module";
import { wasmBytes } from "../support/builds";
import { limitMemory } from "../support/scarce-memory";

const PAGE = 65536;
/** A module whose memory has so many pages at most. */
const limited = (pages: number) => new Module<Exports>(new WebAssembly.Module(limitMemory(wasmBytes("core"), pages)));

describe("a memory that cannot grow beyond", () => {
  it.each([2, 3, 5, 9, 40])("%i pages: the call that needs more is told its bytes, and smaller ones go on", (pages) => {
    const module = limited(pages);
    for (const n of [4, 40, 100, 300, 900]) {
      const attempt = () => withFrameOf(module, "a function", (frame) => {
        const at = frame.copyIn(new Float64Array(n * n).fill(1));
        const result = frame.reserveWords(3);
        frame.call(frame.wasm.svd(n, n, at, 1, 0, result));
        return frame.number(frame.word(result, 1), 0);
      });
      const bytes = 8 * n * n + module.exports().svdBytes(n, n, 1, 0);
      if (bytes < PAGE) expect(attempt()).toBeCloseTo(n, 9);
      else if (bytes > pages * PAGE) {
        expect(attempt).toThrow(OutOfMemoryError);
        expect(attempt).toThrow(/^a function needs [1-9]\d+ bytes of memory/);
      }
      expect(module.exports().memory.buffer.byteLength).toBeLessThanOrEqual(pages * PAGE);
    }
  });

  it("grows by less than it would like where there is no more", () => {
    const module = limited(11);
    withFrameOf(module, "a function", (frame) => frame.bytes(7 * PAGE)); // half as much again would be 12
    withFrameOf(module, "a function", (frame) => frame.bytes(8 * PAGE));
    expect(module.exports().memory.buffer.byteLength).toBeLessThanOrEqual(11 * PAGE);
  });
});
