import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataError } from "../../../src/cli/failure";
import { Checkpoint } from "../../../src/cli/files/safetensors/checkpoint";
import { isFloatType } from "../../../src/cli/files/safetensors/numbers";
import { run } from "../../../src/cli/program";
import { change, numbers, safetensors, sum, type Tensor } from "../../support/safetensors";
import type { Random } from "../../support/random";
import { mutateBytes } from "../mutate/bytes";
import { mutateJson } from "../mutate/json";
import type { Reader } from "../reader";
import { mutateSafetensors } from "./safetensors";

const NAMES = ["model.embed_tokens", "model.layers.0.q_proj", "model.layers.0.conv", "model.norm"].map((name) => `${name}.weight`);
const SHAPES = [[7, 5], [6, 5], [4, 2, 3, 3], [5]];
const count = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

/** The weights of a small model, or of its tuned version. The corpus of `lora` holds such a tuned version. */
function weights(tuned: boolean): Record<string, Tensor> {
  return Object.fromEntries(NAMES.map((name, i) => {
    const shape = SHAPES[i]!;
    const W = numbers(count(shape), i + 1);
    return [name, { shape, values: tuned ? sum(W, change(shape[0]!, count(shape) / shape[0]!, 1, 0, i + 20)) : W }];
  }));
}

/** The factors of two modules; the corpus of `lora-adapter` holds configurations for them. */
const FACTORS: Record<string, Tensor> = Object.fromEntries([["a.q_proj", 6, 5], ["b.q_proj", 4, 7]].flatMap(([module, out, into], i) => [
  [`base_model.model.${module!}.lora_A.weight`, { shape: [3, into as number], values: numbers(3 * (into as number), i + 31) }],
  [`base_model.model.${module!}.lora_B.weight`, { shape: [out as number, 3], values: numbers(3 * (out as number), i + 41) }],
]));

let made: string | undefined;

/** A folder with the files that a file under attack has beside it, removed at the end of the process. */
function surroundings(): string {
  if (made !== undefined) return made;
  made = mkdtempSync(join(tmpdir(), "lowrank-fuzz-lora-"));
  const folder = made;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["shards", "base", "tuned", "adapter", "out"]) mkdirSync(join(folder, name));
  const all = weights(false);
  NAMES.slice(0, 3).forEach((name, i) => writeFileSync(join(folder, `shards/model-0000${i + 1}-of-00003.safetensors`), safetensors({ [name]: all[name]!, ...(i === 0 ? { [NAMES[3]!]: all[NAMES[3]!]! } : {}) })));
  writeFileSync(join(folder, "base/model.safetensors"), safetensors(all));
  writeFileSync(join(folder, "tuned/model.safetensors"), safetensors(weights(true)));
  writeFileSync(join(folder, "adapter/adapter_model.safetensors"), safetensors(FACTORS));
  return folder;
}

interface Part { energy: number; norm: number; rank: number; layer?: string; module?: string; tied?: string[] }
interface Report { layers?: Part[]; modules?: Part[]; energy: number }

/** Runs the command line; a failure is thrown as what it is, and no file may be left of one. */
function lora(...args: string[]): { report: Report; adapter: Buffer; config: string } {
  const out = join(surroundings(), "out");
  let [text, error] = ["", ""];
  const code = run(["lora", ...args, "-o", `${out}/`, "--json", "-k", "2"], { print: (part) => { text += String(part); }, complain: (part) => { error += part; }, progress: undefined });
  const left = readdirSync(out);
  try {
    if (code !== 0) {
      if (left.length > 0) throw new Error(`${left.join(", ")} is left behind`);
      throw new DataError(error.trimEnd().replaceAll(surroundings(), ""));
    }
    const { milliseconds: _, outputs: __, ...report } = JSON.parse(text) as Report & { milliseconds: number; outputs: string[] };
    return { report, adapter: readFileSync(join(out, "adapter_model.safetensors")), config: readFileSync(join(out, "adapter_config.json"), "utf8") };
  } finally {
    for (const name of left) rmSync(join(out, name), { force: true });
  }
}

/** Shares are shares, norms are not negative, the factors have the size that is said, every tensor of the adapter has its place, and the configuration is JSON. */
function checkAdapter(value: unknown): void {
  const { report, adapter, config } = value as ReturnType<typeof lora>;
  const parts = report.layers ?? report.modules ?? [];
  for (const { energy, norm, rank } of [...parts, { energy: report.energy, norm: 1, rank: 1 }]) {
    if (!(energy >= 0 && energy <= 1 && norm >= 0 && norm < Infinity && rank >= 0)) throw new Error(`energy ${energy}, norm ${norm}, rank ${rank}`);
  }
  const length = Number(adapter.readBigUInt64LE(0));
  const { __metadata__, ...tensors } = JSON.parse(adapter.toString("utf8", 8, 8 + length)) as Record<string, { shape: number[]; data_offsets: [number, number] }>;
  const end = Math.max(...Object.values(tensors).map(({ data_offsets: [, to] }) => to));
  if (8 + length + end !== adapter.length) throw new Error(`tensors end at ${end}`);
  const { target_modules: modules } = JSON.parse(config) as { target_modules: string[] };
  const expected = parts.filter(({ rank }) => rank > 0).reduce((sum, { tied = [] }) => sum + 1 + tied.length, 0);
  if (modules.length !== expected) throw new Error(`${modules.length} modules of ${expected}`);
  for (const { layer, module = layer!, energy, norm } of parts.filter(({ rank }) => rank > 0)) {
    const [A, B] = ["A", "B"].map((factor) => {
      const { shape, data_offsets: [from, to] } = tensors[`base_model.model.${module}.lora_${factor}.weight`] ?? tensors[`base_model.model.${module}.lora_embedding_${factor}`]!;
      const bytes = adapter.buffer.slice(adapter.byteOffset + 8 + length + from, adapter.byteOffset + 8 + length + to);
      return { shape: [shape[0]!, count(shape.slice(1))], values: Array.from(new Float32Array(bytes as ArrayBuffer)) };
    }) as [Factor, Factor];
    const size = sizeOfProduct(B, A, norm);
    if (Math.abs(size - Math.sqrt(energy)) > 1e-3) throw new Error(`the factors of ${module} hold ${size ** 2} of the change, not ${energy}`);
  }
}

interface Factor { readonly shape: number[]; readonly values: number[] }

/** ‖B A‖_F / norm. */
function sizeOfProduct(B: Factor, A: Factor, norm: number): number {
  let size = 0;
  const [rank, into] = A.shape as [number, number];
  for (let i = 0; i < B.shape[0]!; i++) {
    for (let j = 0; j < into; j++) {
      let x = 0;
      for (let c = 0; c < rank; c++) x += (B.values[i * rank + c]! / norm) * A.values[c * into + j]!;
      size = Math.hypot(size, x);
    }
  }
  return size;
}

function mutateText(bytes: Buffer, random: Random, others: readonly Buffer[], nasty: readonly unknown[]): Buffer {
  for (let tries = 0; tries < 5; tries++) {
    const mutant = random.integer(0, 3) === 0 ? mutateBytes(bytes, random, others) : asJson(bytes, random, nasty);
    if (!mutant.equals(bytes)) return mutant;
  }
  return bytes;
}

function asJson(bytes: Buffer, random: Random, nasty: readonly unknown[]): Buffer {
  try {
    return Buffer.from(JSON.stringify(mutateJson(JSON.parse(bytes.toString("utf8")), random, nasty)));
  } catch {
    return mutateBytes(bytes, random);
  }
}

const VALUES = [null, true, false, 0, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, "", "a", "LORA", "NaN", "__proto__", "\u0000", "\u009b31m", "a\nb", "x".repeat(3000), [], {}, [[]], [null], { a: 1 }, { "a.q_proj": 2 }, { "^a.q_proj": 0 }, { "(a+)+$": 1 }];

/** The index of a checkpoint in three shards. What is read is what the index says, of files that are there. */
export const index: Reader = {
  name: "index",
  mutate: (bytes, random, others) => mutateText(bytes, random, others, [...VALUES, "model-00001-of-00003.safetensors", "model-00003-of-00003.safetensors", "../base/model.safetensors", "/etc/passwd", "model.safetensors\u0000", ...NAMES]),
  read: ({ bytes }) => {
    const folder = join(surroundings(), "shards");
    writeFileSync(join(folder, "model.safetensors.index.json"), bytes);
    const checkpoint = new Checkpoint(folder);
    try {
      return [...checkpoint.tensors.values()].map((tensor) => {
        const values: number[] = [];
        if (isFloatType(tensor.type)) for (const piece of checkpoint.numbers(tensor)) values.push(...Array.from(piece));
        return { name: tensor.name, shape: tensor.shape, values };
      });
    } finally {
      checkpoint.close();
    }
  },
  allowed: (error) => error instanceof DataError,
  check: (value, { bytes }) => {
    const map = (JSON.parse(bytes.toString("utf8")) as { weight_map: object }).weight_map;
    const truth = weights(false);
    const found = value as { name: string; values: number[] }[];
    if (found.length !== Object.keys(map).length) throw new Error(`${found.length} tensors of ${Object.keys(map).length}`);
    for (const { name, values } of found) {
      if (!Object.hasOwn(map, name) || !values.every((x, p) => x === truth[name]!.values[p])) throw new Error(`tensor ${name} is another`);
    }
  },
};

/** The weights of a tuned model, compared with those of its base. */
export const tunedModel: Reader = {
  name: "lora",
  mutate: mutateSafetensors,
  read: ({ path }) => lora(join(surroundings(), "base"), path),
  check: checkAdapter,
};

/** The configuration of an adapter that is brought to another rank. */
export const adapterConfiguration: Reader = {
  name: "lora-adapter",
  mutate: (bytes, random, others) => mutateText(bytes, random, others, VALUES),
  read: ({ bytes }) => {
    writeFileSync(join(surroundings(), "adapter/adapter_config.json"), bytes);
    return lora("--resize", join(surroundings(), "adapter"));
  },
  check: checkAdapter,
};

/** The configuration of a base model. */
export const modelConfiguration: Reader = {
  name: "lora-config",
  mutate: (bytes, random, others) => mutateText(bytes, random, others, [...VALUES, "gpt2", "t5", "LlamaModel", "T5ForConditionalGeneration"]),
  read: ({ path }) => lora(join(surroundings(), "base"), join(surroundings(), "tuned"), "--config", path),
  check: (value) => {
    const { report, config } = value as ReturnType<typeof lora>;
    if (report.layers!.length !== 3 || !config.includes("model.layers.0.q_proj")) throw new Error(`${report.layers!.length} layers of 3`);
  },
};
