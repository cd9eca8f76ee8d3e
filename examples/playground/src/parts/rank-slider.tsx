import { useId } from "preact/hooks";

interface RankSliderProps {
  readonly rank: number;
  readonly most: number;
  readonly disabled: boolean;
  readonly onChange: (rank: number) => void;
}

/** Positions of the slider; the rank grows with their square, since what is interesting happens at low ranks. */
const POSITIONS = 1000;
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

/** A slider and a number field for a rank of 1 to `most`. Arrow keys change the rank by 1, page keys by 10. */
export function RankSlider({ rank, most, disabled, onChange }: RankSliderProps) {
  const id = useId();
  const within = (k: number) => Math.min(most, Math.max(1, Math.round(k)));
  const position = most <= 1 ? 0 : Math.round(POSITIONS * Math.sqrt((rank - 1) / (most - 1)));

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(within(rank + step));
  }

  return (
    <div class="rank">
      <label for={id}>Rank</label>
      <input id={id} class="slider" type="range" min={0} max={POSITIONS} value={position} disabled={disabled} aria-valuetext={`rank ${rank} of ${most}`}
        onInput={(event) => onChange(within(1 + (most - 1) * (Number(event.currentTarget.value) / POSITIONS) ** 2))} onKeyDown={onKeyDown} />
      <input class="number" type="number" aria-label="Rank as a number" min={1} max={most} value={rank} disabled={disabled}
        onChange={(event) => onChange(within(Number(event.currentTarget.value) || rank))} />
    </div>
  );
}
