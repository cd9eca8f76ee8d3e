import cameraUrl from "../../../photographs/camera.png?url";
import catUrl from "../../../photographs/chelsea.png?url";
import { type PictureRequest, TARTAN } from "../worker/picture-source";
import { Chips } from "./chips";
import { Drop } from "./drop";

export interface PictureChoice {
  /** In the address; undefined for a file of the reader's own, which no address leads to. */
  readonly name: string | undefined;
  readonly title: string;
  /** Of the file in the program, and of what is saved. */
  readonly file: string;
  readonly request: Pick<PictureRequest, "source" | "noise">;
}

const address = (url: string) => new URL(url, location.href).href;

export const PICTURES: readonly (PictureChoice & { readonly name: string })[] = [
  { name: "cat", title: "Cat", file: "cat.png", request: { source: address(catUrl) } },
  { name: "camera", title: "Camera", file: "camera.png", request: { source: address(cameraUrl) } },
  { name: "noisy-camera", title: "Camera with noise", file: "noisy-camera.png", request: { source: address(cameraUrl), noise: 25 } },
  { name: "tartan", title: "Tartan 1000 × 1000", file: "tartan.png", request: { source: TARTAN } },
];

interface ChooserProps {
  readonly choice: PictureChoice;
  readonly isGrey: boolean;
  readonly onChoose: (choice: PictureChoice) => void;
  readonly onGrey: (isGrey: boolean) => void;
}

/** The pictures that come with the page, and a place to drop or pick another. */
export function PictureChooser({ choice, isGrey, onChoose, onGrey }: ChooserProps) {
  const own = (file: File) => onChoose({ name: undefined, title: file.name, file: file.name, request: { source: file } });
  return (
    <Drop choose="Choose a picture…" label="A picture of your own" accept="image/*" onFile={own}>
      <Chips legend="Picture" options={PICTURES} chosen={choice.name} onChoose={(name) => onChoose(PICTURES.find((picture) => picture.name === name)!)} />
      <label class="check"><input type="checkbox" checked={isGrey} onChange={(event) => onGrey(event.currentTarget.checked)} />Grey</label>
    </Drop>
  );
}
