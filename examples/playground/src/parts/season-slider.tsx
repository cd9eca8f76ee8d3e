import { useEffect, useId, useState } from "preact/hooks";
import type { RatedSeason } from "./season";

interface SeasonSliderProps {
  readonly days: RatedSeason["days"];
  readonly day: number;
  readonly onChange: (day: number) => void;
}

/** Milliseconds that a match day is shown while playing. */
const PACE = 160;
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** Moves through a season by hand, or plays it. */
export function SeasonSlider({ days, day, onChange }: SeasonSliderProps) {
  const id = useId();
  const [isPlaying, setPlaying] = useState(false);
  const last = days.length - 1;
  const { date, played, matches } = days[day]!;
  const shown = DATE.format(new Date(`${date}T00:00:00Z`));

  useEffect(() => {
    if (!isPlaying) return;
    if (day >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => onChange(day + 1), PACE);
    return () => clearTimeout(timer);
  }, [isPlaying, day, last]);

  function play(): void {
    if (!isPlaying && day >= last) onChange(0);
    setPlaying(!isPlaying);
  }

  return (
    <div class="panel sticky">
      <div class="sliding">
        <button type="button" class="primary" onClick={play}>{isPlaying ? "Pause" : "Play"}</button>
        <input id={id} type="range" min={0} max={last} value={day} aria-label="Match day" aria-valuetext={`${shown}, ${played} matches played`} onInput={(event) => onChange(Number(event.currentTarget.value))} />
        <output for={id}><b>{shown}</b><small>{played} matches</small></output>
      </div>
      <p class="results">{matches.slice(0, 4).map((match) => <span key={match}>{match}</span>)}{matches.length > 4 && <span>and {matches.length - 4} more</span>}</p>
    </div>
  );
}
