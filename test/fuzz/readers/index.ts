import type { Reader } from "../reader";
import { csv, entries, games } from "./csv";
import { jpeg } from "./jpeg";
import { adapterConfiguration, index, modelConfiguration, tunedModel } from "./lora";
import { model } from "./model";
import { mtx } from "./mtx";
import { npy } from "./npy";
import { png } from "./png";
import { safetensors } from "./safetensors";

/** Every reader of files. A new one is added here, with its corpus. */
export const READERS: readonly Reader[] = [png, jpeg, npy, mtx, csv, entries, games, safetensors, index, tunedModel, adapterConfiguration, modelConfiguration, model];
