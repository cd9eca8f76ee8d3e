import type { MessagePort } from "node:worker_threads";

/** What the thread that works is given. */
export interface Order {
  readonly args: readonly string[];
  /** Whether somebody sees the line of progress. */
  readonly watched: boolean;
  /** Of a Gate. */
  readonly gate: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** What it sends: calls of the terminal, of the keeper of temporary files, and its exit code. */
export type Message =
  | readonly ["print", string | Uint8Array]
  | readonly ["complain" | "appears" | "disappears", string]
  | readonly ["begin", format: string, total: number, value: number, more?: Readonly<Record<string, string>>]
  | readonly ["update", value: number, more?: Readonly<Record<string, string>>]
  | readonly ["end"]
  | readonly ["code", number];
