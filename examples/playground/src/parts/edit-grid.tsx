import { useMemo, useRef } from "preact/hooks";
import { type EditedTable, valueOf } from "./table-text";

interface EditGridProps {
  readonly table: EditedTable;
  readonly onChange: (table: EditedTable) => void;
  /** A pasted block of several cells. */
  readonly onPaste: (text: string) => void;
}

const MOVES: Record<string, readonly [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The corner of a table as input fields. Arrows and Enter move between cells; pasting a block of cells replaces the table. */
export function EditGrid({ table, onChange, onPaste }: EditGridProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { rows, columns, cells } = table;
  const latest = useRef(table);
  latest.current = table;

  const change = useRef((i: number, j: number, text: string) => {
    onChange({ ...latest.current, cells: latest.current.cells.map((row, r) => (r === i ? row.map((cell, c) => (c === j ? text : cell)) : row)) });
  });
  const move = useRef((event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }, i: number, j: number) => {
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
  });

  function paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/[\t;,\n]/.test(text.trim()) || typeof valueOf(text) === "number") return; // a single cell
    event.preventDefault();
    onPaste(text);
  }

  return (
    <div class="scroll" role="region" aria-label="Your table" tabIndex={0}>
      <table class="cells edit" onPaste={paste}>
        <thead>
          <tr><td />{columns.slice(0, cells[0]?.length).map((name, j) => <th key={j} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody ref={body}>
          {cells.map((row, i) => <Row key={i} at={i} name={rows[i]!} cells={row} columns={columns} change={change.current} move={move.current} />)}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly at: number;
  readonly name: string;
  readonly cells: readonly string[];
  readonly columns: readonly string[];
  readonly change: (i: number, j: number, text: string) => void;
  readonly move: (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }, i: number, j: number) => void;
}

/** Made anew only where a cell of it has changed. */
function Row({ at, name, cells, columns, change, move }: RowProps) {
  return useMemo(() => (
    <tr>
      <th scope="row">{name}</th>
      {cells.map((text, j) => (
        <td key={j}>
          <input type="text" inputMode="decimal" autocomplete="off" value={text} placeholder="?" aria-label={`${name}, ${columns[j]!}`}
            aria-invalid={valueOf(text) === undefined} onInput={(event) => change(at, j, event.currentTarget.value)}
            onKeyDown={(event) => move(event, at, j)} onFocus={(event) => event.currentTarget.select()} />
        </td>
      ))}
    </tr>
  ), [at, name, cells, columns]);
}
