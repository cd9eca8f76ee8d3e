// Adapters of the built command line, loaded by the PEFT library into tiny random models: their outputs against those of the tuned models.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = join(ROOT, "test/peft/models.py");
const CLI = join(ROOT, "dist/cli.js");
/** Made by .ci/run; see docs/contributing.md. */
const OWN = join(ROOT, "build/peft/bin/python");
const PYTHON = process.env.PEFT_PYTHON ?? (existsSync(OWN) ? OWN : "python3");

const found = spawnSync(PYTHON, ["-c", "import torch, transformers, peft, safetensors"], { encoding: "utf8" });
const missing = found.status !== 0;
if (missing) {
  const reason = `${PYTHON} has not all of torch, transformers, peft and safetensors (docs/contributing.md tells how to install them)`;
  if (process.env.CI !== undefined) throw new Error(`${reason}: ${found.stderr ?? ""}`);
  console.warn(`skipped: ${reason}`);
}

/** At most this share of the change may be missing from the outputs: F32 gives some 1e-6. */
const TOLERANCE = 1e-4;
/** Models whose library holds the table of tokens as one module in three places, of which PEFT reaches one. */
const SHARED: Record<string, string> = { t5: "shared", "t5-untied": "shared", marian: "model.shared" };

interface Case { readonly model: string; readonly adapter: string; readonly tuned?: string; readonly references?: readonly (readonly [path: string, weight: number])[]; readonly shared?: string }
interface Gap { readonly gap: number; readonly change: number; readonly error?: string }
interface Report {
  readonly layers: readonly { layer: string; kind: string; rank: number; tied: string[] }[];
  readonly skipped: readonly { name: string; reason: string }[];
  readonly warnings: readonly string[];
  readonly energy: number;
}

const folder = mkdtempSync(join(tmpdir(), "lowrank-peft-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made: Record<string, { files: string[]; disturbed?: string[]; adapters?: string[] }> = {};
const cases: Case[] = [];
const gaps = new Map<Case, Gap>();
const reports = new Map<Case, Report>();

/** An adapter made by the program, to be compared with the others in one go. */
function adapter(model: string, name: string, args: readonly string[], more: Partial<Case> = {}): Case {
  const [base, tuned, out] = [join(folder, model, "base"), join(folder, model, more.tuned ?? "tuned"), join(folder, model, name)];
  const text = execFileSync(process.execPath, [CLI, "lora", base, tuned, ...args, "-o", `${out}/`, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const one = { model, adapter: out, ...more };
  cases.push(one);
  reports.set(one, JSON.parse(text) as Report);
  return one;
}

/** An adapter made of others, to be compared with what they do together. */
function combined(model: string, name: string, args: readonly string[], references: readonly (readonly [path: string, weight: number])[]): Case {
  const out = join(folder, model, name);
  const text = execFileSync(process.execPath, [CLI, "lora", ...args, "-o", `${out}/`, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const one = { model, adapter: out, references };
  cases.push(one);
  reports.set(one, JSON.parse(text) as Report);
  return one;
}

/** The share of the change that is missing from the outputs, or other than it should be. */
function missingShare(one: Case): number {
  const { gap, change, error } = gaps.get(one)!;
  expect(error).toBeUndefined();
  expect(change).toBeGreaterThan(0.01);
  return gap / change;
}

describe.skipIf(missing)("in PEFT", () => {
  const whole: Record<string, Case> = {};
  const put: Record<string, Case> = {};
  const ranked: Case[] = [];
  const scaled: Case[] = [];
  const half: Case[] = [];
  const poor: Case[] = [];
  const disturbed: Record<string, Case> = {};
  const same: Case[] = [];

  beforeAll(() => {
    made = JSON.parse(execFileSync(PYTHON, [PROGRAM, "make", folder], { encoding: "utf8" })) as typeof made;
    for (const model of Object.keys(made)) {
      whole[model] = adapter(model, "whole", []);
      if (SHARED[model] !== undefined) cases.push(put[model] = { ...whole[model], shared: SHARED[model] });
    }
    for (const model of ["llama-tied", "gpt2", "bert", "custom", "convolutions"]) {
      ranked.push(adapter(model, "ranked", ["--energy", "0.999999999"]));
      scaled.push(adapter(model, "scaled", ["--energy", "0.999999999", "--alpha", "32"]));
      half.push(adapter(model, "half", ["--dtype", "F16"]), adapter(model, "bfloat", ["--dtype", "BF16"]));
      poor.push(adapter(model, "poor", ["--rank", "1"]));
    }
    for (const [model, { disturbed: names }] of Object.entries(made)) if (names !== undefined) disturbed[model] = adapter(model, "disturbed-adapter", [], { tuned: "disturbed" });
    for (const [model, { adapters }] of Object.entries(made)) {
      if (adapters === undefined) continue;
      const [plain, rooted, all, first] = ["plain", "rooted", "whole", "poor"].map((name) => join(folder, model, name)) as [string, string, string, string];
      for (const path of [plain, rooted]) same.push(combined(model, `${path.slice(-6)}-again`, ["--resize", path, "--energy", "1"], [[path, 1]]));
      same.push(combined(model, "scaled-again", ["--resize", rooted, "--rank", "100", "--alpha", "3"], [[rooted, 1]]));
      same.push(combined(model, "both", ["--merge", plain, rooted, "--weights", "0.75,-0.5"], [[plain, 0.75], [rooted, -0.5]]));
      same.push(combined(model, "three", ["--merge", plain, rooted, all, "--weights", "1,1,0.5"], [[plain, 1], [rooted, 1], [all, 0.5]]));
      // The best of rank 1 is the best of rank 1, from the weights or from an adapter that holds them.
      if (existsSync(first)) same.push(combined(model, "less", ["--resize", all, "--rank", "1"], [[first, 1]]));
    }
    const result = spawnSync(PYTHON, [PROGRAM, "check", folder], { input: JSON.stringify(cases), encoding: "utf8", maxBuffer: 2 ** 26 });
    expect(result.stdout, result.stderr).toMatch(/^\[/);
    (JSON.parse(result.stdout) as Gap[]).forEach((gap, i) => gaps.set(cases[i]!, gap));
  });

  it("there are models of every kind, one in shards", () => {
    expect(Object.keys(made).length).toBeGreaterThan(25);
    expect(made["llama-sharded"]!.files.filter((name) => name.endsWith(".safetensors")).length).toBeGreaterThan(2);
    expect(made["llama-tied"]!.files).toContain("model.safetensors");
  });

  it("base and adapter give what the tuned model gives, or a warning names the tensor", () => {
    for (const [model, one] of Object.entries(whole)) {
      const { skipped, energy, warnings } = reports.get(one)!;
      expect([model, skipped, energy > 0.999999]).toEqual([model, [], true]);
      if (SHARED[model] === undefined) {
        expect([model, missingShare(one) < TOLERANCE]).toEqual([model, true]);
      } else {
        expect([model, missingShare(put[model]!) < TOLERANCE]).toEqual([model, true]);
        if (missingShare(one) > TOLERANCE) expect(warnings.join()).toContain(`${SHARED[model]}.weight: `);
      }
    }
  });

  it("layers of different ranks, and α", () => {
    for (const one of ranked) {
      expect(new Set(reports.get(one)!.layers.map(({ rank }) => rank)).size).toBeGreaterThan(1);
      expect([one.model, missingShare(one) < TOLERANCE]).toEqual([one.model, true]);
    }
    for (const one of scaled) expect([one.model, missingShare(one) < TOLERANCE]).toEqual([one.model, true]);
  });

  it("16 bits round, a rank too low loses, and neither silently", () => {
    for (const one of half) expect([one.model, missingShare(one) < 0.03]).toEqual([one.model, true]);
    for (const one of poor) {
      expect(missingShare(one)).toBeGreaterThan(0.01);
      expect(reports.get(one)!.energy).toBeLessThan(0.99);
    }
  });

  it("what no adapter holds is named", () => {
    expect(Object.keys(disturbed).length).toBeGreaterThan(2);
    for (const [model, one] of Object.entries(disturbed)) {
      expect(reports.get(one)!.skipped.map(({ name }) => name).sort()).toEqual([...made[model]!.disturbed!].sort());
      expect(missingShare(one)).toBeGreaterThan(TOLERANCE);
      expect(reports.get(one)!.energy).toBeLessThan(0.999999);
    }
  });

  it("adapters brought to another form, rank and α, and merged, do what they did", () => {
    expect(same.length).toBeGreaterThan(20);
    for (const one of same) expect([one.adapter.slice(folder.length), missingShare(one) < TOLERANCE]).toEqual([one.adapter.slice(folder.length), true]);
  });

  it("layers whose class no name tells are written for both classes", () => {
    const { layers } = reports.get(whole.custom!)!;
    expect(Object.fromEntries(layers.map(({ layer, kind }) => [layer, kind]))).toMatchObject({ lookup: "undecided", token_embed: "undecided", "net.0": "linear" });
    expect(readFileSync(join(whole.custom!.adapter, "adapter_config.json"), "utf8")).toContain("lookup");
  });
});
