export const root: string;
export function ensureInstalled(): void;
export function isBuilt(): boolean;
export function ensureBuilt(): void;
export function build(): void;
