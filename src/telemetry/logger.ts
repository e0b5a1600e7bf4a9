import { type DestinationStream, type Logger, pino } from 'pino';
import { createLogDestination } from './log-destination.ts';

/** Where secrets could stand in what is logged; HTTP headers above all. */
const secretPaths = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.token',
  '*.secret',
  '*.apiKey',
  '*.authorization',
];

/** Logs as JSON lines on stderr: stdout belongs to the command. */
export function createLogger(level: string, destination: DestinationStream = createLogDestination()): Logger {
  return pino({ level, base: null, redact: { paths: secretPaths, censor: '[redacted]' } }, destination);
}
