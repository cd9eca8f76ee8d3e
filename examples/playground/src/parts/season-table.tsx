import type { TeamLine } from "./season";
import { hundredths } from "./format";

interface SeasonTableProps {
  readonly table: readonly TeamLine[];
  /** Of the match day before, for the arrows. */
  readonly before: readonly TeamLine[] | undefined;
  /** The rating of an average team. */
  readonly centre: number;
  readonly chosen: readonly string[];
  readonly unit: string;
}

/** Teams by rating, with the range of one standard deviation to both sides drawn to one scale. */
export function SeasonTable({ table, before, centre, chosen, unit }: SeasonTableProps) {
  const reach = Math.max(...table.map(({ rating, deviation }) => Math.abs(rating - centre) + (Number.isFinite(deviation) ? deviation : 0))) || 1;
  const place = (value: number) => 50 + (49 * (value - centre)) / reach;
  const earlier = new Map(before?.map(({ team }, i) => [team, i]));
  return (
    <div class="scroll" role="region" aria-label="Table of ratings" tabIndex={0}>
      <table class="season-table">
        <caption class="hidden">Teams by rating, in {unit}</caption>
        <thead>
          <tr>
            <th scope="col"><abbr title="Place">#</abbr></th><th scope="col" class="name">Team</th><th scope="col">Rating</th><th scope="col" class="range">± one deviation</th>
            <th scope="col" class="record">W–D–L</th><th scope="col">Points</th>
          </tr>
        </thead>
        <tbody>
          {table.map(({ team, rating, deviation, wins, draws, losses, points }, i) => (
            <tr key={team} class={chosen.includes(team) ? "chosen" : undefined}>
              <td>{i + 1}{arrow(earlier.get(team), i)}</td>
              <th scope="row" class="name">{team}</th>
              <td><b>{hundredths(rating)}</b> <small>± {hundredths(deviation)}</small></td>
              <td class="range">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <line class="zero" x1={50} x2={50} y1={0} y2={10} vector-effect="non-scaling-stroke" />
                  {Number.isFinite(deviation) && <line class="whisker" x1={place(rating - deviation)} x2={place(rating + deviation)} y1={5} y2={5} vector-effect="non-scaling-stroke" />}
                  <rect class="dot" x={place(rating) - 0.9} y={1} width={1.8} height={8} />
                </svg>
              </td>
              <td class="record">{wins}–{draws}–{losses}</td><td>{points}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function arrow(before: number | undefined, now: number) {
  if (before === undefined || before === now) return null;
  const isUp = before > now;
  return <small class={isUp ? "up" : "down"}><span aria-hidden="true">{isUp ? " ▲" : " ▼"}</span><span class="hidden">{isUp ? "up" : "down"}</span></small>;
}
