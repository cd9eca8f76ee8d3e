import { proxy } from "comlink";
import { useMemo, useRef, useState } from "preact/hooks";
import recorded from "../recorded-benchmark.json";
import { Jobs } from "../jobs";
import { BenchmarkTable, type Outcome } from "../parts/benchmark-table";
import { Code } from "../parts/code";
import { milliseconds, power } from "../parts/format";
import { type Place, placeOf, usePlace } from "../parts/place";
import { Plot } from "../parts/plot";
import { benchmarkProgram } from "../parts/programs";
import { Progress, useTask, Word } from "../parts/task";
import type { Kind } from "../worker/benchmark";
import type { ContestantName } from "../worker/contestants";

const LIBRARIES: Record<ContestantName, string> = { lowrank: "--accent", "ml-matrix": "--warm", "svd-js": "--blue", numeric: "--violet" };
const NAMES = Object.keys(LIBRARIES) as ContestantName[];
const SIZES = ["10×10", "50×50", "100×100", "200×200", "400×400", "1000×1000", "2000×50"] as const;
const KINDS: Record<Kind, string> = { random: "random", "low rank": "of rank 3", graded: "graded, 1 to 10⁻¹²" };

const cell = (library: string, size: string) => `${library} ${size}`;

/** What was measured, where and when. */
interface Run {
  readonly kind: Kind;
  readonly sizes: readonly string[];
  readonly libraries: readonly string[];
  readonly outcomes: readonly (readonly [cell: string, outcome: Outcome])[];
  /** In words. */
  readonly where: string;
  /** ISO 8601. */
  readonly when: string;
}

const KEPT = "lowrank-playground-benchmark";
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** The last run in this browser; before the first one, one that comes with the page. */
function lastRun(): Run {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept !== null) return JSON.parse(kept) as Run;
  } catch {
    // storage may be forbidden, or hold what is no run: the one that comes with the page
  }
  return recorded as unknown as Run;
}

interface Setting {
  readonly sizes: ReadonlySet<string>;
  readonly libraries: ReadonlySet<string>;
  readonly kind: Kind;
}

function settingOf({ sizes, libraries, matrix }: Place, usual: Run): Setting {
  const listed = (text: string | undefined, all: readonly string[], otherwise: readonly string[]) => new Set(text === undefined ? otherwise : text.split(" ").filter((name) => all.includes(name)));
  return { sizes: listed(sizes, SIZES, usual.sizes), libraries: listed(libraries, NAMES, usual.libraries), kind: Object.keys(KINDS).find((name) => name === matrix) as Kind | undefined ?? usual.kind };
}

export default function Benchmark() {
  const start = useMemo(() => { const run = lastRun(); return { run, setting: settingOf(placeOf("benchmark"), run) }; }, []);
  const jobs = useMemo(() => new Jobs(), []);
  const { task, run, cancel } = useTask();
  const [setting, setSetting] = useState(start.setting);
  const [shown, setShown] = useState<Run>(start.run);
  const { sizes, libraries, kind } = setting;
  const latest = useRef(shown);
  const isRunning = task.state === "running";

  const remember = usePlace("benchmark", (place) => setSetting(settingOf(place, start.run)));
  function set(next: Setting): void {
    setSetting(next);
    remember({ sizes: SIZES.filter((size) => next.sizes.has(size)).join(" "), libraries: NAMES.filter((name) => next.libraries.has(name)).join(" "), matrix: next.kind }, true);
  }

  const chosenSizes = SIZES.filter((size) => sizes.has(size));
  const chosenLibraries = NAMES.filter((name) => libraries.has(name));
  const outcomes = useMemo(() => new Map(kind === shown.kind ? shown.outcomes : []), [shown, kind]); // times of another kind of matrix are not the answer

  async function measure(): Promise<void> {
    const cells = chosenSizes.flatMap((size) => chosenLibraries.map((library) => ({ size, library })));
    const show = (next: Run) => setShown((latest.current = next));
    show({ kind, sizes: chosenSizes, libraries: chosenLibraries, outcomes: [], where: "in this browser", when: new Date().toISOString() });
    const isDone = await run("Measuring", async (signal, report) => {
      for (const [done, { size, library }] of cells.entries()) {
        const say = (samples: number) => report((done + samples / 8) / cells.length, `${library}, ${size}`);
        say(0);
        const [rows, columns] = size.split("×").map(Number) as [number, number];
        const outcome = await jobs.run((work) => work.benchmark.measure(library, kind, rows, columns, proxy(say)), signal).catch((error: unknown) => ({ failure: (error as Error).message }));
        signal.throwIfAborted();
        show({ ...latest.current, outcomes: [...latest.current.outcomes, [cell(library, size), outcome]] });
      }
      return true;
    });
    if (isDone) keep(latest.current);
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
          <Boxes legend="Sizes" options={SIZES} chosen={sizes} onChange={(next) => set({ ...setting, sizes: next })} disabled={isRunning} />
          <Boxes legend="Libraries" options={NAMES} chosen={libraries} onChange={(next) => set({ ...setting, libraries: next })} disabled={isRunning} />
          <label class="field">Matrix
            <select value={kind} disabled={isRunning} onChange={(event) => set({ ...setting, kind: event.currentTarget.value as Kind })}>
              {Object.entries(KINDS).map(([name, about]) => <option key={name} value={name}>{about}</option>)}
            </select>
          </label>
        </div>
        <div class="buttons">
          <button type="button" class="primary" disabled={isRunning || chosenSizes.length * chosenLibraries.length === 0} onClick={() => void measure()}>Measure</button>
          {task.text !== "" ? <Word task={task} /> : <p class="about">{outcomes.size > 0 && `Shown: measured ${shown.where}, ${DATE.format(new Date(shown.when))}.`}</p>}
        </div>
      </div>
      <Progress task={task} onCancel={cancel} />
      <BenchmarkTable sizes={chosenSizes} libraries={chosenLibraries} outcomes={outcomes} />
      {series.length > 0 && edges.length > 1 && (
        <Plot label={`Time against the number of rows. ${series.map(({ name, values }) => `${name}: ${values.map((value, i) => `${drawn[i]} ${value === null ? "none" : milliseconds(value)}`).join(", ")}`).join(". ")}.`}
          height={320} x={edges} xTicks={edges} logX logY series={series} xLabel="rows and columns" yLabel="milliseconds" yText={power} />
      )}
      <Code text={benchmarkProgram(...((chosenSizes.at(-1) ?? "200×200").split("×").map(Number) as [number, number]))} />
    </section>
  );
}

/** For the next visit. */
function keep(run: Run): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(run));
  } catch {
    // it is shown until the page is closed
  }
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
