import { z } from 'zod';
import { key } from './config-key.ts';
import { url, wholeNumber } from './schemas.ts';

/** Settings of the service itself. */
export const serviceKeys = {
  host: key({
    env: 'FIREBREAK_HOST',
    schema: z.string().min(1),
    fallback: '127.0.0.1',
    meaning: 'address to listen on',
  }),
  port: key({
    env: 'FIREBREAK_PORT',
    schema: wholeNumber.min(0).max(65_535),
    fallback: 8080,
    meaning: 'port to listen on; 0 takes a free one',
  }),
  publicUrl: key({
    env: 'FIREBREAK_PUBLIC_URL',
    schema: url,
    meaning: 'where people reach the pages from outside',
  }),
  dataDir: key({
    env: 'FIREBREAK_DATA_DIR',
    schema: z.string().min(1),
    fallback: './data',
    meaning: 'folder of the embedded store',
  }),
  databaseUrl: key({
    env: 'DATABASE_URL',
    schema: z.string().min(1),
    secret: true,
    meaning: 'not supported yet: the store is SQLite in the data folder',
  }),
  mode: key({
    env: 'FIREBREAK_MODE',
    schema: z.enum(['dry-run', 'approve']),
    fallback: 'dry-run',
    meaning: 'dry-run writes nothing, even after an approval',
  }),
  cluster: key({
    env: 'FIREBREAK_CLUSTER',
    schema: z.string().min(1),
    fallback: 'default',
    meaning: 'name of the cluster; alerts of another are recorded only',
  }),
  namespace: key({
    env: 'FIREBREAK_NAMESPACE',
    schema: z.string().min(1),
    meaning: 'namespace that Firebreak itself runs in; nothing in it is ever changed',
  }),
  settleSeconds: key({
    env: 'FIREBREAK_SETTLE_SECONDS',
    schema: wholeNumber.min(0).max(86_400),
    fallback: 30,
    meaning: 'how long an alert may heal by itself; where given, it wins over the policies',
  }),
  policies: key({
    env: 'FIREBREAK_POLICIES',
    schema: z.string().min(1),
    meaning: 'folder of policies; the packaged ones unless given',
  }),
  runbooks: key({
    env: 'FIREBREAK_RUNBOOKS',
    schema: z.string().min(1),
    meaning: 'folder of your own runbooks, which go before the packaged ones and override them by name',
  }),
  prompts: key({
    env: 'FIREBREAK_PROMPTS',
    schema: z.string().min(1),
    meaning: 'folder of prompts; the packaged ones unless given',
  }),
  logLevel: key({
    env: 'LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    fallback: 'info',
    meaning: 'least level that is logged',
  }),
} as const;
