import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

interface DropProps {
  /** What the button says. */
  readonly choose: string;
  /** What the field is for those who do not see it. */
  readonly label: string;
  readonly accept: string;
  readonly onFile: (file: File) => void;
  readonly children: ComponentChildren;
}

/** A row of choices that a file may be dropped on, with a button to pick one. */
export function Drop({ choose, label, accept, onFile, children }: DropProps) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined) => { if (file) onFile(file); };
  return (
    <div class={isOver ? "chooser over" : "chooser"} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files[0]); }}>
      {children}
      <div class="drop">
        <button type="button" onClick={() => input.current!.click()}>{choose}</button>
        <span>or drop one here</span>
        <input ref={input} type="file" accept={accept} aria-label={label} class="hidden" tabIndex={-1}
          onChange={(event) => { take(event.currentTarget.files?.[0]); event.currentTarget.value = ""; }} />
      </div>
    </div>
  );
}
