import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import cameraUrl from "../../../photographs/camera.png?url";
import catUrl from "../../../photographs/chelsea.png?url";
import { type PictureRequest, TARTAN } from "../worker/picture-source";

export interface PictureChoice {
  readonly name: string;
  readonly title: string;
  readonly request: Pick<PictureRequest, "source" | "noise">;
}

const address = (url: string) => new URL(url, location.href).href;

export const PICTURES: readonly PictureChoice[] = [
  { name: "cat", title: "Cat", request: { source: address(catUrl) } },
  { name: "camera", title: "Camera", request: { source: address(cameraUrl) } },
  { name: "noisy-camera", title: "Camera with noise", request: { source: address(cameraUrl), noise: 25 } },
  { name: "tartan", title: "Tartan 1000 × 1000", request: { source: TARTAN } },
];

interface ChooserProps {
  readonly choice: PictureChoice;
  readonly isGrey: boolean;
  readonly onChoose: (choice: PictureChoice) => void;
  readonly onGrey: (isGrey: boolean) => void;
  readonly children: ComponentChildren;
}

/** The pictures that come with the page, and a place to drop or pick another. */
export function PictureChooser({ choice, isGrey, onChoose, onGrey, children }: ChooserProps) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined | null) => {
    if (file) onChoose({ name: file.name.replace(/\.\w+$/, ""), title: file.name, request: { source: file } });
  };

  return (
    <div class={isOver ? "chooser over" : "chooser"} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files[0]); }}>
      <fieldset class="chips">
        <legend class="hidden">Picture</legend>
        {PICTURES.map((picture) => (
          <label key={picture.name} class="chip">
            <input type="radio" name={id} checked={picture.name === choice.name} onChange={() => onChoose(picture)} />{picture.title}
          </label>
        ))}
      </fieldset>
      <div class="drop">
        <button type="button" onClick={() => input.current!.click()}>Choose a picture…</button>
        <span>or drop one here</span>
        <input ref={input} type="file" accept="image/*" aria-label="A picture of your own" class="hidden" tabIndex={-1}
          onChange={(event) => { take(event.currentTarget.files?.[0]); event.currentTarget.value = ""; }} />
      </div>
      <label class="check"><input type="checkbox" checked={isGrey} onChange={(event) => onGrey(event.currentTarget.checked)} />Grey</label>
      {children}
    </div>
  );
}
