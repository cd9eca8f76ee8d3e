import type { StandingsMethod } from "lowrank";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Code } from "../parts/code";
import { hundredths, milliseconds, percent } from "../parts/format";
import { type Place, placeOf, usePlace } from "../parts/place";
import { Plot } from "../parts/plot";
import { seasonProgram } from "../parts/programs";
import { chancesOf, gamesUntil, type PairChances, rate, type RatedSeason, SEASONS } from "../parts/season";
import { SeasonSlider } from "../parts/season-slider";
import { SeasonTable } from "../parts/season-table";
import { Progress, useTask, Word } from "../parts/task";

const METHODS: Record<StandingsMethod, string> = { massey: "Massey: least squares on goal margins", colley: "Colley: wins, draws and losses", "low-rank": "Low rank: the table of pairs, completed" };
const FIRST_SEASON = "2024-25";
/** Where the slider stands at first: half of the season is known. */
const FIRST_SHARE = 0.5;

interface Pair {
  readonly home: string;
  readonly away: string;
}

/** What is asked for; what is left out follows from the season. */
interface Question {
  readonly season: string;
  readonly method: StandingsMethod;
  readonly date?: string | undefined;
  readonly pair?: Pair | undefined;
}

function questionOf({ season, method, date, home, away }: Place): Question {
  return {
    season: SEASONS.find((name) => name === season) ?? FIRST_SEASON,
    method: Object.keys(METHODS).find((name) => name === method) as StandingsMethod | undefined ?? "massey",
    date, pair: home === undefined || away === undefined ? undefined : { home, away },
  };
}

export default function Rankings() {
  const first = useMemo(() => questionOf(placeOf("rankings")), []);
  const { task, run, cancel } = useTask();
  const asking = useTask();
  const [{ season, method }, setAsked] = useState<Pick<Question, "season" | "method">>(first);
  const [rated, setRated] = useState<RatedSeason>();
  const [day, setDay] = useState(0);
  const [pair, setPair] = useState<Pair>({ home: "", away: "" });
  const [chances, setChances] = useState<PairChances>();
  /** What is on the page, for what returns later. */
  const shown = useRef<{ readonly season: string; readonly date: string }>(undefined);

  const remember = usePlace("rankings", (place) => {
    const next = questionOf(place);
    if (next.season !== rated?.season || next.method !== rated.method) {
      void rerate(next);
      return;
    }
    const at = dayOf(rated, next.date);
    setDay(at);
    shown.current = { season: rated.season, date: rated.days[at]!.date };
    if (next.pair && (next.pair.home !== pair.home || next.pair.away !== pair.away)) void ask(rated, next.pair, next.date);
  });
  const placeAt = (of: RatedSeason, date: string | undefined, { home, away }: Pair): Place => ({ season: of.season, method: of.method, date, home, away });

  async function rerate(next: Question, isStep = false): Promise<void> {
    setAsked(next);
    setChances(undefined);
    asking.clear();
    const result = await run("Rating every match day", (signal, report) => rate(next.season, next.method, signal, report));
    if (result === undefined) return;
    const asked = isStep && shown.current?.season === result.season ? shown.current.date : next.date; // the slider may have been moved meanwhile
    const at = asked === undefined ? Math.round(FIRST_SHARE * (result.days.length - 1)) : dayOf(result, asked);
    const { date, table } = result.days[at]!;
    setRated(result);
    setDay(at);
    shown.current = { season: result.season, date };
    const known = next.pair && result.teams.includes(next.pair.home) && result.teams.includes(next.pair.away) ? next.pair : undefined;
    await ask(result, known ?? { home: table[0]!.team, away: table[1]?.team ?? table[0]!.team }, date, isStep);
  }

  async function ask(of: RatedSeason, next: Pair, date: string | undefined, isStep = false): Promise<void> {
    setPair(next);
    setChances(undefined);
    remember(placeAt(of, date, next), isStep);
    if (next.home !== next.away) setChances(await asking.run("Computing the chances", (signal) => chancesOf(of, next.home, next.away, signal)));
    else asking.clear();
  }

  function moveTo(at: number): void {
    const { date } = rated!.days[at]!;
    setDay(at);
    shown.current = { season: rated!.season, date };
    if (isCurrent) remember(placeAt(rated, date, pair));
  }

  useEffect(() => void rerate(first), []);

  const now = rated?.days[day];
  const isCurrent = rated?.season === season && rated.method === method; // the tables of another season or method are not the answer
  const course = useMemo(() => rated && courseOf(rated, pair), [rated, pair]);

  return (
    <section aria-labelledby="rankings-title" class="season">
      <div class="intro">
        <h1 id="rankings-title">A season, match by match</h1>
        <p>How strong is each team, how sure is that, and who would win? Move through the season and watch the ratings settle.</p>
      </div>
      <div class="fields">
        <label class="field">Premier League season
          <select value={season} onChange={(event) => void rerate({ season: event.currentTarget.value, method }, true)}>{SEASONS.map((name) => <option key={name}>{name}</option>)}</select>
        </label>
        <label class="field">Method
          <select value={method} onChange={(event) => void rerate({ season, method: event.currentTarget.value as StandingsMethod, pair }, true)}>
            {Object.entries(METHODS).map(([name, about]) => <option key={name} value={name}>{about}</option>)}
          </select>
        </label>
        <Word task={task.state === "idle" && task.text === "" && rated ? { state: "idle", text: `${rated.days.length} tables in ${milliseconds(rated.milliseconds)}` } : task} />
      </div>
      <Progress task={task} onCancel={cancel} />

      {rated && now && (isCurrent || task.state === "running") && (
        <div class={isCurrent ? "rated" : "rated stale"} aria-busy={!isCurrent}>
          <SeasonSlider days={rated.days} day={day} onChange={moveTo} />
          <div class="split">
            <SeasonTable table={now.table} before={day === 0 ? undefined : rated.days[day - 1]!.table} centre={rated.method === "colley" ? 0.5 : 0} chosen={[pair.home, pair.away]} unit={rated.method === "colley" ? "Colley points" : "goals a match"} />
            <div class="card pair">
              <h2>If they met now</h2>
              <div class="fields">
                {(["home", "away"] as const).map((side) => (
                  <label key={side} class="field">{side === "home" ? "At home" : "Away"}
                    <select value={pair[side]} onChange={(event) => void ask(rated, { ...pair, [side]: event.currentTarget.value }, now.date, true)}>{rated.teams.map((team) => <option key={team}>{team}</option>)}</select>
                  </label>
                ))}
                <button type="button" onClick={() => void ask(rated, { home: pair.away, away: pair.home }, now.date, true)}>Swap</button>
              </div>
              {pair.home === pair.away ? <p>Choose two teams.</p> : <Odds pair={pair} chances={chances} day={day} />}
              {course && (
                <Plot label={`Ratings through the season. ${pair.home}: ${hundredths(course.latest[0]!)} at the end; ${pair.away}: ${hundredths(course.latest[1]!)}.`} height={260} x={course.x} mark={day + 1}
                  series={course.series} xLabel="match day" yLabel="rating" yText={hundredths} onPick={(x) => moveTo(Math.min(rated.days.length - 1, Math.max(0, Math.round(x) - 1)))} />
              )}
            </div>
          </div>
          <Code text={seasonProgram(gamesUntil(rated.season, now.date), rated.method, pair)} />
        </div>
      )}
      {rated === undefined && task.state === "running" && <div class="season-awaited" />}
    </section>
  );
}

/** The day of a season that a date names, or the last before it. */
function dayOf({ days }: RatedSeason, date: string | undefined): number {
  return Math.max(0, days.findLastIndex((one) => date !== undefined && one.date <= date));
}

function Odds({ pair, chances, day }: { readonly pair: Pair; readonly chances: PairChances | undefined; readonly day: number }) {
  if (chances === undefined) return <div class="odds-awaited" />;
  const [home, draw, away] = [chances.home[day], chances.draw[day], chances.away[day]];
  if (home == null || draw == null || away == null) return <p role="status">Not both of them have played yet.</p>;
  const parts = [["home", pair.home, home], ["draw", "Draw", draw], ["away", pair.away, away]] as const;
  return (
    <div class="card">
      <div class="odds" aria-hidden="true">{parts.map(([kind, , share]) => <span key={kind} class={kind} style={{ flexGrow: share }} />)}</div>
      <div class="odds-text" role="status">{parts.map(([kind, name, share]) => <p key={kind}><b>{percent(share, 0)}</b><small>{kind === "draw" ? name : `${name} win`}</small></p>)}</div>
    </div>
  );
}

/** The ratings of a pair, with deviations, after every match day. */
function courseOf({ days }: RatedSeason, { home, away }: Pair) {
  const lines = [home, away].map((team) => days.map(({ table }) => table.find((line) => line.team === team)));
  const series = lines.map((line, i) => ({
    name: [home, away][i]!, colour: ["--accent", "--warm"][i]!,
    values: line.map((one) => one?.rating ?? null), band: line.map((one) => (one && Number.isFinite(one.deviation) ? one.deviation : null)),
  }));
  return { x: days.map((_, i) => i + 1), series, latest: lines.map((line) => line.at(-1)?.rating ?? NaN) };
}
