import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/program";
import { predictMargin, standings, winProbability } from "../../src/index";
import { seasons } from "../support/games";

const MATCHES = fileURLToPath(new URL("../../examples/football-england/matches.csv", import.meta.url));
const SEASON = ["--where", "league=en.1", "--where", "season=2024-25"];

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), "standings-")); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function call(...args: string[]): { code: number; out: string; error: string } {
  let [out, error] = ["", ""];
  const code = run(["standings", ...args], { print: (text) => { out += String(text); }, complain: (text) => { error += text; }, progress: undefined });
  return { code, out, error };
}

describe("a season", () => {
  const games = [...seasons("en.1").get("2024-25")!];

  it("prints the table, best first", () => {
    const { code, out, error } = call(MATCHES, ...SEASON);
    expect([code, error]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines[0]).toBe("matches.csv, en.1, 2024-25: 380 games of 20 teams");
    expect(lines[4]).toMatch(/^ 1 {2}Liverpool FC +0\.963 {2}0\.234 +38 +25 +9 +4 +86 +41$/);
    expect(lines[14]).toMatch(/^11 {2}Crystal Palace FC +0\.000 /);
    expect(lines[23]).toMatch(/^20 {2}Southampton FC +-1\.284 /);
    expect(out).toMatch(/home advantage +0\.0905 ± 0\.08/);
  });

  it("gives as JSON what the library gives, with chances and what was held out", () => {
    const { code, out } = call(MATCHES, ...SEASON, "--json", "--pair", "Arsenal FC", "Chelsea FC", "Fulham FC", "Everton FC", "--held-out", "50%");
    expect(code).toBe(0);
    const report = JSON.parse(out);
    const { covariance: _, ...table } = standings(games);
    expect(report).toMatchObject({ input: MATCHES, games: 380, ...table, outputs: [] });
    expect(report.pairs.length).toBe(2);
    expect(report.pairs[0].chances).toEqual(winProbability(standings(games), "Arsenal FC", "Chelsea FC"));
    expect(report.pairs[1].margin).toBe(predictMargin(standings(games), "Fulham FC", "Everton FC").margin);
    const half = standings(games.slice(0, 190));
    const decided = games.slice(190).filter(({ homeScore, awayScore }) => homeScore !== awayScore);
    const right = decided.filter(({ home, away, homeScore, awayScore }) => predictMargin(half, home, away).margin * (homeScore - awayScore) > 0);
    expect(report.heldOut).toMatchObject({ games: 190, unknown: 0, decided: decided.length, rightSigns: right.length / decided.length });
    expect(report.heldOut.logLoss).toBeLessThan(report.heldOut.logLossOfShares);
  });

  it("passes every option on", () => {
    const rated = (...args: string[]) => JSON.parse(call(MATCHES, ...SEASON, "--json", ...args).out).teams;
    const plain = (table: ReturnType<typeof standings>) => JSON.parse(JSON.stringify(table.teams));
    expect(rated("--method", "colley")).toEqual(plain(standings(games, { method: "colley" })));
    expect(rated("--ridge", "2", "--cap", "3", "--log-margins", "--decay", "90", "--home-advantage", "-0.5"))
      .toEqual(plain(standings(games, { ridge: 2, cap: 3, margins: "log", decay: 90, homeAdvantage: -0.5 })));
    expect(rated("--method", "low-rank", "--free")).toEqual(plain(standings(games, { method: "low-rank", constrained: false })));
    expect(rated("--until", "2024-12-31")).toEqual(plain(standings(games.filter(({ date }) => date <= "2024-12-31"))));
  });

  it("writes the table and a plot", () => {
    const [table, plot] = [join(folder, "table.csv"), join(folder, "plot.svg")];
    const { code, out } = call(MATCHES, ...SEASON, "-o", table, "--plot", plot);
    expect(code).toBe(0);
    expect(out).toContain(`written: ${table}, ${plot}`);
    const lines = readFileSync(table, "utf8").trim().split("\n");
    expect(lines.length).toBe(21);
    expect(lines[0]).toBe("rank,team,rating,deviation,games,wins,draws,losses,scored,conceded,component");
    expect(lines[1]).toMatch(/^1,Liverpool FC,0\.9\d+,0\.23\d+,38,25,9,4,86,41,1$/);
    const svg = readFileSync(plot, "utf8");
    expect(svg.startsWith("<svg")).toBe(true);
    for (const { team } of standings(games).teams) expect(svg).toContain(team === "Brighton & Hove Albion FC" ? "Brighton &amp; Hove Albion FC" : String(team));
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe("files", () => {
  it("other names, separators and quotes; games to come are left out; components are named", () => {
    const path = file("cup.csv", 'Team A;Team 2;Score 1;Score 2;Neutral\n"A; the first";B;1;0;yes\nC;D;2;2;no\nC;E;;;\n');
    const { code, out } = call(path, "--pair", "A; the first", "B", "--on-neutral", "--home", "Team A");
    expect(code).toBe(0);
    expect(out).toContain("2 games of 4 teams");
    expect(out).toMatch(/components +2 that never met, of 2, 2 teams/);
    expect(out).toContain("A; the first against B on neutral ground: win ");
    const table = join(folder, "cup-table.csv");
    expect(call(path, "--home", "Team A", "-o", table).code).toBe(0);
    expect(readFileSync(table, "utf8")).toMatch(/^1,A; the first,0\.1/m);
  });

  it.each([
    ["a score that is none", "home,away,hg,ag\na,b,1,x\n", 'bad.csv, line 2, away score: "x" is not a number'],
    ["one score missing", "home,away,hg,ag\na,b,1,2\na,b,1,\n", "bad.csv, line 3, away score: is empty, expected a number"],
    ["a team against itself", "home,away,hg,ag\na,a,1,2\n", 'bad.csv, line 2: "a" plays itself'],
    ["a team without a name", "home,away,hg,ag\na,,1,2\n", "bad.csv, line 2: the away team has no name"],
    ["a date that is none", "home,away,hg,ag,date\na,b,1,2,2023-02-29\n", 'bad.csv, line 2: "2023-02-29" is not a date'],
    ["a ragged line", "home,away,hg,ag\na,b,1\n", "bad.csv, line 2: 3 values, expected 4"],
    ["a score beyond all bounds", "home,away,hg,ag\na,b,1e200,0\n", "games[0].homeScore is 1e+200"],
    ["neither yes nor no", "home,away,hg,ag,neutral\na,b,1,0,maybe\n", '"maybe" in the neutral column is neither yes nor no'],
    ["broken quotes", 'home,away,hg,ag\n"a,b,1,0\n', "broken quotes"],
    ["nothing", "", "bad.csv: is empty"],
    ["names alone", "home,away,hg,ag\n", "bad.csv: holds no played game"],
    ["no text", "home\0", "bad.csv: is not a text file"],
  ])("%s: exit code 1 and one line", (_, text, message) => {
    const { code, out, error } = call(file("bad.csv", text));
    expect([code, out]).toEqual([1, ""]);
    expect(error).toContain(message);
    expect(error).toMatch(/^lowrank: [^\n]+\n$/);
  });
});

describe("arguments", () => {
  it.each([
    [["--method", "elo"], 2, "'elo' is invalid"],
    [["--method", "colley", "--ridge", "3"], 2, "'--ridge' does not apply to '--method colley'"],
    [["--free"], 2, "'--free' is for '--method low-rank' alone"],
    [["--pair", "Arsenal FC"], 2, "an odd number of teams, 1"],
    [["--pair", "Arsenal FC", "Arsenal FC"], 2, "plays itself"],
    [["--where", "league"], 2, "Expected a column and its value"],
    [["--where", "lig=en.1"], 2, 'has no column "lig"'],
    [["--home", "host"], 2, 'has no column "host"'],
    [["--until", "2024-02-30"], 2, "Expected a day"],
    [["--held-out", "1"], 2, "Expected a share below 1"],
    [["--home-advantage", "much"], 2, "Expected a number"],
    [["--decay", "0"], 2, "above 0"],
    [["--pair", "Arsenal FC", "Real Madrid"], 1, 'has no game of "Real Madrid"'],
    [["--where", "season=1899-00"], 1, "holds no played game that --where asks for"],
    [["--until", "1999-12-31"], 1, "holds no game up to 1999-12-31"],
    [["--plot", "nowhere/at/all.svg"], 1, "no such directory"],
  ])("%j: exit code %i and one line, nothing written", (args, expected, message) => {
    const before = readdirSync(folder);
    const { code, out, error } = call(MATCHES, ...args);
    expect([code, out]).toEqual([expected, ""]);
    expect(error).toContain(message);
    expect(error).toMatch(/^lowrank: [^\n]+\n$/);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("--decay and --until need dates", () => {
    const path = file("undated.csv", "home,away,hg,ag\na,b,1,0\n");
    for (const args of [["--decay", "3"], ["--until", "2024-01-01"]]) {
      expect(call(path, ...args)).toMatchObject({ code: 1, error: expect.stringContaining(`not every game has a date, which ${args[0]} needs`) });
    }
  });

  it("--help shows an example that runs", () => {
    const { code, out } = call("--help");
    expect(code).toBe(0);
    expect(out.replace(/ \\\n +/g, " ")).toContain('lowrank standings matches.csv --where league=en.1 --where season=2024-25 --pair "Arsenal FC" "Chelsea FC" --held-out 50%');
    expect(call(MATCHES, ...SEASON, "--pair", "Arsenal FC", "Chelsea FC", "--held-out", "50%").code).toBe(0);
  });
});

describe("weights, forfeits and sets", () => {
  const text = "home,away,played,worth,missing\na,b,25-20 25-15,1,\nb,c,20-25 25-23 10-15,2,\na,c,,1,c\nc,a,25-12 25-14,1,no\n";
  it("come from columns that are named", () => {
    const path = file("volley.csv", text);
    const { code, out, error } = call(path, "--sets-column", "played", "--weight-column", "worth", "--forfeit-column", "missing", "--unit", "points", "--json");
    expect([code, error]).toEqual([0, ""]);
    const expected = standings([
      { home: "a", away: "b", sets: [[25, 20], [25, 15]], neutral: false }, { home: "b", away: "c", sets: [[20, 25], [25, 23], [10, 15]], weight: 2 }, { home: "a", away: "c", forfeit: "away" }, { home: "c", away: "a", sets: [[25, 12], [25, 14]] },
    ], { unit: "points" });
    expect((JSON.parse(out) as typeof expected).teams.map(({ team, rating, wins, losses }) => [team, rating, wins, losses])).toEqual(expected.teams.map(({ team, rating, wins, losses }) => [team, rating, wins, losses]));
  });
  it("are refused where they say nothing", () => {
    expect(call(file("odd.csv", "home,away,sets\na,b,25\n"), "--sets-column", "sets")).toMatchObject({ code: 1, error: expect.stringMatching(/"25" are not the points of sets, such as 25-20 23-25/) as unknown });
    expect(call(file("who.csv", "home,away,home_goals,away_goals,f\na,b,1,0,z\n"), "--forfeit-column", "f")).toMatchObject({ code: 1, error: expect.stringMatching(/"z" in the column of forfeits is neither home, away nor one of the teams/) as unknown });
    expect(call(file("unit.csv", text), "--unit", "sets")).toMatchObject({ code: 2, error: expect.stringMatching(/'--unit sets' needs '--sets-column/) as unknown });
  });
});
