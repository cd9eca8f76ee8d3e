import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataError, reasonOf } from "../failure";
import { isObject, parseObject } from "../files/json";

/** What config.json of a model says of its layers. */
export interface ModelConfig {
  /** undefined if there is none. */
  readonly path: string | undefined;
  /** model_type, and those of the parts that the model has. */
  readonly types: readonly string[];
  /** Names of classes. */
  readonly classes: readonly string[];
  /** Whether the output layer shares the numbers of the token embedding; undefined if it is not said. */
  readonly tied: boolean | undefined;
}

const NO_CONFIG: ModelConfig = { path: undefined, types: [], classes: [], tied: undefined };

/**
 * The configuration beside the weights of a model.
 *
 * @param file  a file to read instead; undefined: config.json of the folder, if there is one.
 */
export function readModelConfig(folder: string, file?: string): ModelConfig {
  const path = file ?? join(folder, "config.json");
  if (file === undefined && !existsSync(path)) return NO_CONFIG;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
  const config = parseObject(bytes, `${path}: the configuration`);
  const parts = [config, ...Object.values(config).filter(isObject)];
  const { architectures } = config;
  return {
    path,
    types: parts.map(({ model_type: type }) => type).filter((type) => typeof type === "string"),
    classes: Array.isArray(architectures) ? architectures.filter((name) => typeof name === "string") : [],
    tied: parts.map(({ tie_word_embeddings: tied }) => tied).find((tied) => typeof tied === "boolean"),
  };
}
