/** The results as Markdown, and the targets. */
import { cases } from "./cases.mjs";

/** A result with a larger residual or orthogonality is wrong, and its time counts for nothing. */
const RIGHT = 1e-9;
const NATIVE = "native-gesdd-128";
const NATIVE_QR = "native-gesvd-128";

/** RESULTS.md. */
export function markdown(saved) {
  const measured = cases.filter(({ name }) => saved.cases[name] !== undefined);
  return `# Benchmark results

Written by \`npm run bench\` on ${saved.date}; not edited by hand.

- Machine: ${saved.processor}; ${saved.system}; core ${saved.core}
- Engine: ${saved.engine}; commit ${saved.commit}
${versions(saved).map((line) => `- ${line}`).join("\n")}

Times are medians per call in milliseconds, the lesser of processor and wall time, of interleaved rounds after warm-up, every
contestant in its own process on the same core. Converting a package's own matrix type from and to flat arrays is not timed. Only
times of one case may be compared. Residual: ‖A − U diag(S) Vᵀ‖_F / ‖A‖_F; orthogonality: the larger of ‖I − UᵀU‖_F and ‖I − VᵀV‖_F;
where only values are asked for, the residual is |‖S‖₂ − ‖A‖_F| / ‖A‖_F. A result with one above ${RIGHT} is wrong: its time is in brackets.

![Time against n for square matrices](results.svg)

## Summary

${summaryTable(saved)}

What did not run:

${failures(saved).map((line) => `- ${line}`).join("\n") || "- nothing"}

## Cases

${measured.map((one) => `${caseTable(one, saved.cases[one.name], "###")}\n`).join("\n")}`;
}

/** One line per case: our time, and how many times longer the others take. */
export function summaryTable(saved) {
  const rows = cases.filter(({ name }) => saved.cases[name]?.entrants.lowrank !== undefined).map((one) => {
    const { entrants } = saved.cases[one.name];
    const ours = entrants.lowrank;
    const peer = bestPeer(entrants);
    return [
      one.name,
      time(ours),
      ratio(ours, entrants[NATIVE]),
      ratio(ours, entrants["native-gesdd"]),
      ratio(ours, entrants[NATIVE_QR]),
      peer === undefined ? "–" : `${ratio(ours, peer)} (${peer.label})`,
      ratio(ours, entrants["ml-matrix"]),
      small(ours.residual),
      small(ours.orthogonality),
    ];
  });
  const head = ["case", "lowrank, ms", "native gesdd, 128-bit", "native gesdd, best", "native gesvd, 128-bit", "best npm package", "ml-matrix", "residual", "orthogonality"];
  return `Times of the others as multiples of lowrank's.\n\n${table(head, rows)}`;
}

/** Every contestant of one case, fastest first. */
export function caseTable(one, { entrants, date, commit, engine }, heading = "##") {
  const ours = entrants.lowrank;
  const list = Object.values(entrants).sort((x, y) => (x.median ?? Infinity) - (y.median ?? Infinity));
  const rows = list.map((entrant) => [
    entrant.label,
    time(entrant),
    entrant.best === undefined ? "–" : digits(entrant.best),
    ratio(ours, entrant),
    small(entrant.residual),
    small(entrant.orthogonality),
    String(entrant.samples),
    entrant.fault ?? entrant.note ?? "",
  ]);
  const what = `${one.count > 1 ? `${one.count} matrices of ` : ""}${one.rows}x${one.columns}, ${one.spectrum}, ${one.want === "vectors" ? "U, S and V" : "S only"}`;
  const head = ["contestant", "ms", "best", "/ lowrank", "residual", "orthogonality", "samples", "note"];
  return `${heading} ${one.name}\n\n${what}; ${engine}, commit ${commit}, ${date}.\n\n${table(head, rows)}`;
}

/** The targets of this run's cases, reached or missed. */
export function targets({ cases: measured }) {
  const lines = [];
  for (const one of cases) {
    const entrants = measured[one.name]?.entrants;
    if (entrants?.lowrank?.median === undefined) continue;
    const sides = { native: entrants[NATIVE], gesvd: entrants[NATIVE_QR], peer: bestPeer(entrants), mlMatrix: entrants["ml-matrix"] };
    for (const [side, least] of Object.entries(one.against)) {
      const other = sides[side];
      const lower = other?.median ?? (other?.over ? other.over * 1000 : undefined);
      if (lower === undefined) continue;
      const got = lower / entrants.lowrank.median;
      const word = got >= least ? "reached" : other.median === undefined ? "not decided (limit too short)" : "MISSED ";
      lines.push(`${word}  ${one.name.padEnd(12)} ${other.label.padEnd(24)} ${other.median === undefined ? "over " : ""}${got.toFixed(2)}x, at least ${least.toFixed(2)}x`);
    }
    if (!right(entrants.lowrank)) lines.push(`WRONG    ${one.name}: residual ${small(entrants.lowrank.residual)}, orthogonality ${small(entrants.lowrank.orthogonality)}`);
  }
  return lines.length === 0 ? "" : `Targets (their time / our time)\n${lines.join("\n")}`;
}

/** The fastest npm package whose result is right. */
function bestPeer(entrants) {
  return Object.values(entrants)
    .filter((entrant) => entrant.group === "npm" && entrant.median !== undefined && right(entrant))
    .sort((x, y) => x.median - y.median)[0];
}

function right({ residual, orthogonality }) {
  return residual < RIGHT && (orthogonality ?? 0) < RIGHT;
}

function versions({ cases: measured, absent = [] }) {
  const seen = new Map();
  for (const { entrants } of Object.values(measured)) {
    for (const { label, version } of Object.values(entrants)) if (version) seen.set(label, version);
  }
  const list = [...seen].map(([label, version]) => `${label} ${version}`).join("; ");
  return [`Contestants: ${list}`, ...absent.map(({ label, reason }) => `Not run: ${label}: ${reason}`)];
}

/** Per contestant and reason, the cases without a time. */
function failures({ cases: measured }) {
  const seen = new Map();
  for (const { name } of cases) {
    for (const { label, note } of Object.values(measured[name]?.entrants ?? {})) {
      if (note === undefined) continue;
      const reason = `${label}: ${note}`;
      seen.set(reason, [...(seen.get(reason) ?? []), name]);
    }
  }
  return [...seen].map(([reason, names]) => `${reason} (${names.join(", ")})`);
}

function time(entrant) {
  if (entrant.median === undefined) return entrant.over ? `over ${entrant.over * 1000}` : "–";
  return right(entrant) ? digits(entrant.median) : `(${digits(entrant.median)})`;
}

function ratio(ours, other) {
  if (ours?.median === undefined || other === undefined) return "–";
  if (other.median === undefined) return other.over ? `over ${digits((other.over * 1000) / ours.median)}x` : "–";
  const text = `${(other.median / ours.median).toPrecision(other.median < 100 * ours.median ? 2 : 3)}x`;
  return right(other) ? text : `(${text})`;
}

function digits(ms) {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

function small(x) {
  return x === undefined || x === null ? "–" : x.toExponential(1);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}
