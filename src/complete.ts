import { fitBayesian } from "./completion/bayesian";
import { readTable } from "./completion/entries";
import { readOptions } from "./completion/options";
import type { CompleteOptions, Completion, Table } from "./completion/types";
import { withFrame } from "./wasm/frame";

export function complete(table: Table, options?: CompleteOptions): Completion {
  const settings = readOptions(options);
  const entries = readTable(table, "table");
  return withFrame("complete", (frame) => fitBayesian(frame, entries, settings, settings.rank ?? 8));
}
