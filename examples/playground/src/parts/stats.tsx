import type { ComponentChildren } from "preact";

/** Numbers with their names; changes are announced. */
export function Stats({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return <div role="group" aria-label={label} aria-live="polite"><dl class="stats">{children}</dl></div>;
}

export function Stat({ name, value, note }: { readonly name: string; readonly value?: string; readonly note?: string }) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd>{value !== undefined && <b>{value}</b>}{note && <small>{note}</small>}</dd>
    </div>
  );
}
