import { useEffect, useId, useMemo, useState } from "preact/hooks";
import tables from "virtual:embeddings";
import { Jobs } from "../jobs";
import { Chips } from "../parts/chips";
import { Code } from "../parts/code";
import { Drop } from "../parts/drop";
import { hundredths, milliseconds, percent, whole } from "../parts/format";
import { type Place, placeOf, usePlace, wholeIn } from "../parts/place";
import { pool } from "../parts/pool";
import { componentsProgram } from "../parts/programs";
import { Scatter } from "../parts/scatter";
import { Stat, Stats } from "../parts/stats";
import { Progress, useTask, Word } from "../parts/task";
import type { NumberedColumns } from "../worker/texts";

const EXAMPLES = [
  { name: "votes", title: "Countries by their votes", file: "votes.csv", isScaled: false, about: "Roll calls of the UN General Assembly since 2000: countries that vote alike lie together." },
  { name: "iris", title: "Irises", file: "iris.csv", isScaled: true, about: "Four lengths of 150 flowers of three species." },
] as const;
const OWN = { name: "own", title: "Yours" };

/** Components to choose from, at most. */
const MOST = 8;
/** Columns of words with more values than this are names, not groups. */
const MOST_GROUPS = 6;
/** Rows of the coordinates as a table. */
const LISTED = 50;
/** Of the columns that a component is made of, where there are few enough that their names say something. */
const LOADINGS = 4;
const TOLD = 60;

interface Source {
  readonly name: string;
  readonly file: string;
  readonly about: string;
  readonly text: string | File;
}

interface Found {
  readonly table: NumberedColumns;
  readonly isScaled: boolean;
  /** Row by row. */
  readonly scores: Float64Array;
  readonly loadings: Float64Array;
  readonly count: number;
  readonly shares: Float64Array;
  readonly names: readonly string[];
  /** The names are those of the table, not made from numbers. */
  readonly isNamed: boolean;
  readonly groups: readonly string[];
  readonly groupOf: readonly number[];
  readonly milliseconds: number;
}

interface Axes {
  readonly x: number;
  readonly y: number;
}

function sourceOf(name: string | undefined): Source & { readonly isScaled: boolean } {
  const known = EXAMPLES.find((one) => one.name === name) ?? EXAMPLES[0];
  return { ...known, text: tables[known.name] };
}

const stateOf = ({ data, x, y, scale, show }: Place) => {
  const source = sourceOf(data);
  return { source, axes: { x: wholeIn(x, 1, MOST, 1), y: wholeIn(y, 1, MOST, 2) }, isScaled: scale === undefined ? source.isScaled : scale === "1", show };
};

export default function Embeddings() {
  const first = useMemo(() => stateOf(placeOf("embeddings")), []);
  const jobs = useMemo(() => new Jobs(), []);
  const { task, run, cancel } = useTask();
  const [source, setSource] = useState<Source>(first.source);
  const [isScaled, setScaled] = useState(first.isScaled);
  const [axes, setAxes] = useState<Axes>(first.axes);
  const [show, setShow] = useState(first.show);
  const [found, setFound] = useState<Found>();
  const id = useId();

  const remember = usePlace("embeddings", (place) => {
    const next = stateOf(place);
    setAxes(next.axes);
    setShow(next.show);
    if (next.source.name === source.name && next.isScaled === isScaled) return;
    setFound(undefined);
    void compute(next.source, next.isScaled);
  });
  const placed = (of: Source, scaled: boolean, at: Axes, name: string | undefined): Place =>
    ({ ...(of.name === OWN.name ? {} : { data: of.name }), x: String(at.x), y: String(at.y), scale: scaled ? "1" : "0", show: name });

  async function compute(next: Source, scaled: boolean): Promise<void> {
    setSource(next);
    setScaled(scaled);
    const result = await run("Reading the table", async (signal, report) => {
      const text = typeof next.text === "string" ? next.text : await next.text.text();
      const table = await jobs.run((work) => work.texts.readColumns(text));
      signal.throwIfAborted();
      report(undefined, "Finding the components");
      const start = performance.now();
      const count = Math.min(MOST, table.rows, table.names.length);
      const a = { rows: table.rows, columns: table.names.length, data: table.data };
      const { scores, components, explainedVarianceRatio } = await (await pool()).pca(a, { components: count, scale: scaled, signal });
      return { table, isScaled: scaled, count, scores: scores!.data, loadings: components.data, shares: explainedVarianceRatio, ...wordsOf(table), milliseconds: performance.now() - start };
    });
    if (result !== undefined) setFound(result);
  }

  function move(next: Axes): void {
    setAxes(next);
    remember(placed(source, isScaled, next, show), true);
  }

  function point(name: string | undefined): void {
    setShow(name || undefined);
    remember(placed(source, isScaled, axes, name || undefined));
  }

  function begin(next: Source, scaled: boolean): void {
    setShow(undefined);
    setFound(undefined); // the points of another table are not the answer
    setAxes({ x: 1, y: 2 });
    remember(placed(next, scaled, { x: 1, y: 2 }, undefined), true);
    void compute(next, scaled);
  }

  useEffect(() => {
    remember(placed(source, isScaled, axes, show));
    void compute(source, isScaled);
  }, []);

  const [x, y] = found === undefined ? [axes.x, axes.y] : [Math.min(axes.x, found.count), Math.min(axes.y, found.count)];
  const points = useMemo(() => found?.names.map((name, i) => ({ name, group: found.groupOf[i]!, x: found.scores[i * found.count + x - 1]!, y: found.scores[i * found.count + y - 1]! })), [found, x, y]);
  const chosen = useMemo(() => { const at = found?.names.indexOf(show ?? ""); return at === undefined || at < 0 ? undefined : at; }, [found, show]);
  const axisLabel = (k: number) => `component ${k}${found ? `, ${percent(found.shares[k - 1]!)} of the variance` : ""}`;

  return (
    <section aria-labelledby="embeddings-title" class="embeddings">
      <div class="intro">
        <h1 id="embeddings-title">Many columns, two directions</h1>
        <p>Principal components are the directions along which the rows of a table differ most. Two of them make a map: what is alike lies together.</p>
      </div>
      <div>
        <Drop choose="Choose a CSV…" label="A table of your own" accept=".csv,.tsv,.txt,text/*"
          onFile={(file) => begin({ name: OWN.name, file: file.name, text: file, about: "" }, isScaled)}>
          <Chips legend="Table" options={source.name === OWN.name ? [...EXAMPLES, OWN] : EXAMPLES} chosen={source.name}
            onChoose={(name) => { if (name !== OWN.name) begin(sourceOf(name), sourceOf(name).isScaled); }} />
          <label class="check"><input type="checkbox" checked={isScaled} onChange={(event) => begin(source, event.currentTarget.checked)} />Scale the columns</label>
        </Drop>
        <p class="about">{source.about || (found && `${source.file}: ${whole(found.table.rows)} rows, ${whole(found.table.names.length)} columns of numbers${found.table.words.length > 0 ? `, ${found.table.words.map(({ name }) => name).join(", ")} as words` : ""}.`)}{found && found.table.filled > 0 && ` ${whole(found.table.filled)} holes are filled with the mean of their column.`}</p>
      </div>
      <Progress task={task} onCancel={cancel} />
      {task.state !== "running" && task.text !== "" && <div class="views"><p class="instead" role="alert">{task.text}</p></div>}

      {found && points ? (
        <>
          <div class="fields">
            {(["x", "y"] as const).map((axis) => (
              <label key={axis} class="field">{axis === "x" ? "Across" : "Up"}
                <select value={axis === "x" ? x : y} onChange={(event) => move({ x, y, [axis]: Number(event.currentTarget.value) })}>
                  {Array.from(found.shares, (share, k) => <option key={k} value={k + 1}>component {k + 1}: {percent(share)}</option>)}
                </select>
              </label>
            ))}
            <label class="field">Find a row
              <input type="text" list={id} value={show ?? ""} autocomplete="off" onInput={(event) => point(event.currentTarget.value)} />
              <datalist id={id}>{found.names.slice(0, 1000).map((name) => <option key={name} value={name} />)}</datalist>
            </label>
            {show !== undefined && chosen === undefined && <Word task={{ state: "idle", text: `No row is named “${show}”.` }} />}
          </div>
          <Scatter label={`${whole(points.length)} rows on two principal components, ${axisLabel(x)} across and ${axisLabel(y)} up.${chosen === undefined ? "" : ` ${found.names[chosen]} is marked.`}`}
            points={points} groups={found.groups} xLabel={axisLabel(x)} yLabel={axisLabel(y)} chosen={chosen} isNamed={found.isNamed} onChoose={(i) => point(i === undefined ? undefined : found.names[i])} />
          <Stats label="About the components">
            <Stat name="On the map" value={percent(found.shares[x - 1]! + (x === y ? 0 : found.shares[y - 1]!))} note="of the variance of the table" />
            {found.table.names.length <= TOLD && [...new Set([x, y])].map((k) => <Stat key={k} name={`Component ${k} is`} note={loadingsOf(found, k)} />)}
            <Stat name="Computing" value={milliseconds(found.milliseconds)} note={`${found.count} components, in a worker`} />
          </Stats>
          <details>
            <summary>Coordinates as a table</summary>
            <div class="scroll" role="region" aria-label="Coordinates" tabIndex={0}>
              <table class="cells">
                <thead><tr><td />{[x, y].map((k, at) => <th key={at} scope="col">component {k}</th>)}</tr></thead>
                <tbody>{points.slice(0, LISTED).map((one, i) => <tr key={i}><th scope="row">{one.name}</th><td>{hundredths(one.x)}</td><td>{hundredths(one.y)}</td></tr>)}</tbody>
              </table>
            </div>
            {points.length > LISTED && <p class="about">The first {LISTED} of {whole(points.length)} rows.</p>}
          </details>
          <Code text={componentsProgram({ file: source.file, names: found.table.names, rows: found.table.rows, data: found.table.data, isScaled: found.isScaled, components: found.count, hasHoles: found.table.filled > 0 })} />
        </>
      ) : task.text === "" || task.state === "running" ? <div class="plot awaited map" /> : null}
    </section>
  );
}

/** The columns of words: the one with most values names the rows, the one with few groups them. */
function wordsOf({ words, rows }: NumberedColumns): Pick<Found, "names" | "isNamed" | "groups" | "groupOf"> {
  const counted = words.map(({ values }) => ({ values, distinct: [...new Set(values)] }));
  const naming = counted.filter(({ distinct }) => distinct.length > MOST_GROUPS).sort((a, b) => b.distinct.length - a.distinct.length)[0];
  const grouping = counted.find(({ distinct }) => distinct.length >= 2 && distinct.length <= MOST_GROUPS);
  const groups = grouping?.distinct ?? ["all"];
  return {
    names: Array.from({ length: rows }, (_, i) => naming?.values[i] || `Row ${i + 1}`),
    isNamed: naming !== undefined, groups, groupOf: Array.from({ length: rows }, (_, i) => Math.max(0, groups.indexOf(grouping?.values[i] ?? ""))),
  };
}

/** The columns with the largest weights in a component. */
function loadingsOf({ loadings, count, table: { names } }: Found, k: number): string {
  const weights = names.map((name, j) => ({ name, weight: loadings[j * count + k - 1]! })).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return weights.slice(0, LOADINGS).map(({ name, weight }, i) => `${weight < 0 ? (i === 0 ? "−" : "− ") : i === 0 ? "" : "+ "}${Math.abs(weight).toFixed(2)} ${name}`).join(" ") + (names.length > LOADINGS ? " …" : "");
}
