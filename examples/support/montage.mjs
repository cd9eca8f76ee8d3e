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

/** JPEG pictures of one size with a line below each, as an SVG that holds them. */
export function labelled(pictures, labels, { width, height, across }) {
  const [line, gap] = [26, GAP];
  const [columns, rows] = [Math.min(across, pictures.length), Math.ceil(pictures.length / across)];
  const [w, h] = [columns * (width + gap) - gap, rows * (height + line)];
  const parts = pictures.map((jpeg, p) => {
    const [x, y] = [(p % across) * (width + gap), Math.floor(p / across) * (height + line)];
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}"/>
<text x="${x + width / 2}" y="${y + height + 18}" text-anchor="middle" font-family="sans-serif" font-size="15">${labels[p]}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">
<rect width="${w}" height="${h}" fill="white"/>
${parts.join("\n")}
</svg>
`;
}
