import { lokiArchive } from '../adapters/loki/loki-archive.ts';
import type { Settings } from '../config.ts';
import type { LogArchive } from '../ports/log-archive.ts';
import type { Components } from '../telemetry/components.ts';
import { watchLogArchive } from '../telemetry/watch-components.ts';

/** An investigation waits for it. */
const timeoutMilliseconds = 5_000;

/** Who keeps logs that no kubelet has any more, if anybody. */
export function createLogArchive(
  { lokiUrl, lokiBearerToken, lokiOrgId }: Settings,
  components: Components,
): LogArchive | undefined {
  if (lokiUrl === undefined) return undefined;
  const options = { url: lokiUrl, bearerToken: lokiBearerToken, orgId: lokiOrgId, timeoutMilliseconds };
  return watchLogArchive(lokiArchive(options), components);
}
