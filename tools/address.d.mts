export const ADDRESS: string;
export const SITE: string;
export function withAddress(manifest: Readonly<Record<string, unknown>>, address?: string): Record<string, unknown>;
export function withLinks(text: string, address?: string): string;
