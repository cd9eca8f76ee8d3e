import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lowRank, reconstruct } from "../../../src/index";
import { call, expectFailure, workplace } from "../../support/command";
import { Random } from "../../support/random";
import { type Tensor, expectClose, load, numbers, product, safetensors } from "../../support/safetensors";

const place = workplace("lora-combine");
let count = 0;

interface Given { config?: object; tensors: Record<string, Tensor> }
const CONFIG = { peft_type: "LORA", r: 4, lora_alpha: 8, base_model_name_or_path: "some/model", task_type: "CAUSAL_LM", target_modules: ["q_proj"], peft_version: "0.10.0" };

function adapter({ config = CONFIG, tensors }: Given): string {
  const folder = join(place.folder, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, "adapter_model.safetensors"), safetensors(tensors));
  writeFileSync(join(folder, "adapter_config.json"), JSON.stringify(config));
  return folder;
}

/** A module's two tensors, of random numbers. */
function factors(module: string, out: number, into: number, rank: number, seed: number, form: "linear" | "embedding" = "linear"): Record<string, Tensor> {
  const [a, b] = form === "linear" ? ["lora_A.weight", "lora_B.weight"] : ["lora_embedding_A", "lora_embedding_B"];
  return { [`base_model.model.${module}.${a}`]: { shape: [rank, into], values: numbers(rank * into, seed) }, [`base_model.model.${module}.${b}`]: { shape: [out, rank], values: numbers(out * rank, seed + 1) } };
}

/** Runs, and gives the report, the written tensors and the configuration. */
function run(...args: string[]) {
  const out = join(place.folder, String(count++));
  const { code, out: text, error } = call("lora", ...args, "-o", `${out}/`, "--json");
  expect([code, error]).toEqual([0, ""]);
  const report = JSON.parse(text) as { modules: { module: string; rank: number; rankBefore: number; energy: number; norm: number }[]; energy: number; warnings: string[]; numbersStored: number; numbersBefore: number };
  return { report, tensors: load(join(out, "adapter_model.safetensors")), text: readFileSync(join(out, "adapter_config.json"), "utf8"), path: out };
}

/** What a module adds to its weight, by PEFT's rules: the first key that its name ends with decides on rank and α. */
function changeOf({ tensors, text }: { tensors: ReturnType<typeof load> | Record<string, Tensor>; text: string }, module: string, form: "linear" | "embedding" = "linear"): Float64Array {
  const config = JSON.parse(text) as { r: number; lora_alpha: number; use_rslora?: boolean };
  const patternOf = (name: string) => {
    const body = new RegExp(`"${name}":\\s*\\{([^}]*)\\}`).exec(text)?.[1] ?? "";
    return [...body.matchAll(/"([^"]+)":\s*(\d+)/g)].find(([, key]) => `.${module}`.endsWith(`.${key!}`))?.[2];
  };
  const [a, b] = form === "linear" ? ["lora_A.weight", "lora_B.weight"] : ["lora_embedding_A", "lora_embedding_B"];
  const [A, B] = [a, b].map((name) => tensors[`base_model.model.${module}.${name}`]!) as [Tensor, Tensor];
  const flat = ({ shape, values }: Tensor) => ({ shape: [shape[0]!, shape.slice(1).reduce((x, y) => x * y, 1)], values: Array.from(values, Math.fround) });
  const r = Number(patternOf("rank_pattern") ?? config.r);
  expect(A.shape[0]).toBe(r);
  const alpha = Number(patternOf("alpha_pattern") ?? config.lora_alpha);
  return product(flat(B), flat(A)).map((x) => (x * alpha) / (config.use_rslora === true ? Math.sqrt(r) : r));
}

const plus = (a: Float64Array, b: Float64Array, x = 1, y = 1) => a.map((value, p) => x * value + y * b[p]!);

describe("--resize", () => {
  it("gives the best factors of the new rank, whatever α and the ranks were", () => {
    const random = new Random(1);
    for (let round = 0; round < 25; round++) {
      const [out, into, rank, k] = [random.integer(1, 20), random.integer(1, 20), random.integer(1, 8), random.integer(1, 10)];
      const tensors = { ...factors("a.q_proj", out, into, rank, round + 1), ...factors("b.q_proj", 6, 5, 4, round + 50) };
      const config = { ...CONFIG, use_rslora: round % 2 === 0, rank_pattern: { "a.q_proj": rank }, ...(round % 3 === 0 ? { alpha_pattern: { "a.q_proj": 3 } } : {}) };
      const path = adapter({ config, tensors });
      for (const alpha of [[], ["--alpha", "5"]]) {
        const found = run("--resize", path, "--rank", String(k), ...alpha);
        for (const [module, rows] of [["a.q_proj", out], ["b.q_proj", 6]] as const) {
          const before = changeOf({ tensors, text: JSON.stringify(config) }, module);
          const columns = before.length / rows;
          const best = reconstruct(lowRank({ rows, columns, data: before }, Math.min(k, rows, columns))).data;
          expectClose(changeOf(found, module), best, 1e-5);
        }
        expect(JSON.parse(found.text)).toMatchObject({ base_model_name_or_path: "some/model", task_type: "CAUSAL_LM", peft_version: "0.10.0", use_rslora: false, target_modules: ["a.q_proj", "b.q_proj"] });
      }
    }
  });

  it("of embeddings, convolutions and layers written as both too; tensors that are no factors stay as they are", () => {
    const conv = { "base_model.model.conv.lora_A.weight": { shape: [4, 3, 3, 2], values: numbers(72, 1) }, "base_model.model.conv.lora_B.weight": { shape: [5, 4, 1, 1], values: numbers(20, 2) } };
    const linear = factors("either", 9, 6, 4, 3);
    const both = { ...linear, "base_model.model.either.lora_embedding_A": { shape: [4, 9], values: numbers(36, 4) }, "base_model.model.either.lora_embedding_B": { shape: [6, 4], values: numbers(24, 5) } };
    const other = { "base_model.model.score.weight": { type: "F32" as const, shape: [2, 3], values: numbers(6, 6) } };
    const tensors = { ...conv, ...both, ...factors("wte", 6, 20, 4, 7, "embedding"), ...other };
    const path = adapter({ config: { ...CONFIG, modules_to_save: ["score"] }, tensors });
    const all = run("--resize", path, "--energy", "1");
    const text = JSON.stringify(CONFIG);
    for (const [module, form] of [["conv", "linear"], ["either", "linear"], ["either", "embedding"], ["wte", "embedding"]] as const) expectClose(changeOf(all, module, form), changeOf({ tensors, text }, module, form), 1e-5);
    expect(all.tensors["base_model.model.score.weight"]!.values).toEqual(Array.from(numbers(6, 6)));
    expect(JSON.parse(all.text)).toMatchObject({ modules_to_save: ["score"] });
    const small = run("--resize", path, "--rank", "2");
    expect(small.tensors["base_model.model.conv.lora_A.weight"]!.shape).toEqual([2, 3, 3, 2]);
    expect(small.tensors["base_model.model.conv.lora_B.weight"]!.shape).toEqual([5, 2, 1, 1]);
    expect(small.report.numbersStored).toBeLessThan(small.report.numbersBefore);
  });

  it("--energy takes the least rank of each module that keeps it", () => {
    const path = adapter({ tensors: { ...factors("a", 12, 10, 4, 1), ...factors("b", 9, 14, 4, 9) } });
    for (const energy of [0.5, 0.8, 0.95, 1]) {
      const { report } = run("--resize", path, "--energy", String(energy));
      for (const { rank, energy: kept, module } of report.modules) {
        expect(kept).toBeGreaterThanOrEqual(energy - 1e-12);
        if (rank > 1) expect(run("--resize", path, "--rank", String(rank - 1)).report.modules.find((one) => one.module === module)!.energy).toBeLessThan(energy);
      }
    }
  });
});

describe("--merge", () => {
  it("adds adapters up, each of its weight, and drops what cancels", () => {
    const random = new Random(2);
    for (let round = 0; round < 15; round++) {
      const [out, into] = [random.integer(4, 20), random.integer(4, 20)];
      const [one, two] = [{ ...factors("q", out, into, 3, round + 1), ...factors("only", 5, 5, 2, 90) }, factors("q", out, into, 2, round + 40)];
      const configs = [{ ...CONFIG, r: 3, rank_pattern: { only: 2 } }, { ...CONFIG, r: 2, lora_alpha: 1 }];
      const paths = [adapter({ config: configs[0]!, tensors: one }), adapter({ config: configs[1]!, tensors: two })] as const;
      const [x, y] = [random.between(-2, 2), random.between(-2, 2)];
      const found = run("--merge", ...paths, "--weights", `${x},${y}`);
      const before = [changeOf({ tensors: one, text: JSON.stringify(configs[0]) }, "q"), changeOf({ tensors: two, text: JSON.stringify(configs[1]) }, "q")] as const;
      expectClose(changeOf(found, "q"), plus(before[0], before[1], x, y), 1e-5);
      expectClose(changeOf(found, "only"), changeOf({ tensors: one, text: JSON.stringify(configs[0]) }, "only").map((value) => x * value), 1e-5);
      expect(found.report.modules[0]).toMatchObject({ module: "q", rankBefore: 5, energy: 1 });
      const back = run("--merge", found.path, paths[1], "--weights", `1,${-y}`);
      expect(back.report.modules.find(({ module }) => module === "q")!.rank).toBeLessThanOrEqual(5);
      expectClose(changeOf(back, "q"), before[0].map((value) => x * value), 2e-5);
    }
    const path = adapter({ tensors: { ...factors("a", 6, 5, 4, 1), ...factors("b", 6, 5, 4, 2) } });
    const half = adapter({ tensors: factors("a", 6, 5, 4, 1) });
    const rest = run("--merge", path, half, "--weights", "1,-1");
    expect([Object.keys(rest.tensors).length, JSON.parse(rest.text).target_modules]).toEqual([2, ["b"]]);
    expectFailure(call("lora", "--merge", path, path, "--weights", "1,-1", "-o", join(place.folder, "none/")), 1, /together change nothing/);
  });

  it("warns where the adapters are not for one model, and prints a table", () => {
    const [a, b] = [adapter({ tensors: factors("q", 6, 5, 4, 1) }), adapter({ config: { ...CONFIG, base_model_name_or_path: "another" }, tensors: factors("q", 6, 5, 4, 3) })];
    expect(run("--merge", a, b).report.warnings).toEqual([expect.stringMatching(/base_model_name_or_path is "some\/model" in .*, but "another" in /)]);
    const { out } = call("lora", "--merge", a, b, "--weights", "2,1", "-k", "3");
    expect(out).toMatch(/^2 × \d+ \+ \d+: 1 modules\n/);
    expect(out).toMatch(/q +6 × 5 +\S+ +8 +3 +\d+\.\d+ %/);
    expect(out).toMatch(/energy kept in all +\d/);
  });
});

describe("adapters that are not understood", () => {
  const good = factors("q", 6, 5, 4, 1);
  const fails = (given: Given, message: RegExp) => {
    const [path, other] = [adapter(given), adapter({ tensors: good })];
    for (const args of [["--resize", path, "-k", "2"], ["--merge", path, other], ["--merge", other, path]]) expectFailure(call("lora", ...args, "-o", join(place.folder, "none/")), 1, message);
  };

  it.each<[string, Given, RegExp]>([
    ["another method", { config: { ...CONFIG, peft_type: "IA3" }, tensors: good }, /peft_type is "IA3": expected "LORA"/],
    ["no method", { config: {}, tensors: good }, /peft_type is missing/],
    ["no α", { config: { peft_type: "LORA" }, tensors: good }, /lora_alpha is missing: expected a number/],
    ["α a text", { config: { ...CONFIG, lora_alpha: "8" }, tensors: good }, /lora_alpha is "8"/],
    ["α of a module a list", { config: { ...CONFIG, alpha_pattern: { q: [1] } }, tensors: good }, /alpha_pattern of "q" is \[1\]/],
    ["modules by expressions", { config: { ...CONFIG, alpha_pattern: { ".*q": 1 } }, tensors: good }, /alpha_pattern has "\.\*q", a regular expression/],
    ["DoRA", { config: { ...CONFIG, use_dora: true }, tensors: good }, /use_dora is true: such an adapter is more than its factors/],
    ["layers repeated", { config: { ...CONFIG, layer_replication: [[0, 2]] }, tensors: good }, /layer_replication/],
    ["PiSSA", { config: { ...CONFIG, init_lora_weights: "pissa" }, tensors: good }, /init_lora_weights is "pissa": loading changes the base weights/],
    ["magnitudes", { tensors: { ...good, "base_model.model.q.lora_magnitude_vector": { shape: [6], values: numbers(6, 1) } } }, /lora_magnitude_vector" is part of an adapter that is more/],
    ["A alone", { tensors: { "base_model.model.q.lora_A.weight": { shape: [2, 3], values: numbers(6, 1) } } }, /lora_A\.weight" has no B beside it/],
    ["B alone", { tensors: { "base_model.model.q.lora_embedding_B": { shape: [2, 3], values: numbers(6, 1) } } }, /lora_embedding_B" has no A beside it/],
    ["ranks that differ", { tensors: { ...good, "base_model.model.q.lora_B.weight": { shape: [6, 3], values: numbers(18, 1) } } }, /is 4 × 5 and B 6 × 3: expected rank × in and out × rank/],
    ["a vector", { tensors: { ...good, "base_model.model.q.lora_B.weight": { shape: [24], values: numbers(24, 1) } } }, /expected rank × in/],
    ["rank 0", { tensors: { "base_model.model.q.lora_A.weight": { shape: [0, 5], values: [] }, "base_model.model.q.lora_B.weight": { shape: [6, 0], values: [] } } }, /expected rank × in/],
    ["a wide B", { tensors: { "base_model.model.q.lora_A.weight": { shape: [2, 3, 3, 3], values: numbers(54, 1) }, "base_model.model.q.lora_B.weight": { shape: [4, 2, 3, 3], values: numbers(72, 1) } } }, /those of a convolution/],
    ["whole numbers", { tensors: { ...good, "base_model.model.q.lora_A.weight": { type: "I64", shape: [4, 5], values: numbers(20, 1).map(Math.round) } } }, /is of type I64: expected F32/],
    ["names of others", { tensors: { "unet.q.lora_A.weight": { shape: [2, 2], values: numbers(4, 1) } } }, /no tensor is named like a factor of PEFT/],
    ["two adapters", { tensors: { ...good, "base_model.model.q.lora_A.other.weight": { shape: [4, 5], values: numbers(20, 1) } } }, /are the same factor/],
    ["not a number", { tensors: { ...good, "base_model.model.q.lora_A.weight": { shape: [4, 5], values: numbers(20, 1).map((x, p) => (p === 7 ? NaN : x)) } } }, /lora_A\.weight": number 8 is not finite/],
  ])("%s", (_, given, message) => {
    fails(given, message);
    expect(place.files().filter((name) => name.startsWith("none/"))).toEqual([]);
  });

  it("shapes that do not fit each other, whole tensors in a merge, missing files", () => {
    const [a, b] = [adapter({ tensors: good }), adapter({ tensors: factors("q", 7, 5, 4, 1) })];
    expectFailure(call("lora", "--merge", a, b), 1, /module "q" is 7 × 5, but 6 × 5 in/);
    const extra = adapter({ tensors: { ...good, "base_model.model.score.weight": { shape: [1], values: [1] } } });
    expectFailure(call("lora", "--merge", a, extra), 1, /score\.weight" is no factor: whole tensors cannot be merged/);
    const bare = join(place.folder, String(count++));
    mkdirSync(bare);
    writeFileSync(join(bare, "adapter_model.safetensors"), safetensors(good));
    expectFailure(call("lora", "--resize", bare, "-k", "1"), 1, /adapter_config\.json: no such file: an adapter needs its configuration/);
    expectFailure(call("lora", "--resize", join(place.folder, "gone"), "-k", "1"), 1, /gone: no such file/);
  });

  it.each([
    [["--resize", "a", "b", "-k", "2"], /takes one adapter, not 2/], [["--resize", "a"], /needs --rank or --energy/], [["--merge", "a"], /takes two adapters or more/], [["--merge", "a", "b", "--weights", "1"], /has 1 numbers for 2 adapters/],
    [["--merge", "a", "b", "--weights", "1,x"], /numbers with commas/], [["--merge", "--resize", "a"], /cannot be used with/], [["--merge", "a", "b", "--quick"], /option '--quick' cannot be used with option '--merge'/],
    [["--resize", "a", "-k", "1", "--fan-in-fan-out"], /option '--fan-in-fan-out' cannot be used with option '--resize'/], [["--resize", "a", "-k", "1", "--no-tied"], /option '--tied'/], [["--resize", "a", "-k", "1", "--weights", "2"], /is for --merge/],
    [["a", "b", "--weights", "1,2"], /is for --merge/], [["a"], /expected two models/], [["a", "b", "c"], /expected two models, before and after, not 3/],
  ])("refuses %j", (args, message) => expectFailure(call("lora", ...args), 2, message));
});
