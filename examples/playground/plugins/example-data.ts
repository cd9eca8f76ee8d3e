import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const MODULES: Record<string, () => unknown> = { "virtual:films": films, "virtual:seasons": seasons, "virtual:embeddings": embeddings };

/** What the pages need of the data in examples/, cut out while building. */
export function exampleData(): Plugin {
  return {
    name: "example data",
    resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
    load: (id) => (id.startsWith("\0virtual:") ? `export default ${JSON.stringify(MODULES[id.slice(1)]!())};` : undefined),
  };
}

function lines(name: string): string[] {
  return readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8").trim().split("\n");
}

/** Premier League matches by season: [date, home, away, goals, goals], in the order they were played. */
function seasons() {
  const result: Record<string, [string, string, string, number, number][]> = {};
  for (const line of lines("football-england/matches.csv").slice(1)) {
    const [season, league, date, home, away, scored, conceded] = line.split(",") as [string, string, string, string, string, string, string];
    if (league === "en.1") (result[season] ??= []).push([date, home, away, Number(scored), Number(conceded)]);
  }
  for (const matches of Object.values(result)) matches.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  return result;
}

const FILMS = 12;
const PEOPLE = 12;
/** Of the films, by each. */
const MOST = 8;

/** Ratings, 0 to 10, of the films most rated, by people who rated several but by no means all of those: a table with real holes. */
function films() {
  const ratings = lines("movietweetings-100k/ratings.dat").map((line) => line.split("::") as [string, string, string, string]);
  const titles = new Map(lines("movietweetings-100k/movies.dat").map((line) => line.split("::").slice(0, 2) as [string, string]));
  const columns = mostFrequent(ratings.map(([, film]) => film), FILMS);
  const among = ratings.filter(([, film]) => columns.includes(film));
  const counts = frequencies(among.map(([person]) => person));
  const people = mostFrequent(among.map(([person]) => person).filter((person) => counts.get(person)! <= MOST), PEOPLE);
  const rating = new Map(among.map(([person, film, value]) => [`${person} ${film}`, Number(value)]));
  return {
    rows: people.map((_, i) => `Viewer ${i + 1}`),
    columns: columns.map((film) => titles.get(film)!.replace(/ \(\d+\)$/, "")),
    values: people.map((person) => columns.map((film) => rating.get(`${person} ${film}`) ?? null)),
  };
}

function frequencies(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function mostFrequent(items: readonly string[], count: number): string[] {
  return [...frequencies(items)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count).map(([item]) => item);
}

/** Every this many roll calls one: the map of all looks the same. */
const EVERY = 6;
/** Countries that were there less often are left out: what is filled in for them would decide where they lie. */
const LEAST_VOTES = 0.7;
const VOTES: Record<string, string> = { y: "1", a: "0", n: "-1", ".": "" };

/** Two tables as CSV: countries and how they voted, flowers and their measures. */
function embeddings() {
  const countries = lines("un-votes/countries.csv").slice(1).map((name) => `"${name.replace(/^"|"$/g, "")}"`);
  const calls = lines("un-votes/votes.csv").slice(1).filter((_, i) => i % EVERY === 0).map((line) => line.split(",") as [string, string, string, string]);
  const rows = countries.map((name, c) => [name, ...calls.map(([, , , votes]) => VOTES[votes[c]!]!)]);
  const there = rows.filter(([, ...votes]) => votes.filter((vote) => vote !== "").length >= LEAST_VOTES * calls.length);
  const head = ["country", ...calls.map(([number, date]) => `${date} #${number}`)];
  return { votes: [head, ...there].map((row) => row.join(",")).join("\n"), iris: lines("../test/fixtures/iris.csv").join("\n") };
}
