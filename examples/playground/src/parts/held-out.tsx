import { useEffect, useState } from "preact/hooks";
import { compare as crossValidated, type HeldOutCurve, type TableOptions } from "./completing";
import { short } from "./format";
import { Plot } from "./plot";
import type { EditedTable } from "./table-text";
import { Progress, useTask, Word } from "./task";

interface HeldOutProps {
  /** With entries. */
  readonly table: EditedTable;
  readonly observed: number;
  readonly options: TableOptions;
  readonly takesLambda: boolean;
  readonly onPick: (field: "rank" | "lambda", value: number) => void;
}

const NAMES = { rank: "rank", lambda: "penalty λ" } as const;

/** Cross-validation: which rank, or penalty, predicts entries that were held out best. */
export function HeldOut({ table, observed, options, takesLambda, onPick }: HeldOutProps) {
  const { task, run, clear, cancel } = useTask();
  const [curve, setCurve] = useState<HeldOutCurve & { readonly by: "rank" | "lambda" }>();
  useEffect(() => { // of another table or method nothing is left
    clear();
    setCurve(undefined);
  }, [table, options.method, options.fill]);

  async function compare(by: "rank" | "lambda"): Promise<void> {
    const { [by]: _varied, ...fixed } = options;
    const found = await run("Cross-validating", (signal, report) => crossValidated(table, fixed, by, signal, report));
    if (found !== undefined) setCurve({ ...found, by });
  }

  const best = curve?.tried[curve.rmse.indexOf(Math.min(...curve.rmse))];
  return (
    <div class="card">
      <h2>Which rank, which penalty?</h2>
      <p class="about">Every entry is held out once, in five parts, and predicted from the others.</p>
      <div class="buttons">
        <button type="button" disabled={observed < 3 || task.state === "running"} onClick={() => void compare("rank")}>Compare ranks</button>
        <button type="button" disabled={observed < 3 || !takesLambda || task.state === "running"} onClick={() => void compare("lambda")}>Compare penalties</button>
        <Word task={task} />
      </div>
      <Progress task={task} onCancel={cancel} />
      {curve && (
        <Plot label={`Error on entries held out against ${NAMES[curve.by]}: ${curve.tried.map((value, i) => `${value}: ${short(curve.rmse[i]!)}`).join(", ")}.`}
          height={220} x={curve.tried} xTicks={curve.tried} logX={curve.by === "lambda"} xLabel={NAMES[curve.by]} yLabel="error, held out" yText={short} mark={best}
          series={[{ name: "error", colour: "--accent", values: curve.rmse, band: curve.deviation, points: true }]}>
          <figcaption>
            <span>Least error {short(Math.min(...curve.rmse))} with {NAMES[curve.by]} {best}</span>
            <button type="button" class="small" onClick={() => onPick(curve.by, best!)}>Use it</button>
          </figcaption>
        </Plot>
      )}
    </div>
  );
}
