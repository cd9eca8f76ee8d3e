import { useLayoutEffect, useRef } from "preact/hooks";
import type { Painting } from "../worker/paint";

/** Pixels on a canvas, described in words. */
export function PaintingView({ painting, label, id }: { readonly painting: Painting | undefined; readonly label: string; readonly id?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current!;
    if (painting === undefined) {
      element.getContext("2d")!.clearRect(0, 0, element.width, element.height); // of an earlier picture nothing is left
      return;
    }
    const { width, height, data } = painting;
    if (element.width !== width || element.height !== height) [element.width, element.height] = [width, height];
    element.getContext("2d")!.putImageData(new ImageData(data, width, height), 0, 0);
  }, [painting]);
  return <canvas ref={canvas} id={id} role="img" aria-label={label} width={451} height={300} />;
}
