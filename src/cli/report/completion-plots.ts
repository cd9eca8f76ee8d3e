import { type Completion, type Evaluation, type Progress, complete, predictMatrix, predictPlaces, singularValues, sparse, truncatedSvd } from "../../index";
import { asTable, type EntryFile } from "../files/entries/entry-file";
import { HEAT_LINES, heatMap, predictedPlot } from "../plots/completion";
import { iterationsPlot } from "../plots/iterations";
import { screePlot } from "../plots/scree";
import { MARK, WARM } from "../plots/style";
import { significant, whole } from "./format";

/** Singular values that a spectrum shows. */
const MOST_VALUES = 40;
/** Cells of a table up to which the completed table's own spectrum is computed: 2 seconds. */
const MOST_CELLS = 2 ** 21;

export type PlotName = "predicted" | "error" | "spectrum" | "table";

export interface CompletionOutcome {
  readonly title: string;
  readonly file: EntryFile;
  /** The model of all entries, or of those not held out if no other was needed. */
  readonly model: Completion;
  /** The model of the entries not held out, how it came about, and how it did. */
  readonly tried?: { readonly model: Completion; readonly test: EntryFile["entries"]; readonly errors: Evaluation };
  /** The iterations of `tried`, or of `model`. */
  readonly trace: readonly Progress[];
}

/** The plots there may be: without held-out entries no comparison with them, no errors of a method that does not iterate, no heat map of a large table. */
export function plotNames({ rows, columns }: EntryFile, measured: boolean): PlotName[] {
  const isSmall = rows.length <= HEAT_LINES && columns.length <= HEAT_LINES;
  return [...(measured ? ["predicted" as const] : []), "error", "spectrum", ...(isSmall ? ["table" as const] : [])];
}

/** One plot as an SVG document; undefined if there is nothing to show. */
export function drawPlot(name: PlotName, outcome: CompletionOutcome): string | undefined {
  const { title, file, model } = outcome;
  switch (name) {
    case "predicted": return predictions(outcome);
    case "error": return iterations(outcome);
    case "spectrum": return spectrum(outcome);
    case "table": return heatMap({ title, file, values: predictMatrix(model).data });
  }
}

function predictions({ title, tried }: CompletionOutcome): string | undefined {
  if (tried === undefined) return undefined;
  const { model, test, errors } = tried;
  const subtitle = `${whole(test.value.length)} held-out entries, RMSE ${significant(errors.rmse)}`;
  return predictedPlot({ title, subtitle, actual: test.value, predicted: predictPlaces(model, test.row, test.column).value });
}

/** In the unit of the entries where the method has an objective: sampling reports the error itself, others a sum of squares with penalties. */
function iterations({ title, model: { method, rank }, tried, file, trace }: CompletionOutcome): string | undefined {
  if (trace.length === 0) return undefined;
  const count = file.entries.row.length - (tried?.test.row.length ?? 0);
  const isError = method === "bayesian";
  const hasObjective = trace.every(({ objective }) => objective !== undefined && objective >= 0);
  const measure = isError ? "error on the entries fitted" : hasObjective ? "root of the objective per entry" : "relative change";
  const values = trace.map(({ change, objective = 0 }) => (isError ? objective : hasObjective ? Math.sqrt(objective / count) : change));
  const level = tried === undefined || !(isError || hasObjective) ? undefined : { value: tried.errors.rmse, label: `RMSE of the held-out entries, ${significant(tried.errors.rmse)}` };
  return iterationsPlot({ title, subtitle: `${method}, rank ${rank}, ${whole(trace.length)} iterations`, measure, values, ...(level === undefined ? {} : { level }) });
}

/** What the entries hold beyond damped biases, with zeros for holes; and, of a moderate table, what the completed table holds beyond them. */
function spectrum({ title, file, model }: CompletionOutcome): string {
  const { row, column, value } = file.entries;
  const biases = complete(asTable(file, file.entries), { method: "als", rank: 0, lambda: 0 });
  const fitted = predictPlaces(biases, row, column).value;
  const [rows, columns] = [file.rows.length, file.columns.length];
  const rest = sparse(rows, columns, { row, column, value: value.map((x, e) => x - fitted[e]!) });
  const most = Math.min(MOST_VALUES, rows, columns);
  const series = [{ name: "entries, zeros in the holes", color: MARK, values: truncatedSvd(rest, most).S }];
  if (rows * columns <= MOST_CELLS) {
    const [completed, { data }] = [predictMatrix(model), predictMatrix(biases)];
    series.unshift({ name: "completed table", color: WARM, values: singularValues({ ...completed, data: completed.data.map((x, p) => x - data[p]!) }).slice(0, most) });
  }
  const marks = model.rank > 0 && model.rank < most ? [{ rank: model.rank, label: `rank ${model.rank}` }] : [];
  return screePlot({ title, subtitle: "singular values beyond row and column biases", series, marks });
}
