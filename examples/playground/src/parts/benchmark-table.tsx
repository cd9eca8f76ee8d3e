import type { Measurement } from "../worker/benchmark";
import { milliseconds, short } from "./format";

export type Outcome = Measurement | { readonly failure: string };

interface BenchmarkTableProps {
  readonly sizes: readonly string[];
  readonly libraries: readonly string[];
  /** By `library size`. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** LAPACK's own tests accept ratios below this. */
const RIGHT = 50;

/** Times, and how many times lowrank's they are, and how right the answers were. */
export function BenchmarkTable({ sizes, libraries, outcomes }: BenchmarkTableProps) {
  return (
    <div class="card">
      <div class="scroll" role="region" aria-label="Measurements" tabIndex={0}>
        <table class="bench-table">
          <caption class="hidden">Median time, residual and orthogonality of each library at each size</caption>
          <thead><tr><th scope="col"><span class="hidden">Library</span></th>{sizes.map((size) => <th key={size} scope="col">{size}</th>)}</tr></thead>
          <tbody>
            {libraries.map((library) => (
              <tr key={library}>
                <th scope="row">{library}</th>
                {sizes.map((size) => <td key={size}><Cell outcome={outcomes.get(`${library} ${size}`)} own={outcomes.get(`lowrank ${size}`)} isOwn={library === "lowrank"} /></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="about">Median times of seven samples. Residual ‖A − UΣVᵀ‖ and departure from orthogonality in units of rounding, as LAPACK's tests measure them: below {RIGHT} is right.</p>
    </div>
  );
}

function Cell({ outcome, own, isOwn }: { readonly outcome: Outcome | undefined; readonly own: Outcome | undefined; readonly isOwn: boolean }) {
  if (outcome === undefined) return <span class="about">·</span>;
  if ("failure" in outcome) return <span class="bad">failed<small>{outcome.failure}</small></span>;
  const { residual, orthogonality } = outcome;
  const isRight = residual < RIGHT && orthogonality < RIGHT;
  const times = own !== undefined && "milliseconds" in own && !isOwn ? ` · ${(outcome.milliseconds / own.milliseconds).toFixed(1)}×` : "";
  return (
    <span class={isOwn ? "best" : undefined}>
      <b>{milliseconds(outcome.milliseconds)}</b>{times}
      <small class={isRight ? undefined : "bad"}>{isRight ? "" : "wrong: "}residual {short(residual)}, orth. {short(orthogonality)}</small>
    </span>
  );
}
