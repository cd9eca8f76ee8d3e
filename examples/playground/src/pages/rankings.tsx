import { proxy } from "comlink";
import type { StandingsMethod } from "lowrank";
import { useEffect, useMemo, useState } from "preact/hooks";
import { hundredths, milliseconds, percent } from "../parts/format";
import { Plot } from "../parts/plot";
import { SeasonSlider } from "../parts/season-slider";
import { SeasonTable } from "../parts/season-table";
import { TaskLine, useTask } from "../parts/task";
import type { PairChances, RatedSeason } from "../worker/rankings";

const METHODS: Record<StandingsMethod, string> = { massey: "Massey: least squares on goal margins", colley: "Colley: wins, draws and losses", "low-rank": "Low rank: the table of pairs, completed" };
const FIRST_SEASON = "2024-25";
/** Where the slider stands at first: half of the season is known. */
const FIRST_SHARE = 0.5;

interface Pair {
  readonly home: string;
  readonly away: string;
}

export default function Rankings() {
  const { task, run, jobs, cancel } = useTask();
  const [season, setSeason] = useState(FIRST_SEASON);
  const [method, setMethod] = useState<StandingsMethod>("massey");
  const [rated, setRated] = useState<RatedSeason>();
  const [day, setDay] = useState(0);
  const [pair, setPair] = useState<Pair>({ home: "", away: "" });
  const [chances, setChances] = useState<PairChances>();

  async function rate(nextSeason: string, nextMethod: StandingsMethod): Promise<void> {
    cancel();
    setSeason(nextSeason);
    setMethod(nextMethod);
    const result = await run("Rating every match day", (worker, report) => worker.run((work) => work.rankings.rate(nextSeason, nextMethod, proxy((share) => report(share)))));
    if (result === undefined) return;
    setRated(result);
    if (nextSeason === rated?.season) return ask(pair);
    const middle = Math.round(FIRST_SHARE * (result.days.length - 1));
    const [first, second] = result.days[middle]!.table;
    setDay(middle);
    await ask({ home: first!.team, away: second!.team });
  }

  async function ask(next: Pair): Promise<void> {
    setPair(next);
    setChances(next.home === next.away ? undefined : await jobs.run((work) => work.rankings.chances(next.home, next.away)).catch(() => undefined));
  }

  useEffect(() => void rate(season, method), []);

  const now = rated?.days[day];
  const course = useMemo(() => rated && courseOf(rated, pair), [rated, pair]);

  return (
    <section aria-labelledby="rankings-title" class="season">
      <div class="intro">
        <h1 id="rankings-title">A season, match by match</h1>
        <p>How strong is each team, how sure is that, and who would win? Move through the season and watch the ratings settle.</p>
      </div>
      <div class="fields">
        <label class="field">Premier League season
          <select value={season} onChange={(event) => void rate(event.currentTarget.value, method)}>{(rated?.seasons ?? [season]).map((name) => <option key={name}>{name}</option>)}</select>
        </label>
        <label class="field">Method
          <select value={method} onChange={(event) => void rate(season, event.currentTarget.value as StandingsMethod)}>
            {Object.entries(METHODS).map(([name, about]) => <option key={name} value={name}>{about}</option>)}
          </select>
        </label>
        <TaskLine task={task.state === "idle" && task.text === "" && rated ? { state: "idle", text: `${rated.days.length} tables in ${milliseconds(rated.milliseconds)}` } : task} onCancel={cancel} />
      </div>

      {rated && now && (
        <>
          <SeasonSlider days={rated.days} day={day} onChange={setDay} />
          <div class="split">
            <SeasonTable table={now.table} before={day === 0 ? undefined : rated.days[day - 1]!.table} centre={method === "colley" ? 0.5 : 0} chosen={[pair.home, pair.away]} unit={method === "colley" ? "Colley points" : "goals a match"} />
            <div class="card pair">
              <h2>If they met now</h2>
              <div class="fields">
                {(["home", "away"] as const).map((side) => (
                  <label key={side} class="field">{side === "home" ? "At home" : "Away"}
                    <select value={pair[side]} onChange={(event) => void ask({ ...pair, [side]: event.currentTarget.value })}>{rated.teams.map((team) => <option key={team}>{team}</option>)}</select>
                  </label>
                ))}
                <button type="button" onClick={() => void ask({ home: pair.away, away: pair.home })}>Swap</button>
              </div>
              {pair.home === pair.away ? <p>Choose two teams.</p> : chances && <Odds pair={pair} chances={chances} day={day} />}
              {course && (
                <Plot label={`Ratings through the season. ${pair.home}: ${hundredths(course.latest[0]!)} at the end; ${pair.away}: ${hundredths(course.latest[1]!)}.`} height={260} x={course.x} mark={day + 1}
                  series={course.series} xLabel="match day" yLabel="rating" yText={hundredths} onPick={(x) => setDay(Math.min(rated.days.length - 1, Math.max(0, Math.round(x) - 1)))} />
              )}
            </div>
          </div>
        </>
      )}
    </section>
  );
}

function Odds({ pair, chances, day }: { readonly pair: Pair; readonly chances: PairChances; readonly day: number }) {
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
