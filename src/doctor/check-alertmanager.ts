import { isSeq, parseDocument } from 'yaml';
import { z } from 'zod';
import { apiUrl } from '../adapters/alertmanager/alertmanager-source.ts';
import { getJson, HttpJsonError } from '../adapters/http-json.ts';
import type { Check } from './check.ts';

const timeoutMilliseconds = 5_000;
const webhookPath = '/webhook/alertmanager';

const status = z.object({
  versionInfo: z.object({ version: z.string() }),
  config: z.object({ original: z.string() }),
});

/** Whether each Alertmanager answers, and sends to us as far as its configuration shows. */
export async function checkAlertmanagers(
  urls: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (urls === undefined) {
    return [
      {
        name: 'alertmanager',
        status: 'note',
        message: 'none configured: whoever holds the webhook token is believed',
        mend: 'set ALERTMANAGER_URL',
      },
    ];
  }
  return Promise.all(urls.map((url) => checkOne(url, signal)));
}

async function checkOne(base: string, signal: AbortSignal): Promise<Check> {
  const name = `alertmanager ${new URL(base).host}`;
  try {
    const { versionInfo, config } = await getJson(apiUrl(base, 'status'), status, {
      timeoutMilliseconds,
      signal,
    });
    return { name, ...routing(config.original, versionInfo.version) };
  } catch (cause) {
    if (!(cause instanceof HttpJsonError)) throw cause;
    return {
      name,
      status: 'unreachable',
      message: cause.message,
      mend: 'check ALERTMANAGER_URL; until it answers, no end is believed and each change takes two people',
    };
  }
}

/** Alertmanager shows its configuration with secrets masked; newer versions mask the address of a webhook, too. */
function routing(configuration: string, version: string): Omit<Check, 'name'> {
  const urls = webhookUrls(configuration);
  const answers = `version ${version} answers`;
  if (urls.some((url) => url.includes(webhookPath))) {
    return { status: 'ok', message: `${answers} and sends to ${webhookPath}` };
  }
  if (urls.some((url) => url.includes('<secret>'))) {
    return { status: 'note', message: `${answers}; it masks where its webhooks go` };
  }
  return {
    status: 'finding',
    message: `${answers}, but none of its receivers sends here`,
    mend: `add a receiver whose webhook_configs has a url that ends in ${webhookPath}`,
  };
}

function webhookUrls(configuration: string): readonly string[] {
  const receivers = parseDocument(configuration).get('receivers');
  if (!isSeq(receivers)) return [];
  const read = receiverList.safeParse(receivers.toJSON());
  return read.success ? read.data.flatMap((each) => (each.webhook_configs ?? []).map(({ url }) => url)) : [];
}

const receiverList = z.array(
  z.object({ webhook_configs: z.array(z.object({ url: z.string().default('<secret>') })).nullish() }),
);
