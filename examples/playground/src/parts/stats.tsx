import type { ComponentChildren } from "preact";

/** Numbers with their names; changes are announced when they come to rest. */
export function Stats({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return <dl class="stats" aria-label={label} role="group" aria-live="polite">{children}</dl>;
}

export function Stat({ name, value, note }: { readonly name: string; readonly value: string; readonly note?: string }) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd><b>{value}</b>{note && <small>{note}</small>}</dd>
    </div>
  );
}
