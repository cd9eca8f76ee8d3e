import { proxy } from "comlink";
import { COMPLETION_METHODS } from "lowrank";
import { useEffect, useMemo, useState } from "preact/hooks";
import films from "virtual:films";
import { CompletedGrid } from "../parts/completed-grid";
import { EditGrid } from "../parts/edit-grid";
import { milliseconds, short } from "../parts/format";
import { HeldOut } from "../parts/held-out";
import { Stat, Stats } from "../parts/stats";
import { type EditedTable, numbered, resized, tableOf, valueOf } from "../parts/table-text";
import { TaskLine, useTask } from "../parts/task";
import type { Cells, CompletedTable, TableOptions } from "../worker/tables";

const FILLS = ["bias", "zero", "mean", "row-mean", "column-mean"] as const;
const METHODS = Object.entries(COMPLETION_METHODS);
const TAKES_LAMBDA = new Set(METHODS.filter(([, { options }]) => (options as readonly string[]).includes("lambda")).map(([name]) => name));

interface Example {
  readonly name: string;
  readonly about: string;
  readonly table: EditedTable;
  readonly options: TableOptions;
}

const EXAMPLES: readonly Example[] = [
  {
    name: "Three friends", about: "Three friends rate five films. With rank 1 there is one way to fill the holes exactly.",
    table: tableOf(["Ann", "Ben", "Cleo"], numbered("Film", 5), [[2, null, null, null, 5], [null, 3, 4, null, 2], [null, null, 2, 1, null]]), options: { method: "auto", rank: 1 },
  },
  { name: "Films", about: "Ratings of 2013, 0 to 10, of the films most rated then.", table: tableOf(films.rows, films.columns, films.values), options: { method: "bayesian", rank: 2 } },
  { name: "Empty", about: "A table of your own: type, or paste cells from a spreadsheet.", table: tableOf(numbered("Row", 5), numbered("Column", 5), Array.from({ length: 5 }, () => Array<null>(5).fill(null))), options: { method: "auto" } },
];

export default function Tables() {
  const { task, run, cancel } = useTask();
  const [example, setExample] = useState(EXAMPLES[0]!);
  const [table, setTable] = useState(example.table);
  const [options, setOptions] = useState<TableOptions>(example.options);
  const [result, setResult] = useState<{ readonly table: EditedTable; readonly completed: CompletedTable }>();

  const cells = useMemo<Cells | undefined>(() => {
    const values = table.cells.map((row) => row.map(valueOf));
    return values.flat().includes(undefined) || !values.flat().some((value) => value !== null) ? undefined : (values as Cells);
  }, [table]);
  const method = options.method ?? "auto";

  useEffect(() => {
    if (cells === undefined) return;
    const timer = setTimeout(async () => { // typing is awaited
      const completed = await run("Completing", (jobs, report) =>
        jobs.run((work) => work.tables.complete(cells, options, proxy((iteration) => report(undefined, `Completing: iteration ${iteration}`)))));
      if (completed !== undefined) setResult({ table, completed });
    }, 150);
    return () => clearTimeout(timer);
  }, [cells, options]);

  function choose(next: Example): void {
    setExample(next);
    setTable(next.table);
    setOptions(next.options);
  }

  function set(field: "rank" | "lambda", text: string): void {
    const { [field]: _before, ...rest } = options;
    const value = Number(text);
    setOptions(text === "" || !Number.isFinite(value) ? rest : { ...rest, [field]: field === "rank" ? Math.max(1, Math.round(value)) : Math.max(0, value) });
  }

  const invalid = table.cells.flat().filter((text) => valueOf(text) === undefined).length;
  const completed = result?.table === table ? result.completed : undefined;

  return (
    <section aria-labelledby="tables-title" class="tables">
      <div class="intro">
        <h1 id="tables-title">A table with holes</h1>
        <p>If a few hidden tastes explain a table, what is missing follows from what is there. Edit a cell, or paste a table: it is completed as you type.</p>
      </div>
      <div class="chooser">
        <fieldset class="chips">
          <legend class="hidden">Example</legend>
          {EXAMPLES.map((one) => (
            <label key={one.name} class="chip"><input type="radio" name="example" checked={one === example} onChange={() => choose(one)} />{one.name}</label>
          ))}
        </fieldset>
        <p class="about">{example.about}</p>
      </div>

      <div class="panel">
        <div class="fields">
          <label class="field">Method
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
          <TaskLine task={invalid > 0 ? { state: "failed", text: `${invalid === 1 ? "One cell is" : `${invalid} cells are`} not a number: leave holes empty.` } : cells === undefined ? { state: "idle", text: "Enter at least one number." } : task} onCancel={cancel} />
        </div>
      </div>

      <div class="beside">
        <div class="card">
          <h2>Your table</h2>
          <EditGrid table={table} onChange={setTable} />
          <div class="buttons">
            {(["row", "column"] as const).map((side) => (
              <span key={side}>
                <button type="button" class="small" onClick={() => setTable(resized(table, side, 1))}>Add a {side}</button>
                <button type="button" class="small" disabled={table[`${side}s`].length <= 1} onClick={() => setTable(resized(table, side, -1))}>Remove a {side}</button>
              </span>
            ))}
          </div>
        </div>
        {result && (
          <div class="card" aria-busy={completed === undefined}>
            <h2>Completed</h2>
            <CompletedGrid table={result.table} completed={result.completed} />
            <p class="about">{result.completed.deviations ? "What was a hole is shaded; ± is half of the interval that holds the true value nine times in ten." : "What was a hole is shaded. The Bayesian method adds intervals."}</p>
          </div>
        )}
      </div>
      {result && <Summary {...result.completed} />}
      {cells && <HeldOut cells={cells} options={options} takesLambda={TAKES_LAMBDA.has(method)} onPick={(field, value) => set(field, String(value))} />}
    </section>
  );
}

function Summary({ method, rank, lambda, rmse, heldOutRmse, iterations, converged, milliseconds: time }: CompletedTable) {
  return (
    <Stats label="About the model">
      <Stat name="Model" value={method} note={`rank ${rank}${lambda === undefined || lambda < 1e-9 ? "" : `, λ = ${short(lambda)}`}`} />
      <Stat name="Error on what is there" value={rmse < 1e-9 ? "exact" : short(rmse)} note="root mean square" />
      {heldOutRmse !== undefined && <Stat name="Error on entries held out" value={short(heldOutRmse)} note="by which it was chosen" />}
      <Stat name="Computing" value={milliseconds(time)} note={`${iterations} ${iterations === 1 ? "iteration" : "iterations"}${converged ? ", converged" : ""}`} />
    </Stats>
  );
}
