import { describe, expect, it } from "vitest";
import { fromBfloat16, fromBinary16, toBfloat16, toBinary16 } from "../../src/cli/files/float16";

const all = Array.from({ length: 65536 }, (_, bits) => bits);

/** binary16 by its definition, bit by bit. */
function half(bits: number): number {
  const digits = bits.toString(2).padStart(16, "0");
  const exponent = Number.parseInt(digits.slice(1, 6), 2);
  const fraction = Array.from(digits.slice(6)).reduce((sum, digit, i) => sum + Number(digit) / 2 ** (i + 1), 0);
  const size = exponent === 31 ? (fraction === 0 ? Infinity : NaN) : exponent === 0 ? fraction / 2 ** 14 : (1 + fraction) * 2 ** (exponent - 15);
  return digits.startsWith("1") ? -size : size;
}

/** bfloat16: a binary32 without its lower half. */
function brain(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}

describe.each([["binary16", fromBinary16, toBinary16, half, 0x7c00], ["bfloat16", fromBfloat16, toBfloat16, brain, 0x7f80]] as const)("%s", (_, from, to, truth, infinity) => {
  it("all 65,536 values are read", () => {
    expect(all.filter((bits) => !Object.is(from(bits), truth(bits)))).toEqual([]);
  });

  it("all 65,536 values are written back to their bits, and every NaN to a NaN", () => {
    expect(all.filter((bits) => (Number.isNaN(truth(bits)) ? !Number.isNaN(truth(to(truth(bits)))) : to(truth(bits)) !== bits))).toEqual([]);
  });

  it("between neighbours the nearer is taken, in the middle the even one", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < infinity - 1; bits++) {
      const [a, b] = [truth(bits), truth(bits + 1)];
      const middle = (a + b) / 2;
      const inside = (b - a) / 1024;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const right = to(middle) === even && to(-middle) === (even | 0x8000) && to(middle - inside) === bits && to(middle + inside) === bits + 1;
      if (!right) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("what is beyond the largest by half a step or more is infinite, what is below half the least is zero", () => {
    const [below, largest, least] = [truth(infinity - 2), truth(infinity - 1), truth(1)];
    const edge = largest + (largest - below) / 2;
    expect([to(edge), to(-edge), to(1e308), to(Infinity), to(-Infinity)]).toEqual([infinity, infinity | 0x8000, infinity, infinity, infinity | 0x8000]);
    expect(to(edge * (1 - 2 ** -50))).toBe(infinity - 1);
    expect([to(least / 2), to(-least / 2), to(least * 0.5001), to(5e-324), to(0), to(-0)]).toEqual([0, 0x8000, 1, 0, 0, 0x8000]);
  });
});
