import { useId } from "preact/hooks";

interface ChipsProps {
  readonly legend: string;
  readonly options: readonly { readonly name: string; readonly title: string }[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** One of a few, as pills. */
export function Chips({ legend, options, chosen, onChoose }: ChipsProps) {
  const id = useId();
  return (
    <fieldset class="chips">
      <legend class="hidden">{legend}</legend>
      {options.map(({ name, title }) => (
        <label key={name} class="chip"><input type="radio" name={id} checked={name === chosen} onChange={() => onChoose(name)} />{title}</label>
      ))}
    </fieldset>
  );
}
