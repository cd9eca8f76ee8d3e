import { useRef } from "preact/hooks";
import { type EditedTable, readText, valueOf } from "./table-text";

interface EditGridProps {
  readonly table: EditedTable;
  readonly onChange: (table: EditedTable) => void;
}

const MOVES: Record<string, readonly [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** A table of input fields. Arrows and Enter move between cells; pasting a block of cells replaces the table. */
export function EditGrid({ table, onChange }: EditGridProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { rows, columns, cells } = table;

  function change(i: number, j: number, text: string): void {
    onChange({ ...table, cells: cells.map((row, r) => (r === i ? row.map((cell, c) => (c === j ? text : cell)) : row)) });
  }

  function move(event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }, i: number, j: number): void {
    const step = MOVES[event.key];
    if (step === undefined) return;
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isWithin = event.key === "ArrowLeft" ? selectionEnd! > 0 && selectionStart !== 0 : event.key === "ArrowRight" && selectionStart! < value.length;
    if (isWithin && selectionStart === selectionEnd) return; // the caret moves within the text
    const next = body.current?.rows[i + step[0]]?.cells[j + 1 + step[1]]?.querySelector("input");
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }

  function paste(event: ClipboardEvent): void {
    const pasted = readText(event.clipboardData?.getData("text") ?? "");
    if (pasted === undefined) return;
    event.preventDefault();
    onChange(pasted);
  }

  return (
    <div class="scroll" role="region" aria-label="Your table" tabIndex={0}>
      <table class="cells edit" onPaste={paste}>
        <thead>
          <tr><td />{columns.map((name, j) => <th key={j} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody ref={body}>
          {rows.map((name, i) => (
            <tr key={i}>
              <th scope="row">{name}</th>
              {columns.map((column, j) => (
                <td key={j}>
                  <input type="text" inputMode="decimal" autocomplete="off" value={cells[i]![j]} placeholder="?" aria-label={`${name}, ${column}`}
                    aria-invalid={valueOf(cells[i]![j]!) === undefined} onInput={(event) => change(i, j, event.currentTarget.value)}
                    onKeyDown={(event) => move(event, i, j)} onFocus={(event) => event.currentTarget.select()} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
