import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { call, expectFailure, workplace } from "../../support/command";
import { type Tensor, change, numbers, safetensors, sum } from "../../support/safetensors";

const place = workplace("lora-shards");
let count = 0;

const NAMES = ["model.embed_tokens", "model.layers.0.q_proj", "model.layers.1.q_proj", "model.layers.2.q_proj", "lm_head"].map((name) => `${name}.weight`);

function model(tuned: boolean): Record<string, Tensor> {
  return Object.fromEntries(NAMES.map((name, i) => {
    const W = numbers(30, i + 1);
    return [name, { shape: [6, 5], values: tuned ? sum(W, change(6, 5, 1, 0, i + 20)) : W }];
  }));
}

/** A folder with the tensors dealt out to shards, and an index that lists them. */
function sharded(tensors: Record<string, Tensor>, shards: number, edit: (map: Record<string, unknown>) => unknown = (map) => map): string {
  const folder = join(place.folder, String(count++));
  mkdirSync(folder);
  const map: Record<string, string> = {};
  for (let s = 0; s < shards; s++) {
    const file = `model-0000${s + 1}-of-0000${shards}.safetensors`;
    const part = Object.fromEntries(Object.entries(tensors).filter((_, i) => i % shards === s));
    for (const name of Object.keys(part)) map[name] = file;
    writeFileSync(join(folder, file), safetensors(part));
  }
  writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify({ metadata: { total_size: 1 }, weight_map: edit(map) }));
  return folder;
}

function whole(tensors: Record<string, Tensor>, name = "model.safetensors"): string {
  const folder = join(place.folder, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, name), safetensors(tensors));
  return folder;
}

const report = (...args: string[]) => {
  const { code, out, error } = call("lora", ...args, "--json");
  expect([code, error]).toEqual([0, ""]);
  const { layers, energy, numbersStored } = JSON.parse(out) as { layers: { layer: string }[]; energy: number; numbersStored: number };
  return { layers: layers.sort((a, b) => (a.layer < b.layer ? -1 : 1)), energy: energy.toFixed(12), numbersStored }; // sums in another order
};

describe("a checkpoint in shards", () => {
  it("is read as one, by its folder or its index, of as many files as it has", () => {
    const [base, tuned] = [whole(model(false)), whole(model(true))];
    const expected = report(join(base, "model.safetensors"), join(tuned, "model.safetensors"));
    expect(expected.layers.length).toBe(5);
    for (const shards of [1, 2, 3, 5]) {
      const [b, t] = [sharded(model(false), shards), sharded(model(true), shards)];
      for (const [x, y] of [[b, t], [base, t], [b, tuned], [join(b, "model.safetensors.index.json"), join(t, "model.safetensors.index.json")]] as const) expect(report(x, y)).toEqual(expected);
    }
  });

  it("has the configuration in its folder", () => {
    const [b, t] = [sharded(model(false), 3), sharded(model(true), 3)];
    writeFileSync(join(b, "config.json"), JSON.stringify({ model_type: "llama", architectures: ["LlamaForCausalLM"], tie_word_embeddings: false }));
    const { layers } = JSON.parse(call("lora", b, t, "--json").out) as { layers: { layer: string; kind: string }[] };
    expect(layers.find(({ layer }) => layer === "model.embed_tokens")!.kind).toBe("embedding");
  });

  const good = whole(model(true));
  const fails = (base: string, message: RegExp) => { for (const pair of [[base, good], [good, base]] as const) expectFailure(call("lora", ...pair, "-o", place.path("out.safetensors")), 1, message); };

  it("that is not whole, or not what its index says, is refused", () => {
    const tensors = model(false);
    const cut = sharded(tensors, 3);
    place.file("gone", "");
    copyFileSync(join(cut, "model-00001-of-00003.safetensors"), join(cut, "other.txt"));
    fails(sharded(tensors, 3, (map) => ({ ...map, [NAMES[0]!]: "model-00009-of-00003.safetensors" })), /index\.json: lists "model-00009-of-00003\.safetensors", which is not there/);
    fails(sharded(tensors, 3, (map) => ({ ...map, [NAMES[0]!]: "model-00002-of-00003.safetensors" })), /tensor "model\.embed_tokens\.weight" is not in "model-00002-of-00003\.safetensors", but in "model-00001-of-00003\.safetensors"/);
    fails(sharded(tensors, 3, (map) => ({ ...map, "new.weight": "model-00002-of-00003.safetensors" })), /tensor "new\.weight" is not in "model-00002-of-00003\.safetensors"/);
    fails(sharded(tensors, 3, ({ [NAMES[0]!]: _, ...map }) => map), /does not list tensor "model\.embed_tokens\.weight" of "model-00001-of-00003\.safetensors"/);
    const twice = sharded(tensors, 3);
    writeFileSync(join(twice, "model-00002-of-00003.safetensors"), safetensors({ [NAMES[1]!]: tensors[NAMES[1]!]!, [NAMES[4]!]: tensors[NAMES[4]!]!, [NAMES[0]!]: tensors[NAMES[0]!]! }));
    fails(twice, /tensor "model\.embed_tokens\.weight" is in "model-00001-of-00003\.safetensors", too/);
    const broken = sharded(tensors, 3);
    writeFileSync(join(broken, "model-00003-of-00003.safetensors"), "short");
    fails(broken, /model-00003-of-00003\.safetensors: is no safetensors file/);
  });

  it.each([
    ["[]", /is not a JSON object/], ["{", /is not JSON/], ["{}", /weight_map is missing/], ['{"weight_map":[]}', /weight_map is \[\]: expected an object/], ['{"weight_map":{}}', /weight_map is empty/],
    ['{"weight_map":{"a":5}}', /the file of tensor "a" is 5/], ['{"weight_map":{"a":"../x.safetensors"}}', /is "\.\.\/x\.safetensors": expected the name of a \.safetensors file beside the index/],
    ['{"weight_map":{"a":"/etc/passwd"}}', /expected the name/], ['{"weight_map":{"a":"x.bin"}}', /expected the name/], ['{"weight_map":{"a":""}}', /expected the name/],
    ['{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}', /names "a" twice/], ['{"weight_map":{"__proto__":"x.safetensors"}}', /lists "x\.safetensors", which is not there/],
  ])("an index of %s is refused", (text, message) => {
    const folder = join(place.folder, String(count++));
    mkdirSync(folder);
    writeFileSync(join(folder, "model.safetensors.index.json"), text);
    fails(folder, message);
  });

  it("one shard of several is not taken for the model, nor is a folder that leaves a choice", () => {
    const folder = sharded(model(false), 3);
    fails(join(folder, "model-00002-of-00003.safetensors"), /is one of 3 shards: give their folder or "model\.safetensors\.index\.json"/);
    const without = whole(model(false), "model-00001-of-00002.safetensors");
    fails(without, /is one of 2 shards/);
    const two = whole(model(false), "a.safetensors");
    copyFileSync(join(two, "a.safetensors"), join(two, "b.safetensors"));
    fails(two, /has 2 files, as "a\.safetensors" and "b\.safetensors": name the one to be read/);
    copyFileSync(join(two, "a.safetensors"), join(two, "model.safetensors"));
    expect(report(two, good).layers.length).toBe(5);
    const noIndex = whole(model(false), "model-00001-of-00002.safetensors");
    copyFileSync(join(noIndex, "model-00001-of-00002.safetensors"), join(noIndex, "model-00002-of-00002.safetensors"));
    fails(noIndex, /has shards, as "model-00001-of-00002\.safetensors", but no index/);
    const pickled = join(place.folder, String(count++));
    mkdirSync(pickled);
    writeFileSync(join(pickled, "pytorch_model.bin"), "");
    fails(pickled, /without a \.safetensors file: save the weights as safetensors first/);
    expect(readFileSync(join(folder, "model-00001-of-00003.safetensors")).length).toBeGreaterThan(0);
  });
});
