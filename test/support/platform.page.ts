/** platform.ts for a page: files come from Vite's server, the other realm is a frame. */
function request(path: string, mime: string): string {
  const call = new XMLHttpRequest();
  call.open("GET", `/${path}`, false);
  call.overrideMimeType(mime);
  call.send();
  if (call.status !== 200) throw new Error(`${path}: status ${call.status}`);
  return call.responseText;
}

export const textFile = (path: string): string => request(path, "text/plain; charset=utf-8");

/** A synchronous request gives text only; in this encoding the low byte of each character is the byte of the file. */
export const binaryFile = (path: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(request(path, "text/plain; charset=x-user-defined"), (character) => character.charCodeAt(0) & 255);

export function fromAnotherRealm(expression: string): unknown {
  const frame = document.body.appendChild(document.createElement("iframe"));
  return (frame.contentWindow as unknown as { eval(code: string): unknown }).eval(expression);
}

/** The heap and what hangs on it; exact with Chromium's --enable-precise-memory-info. */
export const heldBytes = (): number => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
