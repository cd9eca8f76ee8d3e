import { proxy } from "comlink";
import { useRef, useState } from "preact/hooks";
import { BenchmarkTable, type Outcome } from "../parts/benchmark-table";
import { milliseconds, power } from "../parts/format";
import { Plot } from "../parts/plot";
import { TaskLine, useTask } from "../parts/task";
import type { Kind } from "../worker/benchmark";
import type { ContestantName } from "../worker/contestants";

const LIBRARIES: Record<ContestantName, string> = { lowrank: "--accent", "ml-matrix": "--warm", "svd-js": "--blue", numeric: "--violet" };
const NAMES = Object.keys(LIBRARIES) as ContestantName[];
const SIZES = ["10×10", "50×50", "100×100", "200×200", "400×400", "1000×1000", "2000×50"] as const;
const FIRST_SIZES = ["10×10", "50×50", "100×100", "200×200"];
const KINDS: Record<Kind, string> = { random: "random", "low rank": "of rank 3", graded: "graded, 1 to 10⁻¹²" };

const cell = (library: string, size: string) => `${library} ${size}`;

export default function Benchmark() {
  const { task, run, jobs, cancel } = useTask();
  const [sizes, setSizes] = useState<ReadonlySet<string>>(new Set(FIRST_SIZES));
  const [libraries, setLibraries] = useState<ReadonlySet<string>>(new Set(NAMES));
  const [kind, setKind] = useState<Kind>("random");
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const stopped = useRef(false);
  const isRunning = task.state === "running";

  const chosenSizes = SIZES.filter((size) => sizes.has(size));
  const chosenLibraries = NAMES.filter((name) => libraries.has(name));

  async function measure(): Promise<void> {
    stopped.current = false;
    setOutcomes(new Map());
    const cells = chosenSizes.flatMap((size) => chosenLibraries.map((library) => ({ size, library })));
    await run("Measuring", async (_jobs, report) => {
      for (const [done, { size, library }] of cells.entries()) {
        if (stopped.current) break;
        const say = (samples: number) => report((done + samples / 8) / cells.length, `${library}, ${size}`);
        say(0);
        const [rows, columns] = size.split("×").map(Number) as [number, number];
        const outcome = await jobs.run((work) => work.benchmark.measure(library, kind, rows, columns, proxy(say))).catch((error: unknown) => ({ failure: (error as Error).message }));
        if (stopped.current) break;
        setOutcomes((before) => new Map(before).set(cell(library, size), outcome));
      }
    });
  }

  function stop(): void {
    stopped.current = true;
    cancel();
  }

  const drawn = chosenSizes.filter((size) => size !== "2000×50" && NAMES.some((name) => outcomes.has(cell(name, size))));
  const edges = drawn.map((size) => parseInt(size, 10));
  const series = NAMES.filter((name) => drawn.some((size) => outcomes.has(cell(name, size)))).map((name) => ({
    name, colour: LIBRARIES[name], points: true,
    values: drawn.map((size) => {
      const outcome = outcomes.get(cell(name, size));
      return outcome !== undefined && "milliseconds" in outcome ? Math.max(outcome.milliseconds, 1e-3) : null;
    }),
  }));

  return (
    <section aria-labelledby="benchmark-title" class="bench">
      <div class="intro">
        <h1 id="benchmark-title">Measured in your browser</h1>
        <p>U, S and V of one matrix, by four libraries, in a worker. Speed is worth nothing if the answer is wrong: the residual and the orthogonality of each answer are measured too.</p>
      </div>
      <div class="panel">
        <div class="fields">
          <Boxes legend="Sizes" options={SIZES} chosen={sizes} onChange={setSizes} disabled={isRunning} />
          <Boxes legend="Libraries" options={NAMES} chosen={libraries} onChange={setLibraries} disabled={isRunning} />
          <label class="field">Matrix
            <select value={kind} disabled={isRunning} onChange={(event) => { setKind(event.currentTarget.value as Kind); setOutcomes(new Map()); }}>
              {Object.entries(KINDS).map(([name, about]) => <option key={name} value={name}>{about}</option>)}
            </select>
          </label>
        </div>
        <div class="buttons">
          <button type="button" class="primary" disabled={isRunning || chosenSizes.length * chosenLibraries.length === 0} onClick={() => void measure()}>Measure</button>
          <TaskLine task={task} onCancel={stop} />
        </div>
      </div>
      <BenchmarkTable sizes={chosenSizes} libraries={chosenLibraries} outcomes={outcomes} />
      {series.length > 0 && edges.length > 1 && (
        <Plot label={`Time against the number of rows. ${series.map(({ name, values }) => `${name}: ${values.map((value, i) => `${drawn[i]} ${value === null ? "none" : milliseconds(value)}`).join(", ")}`).join(". ")}.`}
          height={320} x={edges} xTicks={edges} logX logY series={series} xLabel="rows and columns" yLabel="milliseconds" yText={power} />
      )}
    </section>
  );
}

interface BoxesProps {
  readonly legend: string;
  readonly options: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

function Boxes({ legend, options, chosen, disabled, onChange }: BoxesProps) {
  const toggled = (option: string) => new Set(chosen.has(option) ? [...chosen].filter((one) => one !== option) : [...chosen, option]);
  return (
    <fieldset class="boxes" disabled={disabled}>
      <legend>{legend}</legend>
      {options.map((option) => <label key={option} class="check"><input type="checkbox" checked={chosen.has(option)} onChange={() => onChange(toggled(option))} />{option}</label>)}
    </fieldset>
  );
}
