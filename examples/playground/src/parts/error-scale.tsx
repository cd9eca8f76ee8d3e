import { ERROR_COLOURS, LARGEST_ERROR } from "../worker/paint";

/** The colours of the error map. */
export function ErrorScale() {
  const colours = ERROR_COLOURS.map((colour) => `rgb(${colour.join(" ")})`).join(", ");
  return (
    <span class="scale">
      0<i style={{ background: `linear-gradient(90deg, ${colours})` }} />{LARGEST_ERROR} levels
    </span>
  );
}
