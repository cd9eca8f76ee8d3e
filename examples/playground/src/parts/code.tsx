import { useEffect, useId, useState } from "preact/hooks";

/** Milliseconds that "Copied" stands on the button. */
const SHOWN = 2000;

/** A program that computes what the page shows, to read and to copy. */
export function Code({ text, about }: { readonly text: string; readonly about?: string }) {
  const id = useId();
  const [copied, setCopied] = useState("");
  useEffect(() => {
    if (copied === "") return;
    const timer = setTimeout(() => setCopied(""), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied("Copied"), () => setCopied("Copying is not allowed here"));

  return (
    <section class="code" aria-labelledby={id}>
      <div class="code-head">
        <h2 id={id}>The same in code</h2>
        {about !== undefined && <p class="about">{about}</p>}
        <button type="button" class="small" onClick={() => void copy()}>{copied === "" ? "Copy as code" : copied}</button>
        <span class="hidden" role="status">{copied}</span>
      </div>
      <pre tabIndex={0} aria-label="Program"><code>{text}</code></pre>
    </section>
  );
}

/** Rows of numbers as a literal, null for a hole, a line each. */
export function literal(rows: readonly (readonly unknown[])[]): string {
  return `[\n${rows.map((row) => `  ${JSON.stringify(row).replaceAll(",", ", ")},\n`).join("")}]`;
}
