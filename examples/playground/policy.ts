/**
 * The content security policy of the built pages: own files only, no inline script or style, and WebAssembly. It is in index.html, and a
 * server should also send it as a header, since only a header reaches the workers. By "blob:" of the page itself the pool tells a worker to stop.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "worker-src 'self'",
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
