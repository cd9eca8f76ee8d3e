import type { LayerReport } from "./adapter";

export interface ConfigOptions {
  readonly alpha: number | undefined;
  readonly fanInFanOut: boolean;
  readonly baseModel: string | undefined;
  readonly taskType: string | undefined;
}

/**
 * The configuration that the PEFT library reads beside an adapter. Layers of another rank than `r` are listed in `rank_pattern`, and in
 * `alpha_pattern` where α is the rank, so that α / rank is 1 everywhere. Modules are named in full: no other one matches.
 */
export function adapterConfig(layers: readonly LayerReport[], { alpha, fanInFanOut, baseModel, taskType }: ConfigOptions): object {
  const r = layers.reduce((most, { rank }) => Math.max(most, rank), 1);
  const ranks = Object.fromEntries(layers.filter(({ rank }) => rank !== r).map(({ layer, rank }) => [layer, rank]));
  return {
    peft_type: "LORA",
    task_type: taskType ?? null,
    base_model_name_or_path: baseModel ?? null,
    revision: null,
    auto_mapping: null,
    inference_mode: true,
    r,
    lora_alpha: alpha ?? r,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: fanInFanOut,
    init_lora_weights: true,
    use_rslora: false,
    target_modules: layers.map(({ layer }) => layer),
    modules_to_save: null,
    layers_to_transform: null,
    layers_pattern: null,
    rank_pattern: ranks,
    alpha_pattern: alpha === undefined ? ranks : {},
  };
}
