import type { CompletedTable } from "../worker/tables";
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
          <tr><td />{columns.map((name, j) => <th key={j} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((name, i) => (
            <tr key={i}>
              <th scope="row">{name}</th>
              {columns.map((_, j) => {
                const at = i * completed.columns + j;
                const given = valueOf(cells[i]![j]!);
                if (typeof given === "number") return <td key={j}>{cells[i]![j]}</td>;
                return (
                  <td key={j} class="filled">
                    <b>{short(values[at]!)}</b>
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
