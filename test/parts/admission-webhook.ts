import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson, sendJson } from './json-server.ts';

const review = z.looseObject({ request: z.looseObject({ uid: z.string() }) });

export interface AdmissionWebhook {
  /** What a webhook configuration says of the server, by the path that is asked: `{ url, caBundle }`. */
  clientConfig(path: 'deny' | 'annotate'): { readonly url: string; readonly caBundle: string };
  stop(): Promise<void>;
}

const annotate = [{ op: 'add', path: '/metadata/annotations/mesh.example~1injected', value: 'yes' }];

/**
 * An admission webhook as clusters have them: one path denies, the other adds an annotation. It serves with the API
 * server's own certificate, which is for 127.0.0.1 too.
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export async function startAdmissionWebhook(caFile: string): Promise<AdmissionWebhook> {
  const certificate = readFileSync(caFile);
  const key = readFileSync(join(dirname(caFile), 'apiserver.key'));
  const answerReview = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { uid } = review.parse(await readJson(request)).request;
    const answer =
      request.url?.startsWith('/deny') === true
        ? { uid, allowed: false, status: { message: 'the team label is missing' } }
        : {
            uid,
            allowed: true,
            patchType: 'JSONPatch',
            patch: Buffer.from(JSON.stringify(annotate)).toString('base64'),
          };
    sendJson(response, 200, {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: answer,
    });
  };
  const server = createServer({ cert: certificate, key }, (request, response) => {
    answerReview(request, response).catch((cause: unknown) =>
      response.destroy(new Error('no review', { cause })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the webhook has no port');
  return {
    clientConfig: (path) => ({
      url: `https://127.0.0.1:${address.port}/${path}`,
      caBundle: certificate.toString('base64'),
    }),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
