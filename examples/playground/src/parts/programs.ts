import type { Game, StandingsMethod } from "lowrank";
import { literal } from "./code";
import type { TableOptions } from "./completing";
import { type EditedTable, valueOf } from "./table-text";

/** Of a table in a program; a larger one is read from a file. */
const MOST_CELLS = 2000;

const quoted = (text: string) => JSON.stringify(text);

export function pictureProgram(file: string, rank: number, isGrey: boolean): string {
  return `import { compressImage } from "lowrank/image";

const bitmap = await createImageBitmap(await (await fetch(${quoted(file)})).blob());
const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
${isGrey ? `context.filter = "grayscale(1)";\n` : ""}context.drawImage(bitmap, 0, 0);
const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height);

const { data, relativeError, compression } = compressImage(pixels, ${rank}); // or { energy: 0.995 }, { relativeError: 0.05 }, "gap"
context.putImageData(new ImageData(data, bitmap.width), 0, 0);
console.log(relativeError, compression);
`;
}

/** `list` is the name of the file, where the table was read from a list of entries. */
export function tableProgram(table: EditedTable, options: TableOptions, list: string | undefined): string {
  const { rows, columns, cells } = table;
  const chosen = Object.entries(options).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ");
  const file = quoted(list === undefined || !/\.\w+$/.test(list) ? "table.csv" : list);
  if (list !== undefined) {
    return `import { complete, recommend } from "lowrank";

const lines = (await (await fetch(${file})).text()).trim().split("\\n").slice(1); // without the line of names
const ratings = lines.map((line) => line.split(","));
const users = [...new Set(ratings.map(([user]) => user))];
const items = [...new Set(ratings.map(([, item]) => item))];
const place = (names) => new Map(names.map((name, i) => [name, i]));
const [row, column] = [place(users), place(items)];

const entries = ratings.map(([user, item, rating]) => [row.get(user), column.get(item), Number(rating)]);
const model = complete({ rows: users.length, columns: items.length, entries }, { ${chosen} });
const exclude = entries.filter(([i]) => i === 0).map(([, j]) => j); // what the first user has rated
console.log(users[0], recommend(model, 0, { count: 10, exclude }).map(({ column: j, score }) => [items[j], score]));
`;
  }
  const isSmall = table.rest.value.length === 0 && rows.length * columns.length <= MOST_CELLS;
  const data = isSmall
    ? `// ${columns.join(", ")}\nconst table = [\n${cells.map((row, i) => `  [${row.map((text) => String(valueOf(text) ?? null)).join(", ")}], // ${rows[i]!.replaceAll("\n", " ")}\n`).join("")}];`
    : `const text = await (await fetch(${file})).text();\nconst table = text.trim().split("\\n").slice(1).map((line) => line.split(",").slice(1).map((cell) => (cell === "" ? null : Number(cell))));`;
  return `import { complete, predictMatrix, toRows } from "lowrank";

${data}
const model = complete(table, { ${chosen} });
console.log(model.method, model.rank, model.info.rmse);
console.log(toRows(predictMatrix(model)));
`;
}

export function seasonProgram(games: readonly Game[], method: StandingsMethod, { home, away }: { readonly home: string; readonly away: string }): string {
  return `import { standings, winProbability } from "lowrank";

const results = ${literal(games.map(({ date, home: at, away: to, homeScore, awayScore }) => [date, at, to, homeScore, awayScore]))};
const games = results.map(([date, home, away, homeScore, awayScore]) => ({ date, home, away, homeScore, awayScore }));
const table = standings(games, { method: ${quoted(method)} });
console.log(table.teams.map(({ team, rating, deviation }) => [team, rating, deviation]));
console.log(winProbability(table, ${quoted(home)}, ${quoted(away)}));
`;
}

interface Components {
  readonly file: string;
  readonly names: readonly string[];
  readonly rows: number;
  readonly data: Float64Array;
  readonly isScaled: boolean;
  readonly components: number;
  readonly hasHoles: boolean;
}

export function componentsProgram({ file, names, rows, data, isScaled, components, hasHoles }: Components): string {
  const isSmall = rows * names.length <= MOST_CELLS;
  const table = isSmall
    ? `// ${names.join(", ")}\nconst table = ${literal(Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * names.length, (i + 1) * names.length))))};`
    : `const [header, ...lines] = (await (await fetch(${quoted(file)})).text()).trim().split("\\n").map((line) => line.split(","));
const numeric = header.map((_, j) => j).filter((j) => lines.every((line) => Number.isFinite(Number(line[j])))); // pca takes numbers alone
${hasHoles ? `const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const means = new Map(numeric.map((j) => [j, mean(lines.filter((line) => line[j] !== "").map((line) => Number(line[j])))]));
const table = lines.map((line) => numeric.map((j) => (line[j] === "" ? means.get(j) : Number(line[j]))));` : "const table = lines.map((line) => numeric.map((j) => Number(line[j])));"}`;
  return `import { pca } from "lowrank";

${table}
const { scores, explainedVarianceRatio } = pca(table, { components: ${components}, scale: ${isScaled} });
console.log(explainedVarianceRatio);
console.log(scores.data); // row i is at scores.data[i * ${components}], scores.data[i * ${components} + 1], …
`;
}

export function benchmarkProgram(rows: number, columns: number): string {
  return `import { svd, verify } from "lowrank";

const [rows, columns] = [${rows}, ${columns}];
const a = { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 2 * Math.random() - 1) };
svd(a); // the first call compiles
const start = performance.now();
const found = svd(a);
console.log(performance.now() - start, "ms", verify(a, found));
`;
}
