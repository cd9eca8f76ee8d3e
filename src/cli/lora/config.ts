import type { JsonObject } from "../files/json";
import { asJson } from "../report/format";
import { type LayerReport, placesOf } from "./adapter";
import type { Layer } from "./layers";

export interface ConfigOptions {
  readonly alpha: number | undefined;
  readonly fanInFanOut: boolean;
  readonly baseModel: string | undefined;
  readonly taskType: string | undefined;
}

/** The configuration of an adapter of these layers. */
export function adapterConfig(layers: readonly Layer[], reports: readonly LayerReport[], options: ConfigOptions): string {
  const ranks = new Map(layers.flatMap((layer, i) => placesOf(layer).map(({ module }) => [module, reports[i]!.rank] as const)));
  return configOf(ranks, { ...options, fanInFanOut: options.fanInFanOut || layers.some(({ transposed, kind }) => transposed && kind !== "embedding") });
}

/**
 * The configuration that the PEFT library reads beside an adapter. Modules of another rank than `r` are listed in `rank_pattern`, and in
 * `alpha_pattern` where α is the rank, so that α / rank is 1 everywhere.
 *
 * @param ranks  the modules, in full, with their ranks.
 */
function configOf(ranks: ReadonlyMap<string, number>, { alpha, fanInFanOut, baseModel, taskType }: ConfigOptions): string {
  return withRanks({
    peft_type: "LORA",
    task_type: taskType ?? null,
    base_model_name_or_path: baseModel ?? null,
    revision: null,
    auto_mapping: null,
    inference_mode: true,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: fanInFanOut,
    modules_to_save: null,
  }, ranks, alpha);
}

/** A configuration, in which all that has to do with ranks and modules is set. */
export function withRanks(config: JsonObject, ranks: ReadonlyMap<string, number>, alpha: number | undefined): string {
  const r = [...ranks.values()].reduce((most, rank) => Math.max(most, rank), 1);
  const pattern = patternOf(ranks, r);
  const text = asJson({
    ...config,
    r,
    lora_alpha: alpha ?? r,
    init_lora_weights: true,
    use_rslora: false,
    target_modules: [...ranks.keys()],
    layers_to_transform: null,
    layers_pattern: null,
    rank_pattern: {},
    alpha_pattern: {},
  });
  // Written by hand: an object would put names that are whole numbers first, as the modules of a Sequential have.
  const named = text.replace('\n  "rank_pattern": {}', () => `\n  "rank_pattern": ${pattern}`);
  return alpha === undefined ? named.replace('\n  "alpha_pattern": {}', () => `\n  "alpha_pattern": ${pattern}`) : named;
}

/**
 * PEFT takes the first name of the pattern that a module's ends with, after a dot. So the longer names come first, and a module of rank r that ends
 * with the name of another is listed, too.
 */
function patternOf(ranks: ReadonlyMap<string, number>, r: number): string {
  const others = [...ranks.keys()].filter((name) => ranks.get(name) !== r);
  const listed = new Set(others);
  for (const name of ranks.keys()) {
    for (let at = name.indexOf("."); at >= 0; at = name.indexOf(".", at + 1)) if (listed.has(name.slice(at + 1))) listed.add(name);
  }
  const names = [...ranks.keys()].filter((name) => listed.has(name)).sort((a, b) => b.length - a.length);
  return names.length === 0 ? "{}" : `{\n${names.map((name) => `    ${JSON.stringify(name)}: ${ranks.get(name)!}`).join(",\n")}\n  }`;
}
