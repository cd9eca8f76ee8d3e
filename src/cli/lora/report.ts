import type { OutputType } from "../files/safetensors/output";
import { asJson, milliseconds, percent, significant, whole } from "../report/format";
import { columnTable, namedTable } from "../report/table";
import type { Terminal } from "../terminal";
import type { LayerReport } from "./adapter";
import type { Negligible, Skipped } from "./extract";
import type { Tie } from "./tied";

/** What an extraction found. */
export interface Extraction {
  readonly base: string;
  readonly tuned: string;
  /** The file that told of classes and ties; null without one. */
  readonly config: string | null;
  readonly layers: readonly LayerReport[];
  /** Layers that are the same in both. */
  readonly unchanged: number;
  /** Tensors that differ by rounding only. */
  readonly negligible: readonly Negligible[];
  /** Tensors that changed and are not in the adapter. */
  readonly skipped: readonly Skipped[];
  readonly ties: readonly Tie[];
  readonly warnings: readonly string[];
  readonly milliseconds: number;
  readonly outputs: readonly string[];
  /** Numbers in the adapter. */
  readonly numbersStored: number;
  readonly alpha: number | null;
  readonly dtype: OutputType;
}

/** Lines of a list that are printed; --json gives all. */
const MOST_LINES = 20;

/** The share of the squares of all changes that can be measured, of which the adapter holds `energy`. */
function sums({ layers, skipped }: Extraction): { energy: number; unmeasured: number } {
  const norms = [...layers.map(({ norm }) => norm), ...skipped.map(({ norm }) => norm ?? 0)];
  const most = Math.max(...norms);
  const total = norms.reduce((sum, norm) => sum + (norm / most) ** 2, 0);
  const kept = layers.reduce((sum, layer) => sum + layer.energy * (layer.norm / most) ** 2, 0);
  return { energy: Math.min(1, kept / total), unmeasured: skipped.filter(({ norm }) => norm === null).length };
}

/** Prints an extraction, as a table or as JSON. */
export function reportExtraction(terminal: Terminal, found: Extraction, json: boolean): void {
  const { base, tuned, layers, unchanged, negligible, skipped, ties, warnings, outputs, numbersStored, dtype } = found;
  const { energy, unmeasured } = sums(found);
  const numbers = layers.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  if (json) {
    terminal.print(asJson({ ...found, energy, unmeasured, numbers }));
    return;
  }
  terminal.print(`${base} to ${tuned}: ${layers.length} weight matrices changed, ${unchanged} did not\n\n`);
  terminal.print(columnTable(["layer", "size", "change", "rank", "energy kept", "rank for 90 %"], layers.map((layer) => [
    layer.kind === "linear" ? layer.layer : `${layer.layer} (${KINDS[layer.kind]})`, `${layer.rows} × ${layer.columns}`, significant(layer.norm), String(layer.rank),
    percent(layer.energy), layer.rankFor90 === null ? `> ${layer.rank}` : String(layer.rankFor90),
  ])));
  terminal.print(precisionLine(layers));
  list(terminal, "tied: they share a weight, and have factors of their own", ties.map(({ module, source, reason }) => `${module} = ${source}: ${reason}`));
  list(terminal, "no change; --min-difference 0 counts any", grouped(negligible));
  list(terminal, "warning: not in the adapter", grouped(skipped));
  list(terminal, "warning", warnings);
  terminal.print(`\n${namedTable([
    ["energy kept in all", unmeasured === 0 ? percent(energy) : `${percent(energy)}, ${unmeasured} tensors that cannot be compared apart`],
    ["numbers stored", `${whole(numbersStored)} for ${whole(numbers)}, as ${dtype}`],
    ["time", `${milliseconds(found.milliseconds)} ms`],
  ])}`);
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}

const KINDS = { linear: "linear", embedding: "embedding", convolution: "convolution", undecided: "linear or embedding: written as both" } as const;

/** Tensors in lines: those whose names differ in a number only, and that have one reason, are one. */
function grouped(tensors: readonly (Negligible & Partial<Skipped>)[]): string[] {
  const groups = new Map<string, (Negligible & Partial<Skipped>)[]>();
  for (const tensor of tensors) {
    const key = `${pattern(tensor.name)}: ${tensor.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), tensor]);
  }
  return [...groups.values()].map((group) => {
    const [{ name, reason, norm }] = group as [Negligible & Partial<Skipped>];
    const size = group.every((tensor) => typeof tensor.norm === "number") && norm !== undefined ? `, by ${significant(Math.hypot(...group.map((tensor) => tensor.norm!)))}` : "";
    return `${group.length === 1 ? name : `${pattern(name)} (${group.length})`}: ${reason}${size}`;
  });
}

function pattern(name: string): string {
  return name.replace(/(^|\.)\d+(?=\.)/g, "$1*");
}

function list(terminal: Terminal, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  terminal.print(`\n${title}\n${lines.slice(0, MOST_LINES).map((line) => `  ${line}\n`).join("")}`);
  if (lines.length > MOST_LINES) terminal.print(`  ${lines.length - MOST_LINES} more: --json gives them all\n`);
}

/** What the factors were computed in, where that is not double as usual. */
function precisionLine(layers: readonly LayerReport[]): string {
  const singles = layers.filter(({ precision }) => precision === "single").length;
  if (singles === 0) return "";
  return `\ncomputed in single precision, as the weights are${singles < layers.length ? `; ${layers.length - singles} in double` : ""}\n`;
}
