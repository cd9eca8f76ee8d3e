import { useLayoutEffect, useRef } from "preact/hooks";
import type { Painting } from "../worker/paint";

/** Pixels on a canvas, described in words. */
export function PaintingView({ painting, label, id }: { readonly painting: Painting | undefined; readonly label: string; readonly id?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (painting === undefined) return;
    const { width, height, data } = painting;
    const element = canvas.current!;
    if (element.width !== width || element.height !== height) [element.width, element.height] = [width, height];
    element.getContext("2d")!.putImageData(new ImageData(data, width, height), 0, 0);
  }, [painting]);
  return <canvas ref={canvas} id={id} role="img" aria-label={label} width={painting?.width ?? 450} height={painting?.height ?? 300} />;
}
