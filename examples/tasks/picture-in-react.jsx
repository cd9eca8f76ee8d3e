// A page of React: the picture at the rank of a slider. `pixels` is the ImageData of a canvas.
import { useEffect, useMemo, useRef, useState } from "react";
import { compressImage } from "lowrank/image";

export function Picture({ pixels }) {
  const [canvas, [rank, setRank]] = [useRef(null), useState(20)];
  const { data, width, height, compression } = useMemo(() => compressImage(pixels, rank), [pixels, rank]);
  useEffect(() => canvas.current.getContext("2d").putImageData(new ImageData(data, width), 0, 0), [data]);
  return <label><canvas ref={canvas} width={width} height={height} /><input type="range" min="1" max="100" value={rank} onChange={(event) => setRank(+event.target.value)} />{compression.toFixed(1)} : 1</label>;
}
