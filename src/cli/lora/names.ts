/** The tensor of a layer that adapters adapt. */
export const WEIGHT = ".weight";

/** The last part of a module's name. */
export function lastOf(module: string): string {
  return module.slice(module.lastIndexOf(".") + 1);
}

/** What embeddings are called in the models of the transformers library: 4.36 and 5.24, all classes with weights, instantiated with their defaults. */
const EMBEDDINGS = words(`
  HashBucketCodepointEmbedder artist_emb atom_encoder audio_bos_eos_token bias_values bow_genre_emb box_position_embeddings char_position_embeddings column_embedder column_embeddings denoising_class_embed
  distance_embedding edge_dis_encoder edge_encoder emb embed embed_audio_tokens embed_char embed_global embed_in embed_timestep embed_tokens embed_tokens_per_layer
  embeddings encoder_hash_tok_embedding entity_embeddings generation_embeddings h_position_embeddings in_degree_encoder input_embedding input_embeds_layer label_embeddings
  language_embedding ngram_embeddings out_degree_encoder pe_k pos_emb pos_embed position_embedding position_embedding_table position_embeddings position_embeds_layer positions_embed
  pronunciation_embed rel_pos_emb relative_attention_bias row_embedder row_embeddings segment_emb segment_embedding shape_embed shared spatial_pos_encoder speaker_embedding
  text_position_embedding text_token_embedding tile_embedding tok_emb tok_embeddings token_embedding token_type_embeddings tokens_embed unit_embedding value_embeddings
  visual_embeddings_table visual_position_embeddings visual_token_type_embeddings w w_position_embeddings word_embedding word_embeddings wpe wte x_position_embeddings y_position_embeddings`);

/** Linear layers of these models whose names other modules may have. */
const LINEAR_WORDS = words(`
  a b classifier cls decoder feat final gate head intermediate k key layer o obj out output pooler q qkv query receptance router score summary transformation v value w1 w2 w3 wg wi wi_0 wi_1 wk wo wq wv
  class_embed decoder_embed embed_action embed_out embed_return embed_state embeddings_project patch_embed patch_embedding relative_pos_embeddings vision_embed_tokens`);

/** Parts of names that only linear layers have. */
const LINEAR = /(proj(ect|ection|ector)?|linear|lin|dense|fc|mlp|ffn|attn|qkv|head)(_|\d|$)|(^|_)(q|k|v|o|kv|qkv)_|^lin\d|_lin$|^W[ikoqv]|^(lm_loss|key_|query_|value_)/;

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** What a module is by its name; undefined if its name could be that of either. */
export function kindByName(module: string, known: boolean): "linear" | "embedding" | undefined {
  const last = lastOf(module).replace(/^(token_type_embeddings|HashBucketCodepointEmbedder)_\d+$/, "$1");
  if (EMBEDDINGS.has(last)) return known ? "embedding" : undefined;
  if (LINEAR.test(lastOf(module))) return "linear";
  return known && LINEAR_WORDS.has(last) ? "linear" : undefined;
}

/** Linear layers stored in × out: Conv1D of the transformers library. */
const CONV1D = /^(c_attn|c_proj|c_fc|q_attn)$/;
const CONV1D_TYPES = ["gpt2", "openai-gpt", "imagegpt", "clvp", "decision_transformer", "jukebox"];

export function isConv1D(module: string, types: readonly string[]): boolean {
  return CONV1D.test(lastOf(module)) && types.some((type) => CONV1D_TYPES.includes(type));
}

/** Tables whose rows a model takes as they are, not through the layer that an adapter replaces. */
const TABLES = words(`
  cls_embed codebook graph_token graph_token_virtual_distance hq_token iou_token level_embed mask_tokens no_mask_embed not_a_point_embed obj_score_token point_embed presence_token
  prompt_ctx queries_embedder queries_features query_embed query_feat query_position_embeddings query_refpoint_embeddings reference_point_embed reference_points rel_attn_embed
  rel_embeddings tgt_embed`);
/** Weights that models of these types read themselves. */
const READ: readonly (readonly [RegExp, string])[] = [
  [/mamba|jamba/, "dt_proj"], [/^mobilebert$/, "predictions.dense"], [/^mobilebert$/, "predictions.decoder"],
];

/** Why an adapter of a layer would do nothing, or something else than it says; undefined if it works. `has`: whether the file has a tensor. */
export function whyWithoutEffect(module: string, types: readonly string[], has: (tensor: string) => boolean): string | undefined {
  const last = lastOf(module);
  if (last === "embed_positions") return "positions are looked up inside the layer, where no adapter reaches";
  if (TABLES.has(last)) return "the model reads this table itself, not through a layer";
  if (READ.some(([type, name]) => types.some((t) => type.test(t)) && `.${module}`.endsWith(`.${name}`))) return "the model reads this weight itself, not through its layer";
  const parent = module.slice(0, -last.length);
  if (last === "out_proj" && has(`${parent}in_proj_weight`)) return "nn.MultiheadAttention reads this weight itself, not through its layer";
  return undefined;
}
