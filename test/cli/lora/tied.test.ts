import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findTies } from "../../../src/cli/lora/tied";

/** Classes of the transformers library (4.36 and 5.24) with shared weights: the tensors of their files that matter, and which modules share whose. */
interface Known { readonly type: string; readonly class: string; readonly tied: boolean | null; readonly rows: Record<string, number>; readonly ties: Record<string, string> }

const KNOWN = JSON.parse(readFileSync(fileURLToPath(new URL("../../fixtures/tied-weights.json", import.meta.url)), "utf8")) as Known[];
/** Shared otherwise than between the tokens of input and output, and composites whose parts are named anew. */
const BEYOND = /^(Luke|Udop|TransfoXL|T5Gemma2|ShieldGemma2|Blip2Model|SeamlessM4Tv?2?Model)/;

function tiesOf({ type, class: name, tied, rows }: Known, without = false): Record<string, string> {
  const config = without ? { path: undefined, types: [], classes: [], tied: undefined } : { path: "config.json", types: [type], classes: [name], tied: tied ?? undefined };
  const found = findTies(new Map(Object.entries(rows)), { config, tied: [], guess: true, metadata: new Map() });
  return Object.fromEntries(found.map(({ module, source }) => [module, source]));
}

describe("tied weights", () => {
  it("of every class of the transformers library are found by its configuration", () => {
    expect(KNOWN.length).toBeGreaterThan(200);
    for (const known of KNOWN.filter((one) => !BEYOND.test(one.class))) expect({ class: known.class, ties: tiesOf(known) }).toMatchObject({ class: known.class, ties: known.ties });
  });

  it("are not found where the configuration says that there are none", () => {
    const plain = KNOWN.filter(({ class: name, ties }) => name.endsWith("ForCausalLM") && Object.keys(ties).every((module) => module === "lm_head"));
    expect(plain.length).toBeGreaterThan(30);
    for (const known of plain.filter(({ rows }) => rows["lm_head.bias"] === undefined)) {
      expect([known.class, tiesOf({ ...known, tied: false }).lm_head]).toEqual([known.class, undefined]);
      expect([known.class, tiesOf({ ...known, class: known.class.replace(/ForCausalLM$/, "ForSequenceClassification") }).lm_head]).toEqual([known.class, undefined]);
    }
  });

  it("without a configuration are taken from the file where it has a body and no head", () => {
    const plain = KNOWN.filter(({ ties, rows }) => JSON.stringify(ties) === '{"lm_head":"model.embed_tokens"}' && rows["lm_head.bias"] === undefined);
    expect(plain.length).toBeGreaterThan(20);
    for (const known of plain) {
      expect(tiesOf(known, true)).toMatchObject(known.ties);
      const headed = { ...known, rows: { ...known.rows, "lm_head.weight": known.rows["model.embed_tokens.weight"]! } };
      expect(tiesOf(headed, true).lm_head).toBeUndefined();
      const bare = { ...known, rows: Object.fromEntries(Object.entries(known.rows).map(([name, n]) => [name.replace(/^model\./, ""), n])) };
      expect(tiesOf(bare, true).lm_head).toBeUndefined();
    }
  });

  const rows = new Map([["a.table.weight", 9], ["b.embed_tokens.weight", 7], ["b.x.weight", 3]]);
  const none = { path: undefined, types: [], classes: [], tied: undefined };
  const find = (tied: string[], metadata: [string, string][] = [], guess = true) =>
    findTies(rows, { config: none, tied, guess, metadata: new Map(metadata) }).map(({ module, source, linear }) => [module, source, linear]);

  it("are those that the user gives", () => {
    expect(find(["head=a.table"])).toEqual([["head", "a.table", true]]);
    expect(find(["head.weight=a.table.weight", "c.embed_tokens=b.embed_tokens"])).toEqual([["head", "a.table", true], ["c.embed_tokens", "b.embed_tokens", false]]);
    expect(find(["head"])).toEqual([["head", "b.embed_tokens", true]]); // the only token embedding
    expect(() => find(["head=none"])).toThrow(/--tied head=none: the base model has no tensor "none\.weight"/);
    expect(() => find(["b.x=a.table"])).toThrow(/"b\.x\.weight" is in the base model/);
  });

  it("are those that the writer of the file noted, unless none are wanted", () => {
    expect(find([], [["out.weight", "a.table.weight"], ["format", "pt"], ["b.x.weight", "a.table.weight"], ["y.weight", "none.weight"]])).toEqual([["out", "a.table", true]]);
    expect(find([], [["out.weight", "a.table.weight"]], false)).toEqual([]);
  });
});
