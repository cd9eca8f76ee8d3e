import { describe, expect, it } from "vitest";
import { predictMargin, standings, winProbability } from "../../src/index";

const game = { home: "a", away: "b", homeScore: 1, awayScore: 0, date: "2024-02-29" };
const wrong = (value: unknown) => value as never;

describe("games that are refused", () => {
  it.each([
    [undefined, TypeError, "games is undefined: expected an iterable"],
    ["ab", TypeError, 'games is "ab"'],
    [[], RangeError, "games is empty"],
    [[game, null], TypeError, "games[1] is null"],
    [[{ ...game, home: undefined }], TypeError, "games[0].home is undefined: expected a text or a number"],
    [[{ ...game, home: "" }], RangeError, 'games[0].home is ""'],
    [[{ ...game, away: NaN }], RangeError, "games[0].away is NaN"],
    [[{ ...game, away: "a" }], RangeError, 'games[0].away is "a", as is home'],
    [[game, { ...game, homeScore: NaN }], RangeError, "games[1].homeScore is NaN"],
    [[{ ...game, awayScore: Infinity }], RangeError, "games[0].awayScore is Infinity"],
    [[{ ...game, awayScore: 1e101 }], RangeError, "games[0].awayScore is 1e+101"],
    [[{ ...game, awayScore: "2" }], TypeError, 'games[0].awayScore is "2": expected a number'],
    [[{ ...game, date: "2023-02-29" }], RangeError, 'games[0].date is "2023-02-29": expected a date'],
    [[{ ...game, date: "yesterday" }], RangeError, "games[0].date"],
    [[{ ...game, date: "2024-01-01T12:00" }], RangeError, "games[0].date"],
    [[{ ...game, date: new Date(NaN) }], RangeError, "games[0].date is an invalid Date"],
    [[{ ...game, date: 20240101 }], TypeError, "games[0].date is 20240101"],
    [[{ ...game, neutral: 1 }], TypeError, "games[0].neutral is 1"],
  ] as const)("%j", (games, kind, message) => {
    expect(() => standings(wrong(games))).toThrow(kind);
    expect(() => standings(wrong(games))).toThrow(message);
  });

  it("a game without a date, where games decay", () => {
    const undated = { home: "a", away: "b", homeScore: 1, awayScore: 0 };
    expect(() => standings([game, undated], { decay: 10 })).toThrow(RangeError);
    expect(() => standings([game, undated], { decay: 10 })).toThrow("games[1].date is missing");
    expect(standings([game, { ...undated, date: null }]).teams.length).toBe(2);
  });

  it("dates with a time zone are instants", () => {
    const at = (date: string | Date) => standings([game, { ...game, date }, { ...game, date: "2024-03-03", homeScore: 0 }], { decay: 1 }).teams;
    expect(at("2024-03-01T02:00:00+02:00")).toEqual(at(new Date("2024-03-01T00:00:00Z")));
    expect(at("2024-03-01")).toEqual(at("2024-03-01T00:00Z"));
  });
});

describe("options that are refused", () => {
  it.each([
    [[], TypeError, "options is an array"],
    [{ methods: "massey" }, TypeError, "options.methods is not an option"],
    [{ method: "elo" }, RangeError, 'options.method is "elo"'],
    [{ homeAdvantage: "none" }, RangeError, "options.homeAdvantage"],
    [{ homeAdvantage: NaN }, RangeError, "options.homeAdvantage is NaN"],
    [{ homeAdvantage: null }, TypeError, "options.homeAdvantage is null"],
    [{ decay: 0 }, RangeError, "options.decay is 0"],
    [{ decay: -1 }, RangeError, "options.decay"],
    [{ ridge: -1 }, RangeError, "options.ridge is -1"],
    [{ ridge: NaN }, RangeError, "options.ridge is NaN"],
    [{ cap: 0 }, RangeError, "options.cap is 0"],
    [{ margins: "square" }, RangeError, "options.margins"],
    [{ constrained: true }, TypeError, 'options.constrained is of the method "low-rank" alone'],
    [{ method: "low-rank", constrained: "no" }, TypeError, "options.constrained"],
    [{ method: "colley", ridge: 3 }, TypeError, 'options.ridge does not apply to the method "colley"'],
    [{ method: "colley", cap: 3 }, TypeError, "options.cap does not apply"],
    [{ tolerance: -1 }, RangeError, "options.tolerance"],
    [{ maxIterations: 0 }, RangeError, "options.maxIterations"],
    [{ onProgress: 3 }, TypeError, "options.onProgress"],
  ] as const)("%j", (options, kind, message) => {
    expect(() => standings([game], wrong(options))).toThrow(kind);
    expect(() => standings([game], wrong(options))).toThrow(message);
  });
});

describe("pairs that are refused", () => {
  const table = standings([game]);
  it.each([
    [table, "a", "z", undefined, RangeError, 'away is "z": expected one of the 2 teams'],
    [table, 1, "a", undefined, RangeError, "home is 1"],
    [table, "a", "a", undefined, RangeError, 'away is "a", as is home'],
    [table, {}, "a", undefined, TypeError, "home is an object"],
    [table, "a", "b", { neutral: 1 }, TypeError, "options.neutral is 1"],
    [table, "a", "b", { home: true }, TypeError, "options.home is not an option"],
    [undefined, "a", "b", undefined, TypeError, "table is undefined"],
    [{ teams: 3 }, "a", "b", undefined, TypeError, "table is an object"],
  ] as const)("%#", (of, home, away, options, kind, message) => {
    for (const ask of [predictMargin, winProbability]) {
      expect(() => ask(wrong(of), wrong(home), away, wrong(options))).toThrow(kind);
      expect(() => ask(wrong(of), wrong(home), away, wrong(options))).toThrow(message);
    }
  });
});
