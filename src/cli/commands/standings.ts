import { Command, InvalidArgumentError, Option } from "commander";
import { basename } from "node:path";
import { type OutcomeChances, type Standings, type StandingsOptions, predictMargin, standings, winProbability } from "../../index";
import { DataError, UsageError } from "../failure";
import { COLUMN_OPTIONS, type FileGame, type GameColumn, type GameFilter, isDate, readGamesFile } from "../files/games";
import { Outputs } from "../files/output";
import { outputFormat } from "../files/targets";
import { placeOf } from "../files/text/alike";
import { quoted } from "../files/text/format";
import type { Reading } from "../files/text/reading";
import type { TableOptions } from "../files/text/table";
import { addFormatOption, numberFrom, positiveNumber } from "../options";
import { ratingsPlot } from "../plots/ratings";
import { asJson, percent, significant, whole } from "../report/format";
import { type HeldOut, holdOut } from "../report/held-out";
import { columnTable, namedTable, readingTable } from "../report/table";
import { addTextOptions, tableOptionsOf } from "./table-options";
import type { Terminal } from "../terminal";
import { visibleLine } from "../visible";

/** Lines of the printed table and of the plot; --json and -o give all teams. */
const MOST_LINES = 40;
const TEXT_FORMATS = ["csv", "tsv"] as const;

interface Options extends Partial<Record<GameColumn, string>> {
  readonly method: "massey" | "colley" | "low-rank";
  readonly free?: true;
  readonly ridge?: number;
  readonly decay?: number;
  readonly cap?: number;
  readonly logMargins?: true;
  readonly unit?: "score" | "sets" | "points";
  readonly homeAdvantage?: number;
  readonly where?: readonly GameFilter[];
  readonly until?: string;
  readonly pair?: readonly string[];
  readonly onNeutral?: true;
  readonly heldOut?: number;
  readonly neutralColumn?: string;
  readonly weightColumn?: string;
  readonly forfeitColumn?: string;
  readonly setsColumn?: string;
  readonly output?: string;
  readonly format?: (typeof TEXT_FORMATS)[number];
  readonly plot?: string;
  readonly json?: true;
}

export function standingsCommand(terminal: Terminal): Command {
  const command = new Command("standings")
    .description("Ranks teams by the games they played against each other, says how sure that is, and gives the chances of games to come.")
    .argument("<games>", "CSV, TSV, Parquet, Arrow or JSON with names: home, away, home_goals, away_goals, and perhaps date and neutral")
    .addOption(new Option("-m, --method <method>", "margins (massey), wins alone (colley), or the completed table of pairs (low-rank)")
      .choices(["massey", "colley", "low-rank"]).default("massey"))
    .option("--free", "for low-rank: any skew-symmetric table of rank 2, not only differences of ratings")
    .option("--ridge <games>", "games without a result that each team is credited with; estimated from the games unless said", numberFrom(0))
    .option("--decay <days>", "half-life of a game's weight; without it all weigh the same", positiveNumber())
    .option("--cap <margin>", "count larger margins as this one", positiveNumber())
    .addOption(new Option("--unit <unit>", "what a margin is counted in: the scores, or with --sets-column sets won or points of all sets").choices(["score", "sets", "points"]))
    .option("--log-margins", "count a margin m as ln(1 + m)")
    .option("--home-advantage <margin>", "what playing at home is worth; otherwise estimated", anyNumber)
    .option("--where <column=value>", "only games with this value in this column; may be given several times", filter)
    .option("--until <date>", "only games up to this day, as 2024-12-31", day)
    .option("--pair <teams...>", "the chances of a game of two teams, the first at home; four teams are two games")
    .option("--on-neutral", "the games of --pair are on neutral ground")
    .option("--held-out <share>", "also predict the last games, this share of all, from those before", heldOutShare)
    .option("-o, --output <table>", "write the table of all teams, as .csv or .tsv")
    .option("--plot <plot>", "write a plot of the ratings with intervals of 90 %, as .svg")
    .option("--json", "print everything as JSON");
  for (const column of Object.keys(COLUMN_OPTIONS) as GameColumn[]) {
    command.option(`${COLUMN_OPTIONS[column]} <column>`, `the column of the ${MEANINGS[column]}${ASKED.includes(column) ? "" : ", where its name is unusual"}`);
  }
  return addTextOptions(addFormatOption(command, TEXT_FORMATS))
    .addHelpText("after", `
Games without scores are left out. Ratings are in units of the margin: between equal teams on neutral ground 0 is expected.

Example:
  lowrank standings matches.csv --where league=en.1 --where season=2024-25 --pair "Arsenal FC" "Chelsea FC" --held-out 50%`)
    .action((path: string, options: Options) => rank(terminal, path, options, tableOptionsOf(command)));
}

/** Columns that are read where they are named alone. */
const ASKED: readonly GameColumn[] = ["weight", "forfeit", "sets"];
const MEANINGS: Record<GameColumn, string> = {
  home: "home team", away: "away team", homeScore: "home score", awayScore: "away score", date: "date", neutral: "neutral ground",
  weight: "weight of each game", forfeit: "team that did not play (home, away or its name)", sets: "points of the sets, as 25-20 23-25",
};

function rank(terminal: Terminal, path: string, options: Options, textOptions: TableOptions): void {
  const settings = settingsOf(options);
  const pairs = pairsOf(options.pair ?? []);
  const outputs = new Outputs(terminal);
  const format = options.output === undefined ? undefined : outputFormat(options.output, TEXT_FORMATS, { asked: options.format, usual: () => "csv" });
  if (options.plot !== undefined) outputFormat(options.plot, ["svg"], { usual: () => "svg" });
  for (const target of [options.output, options.plot]) if (target !== undefined) outputs.claim(target);

  const { games, reading } = gamesOf(path, options, textOptions);
  const table = standings(games, settings);
  const teams = table.teams.map(({ team }) => String(team));
  const found = (team: string): string => {
    const place = placeOf(teams, team, path);
    if (place < 0) throw new DataError(`${path}: has no game of ${JSON.stringify(team)}`);
    return teams[place]!;
  };
  const neutral = options.onNeutral === true;
  const chances = pairs.map((pair) => pair.map(found) as [string, string]).map(([home, away]) => ({
    home, away, neutral, ...predictMargin(table, home, away, { neutral }), chances: winProbability(table, home, away, { neutral }),
  }));
  const heldOut = options.heldOut === undefined ? undefined : holdOut(games, options.heldOut, settings);

  const title = `${basename(path)}${(options.where ?? []).map(({ value }) => `, ${value}`).join("")}`;
  if (format !== undefined) outputs.add(options.output!, tableText(table, format === "tsv" ? "\t" : ","));
  if (options.plot !== undefined) outputs.add(options.plot, plotOf(title, table, games.length));
  outputs.commit();
  const { report } = outputs;

  if (options.json) {
    const { covariance: _, info, ...rest } = table;
    report.print(asJson({ input: path, games: games.length, reading, ...rest, info, pairs: chances, heldOut, outputs: outputs.paths }));
    return;
  }
  report.print(`${title}: ${whole(games.length)} games of ${whole(table.teams.length)} teams\n\n`);
  report.print(printedTable(table));
  report.print(`\n${namedTable(facts(table, heldOut))}`);
  report.print(readingTable(reading));
  for (const pair of chances) report.print(`\n${pair.home} against ${pair.away}${neutral ? " on neutral ground" : ""}: ${outlook(pair.chances)}; margin ${significant(pair.margin, 3)}${Number.isFinite(pair.deviation) ? ` ± ${significant(pair.deviation, 3)}` : ""}\n`);
  report.print(outputs.paths.length > 0 ? `\nwritten: ${outputs.paths.join(", ")}\n` : "");
}

function settingsOf({ method, free, ridge, decay, cap, logMargins, unit, setsColumn, homeAdvantage }: Options): StandingsOptions {
  if (free && method !== "low-rank") throw new UsageError("option '--free' is for '--method low-rank' alone");
  for (const [name, value] of [["--ridge", ridge], ["--cap", cap], ["--log-margins", logMargins]] as const) {
    if (method === "colley" && value !== undefined) throw new UsageError(`option '${name}' does not apply to '--method colley'`);
  }
  if (unit !== undefined && unit !== "score" && setsColumn === undefined) throw new UsageError(`option '--unit ${unit}' needs '--sets-column <column>'`);
  return {
    method, ...(unit === undefined ? {} : { unit }),
    ...(free ? { constrained: false } : {}),
    ...(ridge === undefined ? {} : { ridge }),
    ...(decay === undefined ? {} : { decay }),
    ...(cap === undefined ? {} : { cap }),
    ...(logMargins ? { margins: "log" } : {}),
    ...(homeAdvantage === undefined ? {} : { homeAdvantage }),
  };
}

/** The games asked for, in order of date where they have dates. */
function gamesOf(path: string, options: Options, textOptions: TableOptions): { games: FileGame[]; reading: Reading } {
  const { home, away, homeScore, awayScore, date, neutralColumn, weightColumn, forfeitColumn, setsColumn, where = [], until, decay } = options;
  const named = { home, away, homeScore, awayScore, date, neutral: neutralColumn, weight: weightColumn, forfeit: forfeitColumn, sets: setsColumn };
  const given = Object.fromEntries(Object.entries(named).filter(([, name]) => name !== undefined));
  const { games, reading } = readGamesFile(path, given, where, textOptions);
  const dated = games.every((game) => game.date !== undefined);
  for (const [option, value] of [["--decay", decay], ["--until", until]] as const) {
    if (value !== undefined && !dated) throw new DataError(`${path}: not every game has a date, which ${option} needs`);
  }
  if (options.heldOut !== undefined && games.length < 2) throw new DataError(`${path}: one game cannot be held out of one`);
  if (dated) games.sort((a, b) => (a.date! < b.date! ? -1 : a.date! > b.date! ? 1 : 0));
  const played = until === undefined ? games : games.filter((game) => game.date! <= until);
  if (played.length === 0) throw new DataError(`${path}: holds no game up to ${until}`);
  return { games: played, reading };
}

function pairsOf(teams: readonly string[]): [string, string][] {
  if (teams.length % 2 === 1) throw new UsageError(`option '--pair <teams...>' names an odd number of teams, ${teams.length}: expected two for each game`);
  const pairs: [string, string][] = [];
  for (let i = 0; i < teams.length; i += 2) {
    if (teams[i] === teams[i + 1]) throw new UsageError(`option '--pair <teams...>': ${JSON.stringify(teams[i])} plays itself`);
    pairs.push([teams[i]!, teams[i + 1]!]);
  }
  return pairs;
}

function printedTable({ teams, components }: Standings): string {
  const shown = teams.slice(0, MOST_LINES);
  const several = components.length > 1;
  const width = Math.max(4, ...shown.map(({ team }) => visibleLine(String(team)).length));
  const text = columnTable(
    ["", "team".padEnd(width), "rating", "±", "games", "won", "drawn", "lost", "for", "against", ...(several ? ["component"] : [])],
    shown.map(({ team, rating, deviation, games, wins, draws, losses, scored, conceded, component }, i) => [
      String(i + 1), visibleLine(String(team)).padEnd(width), figure(rating), Number.isFinite(deviation) ? deviation.toFixed(3) : "?",
      ...[games, wins, draws, losses].map(whole), significant(scored, 7), significant(conceded, 7), ...(several ? [String(component + 1)] : []),
    ]),
  );
  return teams.length > MOST_LINES ? `${text}${whole(teams.length - MOST_LINES)} more: --json or -o gives them all\n` : text;
}

function facts(table: Standings, heldOut: HeldOut | undefined): (readonly [string, string])[] {
  const { homeAdvantage, homeAdvantageDeviation, noise, components, info } = table;
  const rows: [string, string][] = [
    ["home advantage", `${significant(homeAdvantage, 3)}${homeAdvantageDeviation > 0 ? ` ± ${significant(homeAdvantageDeviation, 2)}` : ""}`],
    ["spread of one game", Number.isFinite(noise) ? significant(noise, 3) : "unknown: the ratings use up all games"],
  ];
  if (components.length > 1) rows.push(["components", `${components.length} that never met, of ${components.map(({ length }) => length).join(", ")} teams`]);
  if (!info.converged) rows.push(["completion", `not converged after ${info.iterations} iterations`]);
  if (heldOut !== undefined) {
    const { games, unknown, decided, rightSigns, logLoss, logLossOfShares } = heldOut;
    rows.push(["held out", `the last ${whole(games)} games${unknown > 0 ? `, ${whole(unknown)} of them with a team not seen before` : ""}`]);
    if (rightSigns !== undefined) rows.push(["winner foretold", `${percent(rightSigns)} of ${whole(decided)} decided games`]);
    if (logLoss !== undefined) rows.push(["log loss", `${logLoss.toFixed(3)} (${logLossOfShares!.toFixed(3)} by the shares of outcomes)`]);
  }
  return rows;
}

function outlook({ home, draw, away }: OutcomeChances): string {
  const shares = [["win", home], ["draw", draw], ["defeat", away]] as const;
  return shares.filter(([name, share]) => name !== "draw" || share > 0).map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`).join(", ");
}

function tableText({ teams }: Standings, separator: string): string {
  const lines = teams.map(({ team, rating, deviation, component, games, wins, draws, losses, scored, conceded }, i) =>
    [i + 1, team, rating, deviation, games, wins, draws, losses, scored, conceded, component + 1].map((value) => quoted(value, separator)).join(separator));
  const names = ["rank", "team", "rating", "deviation", "games", "wins", "draws", "losses", "scored", "conceded", "component"];
  return `${names.join(separator)}\n${lines.join("\n")}\n`;
}

function plotOf(title: string, { teams, method, margins }: Standings, games: number): string {
  const unit = margins === "outcome" ? "rating" : `rating, in ${margins === "log" ? "ln(1 + margin)" : "units of the margin"}`;
  const shown = teams.slice(0, MOST_LINES);
  const names = { massey: "Massey's least squares", colley: "Colley's method", "low-rank": "rank-2 completion" };
  const part = shown.length < teams.length ? `the first ${shown.length} of ${whole(teams.length)} teams, ` : "";
  return ratingsPlot({ title, subtitle: `${names[method]}, ${part}${whole(games)} games; bars hold 90 %`, unit, teams: shown });
}

function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Math.abs(value) <= 1e100) return value;
  throw new InvalidArgumentError("Expected a number.");
}

function filter(text: string, before: readonly GameFilter[] = []): GameFilter[] {
  const [, column, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (column === undefined || value === undefined) throw new InvalidArgumentError("Expected a column and its value, as season=2024-25.");
  return [...before, { column, value }];
}

function day(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError("Expected a day, as 2024-12-31.");
  return text;
}

function heldOutShare(text: string): number {
  const share = positiveNumber(1)(text);
  if (share >= 1) throw new InvalidArgumentError("Expected a share below 1, as 0.5 or 50%.");
  return share;
}

/** Three decimals; what differs by rounding alone reads the same, and 0 has no sign. */
function figure(rating: number): string {
  return (Math.round(rating * 1e9) / 1e9 || 0).toFixed(3).replace(/^-(0\.000)$/, "$1");
}
