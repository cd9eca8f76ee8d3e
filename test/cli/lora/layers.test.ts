import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { call, workplace } from "../../support/command";
import { type Tensor, change, expectClose, load, numbers, product, safetensors, sum } from "../../support/safetensors";

const place = workplace("lora-layers");
let count = 0;

interface Report {
  layers: { layer: string; kind: string; norm: number; energy: number; tied: string[]; rank: number }[];
  skipped: { name: string; reason: string; norm: number | null }[];
  negligible: { name: string; reason: string }[];
  warnings: string[];
  ties: { module: string; source: string }[];
  energy: number; unmeasured: number; unchanged: number; numbersStored: number;
}

/** A matrix, and itself changed by one of rank 2. */
function pair(rows: number, columns: number, seed: number): [Float64Array, Float64Array] {
  const W = numbers(rows * columns, seed);
  return [W, sum(W, change(rows, columns, 2, 0, seed + 50))];
}

/** Runs `lora` on tensors given by their shapes, each changed by rank 2 (of [shape, [before, after]], by what is said), with a configuration. */
function extract(shapes: Record<string, number[] | [number[], [ArrayLike<number>, ArrayLike<number>]]>, config?: object, ...args: string[]) {
  const folder = join(place.folder, String(count++));
  for (const side of ["base", "tuned"]) mkdirSync(join(folder, side), { recursive: true });
  const models: Record<string, Tensor>[] = [{}, {}];
  const values: Record<string, [ArrayLike<number>, ArrayLike<number>]> = {};
  for (const [name, given] of Object.entries(shapes)) {
    const shape = (typeof given[0] === "number" || given.length === 0 ? given : given[0]) as number[];
    const rows = shape[0] ?? 1;
    const both = shape === given ? pair(rows, shape.slice(1).reduce((a, b) => a * b, 1), 1 + Object.keys(values).length) : given[1] as [Float64Array, Float64Array];
    values[name] = both;
    for (const side of [0, 1]) models[side]![name] = { shape, values: both[side]! };
  }
  for (const [i, side] of ["base", "tuned"].entries()) writeFileSync(join(folder, side, "model.safetensors"), safetensors(models[i]!));
  if (config !== undefined) writeFileSync(join(folder, "base/config.json"), JSON.stringify(config));
  const result = call("lora", join(folder, "base"), join(folder, "tuned"), "-k", "4", "-o", join(folder, "adapter/"), "--json", ...args);
  expect(result.error).toBe("");
  const report = JSON.parse(result.out) as Report;
  return { report, values, tensors: load(join(folder, "adapter/adapter_model.safetensors")), folder };
}

type Extracted = ReturnType<typeof extract>;
const LLAMA = { model_type: "llama", architectures: ["LlamaForCausalLM"] };

/** The change that a module gets: that of `weight`, or its transpose. */
function expectChange({ tensors, values }: Extracted, module: string, form: "linear" | "embedding", weight: string, [rows, columns]: [number, number], flipped: boolean): void {
  const [a, b] = form === "linear" ? ["lora_A.weight", "lora_B.weight"] : ["lora_embedding_A", "lora_embedding_B"];
  const got = product(tensors[`base_model.model.${module}.${b}`]!, tensors[`base_model.model.${module}.${a}`]!);
  const [before, after] = values[weight]!;
  const difference = Float64Array.from(after, (x, p) => Math.fround(x) - Math.fround(before[p]!));
  expectClose(got, flipped ? Float64Array.from(difference, (_, p) => difference[(p % rows) * columns + Math.floor(p / rows)]!) : difference, 1e-5);
}

const namesOf = ({ tensors }: Extracted) => Object.keys(tensors).map((name) => name.replace("base_model.model.", ""));

describe("what a weight belongs to", () => {
  it("a bias tells a linear layer from an embedding, whatever they are called; config.json tells the rest", () => {
    const names = ["embed_tokens", "x_embed", "wte", "word_embeddings", "token_embedding", "emb", "q_proj", "lookup", "out", "w"];
    for (const name of names) {
      const withBias = extract({ [`${name}.weight`]: [9, 6], [`${name}.bias`]: [[9], [numbers(9, 1), numbers(9, 1)]] });
      expect(withBias.report.layers).toMatchObject([{ layer: name, kind: "linear" }]);
      expect(namesOf(withBias)).toEqual([`${name}.lora_A.weight`, `${name}.lora_B.weight`]);
      expectChange(withBias, name, "linear", `${name}.weight`, [9, 6], false);
      const bare = extract({ [`${name}.weight`]: [9, 6] });
      const kind = name === "q_proj" ? "linear" : "undecided";
      expect(bare.report.layers).toMatchObject([{ layer: name, kind }]);
      expect(namesOf(bare).length).toBe(kind === "linear" ? 2 : 4);
      expectChange(bare, name, "linear", `${name}.weight`, [9, 6], false);
      if (kind !== "undecided") continue;
      expectChange(bare, name, "embedding", `${name}.weight`, [9, 6], true);
      expect(bare.report.warnings.join()).toMatch(new RegExp(`${name}: linear or embedding is not known without a config\\.json`));
    }
    const known = extract({ "embed_tokens.weight": [9, 6], "layers.0.q_proj.weight": [6, 6], "layers.0.gate.weight": [4, 6], "oddity.weight": [5, 6] }, { ...LLAMA, architectures: ["LlamaModel"] });
    expect(known.report.layers.map(({ layer, kind }) => [layer, kind])).toEqual([["embed_tokens", "embedding"], ["layers.0.q_proj", "linear"], ["layers.0.gate", "linear"], ["oddity", "undecided"]]);
  });

  it("--embedding and --linear decide", () => {
    const shapes = { "a.weight": [9, 6], "b_embed.weight": [8, 6], "c.weight": [7, 6] };
    const found = extract(shapes, undefined, "--embedding", "^a\\.", "--linear", "embed");
    expect(found.report.layers.map(({ kind }) => kind)).toEqual(["embedding", "linear", "undecided"]);
    expectChange(found, "a", "embedding", "a.weight", [9, 6], true);
    expectChange(found, "b_embed", "linear", "b_embed.weight", [8, 6], false);
    expect(namesOf(found).length).toBe(2 + 2 + 4);
  });

  it("Conv1D is known by its type, by the length of its bias, and by its name where others of that name show it", () => {
    const bias = (n: number): [number[], [ArrayLike<number>, ArrayLike<number>]] => [[n], [numbers(n, 3), numbers(n, 3)]];
    const shapes = { "h.0.c_attn.weight": [6, 18], "h.0.c_attn.bias": bias(18), "h.0.attn.c_proj.weight": [6, 6], "h.0.attn.c_proj.bias": bias(6), "h.0.mlp.c_proj.weight": [24, 6], "h.0.mlp.c_proj.bias": bias(6), "score.weight": [3, 6] };
    for (const config of [undefined, { model_type: "gpt2", architectures: ["GPT2ForSequenceClassification"] }]) {
      const found = extract(shapes, config);
      expectChange(found, "h.0.c_attn", "linear", "h.0.c_attn.weight", [6, 18], true);
      expectChange(found, "h.0.attn.c_proj", "linear", "h.0.attn.c_proj.weight", [6, 6], true);
      expectChange(found, "h.0.mlp.c_proj", "linear", "h.0.mlp.c_proj.weight", [24, 6], true);
      expectChange(found, "score", "linear", "score.weight", [3, 6], false);
      expect(JSON.parse(call("lora", join(found.folder, "base"), join(found.folder, "tuned"), "--json").out).warnings.length).toBe(config === undefined ? 1 : 0); // score: either
    }
    const plain = extract({ "h.0.c_attn.weight": [18, 6], "h.0.c_attn.bias": bias(18), "h.0.c_proj.weight": [6, 6], "h.0.c_proj.bias": bias(6) }, { model_type: "gpt_bigcode" });
    expectChange(plain, "h.0.c_attn", "linear", "h.0.c_attn.weight", [18, 6], false);
    expectChange(plain, "h.0.c_proj", "linear", "h.0.c_proj.weight", [6, 6], false);
  });

  it("convolutions have factors of four dimensions", () => {
    for (const [out, into, height, width] of [[8, 3, 3, 3], [6, 4, 1, 1], [5, 4, 2, 5], [1, 1, 3, 3], [4, 1, 1, 1]] as const) {
      const { tensors, values, report } = extract({ "conv.weight": [out, into, height, width] });
      const rank = report.layers[0]!.rank;
      const { "base_model.model.conv.lora_A.weight": A, "base_model.model.conv.lora_B.weight": B } = tensors;
      expect([A!.shape, B!.shape, report.layers[0]!.kind]).toEqual([[rank, into, height, width], [out, rank, 1, 1], "convolution"]);
      const [before, after] = values["conv.weight"]!;
      const flat = product({ shape: [out, rank], values: B!.values }, { shape: [rank, into * height * width], values: A!.values });
      expectClose(flat, Float64Array.from(after, (x, p) => Math.fround(x) - Math.fround(before[p]!)), 1e-5);
    }
  });

  it("--config reads another file; a configuration that is broken is an error", () => {
    const shapes = { "model.embed_tokens.weight": [9, 6] };
    const path = place.file("other.json", JSON.stringify({ ...LLAMA, tie_word_embeddings: true }));
    expect(extract(shapes, undefined, "--config", path).report.layers).toMatchObject([{ kind: "embedding", tied: ["lm_head"] }]);
    for (const [text, message] of [["{", /the configuration is not JSON/], ["[]", /is not a JSON object/], ['{"model_type":"a","model_type":"b"}', /names "model_type" twice/]] as const) {
      const { code, error } = call("lora", join(place.folder, "0/base"), join(place.folder, "0/tuned"), "--config", place.file("broken.json", text));
      expect([code, error]).toEqual([1, expect.stringMatching(message)]);
    }
    expect(call("lora", join(place.folder, "0/base"), join(place.folder, "0/tuned"), "--config", place.path("none")).error).toMatch(/none: no such file/);
    for (const odd of [{ model_type: 5 }, { architectures: "x", tie_word_embeddings: "yes" }, { text_config: null, a: [1], architectures: [1, null] }]) expect(extract(shapes, odd).report.layers.length).toBe(1);
  });
});

describe("tied weights", () => {
  it("every module that shares a weight gets factors of it", () => {
    const tied = extract({ "model.embed_tokens.weight": [9, 6], "model.layers.0.q_proj.weight": [6, 6] }, { ...LLAMA, tie_word_embeddings: true });
    expect(namesOf(tied).slice(0, 4)).toEqual(["model.embed_tokens.lora_embedding_A", "model.embed_tokens.lora_embedding_B", "lm_head.lora_A.weight", "lm_head.lora_B.weight"]);
    expectChange(tied, "model.embed_tokens", "embedding", "model.embed_tokens.weight", [9, 6], true);
    expectChange(tied, "lm_head", "linear", "model.embed_tokens.weight", [9, 6], false);
    expect(tied.report.ties).toMatchObject([{ module: "lm_head", source: "model.embed_tokens", reason: "config.json" }]);
    expect(tied.report.warnings.join()).toMatch(/lm_head: share one weight; .* merging would add the change once for each/);
    expect(namesOf(extract({ "model.embed_tokens.weight": [9, 6] }, { ...LLAMA, tie_word_embeddings: false })).length).toBe(2);
    expect(namesOf(extract({ "model.embed_tokens.weight": [9, 6] }, { ...LLAMA, tie_word_embeddings: true }, "--no-tied")).length).toBe(2);
    expect(extract({ "model.embed_tokens.weight": [9, 6] }).report.warnings.join()).toMatch(/lm_head = model\.embed_tokens: taken for tied/);
    expectChange(extract({ "a.weight": [9, 6] }, undefined, "--tied", "b.head=a"), "b.head", "linear", "a.weight", [9, 6], false);
    const t5 = extract({ "shared.weight": [9, 6], "encoder.block.0.q.weight": [6, 6], "decoder.block.0.q.weight": [6, 6] }, { model_type: "t5", architectures: ["T5ForConditionalGeneration"] });
    expect(t5.report.layers[0]!.tied).toEqual(["encoder.embed_tokens", "decoder.embed_tokens", "lm_head"]);
    expect(t5.report.warnings.join()).toMatch(/shared\.weight: .*set_input_embeddings/);
  });

  it("an unchanged one has none, and a weight of its own is warned of", () => {
    const W = numbers(54, 1);
    const same = extract({ "model.embed_tokens.weight": [[9, 6], [W, W]], "model.layers.0.q_proj.weight": [6, 6] }, { ...LLAMA, tie_word_embeddings: true });
    expect([namesOf(same).length, same.report.ties]).toEqual([2, []]);
    const own = extract({ "model.embed_tokens.weight": [9, 6], "lm_head.weight": [9, 6] }, { ...LLAMA, tie_word_embeddings: true });
    expect(own.report.layers.map(({ layer, tied }) => [layer, tied])).toEqual([["model.embed_tokens", []], ["lm_head", []]]);
    expect(own.report.warnings.join()).toMatch(/lm_head: config\.json ties it/);
  });

  it("what --tied names wrongly is an error", () => {
    const [base, tuned] = [join(place.folder, "0/base"), join(place.folder, "0/tuned")];
    expect(call("lora", base, tuned, "--tied", "head=nothing")).toMatchObject({ code: 1, error: expect.stringMatching(/no tensor "nothing\.weight"/) });
  });
});

describe("what is not in the adapter", () => {
  it("is named with its reason, and counts in the energy", () => {
    const [W] = pair(6, 6, 1);
    const moved = (n: number, by: number): [ArrayLike<number>, ArrayLike<number>] => [numbers(n, 2), numbers(n, 2).map((x) => x + by)];
    const shapes = {
      "layers.0.q_proj.weight": [[6, 6], [W, W.map((x, p) => x + (p === 0 ? 1 : 0))]] as [number[], [Float64Array, Float64Array]],
      "layers.0.norm.weight": [[6], moved(6, 0.5)] as [number[], [ArrayLike<number>, ArrayLike<number>]],
      "layers.1.norm.weight": [[6], moved(6, 0.5)] as [number[], [ArrayLike<number>, ArrayLike<number>]],
      "layers.0.q_proj.bias": [[6], moved(6, 1)] as [number[], [ArrayLike<number>, ArrayLike<number>]],
      "decoder.embed_positions.weight": [12, 6], "deberta.rel_embeddings.weight": [12, 6], "attention.in_proj_weight": [18, 6], "attention.out_proj.weight": [6, 6],
      "position_table": [4, 6], "conv1d.weight": [6, 3, 4], "depthwise.weight": [6, 1, 3, 3],
    };
    const { report, tensors } = extract(shapes);
    expect(Object.keys(tensors)).toEqual(["base_model.model.layers.0.q_proj.lora_A.weight", "base_model.model.layers.0.q_proj.lora_B.weight"]);
    const reasons = Object.fromEntries(report.skipped.map(({ name, reason }) => [name, reason]));
    expect(Object.keys(reasons)).toEqual(Object.keys(shapes).slice(1));
    for (const [name, reason] of [["layers.0.norm.weight", /not a matrix: length 6/], ["layers.0.q_proj.bias", /not a matrix/], ["decoder.embed_positions.weight", /positions are looked up inside/], ["deberta.rel_embeddings.weight", /reads this table itself/],
      ["attention.out_proj.weight", /nn\.MultiheadAttention/], ["position_table", /not the weight of a module/], ["conv1d.weight", /in two dimensions/], ["depthwise.weight", /each channel by itself/]] as const) expect(reasons[name]).toMatch(reason);
    const total = report.skipped.reduce((all, { norm }) => all + norm! ** 2, 1);
    expect(Math.abs(report.energy * total - 1)).toBeLessThan(1e-6);
    expect(report.skipped[0]!.norm).toBeCloseTo(0.5 * Math.sqrt(6), 6);
    const text = call("lora", join(place.folder, `${count - 1}/base`), join(place.folder, `${count - 1}/tuned`)).out;
    expect(text).toMatch(/warning: not in the adapter\n {2}layers\.\*\.norm\.weight \(2\): changed, but not a matrix: length 6, by 1\.732\n/);
    for (const name of Object.keys(shapes).slice(3)) expect(text).toContain(`  ${name}: `);
    expect(extract(shapes, undefined, "--linear", "depthwise|out_proj").report.layers.map(({ layer }) => layer)).toEqual(["layers.0.q_proj", "attention.out_proj", "depthwise"]);
  });

  it("a change that is almost all elsewhere never reads as kept", () => {
    for (const share of [1e-1, 1e-3, 1e-6]) {
      const [W] = pair(6, 6, 1);
      const { report } = extract({ "q_proj.weight": [[6, 6], [W, W.map((x, p) => x + (p === 0 ? Math.sqrt(share) : 0))]], "norm.weight": [[1], [[0], [1]]] });
      expect(report.energy).toBeCloseTo(share / (1 + share), 4);
    }
  });

  it("excluded tensors count, unchanged ones are not listed", () => {
    const [W] = pair(6, 6, 1);
    const { report } = extract({ "a.q_proj.weight": [6, 6], "b.q_proj.weight": [6, 6], "c.q_proj.weight": [[6, 6], [W, W]] }, undefined, "--exclude", "^[bc]");
    expect(report.skipped).toMatchObject([{ name: "b.q_proj.weight", reason: "excluded" }]);
    const [a, b] = [report.layers[0]!.norm, report.skipped[0]!.norm!];
    expect(report.energy).toBeCloseTo(a ** 2 / (a ** 2 + b ** 2), 6);
  });
});

describe("the configuration of the adapter", () => {
  it("gives each module its rank where the name of one ends with that of another", () => {
    // Ranks by PEFT's rule: the first key of the pattern that the name ends with, after a dot.
    const rankOf = (text: string, module: string) => {
      const { r } = JSON.parse(text) as { r: number };
      const [, body = ""] = /"rank_pattern": \{([^}]*)\}/.exec(text) ?? [];
      const pattern = [...body.matchAll(/"([^"]+)": (\d+)/g)].map(([, key, rank]) => [key!, Number(rank)] as const);
      return pattern.find(([key]) => module === key || module.endsWith(`.${key}`))?.[1] ?? r;
    };
    const names = ["0", "2", "body.0", "body.2", "deep.body.0", "head", "my.head"];
    for (let seed = 0; seed < 20; seed++) {
      const shapes = Object.fromEntries(names.map((name, i) => [`${name}.weight`, [[8, 8], rankPair(8, 1 + ((seed * 7 + i * 3) % 4), seed + i)]] as const));
      const found = extract(shapes as never, undefined, "--linear", ".", "--energy", "0.999999");
      const text = call("lora", join(found.folder, "base"), join(found.folder, "tuned"), "--linear", ".", "--energy", "0.999999", "-o", join(found.folder, "adapter/")).out;
      expect(text).toMatch(/written/);
      const config = readConfig(found.folder);
      for (const { layer, rank } of found.report.layers) expect([seed, layer, rankOf(config, layer)]).toEqual([seed, layer, rank]);
      expect(new Set(found.report.layers.map(({ rank }) => rank)).size).toBeGreaterThan(1);
    }
  });
});

function rankPair(n: number, rank: number, seed: number): [Float64Array, Float64Array] {
  const W = numbers(n * n, seed + 1);
  return [W, sum(W, change(n, n, rank, 0, seed + 500))];
}

function readConfig(folder: string): string {
  return readFileSync(join(folder, "adapter/adapter_config.json"), "utf8");
}
