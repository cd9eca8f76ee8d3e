import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/program";
import { chooseRank, lowRank, reconstruct, singularValues } from "../../../src/index";
import { type Tensor, change, exact, expectClose, load, numbers, product, safetensors, sum, withHeader } from "../../support/safetensors";

let root: string;
let folder: string;
let count = 0;
beforeAll(() => { root = mkdtempSync(join(tmpdir(), "lora-")); });
beforeEach(() => mkdirSync(folder = join(root, String(count++))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function call(...args: string[]): { code: number; out: string; error: string } {
  let [out, error] = ["", ""];
  const code = run(["lora", ...args], { print: (text) => { out += String(text); }, complain: (text) => { error += text; }, progress: undefined });
  return { code, out, error };
}

function save(name: string, content: Record<string, Tensor> | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.isBuffer(content) ? content : safetensors(content));
  return path;
}

const Q = "model.layers.0.self_attn.q_proj";
const D = "model.layers.0.mlp.down_proj";
const E = "model.embed_tokens";
const [wq, wd, we] = [numbers(24 * 20, 1), numbers(12 * 30, 2), numbers(50 * 20, 3)];
const [tq, td, te] = [sum(wq, change(24, 20, 3, 0.01, 10)), sum(wd, change(12, 30, 2, 0.05, 20)), sum(we, change(50, 20, 2, 0.01, 30))];

/** With a configuration beside them, from which the kinds of layers are known. */
function models(): [string, string] {
  writeFileSync(join(folder, "config.json"), JSON.stringify({ model_type: "llama", architectures: ["LlamaForCausalLM"], tie_word_embeddings: false }));
  const norm = { shape: [20], values: numbers(20, 4) };
  const same = { shape: [10, 10], values: numbers(100, 5) };
  return [
    save("base.safetensors", { [`${Q}.weight`]: { shape: [24, 20], values: wq }, [`${D}.weight`]: { shape: [12, 30], values: wd }, [`${E}.weight`]: { shape: [50, 20], values: we }, "model.norm.weight": norm, "same.weight": same, "same.bias": norm, "lm_head.weight": { shape: [5, 20], values: numbers(100, 6) }, table: { shape: [2, 2], values: [1, 2, 3, 4] }, ids: { type: "I64", shape: [2], values: [0, 1] }, gone: { shape: [1], values: [0] } }),
    save("tuned.safetensors", { new: { shape: [1], values: [0] }, [`${E}.weight`]: { shape: [50, 20], values: te }, "same.bias": norm, "lm_head.weight": { shape: [6, 20], values: numbers(120, 6) }, [`${D}.weight`]: { shape: [12, 30], values: td }, [`${Q}.weight`]: { shape: [24, 20], values: tq }, "model.norm.weight": { shape: [20], values: numbers(20, 7) }, "same.weight": same, table: { shape: [2, 2], values: [1, 2, 3, 5] }, ids: { type: "I64", shape: [2], values: [0, 2] } }),
  ];
}

describe("lora", () => {
  it("writes the best factors of every layer, under the names that PEFT loads", () => {
    const [base, tuned] = models();
    const { code, error, out } = call(base, tuned, "--rank", "4", "-o", join(folder, "adapter/"), "--base-model", "some/model", "--task-type", "CAUSAL_LM", "--json");
    expect([code, error]).toEqual([0, ""]);
    const tensors = load(join(folder, "adapter/adapter_model.safetensors"));
    expect(Object.keys(tensors)).toEqual([
      `base_model.model.${Q}.lora_A.weight`, `base_model.model.${Q}.lora_B.weight`, `base_model.model.${D}.lora_A.weight`, `base_model.model.${D}.lora_B.weight`,
      `base_model.model.${E}.lora_embedding_A`, `base_model.model.${E}.lora_embedding_B`,
    ]);
    const [QA, QB, DA, DB, EA, EB] = Object.values(tensors) as [typeof tensors[string], typeof tensors[string], typeof tensors[string], typeof tensors[string], typeof tensors[string], typeof tensors[string]];
    expect([QA, QB, DA, DB, EA, EB].map(({ shape }) => shape)).toEqual([[4, 20], [24, 4], [4, 30], [12, 4], [4, 50], [20, 4]]);
    expectClose(product(QB, QA), reconstruct(lowRank(exact(wq, tq, 24), 4)).data, 1e-6);
    expectClose(product(DB, DA), reconstruct(lowRank(exact(wd, td, 12), 4)).data, 1e-6);
    const embedding = reconstruct(lowRank(exact(we, te, 50), 4)).data;
    expectClose(product(EB, EA), Float64Array.from(embedding, (_, p) => embedding[(p % 50) * 20 + Math.floor(p / 50)]!), 1e-6);
    // Balanced: both factors have the square norm Σ s_i.
    const half = [QA, QB].map(({ values }) => values.reduce((a, x) => a + x * x, 0));
    expect(Math.abs(half[0]! / half[1]! - 1)).toBeLessThan(1e-5);

    const config = JSON.parse(readFileSync(join(folder, "adapter/adapter_config.json"), "utf8"));
    expect(config).toMatchObject({
      peft_type: "LORA", task_type: "CAUSAL_LM", base_model_name_or_path: "some/model", r: 4, lora_alpha: 4, bias: "none", fan_in_fan_out: false,
      use_rslora: false, target_modules: [Q, D, E], rank_pattern: {}, alpha_pattern: {}, inference_mode: true, lora_dropout: 0,
    });

    const report = JSON.parse(out);
    expect(report.unchanged).toBe(1);
    expect(report.layers.map(({ layer }: { layer: string }) => layer)).toEqual([Q, D, E]);
    for (const [i, difference] of [exact(wq, tq, 24), exact(wd, td, 12), exact(we, te, 50)].entries()) {
      const { curve } = chooseRank(singularValues(difference), { energy: 0.9 });
      expectClose([report.layers[i].energy], [curve[3]!.energy], 1e-6);
      expect(report.layers[i].precision).toBe("single");
      expect(report.layers[i].rankFor90).toBe(chooseRank(singularValues(difference), { energy: 0.9 }).rank);
    }
    expect(Object.fromEntries(report.skipped.map(({ name, reason }: Record<string, string>) => [name, reason]))).toEqual({
      "model.norm.weight": "changed, but not a matrix: length 20",
      "lm_head.weight": "5 × 20 in the base, 6 × 20 in the tuned model",
      table: "changed, but not the weight of a module",
      ids: "changed, but of type I64: no floating-point numbers",
      gone: "only in the base model",
      new: "only in the tuned model",
    });
    expect(readdirSync(join(folder, "adapter")).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
  });

  it("prints a table with the energy kept and the rank for 90 %", () => {
    const { out } = call(...models(), "-k", "1");
    expect(out).toMatch(/^base\.safetensors to tuned\.safetensors: 3 weight matrices changed, 1 did not\n/);
    const line = new RegExp(`${Q.replaceAll(".", "\\.")} +24 × 20 +\\S+ +1 +(\\d+\\.\\d+) % +(\\d+)`).exec(out)!;
    const { rank, curve } = chooseRank(singularValues(exact(wq, tq, 24)), { energy: 0.9 });
    expect([Number(line[1]), Number(line[2])]).toEqual([Number((100 * curve[0]!.energy).toFixed(2)), rank]);
    expect(out).toMatch(/embed_tokens \(embedding\)/);
    expect(out).toMatch(/warning: not in the adapter\n {2}model\.norm\.weight: changed, but not a matrix: length 20, by 1\.986\n/);
    expect(out).not.toMatch(/written/);
    expect(readdirSync(folder).sort()).toEqual(["base.safetensors", "config.json", "tuned.safetensors"]);
  });

  it("--energy takes the least rank of each layer that keeps it, --rank bounds it", () => {
    const [base, tuned] = models();
    const adapter = join(folder, "a.safetensors");
    const truth = [exact(wq, tq, 24), exact(wd, td, 12), exact(we, te, 50)].map((d) => chooseRank(singularValues(d), { energy: 0.99 }).rank);
    const most = Math.max(...truth);
    const free = call(base, tuned, "--energy", "99%", "-o", adapter, "--json");
    expect(JSON.parse(free.out).layers.map(({ rank }: { rank: number }) => rank)).toEqual(truth);
    const config = JSON.parse(readFileSync(join(folder, "adapter_config.json"), "utf8"));
    const others = Object.fromEntries([Q, D, E].map((name, i) => [name, truth[i]!] as const).filter(([, rank]) => rank !== most));
    expect(Object.keys(others).length).toBeGreaterThan(0);
    expect(config).toMatchObject({ r: most, lora_alpha: most, rank_pattern: others, alpha_pattern: others });
    const bound = JSON.parse(call(base, tuned, "--energy", "0.99", "--rank", "2", "--json").out);
    expect(bound.layers.map(({ rank }: { rank: number }) => rank)).toEqual(truth.map((rank) => Math.min(rank, 2)));
    for (const { energy, rank } of JSON.parse(free.out).layers) expect([energy >= 0.99, rank > 0]).toEqual([true, true]);
    expect(JSON.parse(call(base, tuned, "--energy", "1", "--json").out).layers.map(({ rank }: { rank: number }) => rank)).toEqual([20, 12, 20]);
  });

  it("--alpha: the adapter times α / rank is the change, whatever the ranks", () => {
    const [base, tuned] = models();
    call(base, tuned, "--energy", "0.99", "--alpha", "32", "-o", join(folder, "a.safetensors"));
    const config = JSON.parse(readFileSync(join(folder, "adapter_config.json"), "utf8"));
    expect([config.lora_alpha, config.alpha_pattern]).toEqual([32, {}]);
    const tensors = load(join(folder, "a.safetensors"));
    for (const [name, difference] of [[Q, exact(wq, tq, 24)], [D, exact(wd, td, 12)]] as const) {
      const [A, B] = [tensors[`base_model.model.${name}.lora_A.weight`]!, tensors[`base_model.model.${name}.lora_B.weight`]!];
      const rank = config.rank_pattern[name] ?? config.r;
      expect(A.shape[0]).toBe(rank);
      expectClose(product(B, A).map((x) => (x * 32) / rank), reconstruct(lowRank(difference, rank)).data, 2e-6);
    }
  });

  it("gives a change of low rank back exactly, at that rank and no more", () => {
    const W = numbers(40 * 30, 1).map((x) => Math.round(x * 64) / 64);
    const C = change(40, 30, 2, 0, 5).map((x) => Math.round(x * 4) / 4);
    const rank = chooseRank(singularValues({ rows: 40, columns: 30, data: C }), { energy: 1 }).rank;
    const [base, tuned] = [save("b.safetensors", { "m.weight": { shape: [40, 30], values: W } }), save("t.safetensors", { "m.weight": { shape: [40, 30], values: sum(W, C) } })];
    const { out } = call(base, tuned, "--rank", "30", "-o", join(folder, "a.safetensors"), "--json");
    expect(JSON.parse(out).layers[0]).toMatchObject({ layer: "m", rank, energy: expect.closeTo(1, 6) });
    const tensors = load(join(folder, "a.safetensors"));
    expectClose(product(tensors["base_model.model.m.lora_B.weight"]!, tensors["base_model.model.m.lora_A.weight"]!), C, 2e-6);
  });

  it("a large layer takes the leading triplets alone, and finds the rank for 90 %", () => {
    const [rows, columns] = [640, 520];
    const W = numbers(rows * columns, 1);
    const C = change(rows, columns, 6, 0.1, 50);
    const [base, tuned] = [save("b.safetensors", { "m.weight": { shape: [rows, columns], values: W } }), save("t.safetensors", { "m.weight": { shape: [rows, columns], values: sum(W, C) } })];
    const { curve, rank } = chooseRank(singularValues(exact(W, sum(W, C), rows)), { energy: 0.9 });
    for (const k of [1, 3, 8]) {
      const [layer] = JSON.parse(call(base, tuned, "-k", String(k), "--json").out).layers;
      expectClose([layer.energy], [curve[k - 1]!.energy], 1e-6);
      expect(layer.rankFor90).toBe(rank);
    }
  });

  it("--quick says only that the rank for 90 % is above, where it is", () => {
    const [rows, columns] = [90, 80];
    const noise = { "m.weight": { shape: [rows, columns], values: numbers(rows * columns, 9) }, "n.weight": { shape: [2, 2], values: [1, 0, 0, 0] } };
    const zero = { "m.weight": { shape: [rows, columns], values: new Float64Array(rows * columns) }, "n.weight": { shape: [2, 2], values: [0, 0, 0, 0] } };
    const [base, tuned] = [save("b.safetensors", zero), save("t.safetensors", noise)];
    const { rank } = chooseRank(singularValues({ rows, columns, data: numbers(rows * columns, 9) }), { energy: 0.9 });
    expect(rank).toBeGreaterThan(5);
    const ranks = (...args: string[]) => JSON.parse(call(base, tuned, "-k", "5", "--json", ...args).out).layers.map(({ rankFor90 }: { rankFor90: number | null }) => rankFor90);
    expect([ranks(), ranks("--quick")]).toEqual([[rank, 1], [null, 1]]);
    expect(call(base, tuned, "-k", "5", "--quick").out).toMatch(/ > 5\n/);
  });

  it.each(["F16", "BF16", "F64"] as const)("reads %s, also against F32", (type) => {
    const round = type === "F64" ? (x: number) => x : type === "F16" ? (x: number) => Math.round(x * 2048) / 2048 : (x: number) => Math.round(x * 128) / 128;
    const [W, T] = [wq.map(round), tq.map(round)];
    const tensor = (values: Float64Array, t: Tensor["type"]) => ({ "m.weight": { type: t!, shape: [24, 20], values }, bias: { type: t!, shape: [24], values: values.subarray(0, 24).map(() => 0.5) } });
    const expected = JSON.parse(call(save("b.safetensors", tensor(W, "F64")), save("t.safetensors", tensor(T, "F64")), "--json").out);
    const mixed = JSON.parse(call(save("b.safetensors", tensor(W, type)), save("t.safetensors", tensor(T, "F64")), "--json").out);
    expect([mixed.layers, mixed.skipped]).toEqual([expected.layers, []]);
    const about = (value: number) => expect.closeTo(value, 6) as number;
    const own = JSON.parse(call(save("b.safetensors", tensor(W, type)), save("t.safetensors", tensor(T, type)), "--json").out).layers;
    expect(own).toEqual(expected.layers.map((layer: { energy: number; norm: number }) => ({ ...layer, energy: about(layer.energy), norm: about(layer.norm), precision: type === "F64" ? "double" : "single" })));
  });

  it("writes F16 and BF16, and refuses what does not fit", () => {
    const [base, tuned] = models();
    for (const type of ["F16", "BF16"]) {
      expect(call(base, tuned, "--dtype", type, "-o", join(folder, `${type}.safetensors`)).code).toBe(0);
      expect(Object.values(load(join(folder, `${type}.safetensors`))).every(({ dtype }) => dtype === type)).toBe(true);
    }
    const tensors = load(join(folder, "BF16.safetensors"));
    const difference = reconstruct(lowRank(exact(wq, tq, 24), 16)).data;
    expectClose(product(tensors[`base_model.model.${Q}.lora_B.weight`]!, tensors[`base_model.model.${Q}.lora_A.weight`]!), difference, 0.02);
    const [small, large] = [save("s.safetensors", { "m.weight": { shape: [1, 1], values: [0] } }), save("l.safetensors", { "m.weight": { shape: [1, 1], values: [2 ** 40] } })];
    const result = call(small, large, "--dtype", "F16", "-o", join(folder, "big.safetensors"));
    expect([result.code, result.error]).toEqual([1, expect.stringMatching(/1048576 of tensor .* does not fit into F16\n$/)]);
    expect(readdirSync(folder).filter((name) => /big|tmp/.test(name))).toEqual([]);
    expect(call(small, large, "--dtype", "BF16", "-o", join(folder, "big.safetensors")).code).toBe(0);
  });

  it("--fan-in-fan-out: weights in × out, but not those of the output layer", () => {
    const tensors = (c: Float64Array, q: Float64Array) => ({ "h.0.c_attn.weight": { shape: [12, 30], values: c }, "lm_head.weight": { shape: [24, 20], values: q } });
    call(save("b.safetensors", tensors(wd, wq)), save("t.safetensors", tensors(td, tq)), "--fan-in-fan-out", "-k", "3", "-o", join(folder, "a.safetensors"));
    const { "base_model.model.h.0.c_attn.lora_A.weight": A, "base_model.model.h.0.c_attn.lora_B.weight": B, "base_model.model.lm_head.lora_A.weight": H } = load(join(folder, "a.safetensors"));
    expect([A!.shape, B!.shape, H!.shape]).toEqual([[3, 12], [30, 3], [3, 20]]);
    const best = reconstruct(lowRank(exact(wd, td, 12), 3)).data;
    expectClose(product(B!, A!), Float64Array.from(best, (_, p) => best[(p % 12) * 30 + Math.floor(p / 12)]!), 1e-6);
    expect(JSON.parse(readFileSync(join(folder, "adapter_config.json"), "utf8")).fan_in_fan_out).toBe(true);
  });

  it("--exclude leaves layers out", () => {
    const { layers, skipped } = JSON.parse(call(...models(), "--exclude", "embed|mlp", "--json").out);
    expect(layers.map(({ layer }: { layer: string }) => layer)).toEqual([Q]);
    expect(skipped.filter(({ reason }: { reason: string }) => reason === "excluded").length).toBe(2);
  });

  it("refuses models that are the same, strangers, and entries that are not finite, and leaves no file", () => {
    const base = save("base.safetensors", { "m.weight": { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } });
    const stranger = save("s.safetensors", { "n.weight": { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } });
    const broken = save("n.safetensors", { "m.weight": { shape: [2, 3], values: [1, 2, 3, 4, NaN, 6] } });
    const reshaped = save("r.safetensors", { "m.weight": { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] } });
    for (const [tuned, message] of [[base, /nothing to adapt/], [stranger, /no weight matrix in common/], [broken, /"m\.weight", entry \[1, 1\]: is not a finite number/], [reshaped, /no weight matrix in common/]] as const) {
      const { code, error } = call(base, tuned, "-o", join(folder, "a.safetensors"));
      expect([code, error.trim().split("\n").length]).toEqual([1, 1]);
      expect(error).toMatch(message);
    }
    expect(readdirSync(folder).sort()).toEqual(["base.safetensors", "n.safetensors", "r.safetensors", "s.safetensors"]);
  });

  it("replaces an older adapter only when the new one is complete", () => {
    const [base, tuned] = models();
    const old = save("a.safetensors", Buffer.from("old"));
    const bad = save("bad.safetensors", { [`${Q}.weight`]: { shape: [24, 20], values: tq }, [`${D}.weight`]: { shape: [12, 30], values: td.map((x, p) => (p === 7 ? Infinity : x)) } });
    expect(call(base, bad, "-o", old).code).toBe(1);
    expect(readFileSync(old, "utf8")).toBe("old");
    expect(call(base, tuned, "-o", old).code).toBe(0);
    expect(Object.keys(load(old)).length).toBe(6);
    expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  it.each([
    [["-k", "0"], /whole number, 1 or more/], [["--energy", "0"], /above 0 and at most 1/], [["--energy", "1.5"], /at most 1/], [["--alpha", "0"], /above 0/],
    [["--dtype", "F8"], /Allowed choices/], [["--exclude", "("], /regular expression/], [["-o", ""], /is empty/],
  ])("refuses %j", (args, message) => {
    const { code, error } = call(...models(), ...args);
    expect([code, error]).toEqual([2, expect.stringMatching(message)]);
    expect(error.trim().split("\n").length).toBe(1);
  });
});

describe("malformed files", () => {
  const entry = (from: number, to: number, more: object = {}) => ({ dtype: "F32", shape: [(to - from) / 4], data_offsets: [from, to], ...more });
  const json = (header: object, bytes: number) => withHeader(JSON.stringify(header), Buffer.alloc(bytes));
  const cases: [string, Buffer, RegExp][] = [
    ["empty", Buffer.alloc(0), /only 0 bytes/],
    ["five bytes", Buffer.alloc(5), /only 5 bytes/],
    ["a header beyond the file", withHeader("{}", undefined, 3), /a header of 3 bytes in a file of 10/],
    ["a header of 2^63 bytes", Buffer.concat([Buffer.from("0000000000000080", "hex"), Buffer.from("{}")]), /a header of 9223372036854776000/],
    ["a header cut off", withHeader('{"a":{"dtype":"F32"', undefined), /not JSON/],
    ["no header", withHeader(""), /not JSON/],
    ["not JSON", withHeader("hello"), /not JSON/],
    ["not UTF-8", withHeader(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), /not text/],
    ["a list", withHeader("[]"), /not a JSON object/],
    ["null", withHeader("null"), /not a JSON object/],
    ["metadata of numbers", json({ __metadata__: { a: 1 } }, 0), /__metadata__/],
    ["a tensor that is a number", json({ a: 5 }, 0), /"a": is not described/],
    ["an unknown type", json({ a: entry(0, 8, { dtype: "F33" }) }, 8), /type is "F33", which is not known/],
    ["a type of Object", json({ a: entry(0, 8, { dtype: "constructor" }) }, 8), /type is "constructor", which is not known/],
    ["no type", json({ a: { shape: [2], data_offsets: [0, 8] } }, 8), /type is missing, which is not known/],
    ["a negative offset", json({ a: entry(-8, 0, { shape: [2] }) }, 8), /data_offsets is \[-8,0\]: expected two whole numbers/],
    ["a fraction", json({ a: entry(0, 8, { shape: [2], data_offsets: [0.5, 8.5] }) }, 9), /expected two whole numbers/],
    ["three offsets", json({ a: entry(0, 8, { data_offsets: [0, 4, 8] }) }, 8), /expected two whole numbers/],
    ["no offsets", json({ a: { dtype: "F32", shape: [2] } }, 8), /data_offsets is missing/],
    ["the end before the beginning", json({ a: entry(8, 0, { shape: [2] }) }, 8), /before it begins/],
    ["an end beyond the file", json({ a: entry(0, 16) }, 8), /ends at byte 16, but the file holds 8/],
    ["a negative size", json({ a: entry(0, 8, { shape: [-2] }) }, 8), /shape is \[-2\]/],
    ["no shape", json({ a: { dtype: "F32", data_offsets: [0, 8] } }, 8), /shape is missing/],
    ["a shape that does not fit", json({ a: entry(0, 8, { shape: [3] }) }, 8), /8 bytes, expected 12 for length 3 of F32/],
    ["a shape beyond all numbers", json({ a: entry(0, 8, { shape: [2 ** 53 - 1, 2 ** 53 - 1] }) }, 8), /8 bytes, expected/],
    ["half a byte", json({ a: entry(0, 1, { dtype: "F4", shape: [3] }) }, 1), /expected 1\.5/],
    ["overlapping tensors", json({ a: entry(0, 8), b: entry(4, 12) }, 12), /"a" and "b" overlap/],
    ["the same bytes twice", json({ a: entry(0, 8), b: entry(0, 8) }, 8), /overlap/],
    ["a hole", json({ a: entry(0, 4), b: entry(8, 12) }, 12), /4 bytes before tensor "b" belong to none/],
    ["bytes left over", json({ a: entry(0, 4) }, 12), /8 bytes at its end/],
    ["a name twice", withHeader(`{"a":${JSON.stringify(entry(0, 4))},"a":${JSON.stringify(entry(4, 8))}}`, Buffer.alloc(8)), /names "a" twice/],
    ["a name twice, once escaped", withHeader(`{"a":${JSON.stringify(entry(0, 4))},"\\u0061":${JSON.stringify(entry(4, 8))}}`, Buffer.alloc(8)), /names "a" twice/],
    ["a field twice", withHeader('{"a":{"dtype":"F32","dtype":"F16","shape":[2],"data_offsets":[0,4]}}', Buffer.alloc(4)), /names "dtype" twice/],
  ];

  it.each(cases)("%s", (_, bytes, message) => {
    const good = save("good.safetensors", { "m.weight": { shape: [1, 1], values: [1] } });
    const bad = save("bad.safetensors", bytes);
    for (const pair of [[bad, good], [good, bad]] as const) {
      const { code, error } = call(...pair, "-o", join(folder, "a.safetensors"));
      expect([code, error.trim().split("\n").length]).toEqual([1, 1]);
      expect(error).toMatch(/bad\.safetensors/);
      expect(error).toMatch(message);
    }
    expect(readdirSync(folder).sort()).toEqual(["bad.safetensors", "good.safetensors"]);
  });

  it("files cut off anywhere", () => {
    const [base, tuned] = models();
    const size = readFileSync(tuned).length;
    for (const length of [0, 7, 8, 9, 200, size - 4000, size - 1]) {
      truncateSync(models()[1], length);
      const { code, error } = call(base, tuned);
      expect([code, error.trim().split("\n").length]).toEqual([1, 1]);
    }
  });

  it("names like those of objects, of other scripts and with quotes are names", () => {
    const tensors = (x: number) => Object.fromEntries(['__proto__.weight', 'a"b.weight', "층.weight", "{}.weight"].map((name) => [name, { shape: [1, 2], values: [x, 1] }]));
    const { code, out } = call(save("b.safetensors", tensors(0)), save("t.safetensors", tensors(1)), "-o", join(folder, "a.safetensors"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out).layers.map(({ layer }: { layer: string }) => layer)).toEqual(["__proto__", 'a"b', "층", "{}"]);
    expect(Object.keys(load(join(folder, "a.safetensors"))).length).toBe(16); // linear layers or embeddings: both
  });

  it("missing files and folders", () => {
    const good = save("good.safetensors", { "m.weight": { shape: [1, 1], values: [1] } });
    expect(call(good, join(folder, "none"))).toMatchObject({ code: 1, error: expect.stringMatching(/none: no such file/) });
    expect(call(root, good)).toMatchObject({ code: 1, error: expect.stringMatching(/is a folder without a \.safetensors file/) });
    expect(call(good, good, "-o", join(folder, "x/y/a.safetensors"))).toMatchObject({ code: 1, error: expect.stringMatching(/no such directory/) });
  });
});
