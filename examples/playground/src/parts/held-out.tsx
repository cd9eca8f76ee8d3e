import { proxy } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { Cells, HeldOutCurve, TableOptions } from "../worker/tables";
import { short } from "./format";
import { Plot } from "./plot";
import { TaskLine, useTask } from "./task";

interface HeldOutProps {
  readonly cells: Cells;
  readonly options: TableOptions;
  readonly takesLambda: boolean;
  readonly onPick: (field: "rank" | "lambda", value: number) => void;
}

const NAMES = { rank: "rank", lambda: "penalty λ" } as const;

/** Cross-validation: which rank, or penalty, predicts entries that were held out best. */
export function HeldOut({ cells, options, takesLambda, onPick }: HeldOutProps) {
  const { task, run, cancel } = useTask();
  const [curve, setCurve] = useState<HeldOutCurve & { readonly by: "rank" | "lambda" }>();
  useEffect(() => setCurve(undefined), [cells, options.method, options.fill]);
  const observed = cells.flat().filter((value) => value !== null).length;

  async function compare(by: "rank" | "lambda"): Promise<void> {
    const { [by]: _varied, ...fixed } = options;
    const found = await run("Cross-validating", (jobs, report) => jobs.run((work) => work.tables.compare(cells, fixed, by, proxy((share) => report(share)))));
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
        <TaskLine task={task} onCancel={cancel} />
      </div>
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
