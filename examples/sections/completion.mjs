// Tables with holes: votes and ratings with a tenth of the entries held out, and a photograph with half its pixels lost.
import { complete, evaluate, labelled, predictMatrix } from "lowrank";
import { columnTable, decibels, encodePicture, iterationsPlot, percent, readPicture, significant, whole, withChannels } from "../../build/examples.js";
import { example, linesOf } from "../support/files.mjs";
import { sideBySide } from "../support/montage.mjs";
import { mulberry32 } from "../support/random.mjs";

const SEED = 20260101;
const HELD_OUT = 0.1;
const LOST = 0.5;

/** The e-th entry is held out where the e-th draw is below `share`. */
function split({ rows, columns, entries }, share) {
  const draw = mulberry32(SEED);
  const held = Array.from(entries.value, () => draw() < share);
  const part = (wanted) => {
    const keep = (_, e) => held[e] === wanted;
    return { row: entries.row.filter(keep), column: entries.column.filter(keep), value: entries.value.filter(keep) };
  };
  return { train: { rows, columns, entries: part(false) }, test: part(true) };
}

/** Roll calls × countries: yes 1, abstention 0, no −1. */
function votes() {
  const value = { y: 1, a: 0, n: -1 };
  const rolls = linesOf("un-votes/votes.csv").slice(1).map((line) => line.split(",")[3]);
  return labelled(rolls.flatMap((letters, i) => Array.from(letters, (letter, j) => [i, j, value[letter]]).filter(([, , x]) => x !== undefined))).table;
}

/** Users × films, ratings from 0 to 10. */
function ratings() {
  return labelled(linesOf("movietweetings-100k/ratings.dat").map((line) => {
    const [user, film, rating] = line.split("::");
    return [user, film, Number(rating)];
  })).table;
}

export function completion(out) {
  const jobs = [
    ["UN votes", votes(), { method: "bayesian", rank: 8, maxIterations: 40 }],
    ["MovieTweetings", ratings(), { method: "bayesian", rank: 0 }],
  ];
  const lines = jobs.map(([name, table, options]) => {
    const { train, test } = split(table, HELD_OUT);
    const start = performance.now();
    const errors = [];
    const model = complete(train, { ...options, onProgress: ({ objective }) => { errors.push(objective); } });
    const elapsed = (performance.now() - start) / 1000;
    const { rmse, mae, coverage } = evaluate(model, test);
    const how = model.rank === 0 ? "bayesian, biases alone" : `${model.method}, rank ${model.rank}, ${model.info.iterations} sweeps`;
    if (model.rank > 0) {
      out.write(`${name.toLowerCase().replace(" ", "-")}-error.svg`, iterationsPlot({
        title: name, subtitle: how, measure: "error on the entries fitted", values: errors,
        level: { value: rmse, label: `RMSE of the held-out entries, ${significant(rmse)}` },
      }));
    }
    return [
      name, `${table.rows} × ${table.columns}`, percent(table.entries.value.length / (table.rows * table.columns)), how, whole(test.value.length),
      significant(rmse), significant(mae), percent(coverage), elapsed.toFixed(1),
    ];
  });
  out.print("\nCompletion: a tenth of the entries held out and predicted\n\n");
  out.print(columnTable(["", "table", "known", "method", "held out", "RMSE", "MAE", "within 90 %", "s"], lines));
  inpaint(out);
}

function inpaint(out) {
  const original = readPicture(example("photographs/camera-256.png"));
  const [{ rows, columns, data }] = original.channels;
  const places = Array.from(data, (_, p) => p);
  const entries = {
    row: Int32Array.from(places, (p) => Math.floor(p / columns)), column: Int32Array.from(places, (p) => p % columns), value: Float64Array.from(data),
  };
  const { train, test } = split({ rows, columns, entries }, LOST);
  const start = performance.now();
  const model = complete(train, { method: "soft-impute", range: [0, 255] });
  const { rmse } = evaluate(model, test);
  const elapsed = (performance.now() - start) / 1000;
  const [holed, filled] = [Float64Array.from(data), Float64Array.from(data)];
  const { data: predicted } = predictMatrix(model);
  test.row.forEach((i, e) => {
    const p = i * columns + test.column[e];
    holed[p] = 0;
    filled[p] = predicted[p];
  });
  const pictures = [original, ...[holed, filled].map((plane) => withChannels(original, [{ rows, columns, data: plane }]))];
  const shown = "camera-256-inpainted.png";
  out.print(`\nInpainting: camera-256.png with ${percent(LOST)} of its pixels lost, completed by soft-impute of rank ${model.rank}: ${decibels(20 * Math.log10(255 / rmse))} on the lost pixels, ${elapsed.toFixed(1)} s\n`);
  out.print(`out/${shown}: the photograph, what was left of it, completed\n`);
  out.write(shown, encodePicture(sideBySide(pictures, 3), "png", shown));
}
