import { COMPLETION_METHODS } from "lowrank";
import { useEffect, useMemo, useState } from "preact/hooks";
import films from "virtual:films";
import { Jobs } from "../jobs";
import { Chips } from "../parts/chips";
import { Code } from "../parts/code";
import { CompletedGrid } from "../parts/completed-grid";
import { complete, type CompletedTable, type TableOptions } from "../parts/completing";
import { Drop } from "../parts/drop";
import { EditGrid } from "../parts/edit-grid";
import { milliseconds, short, whole } from "../parts/format";
import { HeldOut } from "../parts/held-out";
import { type Place, placeOf, usePlace } from "../parts/place";
import { tableProgram } from "../parts/programs";
import { Stat, Stats } from "../parts/stats";
import { type EditedTable, entriesOf, isWhole, numbered, packed, type Reading, resized, tableOf, unpacked, valueOf } from "../parts/table-text";
import { Progress, useTask, Word } from "../parts/task";

const FILLS = ["bias", "zero", "mean", "row-mean", "column-mean"] as const;
const METHODS = Object.entries(COMPLETION_METHODS);
const TAKES_LAMBDA = new Set(METHODS.filter(([, { options }]) => (options as readonly string[]).includes("lambda")).map(([name]) => name));

interface Example {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly table: EditedTable;
  readonly options: TableOptions;
}

const EXAMPLES: readonly Example[] = [
  {
    name: "three-friends", title: "Three friends", about: "Three friends rate five films. With rank 1 there is one way to fill the holes exactly.",
    table: tableOf(["Ann", "Ben", "Cleo"], numbered("Film", 5), [[2, null, null, null, 5], [null, 3, 4, null, 2], [null, null, 2, 1, null]]), options: { method: "auto", rank: 1 },
  },
  { name: "films", title: "Films", about: "Ratings of 2013, 0 to 10, of the films most rated then.", table: tableOf(films.rows, films.columns, films.values), options: { method: "bayesian", rank: 2 } },
  { name: "empty", title: "Empty", about: "A table of your own: type, or paste cells from a spreadsheet, or a list of user, item, rating.", table: tableOf(numbered("Row", 5), numbered("Column", 5), Array.from({ length: 5 }, () => Array<null>(5).fill(null))), options: { method: "auto" } },
];
const OWN: Omit<Example, "table"> = { name: "own", title: "Yours", about: "", options: { method: "auto" } };

/** A table of the reader's own, as it was read. */
interface Own extends Reading {
  readonly title: string;
  readonly text: string;
}

interface Shown {
  readonly example: Omit<Example, "table">;
  readonly table: EditedTable;
  readonly own?: Own;
}

function shownAt({ example, table, method, rank, lambda, fill }: Place): { readonly shown: Shown; readonly options: TableOptions } {
  const known = EXAMPLES.find(({ name }) => name === example) ?? EXAMPLES[0]!;
  const edited = unpacked(table);
  const positive = (text: string | undefined) => (text !== undefined && Number(text) >= 0 ? Number(text) : undefined);
  const [k, penalty] = [positive(rank), positive(lambda)];
  const options = {
    method: METHODS.some(([name]) => name === method) ? (method as NonNullable<TableOptions["method"]>) : known.options.method!,
    ...(k === undefined ? {} : { rank: Math.max(1, Math.round(k)) }), ...(penalty === undefined ? {} : { lambda: penalty }),
    ...(FILLS.find((name) => name === fill) === undefined ? {} : { fill: fill as (typeof FILLS)[number] }),
  };
  return { shown: edited === undefined ? { example: known, table: known.table } : { example: OWN, table: edited }, options: method === undefined ? known.options : options };
}

export default function Tables() {
  const first = useMemo(() => shownAt(placeOf("tables")), []);
  const jobs = useMemo(() => new Jobs(), []);
  const { task, run, clear, cancel } = useTask();
  const reading = useTask();
  const [shown, setShown] = useState<Shown>(first.shown);
  const [options, setOptions] = useState<TableOptions>(first.options);
  const [result, setResult] = useState<{ readonly table: EditedTable; readonly options: TableOptions; readonly completed: CompletedTable }>();
  const { example, table, own } = shown;

  const remember = usePlace("tables", (place) => {
    const next = shownAt(place);
    setShown(next.shown);
    setOptions(next.options);
  });
  const entries = useMemo(() => entriesOf(table), [table]);
  const method = options.method ?? "auto";

  useEffect(() => {
    const isExample = EXAMPLES.some((one) => one.table === table);
    remember({ ...(isExample ? { example: example.name } : { table: packed(table) }), method, rank: options.rank?.toString(), lambda: options.lambda?.toString(), fill: options.fill });
  }, [table, options]);

  useEffect(() => {
    if (entries === undefined) {
      clear();
      setResult(undefined); // it would be that of another table
      return;
    }
    let isLatest = true;
    const timer = setTimeout(async () => { // typing is awaited
      const completed = await run("Completing", (signal, report) => complete(table, options, signal, report));
      if (isLatest) setResult(completed && { table, options, completed });
    }, 150);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [table, options]);

  function choose(next: Example): void {
    reading.clear();
    remember({ example: next.name, method: next.options.method, rank: next.options.rank?.toString() }, true);
    setShown({ example: next, table: next.table });
    setOptions(next.options);
  }

  async function read(text: string | File, title: string, as?: Reading["as"]): Promise<void> {
    const found = await reading.run("Reading", async () => {
      const plain = typeof text === "string" ? text : await text.text();
      return { ...(await jobs.run((work) => work.texts.readText(plain, as))), title, text: plain };
    });
    if (found === undefined) { // what stood there before is gone, too: it was not asked for
      setShown({ example: OWN, table: EXAMPLES[2]!.table });
      return;
    }
    const next = found.as === "list" ? OWN.options : options;
    remember({ table: packed(found.table), method: next.method, rank: next.rank?.toString() }, true);
    setShown({ example: OWN, table: found.table, own: found });
    setOptions(next);
  }

  function edit(next: EditedTable): void {
    setShown((before) => ({ ...before, table: next }));
  }

  function set(field: "rank" | "lambda", text: string): void {
    const { [field]: _before, ...rest } = options;
    const value = Number(text);
    setOptions(text === "" || !Number.isFinite(value) ? rest : { ...rest, [field]: field === "rank" ? Math.max(1, Math.round(value)) : Math.max(0, value) });
  }

  const invalid = useMemo(() => table.cells.flat().filter((text) => valueOf(text) === undefined).length, [table]);
  const completed = result?.table === table && result.options === options ? result.completed : undefined;
  const hasEnded = task.state !== "running" && task.text !== ""; // without a result
  const shownResult = result ?? (entries === undefined || hasEnded ? undefined : { table, completed: awaited(table) });

  return (
    <section aria-labelledby="tables-title" class="tables">
      <div class="intro">
        <h1 id="tables-title">A table with holes</h1>
        <p>If a few hidden tastes explain a table, what is missing follows from what is there. Edit a cell, or paste a table: it is completed as you type.</p>
      </div>
      <div>
        <Drop choose="Choose a file…" label="A table of your own" accept=".csv,.tsv,.txt,.dat,text/*" onFile={(file) => void read(file, file.name)}>
          <Chips legend="Example" options={example === OWN ? [...EXAMPLES, OWN] : EXAMPLES} chosen={example.name} onChoose={(name) => { const next = EXAMPLES.find((one) => one.name === name); if (next) choose(next); }} />
        </Drop>
        {reading.task.state === "failed" ? <Word task={reading.task} /> : (
          <p class="about">{own === undefined ? example.about : <Guess own={own} onAs={(as) => void read(own.text, own.title, as)} />}</p>
        )}
      </div>
      <Progress task={reading.task} onCancel={reading.cancel} />
      <Progress task={task} onCancel={cancel} />

      <div class="panel">
        <div class="fields">
          <label class="field method">Method
            <select value={method} onChange={(event) => setOptions({ ...options, method: event.currentTarget.value as typeof method })}>
              {METHODS.map(([name, { about }]) => <option key={name} value={name}>{name}: {about}</option>)}
            </select>
          </label>
          <label class="field">Rank
            <input class="number" type="number" min={1} max={50} placeholder="auto" value={options.rank ?? ""} onInput={(event) => set("rank", event.currentTarget.value)} />
          </label>
          <label class="field">Penalty λ
            <input class="number" type="number" min={0} step="any" placeholder="auto" disabled={!TAKES_LAMBDA.has(method)} value={options.lambda ?? ""} onInput={(event) => set("lambda", event.currentTarget.value)} />
          </label>
          <label class="field">Fill with
            <select disabled={method !== "fill"} value={options.fill ?? "bias"} onChange={(event) => setOptions({ ...options, fill: event.currentTarget.value as (typeof FILLS)[number] })}>
              {FILLS.map((fill) => <option key={fill}>{fill}</option>)}
            </select>
          </label>
        </div>
        <Word task={invalid > 0 ? { state: "failed", text: `${invalid === 1 ? "One cell is" : `${invalid} cells are`} not a number: leave holes empty.` } : entries === undefined ? { state: "idle", text: "Enter at least one number." } : task} />
      </div>

      <div class="beside">
        <div class="card">
          <h2>Your table</h2>
          <EditGrid table={table} onChange={edit} onPaste={(text) => void read(text, "What you pasted")} />
          {isWhole(table) ? (
            <div class="buttons">
              {(["row", "column"] as const).map((side) => (
                <span key={side}>
                  <button type="button" class="small" onClick={() => edit(resized(table, side, 1))}>Add a {side}</button>
                  <button type="button" class="small" disabled={table[`${side}s`].length <= 1} onClick={() => edit(resized(table, side, -1))}>Remove a {side}</button>
                </span>
              ))}
            </div>
          ) : (
            <p class="about">{table.cells.length} of {whole(table.rows.length)} rows and {table.cells[0]!.length} of {whole(table.columns.length)} columns are shown{own?.isSorted ? ", those with most entries" : ""}; all are computed with.</p>
          )}
        </div>
        {shownResult && (
          <div class={completed === undefined ? "card stale" : "card"} aria-busy={completed === undefined}>
            <h2>Completed</h2>
            <CompletedGrid table={shownResult.table} completed={shownResult.completed} />
            <p class="about">{shownResult.completed.deviations ? "What was a hole is shaded; ± is half of the interval that holds the true value nine times in ten." : "What was a hole is shaded. The Bayesian method adds intervals."}</p>
          </div>
        )}
      </div>
      {shownResult && <div class={completed === undefined ? "stale" : undefined}><Summary {...shownResult.completed} /></div>}
      {entries && <HeldOut table={table} observed={entries.value.length} options={options} takesLambda={TAKES_LAMBDA.has(method)} onPick={(field, value) => set(field, String(value))} />}
      {entries && <Code text={tableProgram(table, options, own?.as === "list" ? own.title : undefined)} />}
    </section>
  );
}

/** What was read, and as what; the other reading is a button away. */
function Guess({ own: { title, as, table }, onAs }: { readonly own: Own; readonly onAs: (as: Reading["as"]) => void }) {
  const size = `${whole(table.rows.length)} × ${whole(table.columns.length)}`;
  const [said, other] = as === "list" ? ["a list of row, column, value", "table"] as const : ["a table", "list"] as const;
  return <>{title} was read as {said}: {size}. <button type="button" class="link" onClick={() => onAs(other)}>Read it as a {other} instead</button></>;
}

const NOT_YET = "…";

/** What stands where the result will be, so that nothing moves. */
function awaited({ cells }: EditedTable): CompletedTable {
  const columns = cells[0]?.length ?? 0;
  return { columns, values: new Float64Array(cells.length * columns).fill(NaN), method: NOT_YET, rank: 0, rmse: NaN, iterations: 0, converged: false, milliseconds: NaN };
}

function Summary({ method, rank, lambda, rmse, heldOutRmse, iterations, converged, milliseconds: time }: CompletedTable) {
  if (method === NOT_YET) return <Stats label="About the model">{["Model", "Error on what is there", "Computing"].map((name) => <Stat key={name} name={name} value={NOT_YET} note="not yet" />)}</Stats>;
  return (
    <Stats label="About the model">
      <Stat name="Model" value={method} note={`rank ${rank}${lambda === undefined || lambda < 1e-9 ? "" : `, λ = ${short(lambda)}`}`} />
      <Stat name="Error on what is there" value={rmse < 1e-9 ? "exact" : short(rmse)} note="root mean square" />
      {heldOutRmse !== undefined && <Stat name="Error on entries held out" value={short(heldOutRmse)} note="by which it was chosen" />}
      <Stat name="Computing" value={milliseconds(time)} note={`${iterations} ${iterations === 1 ? "iteration" : "iterations"}${converged ? ", converged" : ""}`} />
    </Stats>
  );
}
