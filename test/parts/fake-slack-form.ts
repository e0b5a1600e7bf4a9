import { z } from 'zod';
import type { Arguments } from './fake-slack-methods.ts';

/** A form whose nested values are JSON, as the SDK writes it. */
export function argumentsIn(body: string): Arguments {
  const read = (value: string): unknown => {
    const parsed = jsonOf(value);
    return typeof parsed === 'object' || typeof parsed === 'boolean' ? parsed : value;
  };
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, read(value)]));
}

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** What a multipart form holds as its file, or the body as it is. */
export function fileIn(body: string, type: string): string {
  const boundary = /boundary=(.+)$/u.exec(type)?.[1];
  if (boundary === undefined) return body;
  const part = body.split(`--${boundary}`).find((each) => each.includes('filename='));
  return z.string().parse(part).split('\r\n\r\n').slice(1).join('\r\n\r\n').replace(/\r\n$/u, '');
}
