import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const auditEventSchema = z.looseObject({
  auditID: z.string(),
  level: z.enum(['Metadata', 'Request', 'RequestResponse']),
  stage: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  /** Nobody, where the token was not known. */
  user: z.looseObject({ username: z.string().default('') }),
  userAgent: z.string().optional(),
  objectRef: z
    .looseObject({
      apiGroup: z.string().optional(),
      resource: z.string().optional(),
      subresource: z.string().optional(),
      namespace: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  /** Absent where the request was refused before its body was read. */
  requestObject: z.unknown().optional(),
  responseStatus: z.looseObject({ code: z.number().optional() }).optional(),
  requestReceivedTimestamp: z.string(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** Whole lines only: the API server may be writing the last one at this moment. */
export async function readAuditLog(file: string): Promise<AuditEvent[]> {
  if (!existsSync(file)) return [];
  const content = await readFile(file, 'utf8');
  return content
    .slice(0, content.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => auditEventSchema.parse(JSON.parse(line)));
}
