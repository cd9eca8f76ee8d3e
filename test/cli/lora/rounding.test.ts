import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromBfloat16, fromBinary16, toBfloat16, toBinary16 } from "../../../src/cli/files/float16";
import { call, workplace } from "../../support/command";
import { type Tensor, change, safetensors, sum } from "../../support/safetensors";
import { Random } from "../../support/random";

const place = workplace("lora-rounding");
type Type = "F64" | "F32" | "F16" | "BF16";
const TYPES = ["F64", "F32", "F16", "BF16"] as const;
const ROUND: Record<Type, (x: number) => number> = { F64: (x) => x, F32: Math.fround, F16: (x) => fromBinary16(toBinary16(x)), BF16: (x) => fromBfloat16(toBfloat16(x)) };
const UNIT: Record<Type, number> = { F64: 2 ** -53, F32: 2 ** -24, F16: 2 ** -11, BF16: 2 ** -8 };
/** Whether every number of the first type is one of the second. */
const fits = (a: Type, b: Type) => b === "F64" || a === b || (b === "F32" && a !== "F64");

function run(base: Record<string, Tensor>, tuned: Record<string, Tensor>, ...args: string[]) {
  for (const [name, tensors] of [["base", base], ["tuned", tuned]] as const) writeFileSync(join(place.folder, `${name}.safetensors`), safetensors(tensors));
  const { code, out, error } = call("lora", place.path("base.safetensors"), place.path("tuned.safetensors"), "--json", ...args);
  return { code, error, report: code === 0 ? JSON.parse(out) as { layers: { layer: string }[]; negligible: { name: string; reason: string }[]; skipped: { name: string }[]; unchanged: number } : undefined };
}

/** Weights as models have them: normal, of a size from 1e-6 to 10; with zeros, and with numbers below the normal range of F16. */
function weights(count: number, random: Random): Float64Array {
  const size = 10 ** random.between(-6, 1);
  const zeros = random.integer(0, 2) === 0;
  return Float64Array.from({ length: count }, () => (zeros && random.integer(0, 3) === 0 ? 0 : size * random.gaussian()));
}

describe("rounding is no training", () => {
  it("weights through any two types, stored in any that hold them, are the same weights", () => {
    const random = new Random(1);
    let told = 0;
    for (const [a, b] of TYPES.flatMap((x) => TYPES.map((y) => [x, y] as const))) {
      if (a === b) continue;
      for (const [x, y] of TYPES.flatMap((s) => TYPES.map((t) => [s, t] as const))) {
        if (!fits(a, x) || !fits(b, y)) continue;
        const W = weights(16 * 24, random);
        const q = (type: Type, stored: Type): Tensor => ({ type: stored, shape: [16, 24], values: W.map(ROUND[type]) });
        const bias = (type: Type, stored: Type): Tensor => ({ type: stored, shape: [16], values: W.subarray(0, 16).map(ROUND[type]) });
        const { code, error } = run({ "q_proj.weight": q(a, x), "q_proj.bias": bias(a, x) }, { "q_proj.weight": q(b, y), "q_proj.bias": bias(b, y) });
        expect([a, x, b, y, code, error]).toEqual([a, x, b, y, 1, expect.stringMatching(/every weight matrix is that of .* but for rounding \(rounded to \w+; --min-difference 0 counts it\)/)]);
        told++;
      }
    }
    expect(told).toBeGreaterThan(40);
  });

  it("trained layers are found among rounded ones, however stored", () => {
    const random = new Random(2);
    for (const [a, b] of [["F32", "F16"], ["F32", "BF16"], ["F16", "BF16"], ["F64", "F32"], ["BF16", "F32"]] as const) {
      const [W, T, N] = [weights(400, random), weights(400, random), weights(20, random)];
      const trained = sum(T, change(20, 20, 2, 0, 9).map((x) => x * 0.3 * Math.max(...T)));
      const base = { "a.q_proj.weight": { type: a, shape: [20, 20], values: W.map(ROUND[a]) }, "b.q_proj.weight": { type: a, shape: [20, 20], values: T.map(ROUND[a]) }, "norm.weight": { type: a, shape: [20], values: N.map(ROUND[a]) } };
      const tuned = { "a.q_proj.weight": { type: b, shape: [20, 20], values: W.map(ROUND[b]) }, "b.q_proj.weight": { type: b, shape: [20, 20], values: trained.map(ROUND[b]) }, "norm.weight": { type: b, shape: [20], values: N.map(ROUND[b]) } };
      const { report } = run(base, tuned);
      expect(report!.layers.map(({ layer }) => layer)).toEqual(["b.q_proj"]);
      expect([report!.negligible.map(({ name }) => name), report!.skipped, report!.unchanged]).toEqual([["a.q_proj.weight", "norm.weight"], [], 1]);
      const all = run(base, tuned, "--min-difference", "0").report!;
      expect([all.layers.length, all.negligible, all.skipped.map(({ name }) => name)]).toEqual([2, [], ["norm.weight"]]);
      expect(call("lora", place.path("base.safetensors"), place.path("tuned.safetensors")).out).toMatch(/no change; --min-difference 0 counts any\n {2}a\.q_proj\.weight: rounded to \w+\n {2}norm\.weight: rounded to/);
    }
  });

  it("the smallest steps of one type, of both models, are a change", () => {
    const random = new Random(3);
    for (const type of TYPES) {
      for (let seed = 0; seed < 10; seed++) {
        const W = weights(64, random).map(ROUND[type]);
        const step = W.map((x) => (x === 0 ? 0 : ROUND[type](x * (1 + 1.01 * 2 * UNIT[type]))));
        if (step.every((x, p) => x === W[p])) continue;
        const [base, tuned] = [W, step].map((values) => ({ "q_proj.weight": { type, shape: [8, 8], values } }));
        expect([type, seed, run(base!, tuned!).code]).toEqual([type, seed, 0]);
      }
    }
  });

  it("one entry beyond rounding makes a change; whole numbers and constants are no sign of rounding", () => {
    const random = new Random(4);
    for (const type of ["F32", "F16", "BF16"] as const) {
      const W = Float64Array.from({ length: 64 }, () => 2 + random.gaussian());
      const rounded = W.map(ROUND[type]);
      for (const [factor, code] of [[0, 1], [0.4, 1], [3, 0]] as const) {
        const values = rounded.map((x, p) => (p === 17 ? ROUND[type](W[p]!) * (factor === 3 ? 1 + 6 * UNIT[type] : 1) : x));
        expect([type, factor, run({ "q_proj.weight": { type: "F64", shape: [8, 8], values: W } }, { "q_proj.weight": { type: "F64", shape: [8, 8], values } }).code]).toEqual([type, factor, code]);
      }
    }
    // Norms begin at 1, other layers at 0, some at small whole numbers: what training adds is no rounding.
    for (const start of [1, -1, 2, 64]) {
      const [ones, moved] = [new Float64Array(64).fill(start), Float64Array.from({ length: 64 }, () => start * (1 + 1e-3 * random.gaussian()))];
      expect(run({ "q_proj.weight": { shape: [8, 8], values: ones } }, { "q_proj.weight": { shape: [8, 8], values: moved } }).code).toBe(0);
    }
    expect(run({ "q_proj.weight": { shape: [8, 8], values: new Float64Array(64) } }, { "q_proj.weight": { shape: [8, 8], values: weights(64, random) } }).code).toBe(0);
  });

  it("--min-difference sets the share of an entry below which nothing counts", () => {
    const W = weights(64, new Random(5)).map((x) => x + 1);
    const T = W.map((x) => x * (1 + 1e-3));
    const pair = [W, T].map((values) => ({ "q_proj.weight": { type: "F64" as const, shape: [8, 8], values } }));
    for (const [least, code] of [["0", 0], ["0.0005", 0], ["0.002", 1], ["1", 1]] as const) expect([least, run(pair[0]!, pair[1]!, "--min-difference", least).code]).toEqual([least, code]);
    expect(run(pair[0]!, pair[1]!, "--min-difference", "0.002").error).toMatch(/no entry differs by more than 0\.002 of itself/);
    expect(run(pair[0]!, pair[1]!, "--min-difference", "-1")).toMatchObject({ code: 2 });
  });
});

describe("types that are not read", () => {
  const raw = (type: string, bytes: number[]) => {
    const header = Buffer.from(JSON.stringify({ "q_proj.weight": { dtype: type, shape: [2, 2], data_offsets: [0, bytes.length] } }));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(header.length));
    return Buffer.concat([size, header, Buffer.from(bytes)]);
  };

  it.each(["F8_E4M3", "F8_E5M2", "F8_E8M0", "I8", "U8", "BOOL"])("%s is the reason that is given", (type) => {
    const [base, tuned, same] = [place.file("b.safetensors", raw(type, [1, 0, 1, 0])), place.file("t.safetensors", raw(type, [1, 1, 1, 0])), place.file("s.safetensors", raw(type, [1, 0, 1, 0]))];
    for (const other of [tuned, same]) expect(call("lora", base, other)).toMatchObject({ code: 1, error: expect.stringMatching(new RegExp(`no weight matrix in common: tensors of type ${type} are not read, only F32, F16, BF16 and F64`)) });
  });

  it("beside others, the tensor is named with its type if it changed", () => {
    const W = weights(16, new Random(6));
    const file = (name: string, first: number, by: number) => {
      const values = Buffer.from(Float32Array.from(W, (x) => x + by).buffer);
      const header = Buffer.from(JSON.stringify({ "a.q_proj.weight": { dtype: "F8_E4M3", shape: [2, 2], data_offsets: [0, 4] }, "b.q_proj.weight": { dtype: "F32", shape: [4, 4], data_offsets: [4, 68] } }));
      const size = Buffer.alloc(8);
      size.writeBigUInt64LE(BigInt(header.length));
      return place.file(name, Buffer.concat([size, header, Buffer.from([first, 0, 0, 0]), values]));
    };
    const base = file("b.safetensors", 1, 0);
    expect(JSON.parse(call("lora", base, file("t.safetensors", 2, 1), "--json").out)).toMatchObject({ skipped: [{ name: "a.q_proj.weight", reason: "changed, but of type F8_E4M3: not read; save it as F32, F16 or BF16 first", norm: null }], unmeasured: 1 });
    expect(JSON.parse(call("lora", base, file("t.safetensors", 1, 1), "--json").out)).toMatchObject({ skipped: [], unmeasured: 0 });
  });
});
