import type { Layer } from "./layers";
import type { ModelConfig } from "./model-config";
import { WEIGHT } from "./names";

/** Types of models in which modules share whole layers; a file holds them once. */
const SHARING = /^(zamba2?|d_fine|deimv2|rt_detr(_v2)?|deformable_detr|grounding_dino|mm_grounding_dino|omdet-turbo|universal_transformer)$/;

/** What the user should know of the layers in an adapter. */
export function warningsOf(layers: readonly Layer[], config: ModelConfig): string[] {
  const warnings: string[] = [];
  const undecided = layers.filter(({ kind }) => kind === "undecided").map(({ name }) => name);
  if (undecided.length > 0) {
    warnings.push(`${list(undecided)}: linear or embedding is not known${config.path === undefined ? " without a config.json beside the base model" : ""}, so the factors of both are written, of which the PEFT library takes the right ones; --linear or --embedding decides`);
  }
  const guessed = config.path === undefined ? layers.flatMap(({ ties }) => ties).filter(({ reason }) => reason !== "--tied").map(({ module, source }) => `${module} = ${source}`) : [];
  if (guessed.length > 0) warnings.push(`${list(guessed)}: taken for tied, as the file has no other weight for them; --no-tied says that they are not`);
  for (const { ties } of layers) {
    if (ties.some(({ linear }) => linear)) warnings.push(`${list(ties.map(({ module }) => module))}: share one weight; run the model with the adapter beside it, as merging would add the change once for each`);
  }
  for (const { name, ties } of layers) {
    if (ties.every(({ linear }) => linear)) continue;
    warnings.push(`${name}${WEIGHT}: where the library holds one module in several places (T5, Marian, Pegasus, … before transformers 5), PEFT reaches one of them; after loading, m = model.get_base_model(); m.set_input_embeddings(m.get_submodule("${name}")) puts it into all`);
  }
  if (config.tied === true) {
    const own = layers.filter(({ name }) => /(^|\.)lm_head$/.test(name)).map(({ name }) => name);
    if (own.length > 0) warnings.push(`${list(own)}: config.json ties it to the embedding, yet the files hold a weight of its own, which loading may replace`);
  }
  if (config.types.some((type) => SHARING.test(type))) warnings.push(`models of type ${config.types[0]!} use some layers in several places, of which the file names one: --tied PLACE=NAME adds another`);
  const broken = layers.flatMap(({ name, ties }) => [name, ...ties.map(({ module }) => module)]).filter((name) => /weight|lora_/.test(name));
  if (broken.length > 0) warnings.push(`${list(broken)}: PEFT does not load modules with "weight" or "lora_" in their names`);
  return warnings;
}

/** Names that a line shows. */
const SHOWN = 4;

function list(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more` : names.join(", ");
}
