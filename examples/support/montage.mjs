const GAP = 8;

/** Pictures of one size and kind on a white ground, `across` in a row. */
export function sideBySide(pictures, across) {
  const [first] = pictures;
  const { width, height, depth, channels } = first;
  const down = Math.ceil(pictures.length / across);
  const rows = down * (height + GAP) - GAP;
  const columns = Math.min(across, pictures.length) * (width + GAP) - GAP;
  const planes = channels.map((_, c) => {
    const data = new channels[0].data.constructor(rows * columns).fill(2 ** depth - 1);
    pictures.forEach((picture, p) => {
      const corner = Math.floor(p / across) * (height + GAP) * columns + (p % across) * (width + GAP);
      for (let i = 0; i < height; i++) data.set(picture.channels[c].data.subarray(i * width, (i + 1) * width), corner + i * columns);
    });
    return { rows, columns, data };
  });
  return { ...first, width: columns, height: rows, channels: planes };
}
