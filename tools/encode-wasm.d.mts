export function encodeWasm(bytes: Uint8Array): string;
