import type { Reader } from "../reader";
import { csv, entries, games } from "./csv";
import { gz } from "./gz";
import { jpeg } from "./jpeg";
import { adapterConfiguration, index, modelConfiguration, tunedModel } from "./lora";
import { model } from "./model";
import { mtx } from "./mtx";
import { npy } from "./npy";
import { npz } from "./npz";
import { png } from "./png";
import { safetensors } from "./safetensors";

/** Every reader of files. A new one is added here, with its corpus. */
export const READERS: readonly Reader[] = [
  png, jpeg, npy, npz, gz, mtx, csv, entries, games, safetensors, index, tunedModel, adapterConfiguration, modelConfiguration, model,
];
