import type { CompletedTable } from "./completing";
import { short } from "./format";
import { type EditedTable, valueOf } from "./table-text";

/** value ± this many deviations covers 90 %. */
const NINETY = 1.645;

/** The table with its holes filled: what was a hole stands out, with its 90 % interval where the model knows one. */
export function CompletedGrid({ table, completed }: { readonly table: EditedTable; readonly completed: CompletedTable }) {
  const { rows, columns, cells } = table;
  const { values, deviations } = completed;
  return (
    <div class="scroll" role="region" aria-label="Completed table" tabIndex={0}>
      <table class="cells">
        <thead>
          <tr><td />{columns.slice(0, completed.columns).map((name, j) => <th key={j} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {cells.map((row, i) => (
            <tr key={i}>
              <th scope="row">{rows[i]}</th>
              {row.map((text, j) => {
                const at = i * completed.columns + j;
                if (typeof valueOf(text) === "number") return <td key={j}>{text}</td>;
                return (
                  <td key={j} class="filled">
                    <b>{Number.isNaN(values[at]) ? "…" : short(values[at]!)}</b>
                    {deviations && <small>± {short(NINETY * deviations[at]!)}</small>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
